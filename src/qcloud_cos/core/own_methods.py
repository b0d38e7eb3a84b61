"""Methods that a program has put in the place of a client's: its transfers go through them, as ever.

A subclass whose `put_object` adds a prefix, counts or encrypts must find that `upload_file` uses it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Local, Sized
from qcloud_cos.errors import CosClientError

_STEPS = {
    **dict.fromkeys(["put_object", "copy_object"], True),
    **dict.fromkeys(["create_multipart_upload", "complete_multipart_upload", "abort_multipart_upload"], True),
    **dict.fromkeys(["upload_part", "upload_part_copy", "head_object", "get_object", "ci_put_object"], False),
}
"""Of which operations others are made, and whether the published SDK gives them their arguments by name."""


class OwnMethods:
    """Those of one client."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def of(self, wanted: operation[..., Any, Any, Any], calls: object) -> Any:
        """What a flow is to call instead of this operation; None if the client has it as it is."""
        name = wanted.name
        # Asked for by super(), it is what the method in its place calls in turn.
        if name not in _STEPS or not self.replaces(name) or _of_class(type(calls), name) is not wanted:
            return None
        names = wanted.parameters if _STEPS[name] else ()
        return partial(_through, getattr(self._client, name), names)

    def replaces(self, *names: str) -> bool:
        client = self._client
        return any(
            name in client.__dict__ or type(_of_class(type(client), name)) is not operation for name in names
        )


def _of_class(kind: type, name: str) -> Any:
    """As it stands there, not as it is got from there."""
    return next((each.__dict__[name] for each in kind.__mro__ if name in each.__dict__), None)


def _through(method: Any, names: tuple[str, ...], *args: Any, **kwargs: Any) -> Flow[Any]:
    return (yield Local(partial(_called, method, names, args, kwargs)))


def _called(method: Any, names: tuple[str, ...], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    if names:
        named = dict(zip(names, args, strict=False))
        return method(**{name: _file(value) for name, value in named.items()}, **kwargs)
    return method(*[_bytes(value) for value in args], **kwargs)


def _file(value: Any) -> Any:
    """A piece of a file as what programs know."""
    if not (isinstance(value, Sized) and isinstance(value.file, io.FileIO)):
        return _bytes(value)
    file = open(value.file.fileno(), "rb", closefd=False)  # noqa: SIM115 - theirs to close, and ours to go on with
    file.seek(value.start)
    return file


def _bytes(value: Any) -> Any:
    if not isinstance(value, Sized):
        return bytes(value) if isinstance(value, memoryview) else value
    out = io.BytesIO()
    if isinstance(value.file, io.FileIO):  # others read it, too
        number = value.file.fileno()
        read: Callable[[int], bytes] = lambda size: os.pread(number, size, value.start + out.tell())  # noqa: E731
    else:
        value.file.seek(value.start)
        read = value.file.read
    # A read gives 2 GiB at most, however much was asked for.
    while (left := value.length - out.tell()) > 0:
        if not (piece := read(left)):
            raise CosClientError(f"the file became shorter while it was sent: {left} bytes are missing")
        out.write(piece)
    return out.getvalue()
