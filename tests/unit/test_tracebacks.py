"""What an error takes along out of the package: nothing of ours, all of the program's."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator
from inspect import signature
from io import BytesIO
from typing import Any

import pytest

from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.core.tracebacks import empty, forgetful
from qcloud_cos.errors import ConnectFailed

CONF = CosConfig(Endpoint="127.0.0.1:1", Scheme="http", SecretId="AKIDx", SecretKey="key", Timeout=1)


def locals_of(error: BaseException) -> dict[str, list[str]]:
    """Of each function in the traceback, by its name."""
    return {frame.f_code.co_name: sorted(frame.f_locals) for frame, _ in traceback.walk_tb(error.__traceback__)}


class Broken:
    """A body whose reading fails in the program's own code."""

    def read(self, size: int = -1, /) -> bytes:
        found = size
        raise LookupError(found)


def failed(body: Any = None) -> BaseException:
    """By a client whose server is not there; a body is read before it is found out."""
    with CosS3Client(CONF, retry=0) as client, pytest.raises((LookupError, ConnectFailed)) as raised:
        client.upload_file_from_buffer("b-1250000000", "k", body or BytesIO(b"x"))
    return raised.value


def test_our_frames_are_there_and_empty() -> None:
    found = locals_of(failed())
    assert found.pop("failed") == ["body", "client", "raised"]
    found.pop("block")
    assert {"drive", "_exchange_one"} <= found.keys()
    assert not any(found.values())


def test_frames_of_the_program_keep_what_they_have() -> None:
    assert locals_of(failed(Broken()))["read"] == ["found", "self", "size"]


def test_a_door_is_called_as_what_is_behind_it() -> None:
    async def later(a: int, b: str = "") -> str:
        return b * a

    assert str(signature(forgetful(later))) == "(a: 'int', b: 'str' = '') -> 'str'"
    assert asyncio.run(forgetful(later)(2, b="x")) == "xx"
    assert "Anonymous" in signature(CosConfig).parameters


def test_what_calls_us_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A generator of our own package that handles an error of its own is not ended by ours."""
    monkeypatch.setitem(globals(), "__name__", "qcloud_cos.in_a_test")

    def pages() -> Iterator[str]:
        mine = "kept"
        try:
            raise KeyError("handled outside")
        except KeyError:
            yield type(failed()).__name__
            yield mine

    assert list(pages()) == ["ConnectFailed", "kept"]


def test_a_coroutine_is_emptied_as_well() -> None:
    async def story() -> BaseException:
        client = AsyncCosS3Client(CONF, retry=0)
        with pytest.raises(ConnectFailed) as raised:
            await client.put_object("b-1250000000", b"x", "k")
        await client.close()
        return raised.value

    found = locals_of(asyncio.run(story()))
    assert not any(found[name] for name in ("run", "drive", "_exchange_one"))


def test_errors_that_go_in_a_circle_are_no_trap() -> None:
    first, second = ValueError(), ValueError()
    try:
        try:
            raise first
        except ValueError:
            raise second from first
    except ValueError:
        first.__context__ = first.__cause__ = second
    empty(second)  # comes to an end
    assert (second.__cause__, first.__cause__) == (first, second)
