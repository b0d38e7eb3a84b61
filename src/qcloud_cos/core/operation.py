"""`@operation`: one description of an API call, three ways to hold it.

    CosS3Client(config).head_bucket(Bucket=b)       does it, and returns the result
    AsyncCosS3Client(config).head_bucket(Bucket=b)  returns a coroutine that does it
    Calls().head_bucket(Bucket=b)                   returns the Call, undone

A client never passes itself to an operation's body.  It passes its `calls`, so
a body cannot reach the network, and `self.other_operation(...)` inside a body
is always a description.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from types import CodeType, FunctionType, MethodType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from qcloud_cos.core.tracebacks import empty
from qcloud_cos.core.wire import Call, Flow
from qcloud_cos.errors import CosException

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")
D = TypeVar("D")
P0 = ParamSpec("P0")
R0 = TypeVar("R0")
A0 = TypeVar("A0")


class Blocking:
    """A client whose operations return results."""


class Awaiting:
    """A client whose operations return coroutines."""


def _leaving(error: BaseException, operation: str) -> None:
    """On its way to the caller it says what was called, and nothing secret."""
    if isinstance(error, CosException):
        error.during(operation)
    empty(error)


class operation(Generic[P, D, R, A]):
    @overload
    def __init__(
        self: operation[P0, Call[R0, A0], R0, A0], describe: Callable[Concatenate[Any, P0], Call[R0, A0]]
    ) -> None: ...
    @overload
    def __init__(
        self: operation[P0, Flow[R0], R0, R0], describe: Callable[Concatenate[Any, P0], Flow[R0]]
    ) -> None: ...
    def __init__(self, describe: Callable[..., Any]) -> None:
        @wraps(describe)
        def block(client: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return client._run(describe(client.calls, *args, **kwargs))
            except BaseException as error:
                del args, kwargs
                _leaving(error, describe.__name__)
                raise

        @wraps(describe)
        async def wait(client: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return await client._run(describe(client.calls, *args, **kwargs))
            except BaseException as error:
                del args, kwargs
                _leaving(error, describe.__name__)
                raise

        self._describe, self._block, self._wait = describe, block, wait
        self.__doc__ = describe.__doc__
        self.name = describe.__name__

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """A function, to those who ask what stands in a class: unittest.mock's `autospec` does."""
        return FunctionType

    @property
    def __code__(self) -> CodeType:
        """As functions have it: from Python 3.13 on, mock asks what stands in the class for it."""
        return self._describe.__code__

    @property
    def parameters(self) -> tuple[str, ...]:
        """Their names, in order."""
        code = self._describe.__code__
        return tuple(code.co_varnames[1 : code.co_argcount])

    @overload
    def __get__(self, holder: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, holder: Blocking, owner: type) -> Callable[P, R]: ...
    @overload
    def __get__(self, holder: Awaiting, owner: type) -> Callable[P, Coroutine[Any, Any, A]]: ...
    @overload
    def __get__(self, holder: object, owner: type) -> Callable[P, D]: ...
    def __get__(self, holder: object, owner: type) -> Callable[..., Any]:
        if isinstance(holder, Blocking):
            return MethodType(self._block, holder)
        if isinstance(holder, Awaiting):
            return MethodType(self._wait, holder)
        if holder is None:  # named on the class, as tests that patch a method do
            return self._block if issubclass(owner, Blocking) else self._describe
        own = getattr(holder, "own_methods", None)
        if own is not None and (method := own.of(self, holder)) is not None:
            found: Callable[..., Any] = method
            return found
        return MethodType(self._describe, holder)
