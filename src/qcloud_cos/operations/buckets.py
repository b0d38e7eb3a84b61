"""Buckets: making, finding and removing them."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow
from qcloud_cos.errors import CosServiceError


class Buckets:
    @operation
    def list_buckets(
        self,
        TagKey: str | None = None,
        TagValue: str | None = None,
        Region: str | None = None,
        CreateTime: int | str | None = None,
        Range: str | None = None,
        Marker: str = "",
        MaxKeys: int = 2000,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListBucketsOutput]:
        """List the account's buckets by name, at most 2000 a call.

        Args:
            TagKey, TagValue: only buckets that have this tag; both are needed.
            CreateTime, Range: only buckets made before (``lt``, ``lte``) or after (``gt``, ``gte``) that
                Unix time.

        Source: https://cloud.tencent.com/document/product/436/8291
        """
        query = {"marker": Marker, "max-keys": str(MaxKeys)}
        if TagKey and TagValue:
            query |= {"tagkey": TagKey, "tagvalue": TagValue}
        if Region:
            query["region"] = Region
        if CreateTime and Range:
            query |= {"create-time": str(CreateTime), "range": Range}
        return Call(
            "GET", query=query, headers=to_headers(headers), returns=answers.document(types.ListBucketsOutput)
        )

    @operation
    def create_bucket(
        self,
        Bucket: str,
        BucketAZConfig: str | None = None,
        BucketArchConfig: str | None = None,
        **headers: Unpack[types.AclHeaders],
    ) -> Call[None]:
        """Make a bucket in the client's region.

        Args:
            BucketAZConfig: ``MAZ`` to keep objects in several availability zones.
            BucketArchConfig: ``OFS`` for a bucket with metadata acceleration.

        Raises:
            CosServiceError: ``BucketAlreadyOwnedByYou``, ``BucketAlreadyExists``, ``TooManyBuckets``.

        Source: https://cloud.tencent.com/document/product/436/7738
        """
        wanted: dict[str, str] = {}
        if BucketAZConfig == "MAZ":
            wanted["BucketAZConfig"] = "MAZ"
        if BucketArchConfig == "OFS":
            wanted["BucketArchConfig"] = "OFS"
        body = xml.dump("CreateBucketConfiguration", wanted) if wanted else b""
        named = to_headers(headers)
        return Call(
            "PUT",
            Bucket,
            headers=with_md5(named, body) if body else named,
            body=body,
            returns=answers.nothing,
        )

    @operation
    def delete_bucket(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove a bucket, which must be empty: no objects, versions or unfinished uploads.

        Source: https://cloud.tencent.com/document/product/436/7732
        """
        return Call("DELETE", Bucket, headers=to_headers(headers), returns=answers.nothing)

    @operation
    def head_bucket(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.HeadBucketOutput]:
        """Ask whether a bucket is there and may be read; its region is in the answer.

        Source: https://cloud.tencent.com/document/product/436/7735
        """
        return Call("HEAD", Bucket, headers=to_headers(headers), returns=answers.headers(types.HeadBucketOutput))

    @operation
    def bucket_exists(self, Bucket: str) -> Flow[bool]:
        """Whether the bucket is there.

        Raises:
            CosServiceError: any answer but yes and 404, such as ``AccessDenied``.
        """
        try:
            yield from self.head_bucket(Bucket)
        except CosServiceError as error:
            if error.get_status_code() != 404:
                raise
            return False
        return True
