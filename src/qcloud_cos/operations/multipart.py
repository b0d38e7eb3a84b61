"""Multipart uploads: the calls, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.content import content, md5
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.listings import encoding

LONGEST_COMPLETION_SECONDS = 1200


class Multipart:
    @operation
    def create_multipart_upload(
        self, Bucket: str, Key: str, **headers: Unpack[types.ObjectHeaders]
    ) -> Call[types.CreateMultipartUploadOutput]:
        """Open a multipart upload.  Its parts cost storage until it is completed or aborted.

        Source: https://cloud.tencent.com/document/product/436/7746
        """
        return Call(
            "POST",
            Bucket,
            Key,
            query={"uploads": ""},
            headers=to_headers(headers),
            returns=answers.document(types.CreateMultipartUploadOutput),
        )

    @operation
    def upload_part(
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        PartNumber: int,
        UploadId: str,
        EnableMD5: bool = False,
        **headers: Unpack[types.PartHeaders],
    ) -> Call[types.PutObjectOutput]:
        """Send one part, numbered 1 to 10000, of 1 MiB to 5 GiB; the last may be smaller.

        Args:
            Body: as for `put_object`.

        Source: https://cloud.tencent.com/document/product/436/7750
        """
        body, named = content(Body), to_headers(headers)
        if EnableMD5:
            named["Content-MD5"] = md5(body)
        return Call(
            "PUT",
            Bucket,
            Key,
            query={"partNumber": str(PartNumber), "uploadId": UploadId},
            headers=named,
            body=body,
            returns=answers.stored(types.PutObjectOutput),
            summed=True,
        )

    @operation
    def complete_multipart_upload(
        self,
        Bucket: str,
        Key: str,
        UploadId: str,
        MultipartUpload: types.MultipartUpload,
        **headers: Unpack[types.Headers],
    ) -> Call[types.CompleteMultipartUploadOutput]:
        """Make an object of the parts listed; others are discarded.

        Raises:
            CosServiceError: ``InvalidPart``, ``InvalidPartOrder``, ``NoSuchUpload``; ``EntityTooSmall`` if a
                part other than the last is under 1 MiB.

        Source: https://cloud.tencent.com/document/product/436/7742
        """
        return Call(
            "POST",
            Bucket,
            Key,
            query={"uploadId": UploadId},
            headers=to_headers(headers),
            body=xml.dump("CompleteMultipartUpload", {"Part": _numbered(MultipartUpload)}),
            returns=answers.merged(types.CompleteMultipartUploadOutput, "POST"),
            timeout=LONGEST_COMPLETION_SECONDS,
        )

    @operation
    def abort_multipart_upload(
        self, Bucket: str, Key: str, UploadId: str, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Drop an upload and its parts.

        Source: https://cloud.tencent.com/document/product/436/7740
        """
        return Call(
            "DELETE",
            Bucket,
            Key,
            query={"uploadId": UploadId},
            headers=to_headers(headers),
            returns=answers.nothing,
        )

    @operation
    def list_parts(
        self,
        Bucket: str,
        Key: str,
        UploadId: str,
        EncodingType: str = "",
        MaxParts: int = 1000,
        PartNumberMarker: int = 0,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListPartsOutput]:
        """List the parts that have arrived, in order, at most 1000 a call.

        Args:
            PartNumberMarker: list the parts after this number.

        Source: https://cloud.tencent.com/document/product/436/7747
        """
        return Call(
            "GET",
            Bucket,
            Key,
            query={
                "uploadId": UploadId,
                "part-number-marker": str(PartNumberMarker),
                "max-parts": str(MaxParts),
                "encoding-type": encoding(EncodingType),
            },
            headers=to_headers(headers),
            returns=answers.document(types.ListPartsOutput, decode=not EncodingType),
        )


def _numbered(upload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Only what the API wants of each part: answers of upload_part and list_parts hold more."""
    parts = upload.get("Part") if isinstance(upload, Mapping) else None
    if not parts:
        raise CosClientError(
            "MultipartUpload lists no parts: give {'Part': [{'PartNumber': 1, 'ETag': ...}, ...]}"
        )
    for part in parts:
        if "PartNumber" not in part or "ETag" not in part:
            raise CosClientError(f"MultipartUpload: each Part needs PartNumber and ETag, not {sorted(part)}")
    return [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts]
