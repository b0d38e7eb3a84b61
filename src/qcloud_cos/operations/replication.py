"""Copies that COS keeps in other buckets."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Replication:
    @operation
    def put_bucket_replication(
        self,
        Bucket: str,
        ReplicationConfiguration: types.ReplicationConfiguration,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Set the rules by which objects are copied to other buckets.  Both buckets must have versions.

        Raises:
            CosServiceError: ``InvalidBucketState`` if versions are not enabled.

        Source: https://cloud.tencent.com/document/product/436/19223
        """
        body = xml.dump("ReplicationConfiguration", ReplicationConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"replication": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_replication(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ReplicationConfiguration]:
        """Read the rules by which objects are copied to other buckets.

        Raises:
            CosServiceError: ``ReplicationConfigurationNotFoundError`` if there are none.

        Source: https://cloud.tencent.com/document/product/436/19222
        """
        return Call(
            "GET",
            Bucket,
            query={"replication": ""},
            headers=to_headers(headers),
            returns=answers.document(types.ReplicationConfiguration),
        )

    @operation
    def delete_bucket_replication(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Stop copying objects to other buckets.  The copies stay.

        Source: https://cloud.tencent.com/document/product/436/19221
        """
        return Call(
            "DELETE", Bucket, query={"replication": ""}, headers=to_headers(headers), returns=answers.nothing
        )
