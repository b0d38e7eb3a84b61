"""Whatever comes in S3's dialect, it is understood or refused: nothing else is raised."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from amazon import ME, accepted, arrived
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import checksums, incoming, outgoing
from qcloud_cos.server.s3.auth import Verified
from qcloud_cos.server.s3.chunks import ChunkParser
from qcloud_cos.server.s3.payload import payload_of
from qcloud_cos.server.s3.whole import whole

anything = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=30)
VERSION_4 = "AWS4-HMAC-SHA256 Credential={}/{}/{}/s3/aws4_request, SignedHeaders={}, Signature=" + "0" * 64
QUERY = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDme%2F{}%2Fr%2Fs3%2Faws4_request&X-Amz-Date={}"
names = st.sampled_from(
    [
        "x-amz-date", "date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-trailer", "x-amz-acl",
        "x-amz-decoded-content-length", "x-amz-checksum-crc32", "x-amz-checksum-type", "x-amz-copy-source",
        "x-amz-sdk-checksum-algorithm", "x-amz-grant-read", "x-amz-mp-object-size", "content-encoding",
        "content-length",
    ]
)  # fmt: skip


@given(
    st.one_of(
        anything.map("AWS {}".format),
        anything.map("AWS4-HMAC-SHA256 {}".format),
        st.tuples(st.just("AKIDme"), anything, anything, anything).map(lambda parts: VERSION_4.format(*parts)),
    ),
    st.dictionaries(names, anything),
)
@example(
    "AWS4-HMAC-SHA256 Credential=AKIDme/20261122/r/s3/aws4_request, SignedHeaders=, Signature=" + "0" * 64, {}
)
@example("AWS AKIDme:x", {"date": "Mon, 99 Foo 99999 25:61:61 +9999"})
def test_any_authorization(token: str, headers: dict[str, str]) -> None:
    with suppress(Refusal):
        assert accepted(arrived("GET", "/k", "", {"host": "h", **headers, "authorization": token})) is None


@given(anything, st.sampled_from(["20261122", "20261122T120000Z"]) | anything, anything, anything)
def test_any_presigned_url(date: str, moment: str, seconds: str, signed: str) -> None:
    rest = f"&X-Amz-Expires={seconds}&X-Amz-SignedHeaders={signed}&X-Amz-Signature={date}"
    with suppress(Refusal):
        assert accepted(arrived("GET", "/k", QUERY.format(date, moment) + rest, {"host": "h"})) is None
    with suppress(Refusal):
        query = f"AWSAccessKeyId=AKIDme&Expires={seconds}&Signature={signed}&{moment}"
        assert accepted(arrived("GET", "/k", query, {"host": "h"})) is None


@given(st.dictionaries(names, anything), st.binary(max_size=100))
def test_any_headers_and_any_body(headers: dict[str, str], body: bytes) -> None:
    incoming.translated(headers)
    with suppress(Refusal):
        whole(headers)
    with suppress(Refusal):
        payload = payload_of(headers, Verified(ME, headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")))
        payload.feed(body)
        payload.finish()


@given(st.lists(st.binary(max_size=40)), st.booleans())
@example([b"3\r\nab", b"c\r\n0\r\n", b"a:b\r\n\r\n"], True)
@example([b"ffffffffffffffff\r\n", b"x"], False)
def test_any_chunks(pieces: list[bytes], has_trailer: bool) -> None:
    parser = ChunkParser(has_trailer)
    with suppress(Refusal):
        content = b"".join([event for piece in pieces for event in parser.feed(piece) if isinstance(event, bytes)])
        assert len(content) <= sum(map(len, pieces))
        parser.finish()


@given(st.sampled_from(list(checksums.ALGORITHMS)), anything)
def test_any_checksum(algorithm: str, value: str) -> None:
    with suppress(Refusal):
        checksums.check(algorithm, checksums.ALGORITHMS[algorithm](), value)


@given(st.binary(max_size=60))
def test_any_document(text: bytes) -> None:
    incoming.location(text)
    outgoing.document(incoming.document(text))
