"""A bucket's rules: cross-origin access, and the lifecycle of what it holds."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Rules:
    @operation
    def put_bucket_cors(
        self, Bucket: str, CORSConfiguration: types.CORSConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Set a bucket's cross-origin rules, at most 100, replacing any it had.

        Source: https://cloud.tencent.com/document/product/436/8279
        """
        body = xml.dump("CORSConfiguration", CORSConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"cors": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_cors(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.CORSConfiguration]:
        """Read a bucket's cross-origin rules.

        Raises:
            CosServiceError: ``NoSuchCORSConfiguration`` if it has none.

        Source: https://cloud.tencent.com/document/product/436/8274
        """
        return Call(
            "GET",
            Bucket,
            query={"cors": ""},
            headers=to_headers(headers),
            returns=answers.document(types.CORSConfiguration),
        )

    @operation
    def delete_bucket_cors(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove a bucket's cross-origin rules.

        Source: https://cloud.tencent.com/document/product/436/8283
        """
        return Call("DELETE", Bucket, query={"cors": ""}, headers=to_headers(headers), returns=answers.nothing)

    @operation
    def put_bucket_lifecycle(
        self, Bucket: str, LifecycleConfiguration: types.LifecycleConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Set the rules by which objects expire or change class, at most 1000, replacing any there were.

        COS applies them once a day, after midnight in Beijing.

        Source: https://cloud.tencent.com/document/product/436/8280
        """
        body = xml.dump("LifecycleConfiguration", LifecycleConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"lifecycle": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_lifecycle(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.LifecycleConfiguration]:
        """Read the rules by which objects expire or change class.

        Raises:
            CosServiceError: ``NoSuchLifecycleConfiguration`` if there are none.

        Source: https://cloud.tencent.com/document/product/436/8278
        """
        return Call(
            "GET",
            Bucket,
            query={"lifecycle": ""},
            headers=to_headers(headers),
            returns=answers.document(types.LifecycleConfiguration),
        )

    @operation
    def delete_bucket_lifecycle(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove the rules by which objects expire or change class.

        Source: https://cloud.tencent.com/document/product/436/8284
        """
        return Call(
            "DELETE", Bucket, query={"lifecycle": ""}, headers=to_headers(headers), returns=answers.nothing
        )
