"""No secret stays in a traceback: programs that report errors send the locals of its frames along."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from types import FrameType, TracebackType
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
    for first in _traces(error, sys._getframe(1)):
        trace: TracebackType | None = first
        while trace is not None:
            if _is_ours(trace.tb_frame):
                with suppress(RuntimeError):  # it is still running, in this thread or another
                    trace.tb_frame.clear()
            trace = trace.tb_next


def _traces(error: BaseException, door: FrameType) -> Iterator[TracebackType]:
    """Of the errors that came up inside the door; one that was being handled outside is the caller's."""
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
        yield one.__traceback__
        behind += [one.__cause__, one.__context__]


def _callers(door: FrameType) -> set[FrameType]:
    found, frame = set(), door.f_back
    while frame is not None:
        found.add(frame)
        frame = frame.f_back
    return found


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_globals.get("__name__")
    return isinstance(name, str) and name.partition(".")[0] == "qcloud_cos"
