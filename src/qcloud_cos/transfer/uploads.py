"""Uploads of many calls: a file, or whatever can be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, local
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer import files, plan
from qcloud_cos.transfer.file_upload import FileUpload
from qcloud_cos.transfer.progress import ProgressBar, ProgressCallback
from qcloud_cos.transfer.reader_upload import ReaderUpload
from qcloud_cos.transfer.sending import remade
from qcloud_cos.transfer.terms import Resume, Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations


class Uploads:
    encrypts = False
    """What COS gets is not what the file has, so neither its checksums nor its parts can be compared."""

    @operation
    def upload_file(
        self,
        Bucket: str,
        Key: str,
        LocalFilePath: str | os.PathLike[str],
        PartSize: float | None = None,
        MAXThread: int = 5,
        EnableMD5: bool = False,
        progress_callback: ProgressCallback | None = None,
        *,
        progress: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        resume: Resume = "killed",
        checkpoint_dir: str | os.PathLike[str] | None = None,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[types.PutObjectOutput | types.CompleteMultipartUploadOutput]:
        """Upload a file, in parts and several at once if it is larger than one part.

        The CRC-64 of every part and of the whole is compared with the server's.  An upload that fails, or is
        interrupted, leaves no parts behind; one whose process is killed is gone on with by the next call.

        Args:
            PartSize: in MiB, 1 to 5120; it grows where there would be more than 10000 parts.  If not given,
                what is over 1 MiB goes up in about a hundred parts, of 1 to 64 MiB.
            MAXThread: parts under way at once.
            EnableMD5: let COS check the MD5 of what it gets, too.
            progress_callback: called with the bytes done and the bytes in all, from any thread.
            progress: a bar, such as tqdm's.
            cancellation: ends the upload, from any thread.
            rate_limit: bytes per second at most, of all parts together.
            resume: go on where an earlier call was that was ``killed``; also after one that ``failed``, which
                then leaves its parts; or ``never``.
            checkpoint_dir: where that is noted; ``~/.cache/qcloud_cos/transfers`` if not given.

        Raises:
            CosClientError: the file cannot be read, or changed meanwhile.
            ChecksumMismatch: COS stored other bytes.
            Cancelled: by `cancellation`.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        size = plan.MIB if PartSize is None else plan.part_bytes(PartSize)
        altered = self.encrypts or remade(self, "put_object", "upload_part")
        resume = "never" if altered else resume
        terms = Terms(MAXThread, progress_callback, progress, cancellation, rate_limit, resume)
        try:
            source = yield from local(files.Source, LocalFilePath)
            upload = FileUpload(calls, Bucket, Key, source, EnableMD5, keywords, terms, altered)
            terms.progress.begin(source.size)
            if source.size <= size:
                return (yield from upload.whole())
            size = plan.fitting(source.size) if PartSize is None else size
            return (yield from upload.in_parts(plan.parts(source.size, size), checkpoint_dir))
        finally:
            terms.progress.end()

    @operation
    def upload_file_from_buffer(
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        MaxBufferSize: float = 100,
        PartSize: float = 10,
        MAXThread: int = 5,
        *,
        progress: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[types.PutObjectOutput | types.CompleteMultipartUploadOutput]:
        """Upload what a reader yields, of whatever length, in parts if it is more than one part.

        Args:
            Body: anything with ``read(size)`` that gives bytes; it need not seek.
            MaxBufferSize: in MiB; at most so much of it is in memory at once.
            PartSize: in MiB.
            progress: a bar, such as tqdm's; its total stays as it is.
            cancellation, rate_limit: as for `upload_file`.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        if not hasattr(Body, "read"):
            raise CosClientError("Body must have a read(size) method: wrap bytes in io.BytesIO, or use put_object")
        size = plan.part_bytes(PartSize)
        # One more is being read while the others are on their way.
        at_once = min(plan.workers(MAXThread), max(1, int(MaxBufferSize / PartSize) - 1))
        terms = Terms(at_once, None, progress, cancellation, rate_limit)
        try:
            terms.progress.begin(None)
            return (yield from ReaderUpload(calls, Bucket, Key, Body, size, keywords, terms).flow())
        finally:
            terms.progress.end()
