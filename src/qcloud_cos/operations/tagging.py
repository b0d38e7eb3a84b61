"""Tags of buckets and objects."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, to_headers_and_query, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Tags:
    @operation
    def put_bucket_tagging(
        self, Bucket: str, Tagging: types.Tagging, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Set a bucket's tags, at most 50, replacing any it had.

        Raises:
            CosServiceError: ``InvalidTag``.

        Source: https://cloud.tencent.com/document/product/436/34838
        """
        body = xml.dump("Tagging", Tagging)
        return Call(
            "PUT",
            Bucket,
            query={"tagging": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_tagging(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.Tagging]:
        """Read a bucket's tags.

        Raises:
            CosServiceError: ``NoSuchTagSet`` if it has none.

        Source: https://cloud.tencent.com/document/product/436/34837
        """
        return Call(
            "GET",
            Bucket,
            query={"tagging": ""},
            headers=to_headers(headers),
            returns=answers.document(types.Tagging),
        )

    @operation
    def delete_bucket_tagging(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove a bucket's tags.

        Source: https://cloud.tencent.com/document/product/436/34836
        """
        return Call("DELETE", Bucket, query={"tagging": ""}, headers=to_headers(headers), returns=answers.nothing)

    @operation
    def put_object_tagging(
        self, Bucket: str, Key: str, Tagging: types.Tagging, **headers: Unpack[types.VersionHeaders]
    ) -> Call[None]:
        """Set an object's tags, at most 10, replacing any it had.

        Raises:
            CosServiceError: ``InvalidTag``.

        Source: https://cloud.tencent.com/document/product/436/42997
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "PUT",
            Bucket,
            Key,
            query={"tagging": "", **query},
            headers=named,
            body=xml.dump("Tagging", Tagging),
            returns=answers.nothing,
        )

    @operation
    def get_object_tagging(
        self, Bucket: str, Key: str, **headers: Unpack[types.VersionHeaders]
    ) -> Call[types.Tagging]:
        """Read an object's tags.

        Source: https://cloud.tencent.com/document/product/436/42998
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "GET",
            Bucket,
            Key,
            query={"tagging": "", **query},
            headers=named,
            returns=answers.document(types.Tagging),
        )

    @operation
    def delete_object_tagging(self, Bucket: str, Key: str, **headers: Unpack[types.VersionHeaders]) -> Call[None]:
        """Remove an object's tags.

        Source: https://cloud.tencent.com/document/product/436/42999
        """
        named, query = to_headers_and_query(headers)
        return Call("DELETE", Bucket, Key, query={"tagging": "", **query}, headers=named, returns=answers.nothing)
