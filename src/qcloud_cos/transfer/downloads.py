"""Downloads of many calls: an object to a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.endpoint import refuse_a_key_that_merges_away
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer import plan
from qcloud_cos.transfer.completing import CUSTOMER_KEY, chosen
from qcloud_cos.transfer.file_download import FileDownload
from qcloud_cos.transfer.progress import ProgressBar, ProgressCallback
from qcloud_cos.transfer.targets import Target
from qcloud_cos.transfer.terms import Resume, Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations


class Downloads:
    encrypts = False

    @operation
    def download_file(
        self,
        Bucket: str,
        Key: str,
        DestFilePath: str | os.PathLike[str],
        PartSize: float = 20,
        MAXThread: int = 5,
        EnableCRC: bool = False,
        progress_callback: ProgressCallback | None = None,
        DumpRecordDir: str | None = None,
        KeySimplifyCheck: bool = True,
        DisableTempDestFilePath: bool = False,
        MaxPartCount: int = 10000,
        *,
        progress: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        resume: Resume = "killed",
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[None]:
        """Download an object to a file, in ranges and several at once if it is larger than one part.

        The file appears when it is complete and its CRC-64 is the object's, or never: one that was there
        before stays until then.  An object that is replaced meanwhile fails the download.  A download whose
        process is killed is gone on with by the next call.

        Args:
            PartSize: in MiB.
            MAXThread: ranges under way at once.
            EnableCRC: taken for compatibility; the checksum is always compared.
            progress_callback: called with the bytes done and the bytes in all, from any thread.
            DumpRecordDir: where it is noted how far it is; beside the file if not given.
            DisableTempDestFilePath: write under the file's own name, where nothing can be renamed.  A failure
                then leaves no file, nor the one that was there.
            MaxPartCount: ranges at most; they grow where there would be more.
            progress: a bar, such as tqdm's.
            cancellation: ends the download, from any thread.
            rate_limit: bytes per second at most, of all ranges together.
            resume: go on where an earlier call was that was ``killed``; also after one that ``failed``, which
                then leaves what it has; or ``never``.

        Raises:
            CosClientError: the file cannot be written; the object was replaced meanwhile.
            ChecksumMismatch: what arrived is not what COS has.
            Cancelled: by `cancellation`.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        if KeySimplifyCheck and isinstance(Key, str):
            refuse_a_key_that_merges_away(Key)
        if keywords.get("Range") is not None:
            raise CosClientError("download_file takes no Range: read one with get_object")
        size, most = plan.part_bytes(PartSize), max(1, min(MaxPartCount, plan.MOST_PARTS))
        resume = "never" if self.encrypts or DisableTempDestFilePath else resume
        terms = Terms(MAXThread, progress_callback, progress, cancellation, rate_limit, resume)
        try:
            head = yield from calls.head_object(Bucket, Key, **chosen(keywords, ("VersionId", *CUSTOMER_KEY)))
            total = int(head["Content-Length"])
            terms.progress.begin(total)
            target = Target(DestFilePath, total, DisableTempDestFilePath)
            download = FileDownload(calls, Bucket, Key, head, target, keywords, terms)
            yield from download.flow(plan.parts(total, size, most), DumpRecordDir)
        finally:
            terms.progress.end()
