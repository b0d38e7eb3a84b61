"""Encrypted operations, step by step, without a socket."""

from __future__ import annotations

import asyncio
import io
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos import AsyncCosS3Client, Calls, CosClientError, CosConfig, CosS3Client
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Local, Request, Response, Send, Sleep
from qcloud_cos.cos_encryption_client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.crypto import AESProvider, Envelope
from qcloud_cos.crypto.bodies import EncryptedFile
from qcloud_cos.crypto.client import EncryptedCalls
from qcloud_cos.crypto.uploads import part_content
from qcloud_cos.errors import AnswerLost
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.bodies import plan
from qcloud_cos.transport.sending import _send_large
from qcloud_cos.transport.streams import StreamBody

CONF = CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k")
PROVIDER = AESProvider(b64encode(bytes(range(32))))
NAMES = "x-cos-meta-client-side-encryption-"
CONTENT = bytes(range(256)) * 9


def calls() -> EncryptedCalls:
    return EncryptedCalls(PROVIDER)


class Wire:
    """Takes what a connection would send."""

    kernel = True

    def __init__(self) -> None:
        self.data = b""

    def send(self, data: Any) -> None:
        self.data += bytes(data)

    def refused_early(self) -> bool:
        return False


def on_the_wire(request: Request) -> bytes:
    wire: Any = Wire()
    framed = plan(request)
    assert _send_large(wire, request.body, b"", framed)
    data: bytes = wire.data
    return data


def done(described: Any, *answers: Response | Exception) -> tuple[Any, list[Request], list[bytes]]:
    """The result, the requests, and what of each body went over the wire."""
    steps = exchange(described, CONF, Retry(base_seconds=0))
    left, requests, sent = list(answers), [], []
    try:
        step = next(steps)
        while True:
            if isinstance(step, Sleep):
                step = steps.send(None)
                continue
            if isinstance(step, Local):
                step = steps.send(step.do())
                continue
            assert isinstance(step, Send)
            requests.append(step.request)
            sent.append(on_the_wire(step.request))
            answer = left.pop(0)
            step = steps.throw(answer) if isinstance(answer, Exception) else steps.send(answer)
    except StopIteration as end:
        assert not left
        return end.value, requests, sent


OK = Response(200, ResponseHeaders({"ETag": '"e"'}))
BEGUN = Response(200, ResponseHeaders(), b"<R><UploadId>u</UploadId></R>")


def put(body: Any, **arguments: Any) -> tuple[Request, bytes]:
    _, requests, sent = done(calls().put_object("b-1", body, "k", **arguments), OK)
    return requests[0], sent[0]


def opened(request: Request, ciphertext: bytes) -> bytes:
    return PROVIDER.opened(Envelope.of(request.headers)).keystream(0)(ciphertext)


class Arrived:
    """A body that has come, in pieces."""

    def __init__(self, content: bytes, headers: Any, status: int) -> None:
        self.headers, self.status, self.finished = headers, status, False
        self.left = content

    def readinto(self, buffer: memoryview) -> int:
        piece, self.left = self.left[: min(7, len(buffer))], self.left[min(7, len(buffer)) :]
        buffer[: len(piece)] = piece
        self.finished = not self.left
        return len(piece)

    async def receive(self) -> bytes:
        piece = bytearray(7)
        return bytes(piece[: self.readinto(memoryview(piece))])

    def close(self) -> None:
        self.finished = True


def answer(
    request: Request, content: bytes, status: int = 200, awaiting: bool = False, **headers: str
) -> tuple[Response, Arrived]:
    metadata = {name: value for name, value in request.headers.items() if name.startswith("x-cos-meta-")}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = ResponseHeaders({**metadata, "Content-Length": str(len(content)), **named})
    source: Any = Arrived(content, fields, status)
    stream = AsyncStreamBody(source) if awaiting else StreamBody(source)
    return Response(status, fields, stream=stream), source


def test_an_object_says_how_it_is_encrypted_and_keeps_its_metadata() -> None:
    request, sent = put(CONTENT, Metadata={"x-cos-meta-a": "1", "X-Cos-Meta-Client-Side-Encryption-Iv": "old"})
    assert request.headers["x-cos-meta-a"] == "1"
    assert {name for name in request.headers if name.lower().startswith(NAMES)} == {
        NAMES + name for name in ("key", "start", "wrap-alg", "cek-alg")
    }
    assert request.headers["Content-Length"] == str(len(CONTENT))
    assert sent != CONTENT
    assert opened(request, sent) == CONTENT


