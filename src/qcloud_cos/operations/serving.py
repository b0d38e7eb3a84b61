"""How a bucket answers: to which pages, with which overrides, over which network."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Serving:
    @operation
    def put_bucket_referer(
        self, Bucket: str, RefererConfiguration: types.RefererConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Say from which pages a bucket's objects may be shown.

        Source: https://cloud.tencent.com/document/product/436/32492
        """
        body = xml.dump("RefererConfiguration", RefererConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"referer": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_referer(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.RefererConfiguration]:
        """Read from which pages a bucket's objects may be shown.

        Without rules the result is empty, but for `RefererConfiguration`, which is None.

        Source: https://cloud.tencent.com/document/product/436/32493
        """
        return Call(
            "GET",
            Bucket,
            query={"referer": ""},
            headers=to_headers(headers),
            returns=answers.document(types.RefererConfiguration),
        )

    @operation
    def delete_bucket_referer(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Let a bucket's objects be shown from any page."""
        # The API has no DELETE for it: rules are removed by setting none.
        return Call(
            "PUT",
            Bucket,
            query={"referer": ""},
            headers=with_md5(to_headers(headers), b""),
            returns=answers.nothing,
        )

    @operation
    def put_bucket_response_control(
        self,
        Bucket: str,
        ResponseControlConfiguration: types.ResponseControlConfiguration,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Say which ``response-...`` parameters may override headers of answers."""
        body = xml.dump("ResponseControlConfiguration", ResponseControlConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"response-control": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_response_control(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ResponseControlConfiguration]:
        """Read which ``response-...`` parameters may override headers of answers."""
        return Call(
            "GET",
            Bucket,
            query={"response-control": ""},
            headers=to_headers(headers),
            returns=answers.document(types.ResponseControlConfiguration),
        )

    @operation
    def delete_bucket_response_control(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove the rules about ``response-...`` parameters."""
        return Call(
            "DELETE", Bucket, query={"response-control": ""}, headers=to_headers(headers), returns=answers.nothing
        )

    @operation
    def put_bucket_accelerate(
        self, Bucket: str, AccelerateConfiguration: types.AccelerateConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Let a bucket be reached through the nearest access point, or not.

        Clients go there with ``Endpoint="cos.accelerate.myqcloud.com"``.
        """
        body = xml.dump("AccelerateConfiguration", AccelerateConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"accelerate": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_accelerate(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.AccelerateConfiguration]:
        """Read whether a bucket can be reached through the nearest access point."""
        return Call(
            "GET",
            Bucket,
            query={"accelerate": ""},
            headers=to_headers(headers),
            returns=answers.document(types.AccelerateConfiguration),
        )
