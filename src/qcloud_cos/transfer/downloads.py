"""Downloads of many calls: an object to a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.core.checksum import crc64_combine
from qcloud_cos.core.endpoint import refuse_a_key_that_merges_away
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, Poured, Sink, local, together
from qcloud_cos.errors import ChecksumMismatch, CosClientError, PreconditionFailed
from qcloud_cos.transfer import files, plan
from qcloud_cos.transfer.progress import Progress, ProgressCallback

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

_HEAD_KEYWORDS = ("VersionId", "SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")


class Downloads:
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
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[None]:
        """Download an object to a file, in ranges and several at once if it is larger than one part.

        The file appears when it is complete and its CRC-64 is the object's, or never: one that was there
        before stays until then.  An object that is replaced meanwhile fails the download.

        Args:
            PartSize: in MiB.
            MAXThread: ranges under way at once.
            progress_callback: called with the bytes done and the bytes in all, from any thread.
            MaxPartCount: ranges at most; they grow where there would be more.
            EnableCRC, DumpRecordDir, DisableTempDestFilePath: taken for compatibility; the checksum is
                always compared, and the file is always written beside its place first.

        Raises:
            CosClientError: the file cannot be written; the object was replaced meanwhile.
            ChecksumMismatch: what arrived is not what COS has.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        if KeySimplifyCheck and isinstance(Key, str):
            refuse_a_key_that_merges_away(Key)
        size, at_once = plan.part_bytes(PartSize), plan.workers(MAXThread)
        asked = {name: keywords[name] for name in _HEAD_KEYWORDS if name in keywords}
        head = yield from calls.head_object(Bucket, Key, **asked)
        total = int(head["Content-Length"])
        keywords.setdefault("IfMatch", head["ETag"])
        progress = Progress(total, progress_callback)
        target = yield from local(files.begun, DestFilePath, total)
        try:

            def fetch(part: plan.Part) -> Flow[Poured]:
                get = calls.get_object(Bucket, Key, KeySimplifyCheck, Range=part.range, **keywords)
                sink = Sink(target.file, part.start, part.length)
                poured = yield from cast("Call[Poured]", get.but(streams=False, into=sink, returns=_poured))
                progress.add(part.length)
                return poured

            try:
                ranges = plan.parts(total, size, max(1, min(MaxPartCount, plan.MOST_PARTS)))
                arrived = yield from together((fetch(part) for part in ranges), at_once)
            except PreconditionFailed as error:
                raise CosClientError(f"{Key!r} was replaced while it was downloaded: download it again") from error
            _agree(head, arrived, Key)
            yield from local(files.kept, target)
        finally:
            # Not a step: nothing can be asked for while a flow is being closed.
            files.dropped(target)


def _poured(response: Any) -> Poured:
    if response.status != 206 and "Content-Range" not in response.headers and response.stream.length == 0:
        raise CosClientError("the answer to a range was empty")
    return cast("Poured", response.stream)


def _agree(head: Mapping[str, Any], arrived: list[Poured], key: str) -> None:
    theirs = head.get("x-cos-hash-crc64ecma")
    checksum = 0
    for poured in arrived:
        checksum = crc64_combine(checksum, poured.crc64, poured.length)
    if theirs is not None and int(theirs) != checksum:
        raise ChecksumMismatch(f"{key} arrived damaged: its CRC-64 is {checksum} here and {theirs} at COS")
