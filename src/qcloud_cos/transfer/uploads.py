"""Uploads of many calls: a file, or whatever can be read."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack, cast

from qcloud_cos import types
from qcloud_cos.core.checksum import crc64, crc64_combine
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Sized, local, together, undo
from qcloud_cos.errors import ChecksumMismatch, CosClientError
from qcloud_cos.transfer import files, plan
from qcloud_cos.transfer.progress import Progress, ProgressCallback

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

PART_KEYWORDS = ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5", "TrafficLimit")
"""What was said for the object that has to be said with every part."""


class Uploads:
    @operation
    def upload_file(
        self,
        Bucket: str,
        Key: str,
        LocalFilePath: str | os.PathLike[str],
        PartSize: float = 1,
        MAXThread: int = 5,
        EnableMD5: bool = False,
        progress_callback: ProgressCallback | None = None,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[types.PutObjectOutput | types.CompleteMultipartUploadOutput]:
        """Upload a file, in parts and several at once if it is larger than one part.

        The CRC-64 of every part and of the whole is compared with the server's.  An upload that fails, or is
        interrupted, leaves no parts behind.

        Args:
            PartSize: in MiB, 1 to 5120; it grows where there would be more than 10000 parts.
            MAXThread: parts under way at once.
            EnableMD5: let COS check the MD5 of what it gets, too.
            progress_callback: called with the bytes done and the bytes in all, from any thread.

        Raises:
            CosClientError: the file cannot be read, or changed meanwhile.
            ChecksumMismatch: COS stored other bytes.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        size = plan.part_bytes(PartSize)
        at_once = plan.workers(MAXThread)
        with (yield from local(files.opened, LocalFilePath)) as source:
            progress = Progress(source.size, progress_callback)
            if source.size <= size:
                body = Sized(source.file, 0, source.size)
                whole = yield from calls.put_object(Bucket, body, Key, EnableMD5, **keywords)
                agree(whole, (yield from local(source.crc64, 0, source.size)), Key)
                progress.add(source.size)
                return whole

            def send(part: plan.Part) -> Flow[Sent]:
                body = Sized(source.file, part.start, part.length)
                checksum = yield from local(source.crc64, part.start, part.length)
                answer = yield from calls.upload_part(
                    Bucket, Key, body, part.number, upload_id, EnableMD5, **part_headers(keywords)
                )
                progress.add(part.length)
                return sent(part.number, part.length, checksum, answer, Key)

            upload = yield from calls.create_multipart_upload(Bucket, Key, **keywords)
            upload_id = upload["UploadId"]
            pending = (send(part) for part in plan.parts(source.size, size))
            return (yield from _finished(calls, Bucket, Key, upload_id, pending, at_once, source.still))

    @operation
    def upload_file_from_buffer(
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        MaxBufferSize: float = 100,
        PartSize: float = 10,
        MAXThread: int = 5,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[types.PutObjectOutput | types.CompleteMultipartUploadOutput]:
        """Upload what a reader yields, of whatever length, in parts if it is more than one part.

        Args:
            Body: anything with ``read(size)`` that gives bytes; it need not seek.
            MaxBufferSize: in MiB; at most so much of it is in memory at once.
            PartSize: in MiB.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        if not hasattr(Body, "read"):
            raise CosClientError("Body must have a read(size) method: wrap bytes in io.BytesIO, or use put_object")
        size = plan.part_bytes(PartSize)
        at_once = min(plan.workers(MAXThread), max(1, int(MaxBufferSize / PartSize)))
        first = yield from local(files.read_part, Body.read, size)
        if len(first) < size:
            whole = yield from calls.put_object(Bucket, first, Key, **keywords)
            agree(whole, crc64(first), Key)
            return whole
        pieces = files.Pieces(Body, first, size)

        def send() -> Flow[Sent | None]:
            number, piece = yield from local(pieces.next)
            if not piece:
                return None
            if number > plan.MOST_PARTS:
                raise CosClientError(
                    f"Body is longer than {plan.MOST_PARTS} parts of {PartSize} MiB: raise PartSize"
                )
            answer = yield from calls.upload_part(Bucket, Key, piece, number, upload_id, **part_headers(keywords))
            return sent(number, len(piece), crc64(piece), answer, Key)

        def endless() -> Iterator[Flow[Sent | None]]:
            while not pieces.ended:
                yield send()

        upload = yield from calls.create_multipart_upload(Bucket, Key, **keywords)
        upload_id = upload["UploadId"]
        return (yield from _finished(calls, Bucket, Key, upload_id, endless(), at_once, lambda: None))


class Sent(NamedTuple):
    """A part that has arrived."""

    number: int
    etag: str
    length: int
    checksum: int


def sent(number: int, length: int, checksum: int, answer: Mapping[str, Any], key: str) -> Sent:
    agree(answer, checksum, f"part {number} of {key}")
    return Sent(number, answer["ETag"], length, checksum)


def _finished(
    calls: Operations,
    bucket: str,
    key: str,
    upload_id: str,
    pending: Iterator[Flow[Sent | None]] | Generator[Flow[Sent], None, None],
    workers: int,
    verify: Any,
) -> Flow[types.CompleteMultipartUploadOutput]:
    """Send the parts, see that the source is still what it was, and complete; or abort."""
    abort = calls.abort_multipart_upload(bucket, key, upload_id)
    yield from undo(abort)
    try:
        arrived: list[Sent | None] = yield from together(cast("Any", pending), workers)
        yield from local(verify)
    except Exception:
        yield from undo(None)
        yield from quietly(abort)
        raise
    parts = sorted(part for part in arrived if part is not None)
    listed: Any = {"Part": [{"PartNumber": part.number, "ETag": part.etag} for part in parts]}
    # From here on an interruption must not abort: COS may be joining the parts already.
    yield from undo(None)
    done = yield from calls.complete_multipart_upload(bucket, key, upload_id, listed)
    checksum = 0
    for part in parts:
        checksum = crc64_combine(checksum, part.checksum, part.length)
    agree(done, checksum, key)
    return done


def quietly(call: Any) -> Flow[None]:
    """Clean up after a failure, which is what is to be reported, not a failed cleaning."""
    try:
        yield from call
    except CosClientError:
        return
    except Exception:  # noqa: S110 - the failure before it is raised next
        pass


def agree(answer: Mapping[str, Any], checksum: int, what: str) -> None:
    """Compare a CRC-64 with the one that COS has computed; an answer without one is believed."""
    theirs = answer.get("x-cos-hash-crc64ecma")
    if theirs is not None and int(theirs) != checksum:
        raise ChecksumMismatch(f"{what} arrived damaged: its CRC-64 is {checksum} here and {theirs} at COS")


def part_headers(keywords: Mapping[str, Any]) -> dict[str, Any]:
    return {name: keywords[name] for name in PART_KEYWORDS if name in keywords}
