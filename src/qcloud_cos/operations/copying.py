"""Copies within COS: the bytes do not pass through the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos.config import CosConfig
from qcloud_cos.core import answers, endpoint
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.signing import encoded
from qcloud_cos.core.wire import Call, Flow, Settings
from qcloud_cos.errors import CosClientError
from qcloud_cos.types import CopyHeaders, CopyObjectOutput, CopyPartOutput, CopySource

_DIRECTIVE_OF = {"copy": "Copy", "replaced": "Replaced", "replace": "Replaced"}


class Copying:
    @operation
    def copy_object(
        self,
        Bucket: str,
        Key: str,
        CopySource: CopySource,
        CopyStatus: str = "Copy",
        **headers: Unpack[CopyHeaders],
    ) -> Flow[CopyObjectOutput]:
        """Copy an object of at most 5 GiB, also from another bucket, account or region.

        Args:
            CopyStatus: ``Copy`` keeps the source's metadata, ``Replaced`` takes those given here.  To copy an
                object onto itself it must be ``Replaced``.  ``COPY`` and ``REPLACE`` mean the same.

        Raises:
            CosServiceError: ``NoSuchKey``; ``PreconditionFailed`` if a `CopySourceIf...` does not hold.

        Source: https://cloud.tencent.com/document/product/436/10881
        """
        directive = _DIRECTIVE_OF.get(str(CopyStatus).lower())
        if directive is None:
            raise CosClientError(f"CopyStatus must be 'Copy' or 'Replaced', not {CopyStatus!r}")
        config = yield from Settings()
        named = {
            **to_headers(headers),
            "x-cos-copy-source": copy_source(CopySource, config),
            "x-cos-metadata-directive": directive,
        }
        copied: Call[CopyObjectOutput] = Call(
            "PUT", Bucket, Key, headers=named, returns=answers.merged(CopyObjectOutput, "PUT")
        )
        return (yield from copied)

    @operation
    def upload_part_copy(
        self,
        Bucket: str,
        Key: str,
        PartNumber: int,
        UploadId: str,
        CopySource: CopySource,
        CopySourceRange: str = "",
        **headers: Unpack[CopyHeaders],
    ) -> Flow[CopyPartOutput]:
        """Make a part of an upload from an object, or from a range of it, 5 GiB at most.

        Args:
            CopySourceRange: ``bytes=0-1048575``, both ends included.

        Source: https://cloud.tencent.com/document/product/436/8287
        """
        config = yield from Settings()
        named = {**to_headers(headers), "x-cos-copy-source": copy_source(CopySource, config)}
        if CopySourceRange:
            named["x-cos-copy-source-range"] = CopySourceRange
        copied: Call[CopyPartOutput] = Call(
            "PUT",
            Bucket,
            Key,
            query={"partNumber": str(PartNumber), "uploadId": UploadId},
            headers=named,
            returns=answers.merged(CopyPartOutput, "PUT"),
        )
        return (yield from copied)


def copy_source(source: Mapping[str, Any], config: CosConfig) -> str:
    """The value of ``x-cos-copy-source``: ``bucket-appid.endpoint/encoded-key?versionId=...``."""
    if not isinstance(source, Mapping):
        raise CosClientError("CopySource must be a dict such as {'Bucket': ..., 'Key': ..., 'Region': ...}")
    missing = [name for name in ("Bucket", "Key") if not source.get(name)]
    if missing:
        raise CosClientError(f"CopySource has no {missing[0]}: it needs Bucket and Key")
    where = source.get("Endpoint")
    if not where and source.get("Region"):
        where = endpoint.regional(
            source["Region"], "cos", config._enable_old_domain, config._enable_internal_domain
        )
    where = where or config._endpoint
    if not where:
        raise CosClientError(
            "CopySource has no Region, and the client, being given a Domain, has none either"
        )
    bucket = endpoint.bucket_name(source["Bucket"], source.get("Appid") or config._appid)
    key = endpoint.encoded_path(endpoint.object_key(source["Key"])).replace(".%2F", "./")
    version = f"?versionId={encoded(source['VersionId'])}" if source.get("VersionId") else ""
    return f"{bucket}.{where}/{key}{version}"
