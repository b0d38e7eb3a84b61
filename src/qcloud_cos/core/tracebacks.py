"""No secret stays in a traceback: programs that report errors send the locals of its frames along."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from types import FrameType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
_IS_COROUTINE = 0x80  # inspect.CO_COROUTINE, without the import of inspect


def forgetful(do: Callable[P, R]) -> Callable[P, R]:
    """A door of the package: an error leaves it without the arguments, and without what was made of them."""

    @wraps(do)
    def block(*args: Any, **kwargs: Any) -> Any:
        try:
            return do(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            empty(error)
            raise

    @wraps(do)
    async def wait(*args: Any, **kwargs: Any) -> Any:
        try:
            return await cast("Any", do(*args, **kwargs))
        except BaseException as error:
            del args, kwargs
            empty(error)
            raise

    return cast("Callable[P, R]", wait if do.__code__.co_flags & _IS_COROUTINE else block)


def empty(error: BaseException) -> None:
    """Our frames in the error's traceback, and in those of the errors behind it, have no locals any more.

    Frames of others stay as they are, and so does what is not over: what calls us, above all.
    """
    if error.__context__ is None and error.__cause__ is None:  # as of most refusals
        _empty(error)
        return
    for one in _inside(error, sys._getframe(1)):
        _empty(one)


def _empty(error: BaseException) -> None:
    ours = False
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        ours = _is_ours(frame.f_globals.get("__name__"))
        if ours:
            try:  # noqa: SIM105 - what errors cost, refusals cost
                frame.clear()
            except RuntimeError:
                pass  # it is still running, in this thread or another
        trace = trace.tb_next
    if ours and isinstance(error, UnicodeEncodeError):
        _shorten(error)


def _shorten(error: UnicodeEncodeError) -> None:
    """It keeps all of the text, which may be a whole request: leave what cannot be encoded."""
    text = error.object[error.start : error.end]
    error.object, error.start, error.end = text, 0, len(text)
    error.args = (error.encoding, text, 0, len(text), error.reason)


def _inside(error: BaseException, door: FrameType) -> Iterator[BaseException]:
    """The errors that came up inside the door; one that was being handled outside is the caller's."""
    callers = None
    behind: list[BaseException | None] = [error]
    seen: set[int] = set()
    while behind:
        one = behind.pop()
        if one is None or id(one) in seen or one.__traceback__ is None:
            continue
        seen.add(id(one))
        if one is not error:
            callers = _callers(door) if callers is None else callers
            if one.__traceback__.tb_frame in callers:
                continue
        yield one
        behind += [one.__cause__, one.__context__]


def _callers(door: FrameType) -> set[FrameType]:
    found, frame = set(), door.f_back
    while frame is not None:
        found.add(frame)
        frame = frame.f_back
    return found


def _is_ours(module: object) -> bool:
    return isinstance(module, str) and (module.startswith("qcloud_cos.") or module == "qcloud_cos")