def test_two_puts_of_the_same_share_no_block() -> None:
    (one, first), (two, second) = put(bytes(5000)), put(bytes(5000))

    def blocks(data: bytes) -> set[bytes]:
        return {data[at : at + 16] for at in range(0, 4992, 16)}

    assert not blocks(first) & blocks(second)
    assert one.headers[NAMES + "key"] != two.headers[NAMES + "key"]
    assert one.headers[NAMES + "start"] != two.headers[NAMES + "start"]


class Once:
    """A reader without seek."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def pieces() -> Iterator[bytes]:
    return (CONTENT[at : at + 100] for at in range(0, len(CONTENT), 100))


@pytest.mark.parametrize(
    "body", [b"", CONTENT, bytearray(CONTENT), memoryview(CONTENT), io.BytesIO(CONTENT), "中文"]
)
def test_every_body_with_a_length_keeps_it(body: Any) -> None:
    content = body.encode() if isinstance(body, str) else CONTENT if body else b""
    request, sent = put(body)
    assert request.headers["Content-Length"] == str(len(content))
    assert opened(request, sent) == content


def test_a_file_is_sent_from_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT)
    with (tmp_path / "f").open("rb") as file:
        file.seek(100)
        request, sent = put(file)
    assert opened(request, sent) == CONTENT[100:]


@pytest.mark.parametrize("make", [lambda: Once(CONTENT), pieces])
def test_a_body_without_a_length_is_chunked_or_as_long_as_one_says(make: Any) -> None:
    request, sent = put(make(), ContentLength=len(CONTENT))
    assert opened(request, sent) == CONTENT
    request, sent = put(make())
    assert request.headers["Transfer-Encoding"] == "chunked"
    with pytest.raises(CosClientError, match="must yield bytes"):
        put(iter([5]))


def test_async_bodies_are_encrypted_piece_by_piece() -> None:
    async def each() -> AsyncIterator[bytes]:
        for piece in pieces():
            yield piece

    class AsyncFile:
        def __init__(self) -> None:
            self._file = Once(CONTENT)

        async def read(self, size: int = -1) -> bytes:
            return self._file.read(size)

    async def gathered(body: Any) -> bytes:
        if hasattr(body, "read"):
            return b"".join([piece for _ in range(99) if (piece := await body.read(100))])
        return b"".join([piece async for piece in body])

    for body in (each(), AsyncFile()):
        call = calls().put_object("b-1", body, "k")
        data = PROVIDER.opened(Envelope.of(call.headers))
        assert data.keystream(0)(asyncio.run(gathered(call.body))) == CONTENT


def test_content_md5_is_of_what_is_sent() -> None:
    from qcloud_cos.core.checksum import content_md5

    request, sent = put(CONTENT, EnableMD5=True)
    assert request.headers["Content-MD5"] == content_md5(sent)
    assert opened(request, sent) == CONTENT


def test_a_retry_sends_the_same_ciphertext(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(CONTENT * 1000)
    with path.open("rb") as file:
        call = calls().put_object("b-1", file, "k")
        _, requests, sent = done(call, AnswerLost("reset"), Response(503, ResponseHeaders()), OK)
    assert sent[0] == sent[1] == sent[2]
    assert len({request.headers[NAMES + "key"] for request in requests}) == 1
    assert opened(requests[2], sent[2]) == CONTENT * 1000


def test_a_file_that_changed_is_not_sent_again_under_the_same_key_stream(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(CONTENT * 1000)
    with path.open("rb") as file:
        call = calls().put_object("b-1", file, "k")
        done(call, OK)
        path.write_bytes(CONTENT[::-1] * 1000)
        with pytest.raises(CosClientError, match="put the object anew"):
            done(call, OK)


REQUEST, CIPHERTEXT = put(CONTENT)


@settings(deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.integers(1, len(CONTENT)), st.booleans())
def test_any_range_decrypts_to_exactly_its_bytes(start: int, length: int, awaiting: bool) -> None:
    end = min(start + length, len(CONTENT))
    said = f"bytes {start}-{end - 1}/{len(CONTENT)}"
    came, _ = answer(REQUEST, CIPHERTEXT[start:end], 206, awaiting, Content_Range=said)
    call = calls().get_object("b-1", "k", Range=f"bytes={start}-{end - 1}")
    result, requests, _ = done(call, came)
    assert len(requests) == 1, "the envelope comes with the content: no HEAD before"
    body = result["Body"]
    assert len(body) == end - start
    content = asyncio.run(body.read()) if awaiting else body.read()
    assert content == CONTENT[start:end]


def test_a_range_that_does_not_say_where_it_lies_is_refused() -> None:
    came, source = answer(REQUEST, CIPHERTEXT, 206)
    with pytest.raises(CosClientError, match="does not say which"):
        done(calls().get_object("b-1", "k"), came)
    assert source.finished, "the connection is not kept for it"


@pytest.mark.parametrize("awaiting", [False, True])
def test_an_object_that_is_not_encrypted_is_refused_and_let_go(awaiting: bool) -> None:
    plain = done(Calls().put_object("b-1", b"x", "k"), OK)[1][0]
    came, source = answer(plain, b"x", awaiting=awaiting)
    with pytest.raises(CosClientError, match="not encrypted"):
        done(calls().get_object("b-1", "k"), came)
    assert source.finished


def test_a_body_that_went_elsewhere_is_refused() -> None:
    came, _ = answer(REQUEST, CIPHERTEXT)
    with pytest.raises(CosClientError, match="before it could be decrypted"):
        done(calls().get_object("b-1", "k"), came._replace(stream=None))


def test_the_checksum_is_of_what_is_stored() -> None:
    from qcloud_cos.core.checksum import crc64
    from qcloud_cos.errors import ChecksumMismatch

    for awaiting in (False, True):
        for crc, fits in ((crc64(CIPHERTEXT), True), (crc64(CONTENT), False)):
            came, _ = answer(REQUEST, CIPHERTEXT, awaiting=awaiting, x_cos_hash_crc64ecma=str(crc))
            body = done(calls().get_object("b-1", "k"), came)[0]["Body"]

            def read(body: Any = body, awaiting: bool = awaiting) -> bytes:
                content: bytes = asyncio.run(body.read()) if awaiting else body.read()
                return content

            if fits:
                assert read() == CONTENT
            else:
                with pytest.raises(ChecksumMismatch):
                    read()


def test_a_decrypted_body_reads_in_every_way(tmp_path: Path) -> None:
    def body() -> Any:
        return done(calls().get_object("b-1", "k"), answer(REQUEST, CIPHERTEXT)[0])[0]["Body"]

    assert b"".join(body()) == CONTENT
    assert b"".join(body().get_stream(100)) == CONTENT
    assert body().get_raw_stream().read() == CONTENT
    body().get_stream_to_file(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    closing = body()
    closing.close()
    with pytest.raises(CosClientError, match="closed before its end"):
        closing.read()


def test_an_upload_encrypts_its_parts_as_one_object() -> None:
    own = calls()
    _, begun, _ = done(own.create_multipart_upload("b-1", "k", ContentType="a/b"), BEGUN)
    assert begun[0].headers["Content-Type"] == "a/b"
    parts = [CONTENT[at : at + 100] for at in range(0, len(CONTENT), 100)]
    sent = {}
    for number in [1, 3, 2, *range(len(parts), 3, -1)]:
        call = own.upload_part("b-1", "k", parts[number - 1], number, "u")
        _, _, (first, again) = done(call, AnswerLost("reset"), OK)
        assert first == again
        sent[number] = first
    assert opened(begun[0], b"".join(sent[n] for n in sorted(sent))) == CONTENT
    listed: Any = {"Part": [{"PartNumber": n, "ETag": "e"} for n in sorted(sent)]}
    with pytest.raises(CosClientError, match="all its parts"):
        own.complete_multipart_upload("b-1", "k", "u", {"Part": listed["Part"][1:]})
    done(own.complete_multipart_upload("b-1", "k", "u", listed), Response(200, {}, b"<R><ETag>e</ETag></R>"))
    with pytest.raises(CosClientError, match="did not begin"):
        done(own.upload_part("b-1", "k", b"x", 1, "u"))


def test_a_part_does_not_wait_for_ever_to_learn_where_it_begins() -> None:
    own = calls()
    own.patience_seconds = 0.01
    done(own.create_multipart_upload("b-1", "k"), BEGUN)
    with pytest.raises(CosClientError, match="send 1 first"):
        done(own.upload_part("b-1", "k", b"x", 2, "u"))


def test_what_cos_got_is_compared_with_what_was_sent() -> None:
    from qcloud_cos.core.checksum import crc64
    from qcloud_cos.errors import ChecksumMismatch

    def stored(content: bytes) -> Response:
        fields = ResponseHeaders({"ETag": '"e"', "x-cos-hash-crc64ecma": str(crc64(content))})
        return Response(200, fields, b"<R><ETag>e</ETag></R>")

    own = calls()
    done(own.create_multipart_upload("b-1", "k"), BEGUN)
    put_one, part = own.put_object("b-1", CONTENT, "k"), own.upload_part("b-1", "k", CONTENT, 1, "u")
    for described in (put_one, part):
        with pytest.raises(ChecksumMismatch):
            done(described, *[stored(CONTENT)] * 4)
    good = EncryptedFile(part_content(CONTENT), PROVIDER.opened(Envelope.of(put_one.headers))).read()
    result = done(put_one, stored(good))[0]
    assert "x-cos-hash-crc64ecma" not in result, "it is not of what the caller has"
    body = own.uploads["u"].part(1, part_content(CONTENT))
    done(own.upload_part("b-1", "k", CONTENT, 1, "u"), stored(body.read()))
    listed: Any = {"Part": [{"PartNumber": 1, "ETag": "e"}]}
    with pytest.raises(CosClientError, match="arrived damaged"):
        done(own.complete_multipart_upload("b-1", "k", "u", listed), stored(CONTENT))
    done(own.complete_multipart_upload("b-1", "k", "u", listed), stored(good_of(body)))


def good_of(body: EncryptedFile) -> bytes:
    body.seek(0)
    return body.read()


def test_an_upload_that_is_dropped_loses_its_key() -> None:
    own = calls()
    done(own.create_multipart_upload("b-1", "k"), BEGUN)
    source: Any = {"Bucket": "b-1", "Key": "s"}
    with pytest.raises(CosClientError, match="copied into an encrypted upload"):
        done(own.upload_part_copy("b-1", "k", 1, "u", source))
    done(own.abort_multipart_upload("b-1", "k", "u"), Response(204, {}))
    assert "u" not in own.uploads
    copied = Response(200, {}, b"<R><ETag>e</ETag></R>")
    assert done(own.upload_part_copy("b-1", "k", 1, "u", source), copied)[0]["ETag"] == "e"


def test_a_call_begins_one_upload() -> None:
    own = calls()
    call = own.create_multipart_upload("b-1", "k")
    done(call, BEGUN)
    with pytest.raises(CosClientError, match="its own key"):
        done(call, BEGUN)


def test_new_metadata_does_not_cost_an_object_its_key() -> None:
    own = calls()
    head = Response(200, ResponseHeaders({**REQUEST.headers, "x-cos-meta-a": "old"}))
    copied = Response(200, {}, b"<R><ETag>e</ETag></R>")
    _, requests, _ = done(own.update_object_meta("b-1", "k", Metadata={"x-cos-meta-a": "new"}), head, copied)
    assert [request.method for request in requests] == ["HEAD", "PUT"]
    assert requests[1].headers["x-cos-meta-a"] == "new"
    assert opened(requests[1], CIPHERTEXT) == CONTENT
    _, requests, _ = done(own.change_object_storage_class("b-1", "k", "ARCHIVE"), head, copied)
    assert opened(requests[1], CIPHERTEXT) == CONTENT
    source: Any = {"Bucket": "b-1", "Key": "s", "VersionId": "v"}
    assert len(done(own.copy_object("b-1", "k", source), copied)[1]) == 1
    assert [request.method for request in done(own.copy("b-1", "k", source), head, copied)[1]] == ["HEAD", "PUT"]
    _, requests, _ = done(own.copy_object("b-1", "k", source, "Replaced"), head, copied)
    assert requests[0].target == "/s?versionId=v"


def test_nothing_is_appended_in_the_clear() -> None:
    with pytest.raises(CosClientError, match="use CosS3Client"):
        calls().append_object("b-1", "k", 0, b"secret")


def test_the_clients_are_made_as_the_published_one() -> None:
    client = CosEncryptionClient(CONF, PROVIDER)
    assert isinstance(client, CosS3Client)
    assert client.provider is PROVIDER
    assert client._policy.retries == 1
    assert isinstance(AsyncCosEncryptionClient(CONF, PROVIDER, retry=2), AsyncCosS3Client)
    assert isinstance(client.calls, EncryptedCalls)
    with pytest.raises(TypeError, match="provider must be"):
        CosEncryptionClient(CONF, None)  # type: ignore[arg-type]
