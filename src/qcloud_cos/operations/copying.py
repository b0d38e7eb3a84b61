"""Copies within COS: the bytes do not pass through the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import answers, endpoint
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.signing import encoded
from qcloud_cos.core.wire import Call, Flow, Settings
from qcloud_cos.errors import CosClientError

_DIRECTIVE_OF = {"copy": "Copy", "replaced": "Replaced", "replace": "Replaced"}


class Copying:
    @operation
    def copy_object(
        self,
        Bucket: str,
        Key: str,
        CopySource: types.CopySource,
        CopyStatus: str = "Copy",
        **headers: Unpack[types.CopyHeaders],
    ) -> Flow[types.CopyObjectOutput]:
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
        copied: Call[types.CopyObjectOutput] = Call(
            "PUT", Bucket, Key, headers=named, returns=answers.merged(types.CopyObjectOutput, "PUT")
        )
        return (yield from copied)

    @operation
    def upload_part_copy(
        self,
        Bucket: str,
        Key: str,
        PartNumber: int,
        UploadId: str,
        CopySource: types.CopySource,
        CopySourceRange: str = "",
        **headers: Unpack[types.CopyHeaders],
    ) -> Flow[types.CopyPartOutput]:
        """Make a part of an upload from an object, or from a range of it, 5 GiB at most.

        Args:
            CopySourceRange: ``bytes=0-1048575``, both ends included.

        Source: https://cloud.tencent.com/document/product/436/8287
        """
        config = yield from Settings()
        named = {**to_headers(headers), "x-cos-copy-source": copy_source(CopySource, config)}
        if CopySourceRange:
            named["x-cos-copy-source-range"] = CopySourceRange
        copied: Call[types.CopyPartOutput] = Call(
            "PUT",
            Bucket,
            Key,
            query={"partNumber": str(PartNumber), "uploadId": UploadId},
            headers=named,
            returns=answers.merged(types.CopyPartOutput, "PUT"),
        )
        return (yield from copied)

    @operation
    def change_object_storage_class(
        self, Bucket: str, Key: str, StorageClass: str
    ) -> Flow[types.CopyObjectOutput]:
        """Move an object of at most 5 GiB to another storage class, by copying it onto itself.

        Its other headers and metadata are replaced by those given, which are none: to keep them, read them
        with `head_object`, and give them to `copy_object`.
        """
        source = yield from _upon_itself(Bucket, Key)
        return (yield from self.copy_object(Bucket, Key, source, "Replaced", StorageClass=StorageClass))

    @operation
    def update_object_meta(
        self, Bucket: str, Key: str, **headers: Unpack[types.CopyHeaders]
    ) -> Flow[types.CopyObjectOutput]:
        """Set the headers and the metadata of an object of at most 5 GiB, by copying it onto itself.

        They replace those there were: what is not given here is gone.
        """
        source = yield from _upon_itself(Bucket, Key)
        return (yield from self.copy_object(Bucket, Key, source, "Replaced", **headers))


def _upon_itself(bucket: str, key: str) -> Flow[types.CopySource]:
    """The object as the source of its own copy; a client that only knows a domain asks there for the region."""
    config: CosConfig = yield from Settings()
    source: types.CopySource = {"Bucket": bucket, "Key": key}
    if not (config._endpoint or config._region):
        asked: Call[types.HeadBucketOutput] = Call("HEAD", bucket, returns=answers.headers(types.HeadBucketOutput))
        source["Region"] = (yield from asked).get("x-cos-bucket-region", "")
    return source


def _regional(region: str | None, config: CosConfig) -> str | None:
    if not region:
        return None
    return endpoint.regional(region, "cos", config._enable_old_domain, config._enable_internal_domain)


def copy_source(source: Mapping[str, Any], config: CosConfig) -> str:
    """The value of ``x-cos-copy-source``: ``bucket-appid.endpoint/encoded-key?versionId=...``."""
    if not isinstance(source, Mapping):
        raise CosClientError("CopySource must be a dict such as {'Bucket': ..., 'Key': ..., 'Region': ...}")
    missing = [name for name in ("Bucket", "Key") if not source.get(name)]
    if missing:
        raise CosClientError(f"CopySource has no {missing[0]}: it needs Bucket and Key")
    where = source.get("Endpoint")
    if not where:
        where = _regional(source.get("Region"), config)
    where = where or config._endpoint or _regional(config._region, config)
    if not where:
        raise CosClientError("CopySource has no Region, and the client, being given a Domain, has none either")
    bucket = endpoint.bucket_name(source["Bucket"], source.get("Appid") or config._appid)
    key = endpoint.encoded_path(endpoint.object_key(source["Key"])).replace(".%2F", "./")
    version = f"?versionId={encoded(source['VersionId'])}" if source.get("VersionId") else ""
    return f"{bucket}.{where}/{key}{version}"
