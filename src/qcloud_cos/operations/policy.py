"""Bucket policies: who may do what, in the access management's own JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError


class Policies:
    @operation
    def put_bucket_policy(
        self, Bucket: str, Policy: str | Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Set a bucket's policy, replacing any it had.

        Args:
            Policy: a dict, or its JSON.

        Raises:
            CosServiceError: ``MalformedPolicy``, ``PolicyFull``.

        Source: https://cloud.tencent.com/document/product/436/8282
        """
        if not isinstance(Policy, str | Mapping):
            raise CosClientError(f"Policy must be a dict or a str of JSON, not {type(Policy).__name__}")
        import json  # few documents are JSON

        text = Policy if isinstance(Policy, str) else json.dumps(dict(Policy))
        return Call(
            "PUT",
            Bucket,
            query={"policy": ""},
            headers={**to_headers(headers), "Content-Type": "application/json"},
            body=text.encode(),
            returns=answers.nothing,
        )

    @operation
    def get_bucket_policy(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetBucketPolicyOutput]:
        """Read a bucket's policy, as JSON.

        Raises:
            CosServiceError: ``NoSuchBucketPolicy`` if it has none.

        Source: https://cloud.tencent.com/document/product/436/8276
        """
        return Call(
            "GET",
            Bucket,
            query={"policy": ""},
            headers=to_headers(headers),
            returns=answers.json_text(types.GetBucketPolicyOutput, "Policy"),
        )

    @operation
    def delete_bucket_policy(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove a bucket's policy.  One that is not there is no error.

        Source: https://cloud.tencent.com/document/product/436/8285
        """
        return Call("DELETE", Bucket, query={"policy": ""}, headers=to_headers(headers), returns=answers.nothing)
