"""Bodies as S3 clients send them: hashed, in signed chunks, with trailers; and each way to spoil one."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon import ME, ORACLES, in_base64, sha256
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import checksums, sigv4
from qcloud_cos.server.s3.auth import Verified
from qcloud_cos.server.s3.payload import Payload, payload_of

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = f"{SIGNED}-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
SCOPE = sigv4.Scope("20261122", "ap-guangzhou", "s3")
MOMENT = "20261122T120000Z"


def chain() -> sigv4.Chain:
    return sigv4.Chain(sigv4.signing_key(ME.secret_key, SCOPE), MOMENT, SCOPE, "0" * 64)


def chunked(
    pieces: list[bytes], trailer: dict[str, str] | None = None, signing: sigv4.Chain | None = None
) -> bytes:
    """A body as clients send it, with the last, empty chunk."""
    out = bytearray()
    for piece in [*pieces, b""]:
        signature = f";chunk-signature={signing.next(sha256(piece))}" if signing else ""
        out += f"{len(piece):x}{signature}\r\n".encode() + piece + (b"\r\n" if piece else b"")
    if trailer is not None:
        lines = "".join(f"{name}:{value}\n" for name, value in trailer.items())
        out += lines.replace("\n", "\r\n").encode()
        if signing:
            out += f"x-amz-trailer-signature:{signing.of_trailer(lines)}\r\n".encode()
    return bytes(out + b"\r\n")


def payload(kind: str, headers: dict[str, str] | None = None, length: int | None = None) -> Payload:
    sent = dict(headers or {})
    if length is not None:
        sent["x-amz-decoded-content-length"] = str(length)
    return payload_of(sent, Verified(ME, kind, chain()))


def read(of: Payload, body: bytes, size: int = 1 << 20) -> bytes:
    content = b"".join([of.feed(body[at : at + size]) for at in range(0, len(body), size)])
    of.finish()
    return content


def code(of: Payload, body: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read(of, body)
    return refused.value.code


def refusal(kind: str, headers: dict[str, str], length: int | None = 3) -> Refusal:
    with pytest.raises(Refusal) as refused:
        payload(kind, headers, length)
    return refused.value


@given(st.sampled_from(list(ORACLES)), st.lists(st.binary(max_size=300), max_size=5))
def test_checksums_are_those_of_amazons_library(algorithm: str, pieces: list[bytes]) -> None:
    sum_ = checksums.ALGORITHMS[algorithm]()
    for piece in pieces:
        sum_.update(piece)
    assert sum_.digest() == ORACLES[algorithm](b"".join(pieces))


@pytest.mark.parametrize(
    ("algorithm", "value"), [("crc32", "cbf43926"), ("crc32c", "e3069283"), ("crc64nvme", "ae8b14860a799888")]
)
def test_published_check_values(algorithm: str, value: str) -> None:
    sum_ = checksums.ALGORITHMS[algorithm]()
    sum_.update(b"123456789")
    assert sum_.digest().hex() == value


def test_a_whole_body_has_its_sha256() -> None:
    assert read(payload(sha256(b"abc").upper()), b"abc") == b"abc"
    assert code(payload(sha256(b"abc")), b"abd") == "XAmzContentSHA256Mismatch"
    assert payload("UNSIGNED-PAYLOAD").is_plain


@pytest.mark.parametrize("algorithm", ORACLES)
def test_a_checksum_in_the_head(algorithm: str) -> None:
    right = {f"x-amz-checksum-{algorithm}": in_base64(ORACLES[algorithm](b"abc"))}
    assert read(payload("UNSIGNED-PAYLOAD", right), b"abc") == b"abc"
    assert code(payload("UNSIGNED-PAYLOAD", right), b"abd") == "BadDigest"
    wrong = {f"x-amz-checksum-{algorithm}": "AAAA"}
    assert code(payload("UNSIGNED-PAYLOAD", wrong), b"abc") == "InvalidRequest"


@pytest.mark.parametrize("algorithm", ORACLES)
@pytest.mark.parametrize("kind", [UNSIGNED_TRAILER, SIGNED_TRAILER])
def test_a_checksum_in_the_trailer(kind: str, algorithm: str) -> None:
    name = f"x-amz-checksum-{algorithm}"
    headers = {"x-amz-trailer": name, "x-amz-sdk-checksum-algorithm": algorithm.upper()}
    signing = chain() if kind == SIGNED_TRAILER else None
    for said, expected in ((b"abc", ""), (b"abd", "BadDigest")):
        body = chunked([b"ab", b"c"], {name: in_base64(ORACLES[algorithm](said))}, signing)
        signing = chain() if signing else None
        of = payload(kind, headers, 3)
        if expected:
            assert code(of, body) == expected
        else:
            assert read(of, body) == b"abc"


@given(st.lists(st.binary(min_size=1, max_size=400), max_size=6), st.integers(1, 50), st.booleans(), st.booleans())
def test_chunks_in_any_pieces(pieces: list[bytes], size: int, signed: bool, trailing: bool) -> None:
    content = b"".join(pieces)
    name = "x-amz-checksum-crc32c"
    trailer = {name: in_base64(ORACLES["crc32c"](content))} if trailing or not signed else None
    kind = (SIGNED_TRAILER if trailer else SIGNED) if signed else UNSIGNED_TRAILER
    body = chunked(pieces, trailer, chain() if signed else None)
    headers = {"x-amz-trailer": name} if trailer else {}
    assert read(payload(kind, headers, len(content)), body, size) == content


def spoilt() -> Iterator[tuple[str, bytes, str]]:
    good = chunked([b"abc", b"def"], None, chain())
    yield "content", good.replace(b"abc", b"abd"), "SignatureDoesNotMatch"
    yield "signature", good.replace(b"chunk-signature=", b"chunk-signature=0", 1)[:-1], "InvalidRequest"
    yield "no signature", chunked([b"abc", b"def"]), "SignatureDoesNotMatch"
    first, rest = good[: good.index(b"abc\r\n") + 5], good[good.index(b"abc\r\n") + 5 :]
    yield "chunk left out", rest, "SignatureDoesNotMatch"
    yield "chunk twice", first + good, "SignatureDoesNotMatch"
    yield "cut off", good[:-100], "IncompleteBody"
    yield "cut in a chunk", first[:-3], "IncompleteBody"
    yield "no last chunk", good[: good.rindex(b"0;")], "IncompleteBody"
    yield "more after the end", good + b"x", "InvalidRequest"
    yield "no size", b"zz\r\n" + good, "InvalidRequest"
    yield "endless line", b"0" * 2000, "InvalidRequest"
    yield "longer than it says", good.replace(b"abc\r\n", b"abcd\r\n"), "InvalidRequest"
    yield "nothing", b"", "IncompleteBody"


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in spoilt()], ids=[case[0] for case in spoilt()])
def test_spoilt_chunks(body: bytes, expected: str) -> None:
    assert code(payload(SIGNED, {}, 6), body) == expected


@pytest.mark.parametrize(("length", "expected"), [(5, "InvalidRequest"), (7, "IncompleteBody")])
def test_the_decoded_length_has_to_be_right(length: int, expected: str) -> None:
    assert code(payload(SIGNED, {}, length), chunked([b"abc", b"def"], None, chain())) == expected


def test_a_chunk_is_followed_by_a_line_end() -> None:
    headers = {"x-amz-trailer": "x-amz-checksum-crc32"}
    assert code(payload(UNSIGNED_TRAILER, headers, 3), b"3\r\nabcX\r\n0\r\n\r\n") == "InvalidRequest"


@pytest.mark.parametrize(
    "trailer",
    [b"", b"x-amz-checksum-crc32\r\n", b"x-amz-checksum-sha1:AAAA\r\n", b"x" * 5000,
     b"x-amz-checksum-crc32:NSRBwg==\r\nx-amz-checksum-crc32:NSRBwg==\r\n"],
    ids=["none", "no value", "another", "too long", "twice"],
)  # fmt: skip
def test_trailers_that_are_none(trailer: bytes) -> None:
    headers = {"x-amz-trailer": "x-amz-checksum-crc32"}
    body = b"3\r\nabc\r\n0\r\n" + trailer + b"\r\n"
    assert code(payload(UNSIGNED_TRAILER, headers, 3), body) == "MalformedTrailerError"


def test_a_trailer_may_end_as_amazon_writes_it() -> None:
    # A line feed alone after the value, as the documentation has it, and the empty line left out.
    headers = {"x-amz-trailer": "x-amz-checksum-crc32"}
    value = in_base64(ORACLES["crc32"](b"abc"))
    for end in ("\n\r\n", "\r\n\r\n", "\r\n", ""):
        body = f"3\r\nabc\r\n0\r\nx-amz-checksum-crc32:{value}{end}".encode()
        assert read(payload(UNSIGNED_TRAILER, headers, 3), body) == b"abc"


def test_a_signed_trailer_needs_its_signature() -> None:
    name = "x-amz-checksum-crc32"
    trailer = {name: in_base64(ORACLES["crc32"](b"abc"))}
    good = chunked([b"abc"], trailer, chain())
    assert read(payload(SIGNED_TRAILER, {"x-amz-trailer": name}, 3), good) == b"abc"
    without = good[: good.index(b"x-amz-trailer-signature")]
    assert code(payload(SIGNED_TRAILER, {"x-amz-trailer": name}, 3), without) == "SignatureDoesNotMatch"
    other = good.replace(trailer[name].encode(), base64.b64encode(b"1234"))
    assert code(payload(SIGNED_TRAILER, {"x-amz-trailer": name}, 3), other) == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        ("abc", {}, "InvalidArgument"),
        ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", {}, "NotImplemented"),
        (UNSIGNED_TRAILER, {}, "InvalidRequest"),
        (UNSIGNED_TRAILER, {"x-amz-trailer": "x-amz-meta-a"}, "InvalidRequest"),
        (UNSIGNED_TRAILER, {"x-amz-trailer": "x-amz-checksum-md4"}, "InvalidRequest"),
        ("UNSIGNED-PAYLOAD", {"x-amz-trailer": "x-amz-checksum-crc32"}, "InvalidRequest"),
        ("UNSIGNED-PAYLOAD", {"x-amz-checksum-md4": "AAAA"}, "InvalidRequest"),
        ("UNSIGNED-PAYLOAD", {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-sha1": "A"}, "InvalidRequest"),
        ("UNSIGNED-PAYLOAD", {"x-amz-sdk-checksum-algorithm": "CRC32"}, "InvalidRequest"),
        (
            UNSIGNED_TRAILER,
            {"x-amz-trailer": "x-amz-checksum-crc32", "x-amz-checksum-crc32": "AAAAAA=="},
            "InvalidRequest",
        ),
        (
            "UNSIGNED-PAYLOAD",
            {"x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-crc32": "AAAAAA=="},
            "InvalidRequest",
        ),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_checked(kind: str, headers: dict[str, str], expected: str) -> None:
    assert refusal(kind, headers).code == expected


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 30])
def test_chunks_need_the_length_of_what_is_in_them(length: str) -> None:
    assert refusal(SIGNED, {"x-amz-decoded-content-length": length}, None).code == "MissingContentLength"


def test_signed_chunks_need_a_signature_to_go_on_from() -> None:
    with pytest.raises(Refusal, match="needs a signature of version 4"):
        payload_of({"x-amz-decoded-content-length": "3"}, Verified(None, SIGNED))


def test_the_checksum_of_a_whole_object_is_not_that_of_its_list_of_parts() -> None:
    headers = {"x-amz-checksum-crc32": "AAAAAA=="}
    assert payload_of(headers, Verified(ME), of_object=True).is_plain
