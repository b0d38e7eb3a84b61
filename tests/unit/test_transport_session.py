"""A caller's own session as the network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from qcloud_cos.core.wire import Origin, Request, Sized
from qcloud_cos.errors import AnswerLost, BodyCutShort, ConnectFailed
from qcloud_cos.transport.options import Options
from qcloud_cos.transport.session import SessionTransport


class Answer:
    def __init__(self, status: int, content: bytes, failure: Exception | None = None) -> None:
        self.status_code = status
        self.headers = {"content-length": str(len(content)), "etag": '"e"', "Content-Length": str(len(content))}
        self.content = content
        self.raw = io.BytesIO(content)
        self._failure = failure

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        yield self.content[:2]
        if self._failure:
            raise self._failure
        yield self.content[2:]

    def close(self) -> None:
        pass


class Session:
    def __init__(self, answer: Answer | Exception) -> None:
        self._answer = answer
        self.asked: dict[str, Any] = {}

    def put(self, url: str, **arguments: Any) -> Answer:
        self.asked = {"url": url, **arguments}
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    get = put


def _request(**changes: Any) -> Request:
    return Request("PUT", Origin("https", "h", 443), "/k?q-signature=secret", {"Host": "h"})._replace(**changes)


def _requests_error(name: str) -> Exception:
    kind = type(name, (IOError,), {"__module__": "requests.exceptions"})
    error: Exception = kind("url /k?q-signature=secret")
    return error


def test_a_session_is_asked_as_requests_is() -> None:
    session = Session(Answer(200, b"done"))
    options = Options(verify="/ca", cert=("c", "k"), proxies={"http": "p"}, timeout=7)
    response = SessionTransport(session, options).send(_request(body=b"abc"), streams=False)
    assert (response.status, response.body, response.headers["ETag"]) == (200, b"done", '"e"')
    assert session.asked == {
        "url": "https://h/k?q-signature=secret",
        "timeout": 7,
        "proxies": {"http": "p"},
        "headers": {"Host": "h"},
        "data": b"abc",
        "stream": True,
        "allow_redirects": False,
        "verify": "/ca",
        "cert": ("c", "k"),
    }


def test_a_stream_is_read_through_the_answer() -> None:
    with SessionTransport(Session(Answer(200, b"content"))) as transport:
        assert transport.send(_request(method="GET"), streams=True).stream.read() == b"content"
        assert transport.send(_request(method="GET", timeout=3), streams=False).body == b"content"


def test_an_error_is_read_whole() -> None:
    response = SessionTransport(Session(Answer(404, b"gone"))).send(_request(), streams=True)
    assert (response.status, response.body, response.stream) == (404, b"gone", None)


def test_a_part_of_a_file_is_measured_and_read() -> None:
    session = Session(Answer(200, b""))
    SessionTransport(session).send(_request(body=Sized(io.BytesIO(b"0123456789"), 2, 5)), streams=False)
    data = session.asked["data"]
    assert len(data) == 5
    assert data.read(3) + data.read(3) + data.read(3) == b"23456"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ConnectTimeout", ConnectFailed),
        ("SSLError", ConnectFailed),
        ("ReadTimeout", AnswerLost),
        ("ConnectionError", AnswerLost),
    ],
)
def test_its_errors_become_ours_without_the_query(name: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="https://h:443") as caught:
        SessionTransport(Session(_requests_error(name))).send(_request(), streams=False)
    assert "secret" not in str(caught.value)
    assert type(caught.value.__cause__).__name__ == name


def test_errors_that_are_not_the_networks_stay_as_they_are() -> None:
    with pytest.raises(LookupError):
        SessionTransport(Session(LookupError("a mistake"))).send(_request(), streams=False)


def test_a_stream_that_breaks_is_a_body_cut_short() -> None:
    answer = Answer(200, b"content", _requests_error("ChunkedEncodingError"))
    stream = SessionTransport(Session(answer)).send(_request(), streams=True).stream
    with pytest.raises(BodyCutShort, match="ChunkedEncodingError"):
        stream.read()
