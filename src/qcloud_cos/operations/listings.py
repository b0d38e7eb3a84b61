"""Listings of a bucket: objects, versions, unfinished uploads.

Keys travel URL-encoded, so that any key fits in XML, and are decoded unless an EncodingType is asked for.
"""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError


class Listings:
    @operation
    def list_objects(
        self,
        Bucket: str,
        Prefix: str = "",
        Delimiter: str = "",
        Marker: str = "",
        MaxKeys: int = 1000,
        EncodingType: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListObjectsOutput]:
        """List a bucket's objects in the order of their keys' bytes, at most 1000 a call.

        Args:
            Delimiter: keys that have it after the prefix are rolled up to there, in `CommonPrefixes`.
            Marker: list what comes after this; the last page's ``NextMarker``.
            EncodingType: ``url`` to have keys percent-encoded in the result.

        Source: https://cloud.tencent.com/document/product/436/7734
        """
        return Call(
            "GET",
            Bucket,
            query={
                "prefix": Prefix,
                "delimiter": Delimiter,
                "marker": Marker,
                "max-keys": str(MaxKeys),
                "encoding-type": encoding(EncodingType),
            },
            headers=to_headers(headers),
            returns=answers.document(types.ListObjectsOutput, decode=not EncodingType),
        )

    @operation
    def list_objects_versions(
        self,
        Bucket: str,
        Prefix: str = "",
        Delimiter: str = "",
        KeyMarker: str = "",
        VersionIdMarker: str = "",
        MaxKeys: int = 1000,
        EncodingType: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListObjectsVersionsOutput]:
        """List all versions and delete markers, the newest of a key first, at most 1000 a call.

        Source: https://cloud.tencent.com/document/product/436/35521
        """
        return Call(
            "GET",
            Bucket,
            query={
                "versions": "",
                "prefix": Prefix,
                "delimiter": Delimiter,
                "key-marker": KeyMarker,
                "version-id-marker": VersionIdMarker,
                "max-keys": str(MaxKeys),
                "encoding-type": encoding(EncodingType),
            },
            headers=to_headers(headers),
            returns=answers.document(types.ListObjectsVersionsOutput, decode=not EncodingType),
        )

    @operation
    def list_multipart_uploads(
        self,
        Bucket: str,
        Prefix: str = "",
        Delimiter: str = "",
        KeyMarker: str = "",
        UploadIdMarker: str = "",
        MaxUploads: int = 1000,
        EncodingType: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListMultipartUploadsOutput]:
        """List the uploads that are neither completed nor aborted, at most 1000 a call.

        Source: https://cloud.tencent.com/document/product/436/7736
        """
        return Call(
            "GET",
            Bucket,
            query={
                "uploads": "",
                "prefix": Prefix,
                "delimiter": Delimiter,
                "key-marker": KeyMarker,
                "upload-id-marker": UploadIdMarker,
                "max-uploads": str(MaxUploads),
                "encoding-type": encoding(EncodingType),
            },
            headers=to_headers(headers),
            returns=answers.document(types.ListMultipartUploadsOutput, decode=not EncodingType),
        )


def encoding(asked: str) -> str:
    """What to ask COS for: ``url`` always."""
    if asked and asked != "url":
        raise CosClientError(f"EncodingType must be url, not {asked!r}")
    return "url"
