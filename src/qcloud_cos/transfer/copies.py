"""Copies of many calls: an object of any size, without its bytes passing through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Settings, together, undo
from qcloud_cos.errors import ChecksumMismatch
from qcloud_cos.operations.copying import copy_source
from qcloud_cos.transfer import plan
from qcloud_cos.transfer.uploads import part_headers, quietly

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
        **headers: Unpack[types.CopyHeaders],
    ) -> Flow[types.CopyObjectOutput | types.CompleteMultipartUploadOutput]:
        """Copy an object of any size, in parts if it has 5 GiB or more.

        A copy in parts takes the source's type and metadata only if `CopyStatus` is ``Copy``, and its tags and
        access control list never.  One that fails leaves no parts behind.

        Args:
            PartSize: in MiB.
            MAXThread: parts under way at once.
        """
        calls, keywords = cast("Operations", self), cast("dict[str, Any]", headers)
        size, at_once = plan.part_bytes(PartSize), plan.workers(MAXThread)
        config: CosConfig = yield from Settings()
        head = yield from _head(calls, CopySource, config, keywords)
        total = int(head["Content-Length"])
        if total < config._copy_part_threshold_size:
            return (yield from calls.copy_object(Bucket, Key, CopySource, CopyStatus, **keywords))

        def send(part: plan.Part) -> Flow[dict[str, Any]]:
            answer = yield from calls.upload_part_copy(
                Bucket, Key, part.number, upload_id, CopySource, part.range, **with_parts
            )
            return {"PartNumber": part.number, "ETag": answer["ETag"]}

        described = keywords if str(CopyStatus).lower() != "copy" else {**_description(head), **keywords}
        with_parts: Any = {name: keywords[name] for name in _SOURCE_KEYWORDS if name in keywords}
        # Pinned, so that no part comes from an object that took the source's place.
        with_parts |= {**part_headers(keywords), "CopySourceIfMatch": head["ETag"]}
        opened = {name: value for name, value in described.items() if not name.startswith("CopySource")}
        upload = yield from calls.create_multipart_upload(Bucket, Key, **cast("Any", opened))
        upload_id = upload["UploadId"]
        abort = calls.abort_multipart_upload(Bucket, Key, upload_id)
        yield from undo(abort)
        try:
            listed = yield from together((send(part) for part in plan.parts(total, size)), at_once)
        except Exception:
            yield from undo(None)
            yield from quietly(abort)
            raise
        yield from undo(None)
        done = yield from calls.complete_multipart_upload(Bucket, Key, upload_id, cast("Any", {"Part": listed}))
        ours, theirs = dict(done).get("x-cos-hash-crc64ecma"), head.get("x-cos-hash-crc64ecma")
        if ours is not None and theirs is not None and ours != theirs:
            raise ChecksumMismatch(f"the copy {Key} is damaged: its CRC-64 is {ours}, the source's {theirs}")
        return done


def _head(calls: Operations, source: Any, config: CosConfig, keywords: dict[str, Any]) -> Flow[Any]:
    """The source's headers, from wherever it is."""
    host, _, _ = copy_source(source, config).partition("/")
    asked = {
        name.removeprefix("CopySource"): value for name, value in keywords.items() if name in _SOURCE_KEYWORDS
    }
    if source.get("VersionId"):
        asked["VersionId"] = source["VersionId"]
    bucket = endpoint.bucket_name(source["Bucket"], source.get("Appid") or config._appid)
    call = calls.head_object(bucket, source["Key"], **cast("Any", asked))
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
