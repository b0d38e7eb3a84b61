"""What a body has to be: its SHA-256, the signatures of its chunks, its checksums.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import checksums
from qcloud_cos.server.s3.auth import CONTENT, UNSIGNED, Verified
from qcloud_cos.server.s3.chunks import ChunkEnds, ChunkParser
from qcloud_cos.server.s3.codes import S3Refusal
from qcloud_cos.server.s3.sigv4 import Chain

DECODED_LENGTH = "x-amz-decoded-content-length"
_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_WITH_TRAILER = "-TRAILER"
_UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_TRAILER_SIGNATURE = "x-amz-trailer-signature"


@dataclass(slots=True)
class Checksum:
    algorithm: str
    sum: checksums.Sum
    value: str | None
    """In base64; None if the trailer brings it."""


class Payload:
    """A body on its way in: `feed` gives the content in it."""

    def __init__(self, digest: str, checksum: Checksum | None, chunks: Chunks | None) -> None:
        self._digest, self._checksum, self._chunks = digest, checksum, chunks
        self._sha256 = hashlib.sha256() if digest else None

    @property
    def is_plain(self) -> bool:
        """Whether it is its own content, with nothing to compare."""
        return not self._digest and self._checksum is None and self._chunks is None

    @property
    def length(self) -> int | None:
        """Of the content in chunks; None where it is the body's."""
        return self._chunks.length if self._chunks else None

    @property
    def has_checksum(self) -> bool:
        return self._checksum is not None

    def feed(self, data: bytes) -> bytes:
        """Raises:
        Refusal: SignatureDoesNotMatch, InvalidRequest, MalformedTrailerError.
        """
        if self._sha256 is not None:
            self._sha256.update(data)
        content = self._chunks.feed(data) if self._chunks else data
        if self._checksum is not None:
            self._checksum.sum.update(content)
        return content

    def finish(self) -> None:
        """All has come.

        Raises:
            Refusal: XAmzContentSHA256Mismatch, BadDigest, IncompleteBody, SignatureDoesNotMatch,
                InvalidRequest, MalformedTrailerError.
        """
        if self._sha256 is not None and self._sha256.hexdigest() != self._digest:
            details = {"ClientComputedContentSHA256": self._digest}
            details["S3ComputedContentSHA256"] = self._sha256.hexdigest()
            raise S3Refusal("XAmzContentSHA256Mismatch", details=details)
        trailer = self._chunks.finish() if self._chunks else {}
        checksum = self._checksum
        if checksum is None:
            return
        value = checksum.value
        if value is None:
            value = trailer.get(f"{checksums.PREFIX}{checksum.algorithm}")
            if value is None:
                raise S3Refusal("MalformedTrailerError")
        checksums.check(checksum.algorithm, checksum.sum, value)


class Chunks:
    """aws-chunked, with what signs it."""

    def __init__(self, length: int, chain: Chain | None, trailer: str) -> None:
        self._parser = ChunkParser(bool(trailer))
        self.length = self._left = length
        self._chain, self._trailer = chain, trailer
        self._sha256 = hashlib.sha256()

    def feed(self, data: bytes) -> bytes:
        pieces = []
        for event in self._parser.feed(data):
            if isinstance(event, ChunkEnds):
                self._check(event.signature)
                continue
            self._left -= len(event)
            if self._left < 0:
                raise Refusal("InvalidRequest", f"The body is longer than {DECODED_LENGTH} says.")
            if self._chain is not None:
                self._sha256.update(event)
            pieces.append(event)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def finish(self) -> Mapping[str, str]:
        """The trailer."""
        self._parser.finish()
        if self._left:
            raise Refusal("IncompleteBody", f"The body is shorter than {DECODED_LENGTH} says.")
        fields = self._parser.trailer
        if self._trailer and self._chain is not None:
            signed = f"{self._trailer}:{fields.get(self._trailer, '')}\n"
            _compare(self._chain.of_trailer(signed), fields.get(_TRAILER_SIGNATURE, ""), "trailer")
        return fields

    def _check(self, signature: str) -> None:
        if self._chain is not None:
            digest, self._sha256 = self._sha256.hexdigest(), hashlib.sha256()
            _compare(self._chain.next(digest), signature, "chunk")


def payload_of(headers: Mapping[str, str], verified: Verified, *, of_object: bool = False) -> Payload:
    """`of_object`: the checksum in the head is not the body's.

    Raises:
        Refusal: InvalidArgument, InvalidRequest, MissingContentLength, NotImplemented.
    """
    kind = verified.payload
    digest = ""
    if _DIGEST.fullmatch(kind):
        digest = kind.lower()
    elif kind not in (UNSIGNED, _SIGNED, _SIGNED + _WITH_TRAILER, _UNSIGNED_CHUNKS):
        if kind.startswith("STREAMING-"):
            raise Refusal("NotImplemented", f"{CONTENT}: {kind} is not implemented here.")
        raise Refusal("InvalidArgument", f"{CONTENT} must be {UNSIGNED}, {_SIGNED}, or a valid SHA-256.")
    in_chunks = kind.startswith("STREAMING-")
    trailer = _trailer(headers) if kind.endswith(_WITH_TRAILER) else ""
    if checksums.TRAILER in headers and not trailer:
        raise Refusal(
            "InvalidRequest", f"{checksums.TRAILER} needs {CONTENT}: {_UNSIGNED_CHUNKS}, or the signed kind."
        )
    chunks = _chunks(headers, verified, trailer) if in_chunks else None
    checksum = None if of_object else _checksum(headers, trailer)
    return Payload(digest, checksum, chunks)


def _chunks(headers: Mapping[str, str], verified: Verified, trailer: str) -> Chunks:
    signed = verified.payload.startswith(_SIGNED)
    if signed and verified.chain is None:
        raise Refusal("InvalidRequest", f"{CONTENT}: {verified.payload} needs a signature of version 4.")
    length = headers.get(DECODED_LENGTH, "")
    if not re.fullmatch(r"[0-9]{1,18}", length):
        raise Refusal("MissingContentLength", f"You must provide {DECODED_LENGTH} with an aws-chunked body.")
    return Chunks(int(length), verified.chain if signed else None, trailer)


def _trailer(headers: Mapping[str, str]) -> str:
    """The name of the one field that is announced."""
    name = headers.get(checksums.TRAILER, "").strip().lower()
    if not name:
        raise S3Refusal(
            "InvalidRequest", f"{CONTENT} says that a trailer comes, but {checksums.TRAILER} is missing."
        )
    checksums.known(name)
    return name


def _checksum(headers: Mapping[str, str], trailer: str) -> Checksum | None:
    found: tuple[str, str | None] | None = checksums.given(headers)
    if trailer:
        if found is not None:
            raise S3Refusal("InvalidRequest", "The checksum is sent in the head or in the trailer, not in both.")
        found = trailer.removeprefix(checksums.PREFIX), None
    checksums.check_announced(headers, found[0] if found else None)
    return Checksum(found[0], checksums.ALGORITHMS[found[0]](), found[1]) if found else None


def _compare(expected: str, given: str, what: str) -> None:
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        raise Refusal("SignatureDoesNotMatch", f"The signature of a {what} is not as calculated.")


def content_encoding(value: str) -> str:
    """Of what is stored: without aws-chunked, which is only about the way here."""
    return ", ".join([part.strip() for part in value.split(",") if part.strip().lower() != "aws-chunked"])
