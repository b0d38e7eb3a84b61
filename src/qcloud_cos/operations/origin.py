"""Where a bucket fetches what it does not have."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Origins:
    @operation
    def put_bucket_origin(
        self, Bucket: str, OriginConfiguration: types.OriginConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Set the rules by which a bucket fetches what it does not have, replacing any it had."""
        body = xml.dump("OriginConfiguration", OriginConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"origin": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_origin(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.OriginConfiguration]:
        """Read the rules by which a bucket fetches what it does not have.

        Raises:
            CosServiceError: ``OriginConfigurationNotFoundError`` if there are none.
        """
        return Call(
            "GET",
            Bucket,
            query={"origin": ""},
            headers=to_headers(headers),
            returns=answers.document(types.OriginConfiguration),
        )

    @operation
    def delete_bucket_origin(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Stop fetching what a bucket does not have."""
        return Call("DELETE", Bucket, query={"origin": ""}, headers=to_headers(headers), returns=answers.nothing)
