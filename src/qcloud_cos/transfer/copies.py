"""Copies of many calls: an object of any size, without its bytes passing through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Settings, undo
from qcloud_cos.errors import ChecksumMismatch, CosClientError, PreconditionFailed
from qcloud_cos.operations.copying import copy_source
from qcloud_cos.transfer import plan
from qcloud_cos.transfer.completing import Sent, Upload, chosen
from qcloud_cos.transfer.progress import ProgressBar, ProgressCallback
from qcloud_cos.transfer.sending import part_headers
from qcloud_cos.transfer.terms import Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

_SOURCE_KEYWORDS = (
    "CopySourceSSECustomerAlgorithm",
    "CopySourceSSECustomerKey",
    "CopySourceSSECustomerKeyMD5",
)


class Copies:
    @operation
    def copy(
        self,
        Bucket: str,
        Key: str,
        CopySource: types.CopySource,
        CopyStatus: str = "Copy",
        PartSize: float = 10,
        MAXThread: int = 5,
        *,
        progress_callback: ProgressCallback | None = None,
        progress: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        **headers: Unpack[types.CopyHeaders],
    ) -> Flow[types.CopyObjectOutput | types.CompleteMultipartUploadOutput]:
        """Copy an object of any size, in parts if it has 5 GiB or more.

        A copy in parts takes the source's type and metadata only if `CopyStatus` is ``Copy``, and its tags and
        access control list never.  One that fails leaves no parts behind.  The copy's CRC-64 is compared with
        the source's.

        Args:
            PartSize: in MiB.
            MAXThread: parts under way at once.
            progress_callback: called with the bytes done and the bytes in all, from any thread.
            progress: a bar, such as tqdm's.
            cancellation: ends the copy, from any thread.

        Raises:
            CosClientError: the source was replaced meanwhile.
            ChecksumMismatch: the copy is not what the source is.
            Cancelled: by `cancellation`.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        size = plan.part_bytes(PartSize)
        terms = Terms(MAXThread, progress_callback, progress, cancellation)
        try:
            config: CosConfig = yield from Settings()
            head = yield from _head(calls, CopySource, config, keywords)
            total = int(head["Content-Length"])
            terms.progress.begin(total)
            # Pinned, so that nothing comes from an object that took the source's place.
            keywords = {"CopySourceIfMatch": head.get("ETag"), **keywords}
            if total >= config._copy_part_threshold_size:
                copy = _Copy(calls, Bucket, Key, CopySource, head, keywords, terms)
                return (yield from copy.in_parts(plan.parts(total, size), str(CopyStatus)))
            whole = yield from terms.alone(calls.copy_object(Bucket, Key, CopySource, CopyStatus, **keywords))
            _agree(dict(whole).get("CRC64"), head, Key)
            terms.progress.add(total)
            return whole
        except PreconditionFailed as error:
            if "CopySourceIfMatch" in headers:
                raise
            raise CosClientError(
                f"{CopySource['Key']!r} was replaced while it was copied: copy it again"
            ) from error
        finally:
            terms.progress.end()


class _Copy:
    """A copy in parts."""

    def __init__(
        self,
        calls: Operations,
        bucket: str,
        key: str,
        source: Any,
        head: Any,
        keywords: dict[str, Any],
        terms: Terms,
    ) -> None:
        self._calls, self._bucket, self._key, self._source = calls, bucket, key, source
        self._head, self._keywords, self._terms = head, keywords, terms

    def in_parts(self, parts: list[plan.Part], status: str) -> Flow[types.CompleteMultipartUploadOutput]:
        described = {**(_description(self._head) if status.lower() == "copy" else {}), **self._keywords}
        opened = {name: value for name, value in described.items() if not name.startswith("CopySource")}
        begun = yield from self._calls.create_multipart_upload(self._bucket, self._key, **cast("Any", opened))
        upload = Upload(self._calls, self._bucket, self._key, begun["UploadId"], self._keywords)
        yield from undo(upload.aborted())
        try:
            arrived = yield from self._terms.together(self._part(part, upload.upload_id) for part in parts)
            yield from undo(None)
            checksum = self._head.get("x-cos-hash-crc64ecma")
            return (yield from upload.completed(arrived, None if checksum is None else int(checksum)))
        except Exception:
            yield from undo(None)
            yield from upload.aborted()
            raise

    def _part(self, part: plan.Part, upload_id: str) -> Flow[Sent]:
        keywords: Any = {
            **chosen(self._keywords, ("CopySourceIfMatch", *_SOURCE_KEYWORDS)),
            **part_headers(self._keywords),
        }
        answer = yield from self._calls.upload_part_copy(
            self._bucket, self._key, part.number, upload_id, self._source, part.range, **keywords
        )
        self._terms.progress.add(part.length)
        checksum = dict(answer).get("CRC64")
        return Sent(part.number, answer["ETag"], part.length, None if checksum is None else int(str(checksum)))


def _agree(ours: Any, head: Any, key: str) -> None:
    theirs = head.get("x-cos-hash-crc64ecma")
    if ours is not None and theirs is not None and str(ours) != str(theirs):
        raise ChecksumMismatch(f"the copy {key} is damaged: its CRC-64 is {ours}, the source's {theirs}")


def _head(calls: Operations, source: Any, config: CosConfig, keywords: dict[str, Any]) -> Flow[Any]:
    """The source's headers, from wherever it is."""
    host, _, _ = copy_source(source, config).partition("/")
    asked = {
        name.removeprefix("CopySource"): value for name, value in keywords.items() if name in _SOURCE_KEYWORDS
    }
    if source.get("VersionId"):
        asked["VersionId"] = source["VersionId"]
    bucket = endpoint.bucket_name(source["Bucket"], source.get("Appid") or config._appid)
    # Not a method of the program's own: the source may be where the client is not.
    call = type(calls).head_object(calls, bucket, source["Key"], **asked)
    return (yield from call.but(endpoint=host.removeprefix(f"{bucket}.")))


_KEPT = {
    "Content-Type": "ContentType",
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
    "Content-Encoding": "ContentEncoding",
    "Content-Language": "ContentLanguage",
    "Expires": "Expires",
}


def _description(head: Any) -> dict[str, Any]:
    """What the source says about itself, as the keywords that say it of the copy."""
    found: dict[str, Any] = {_KEPT[name]: value for name, value in head.items() if name in _KEPT}
    metadata = {name: value for name, value in head.items() if name.startswith("x-cos-meta-")}
    return {**found, "Metadata": metadata} if metadata else found
