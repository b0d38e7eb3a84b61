"""Intelligent tiering: objects that nobody reads move to cheaper storage by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError


class Tiering:
    @operation
    def put_bucket_intelligenttiering(
        self,
        Bucket: str,
        IntelligentTieringConfiguration: types.IntelligentTiering | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Enable intelligent tiering for a bucket, with its one rule.  It can be neither disabled nor changed.

        Source: https://cloud.tencent.com/document/product/436/38314
        """
        return Call(
            "PUT",
            Bucket,
            query={"intelligenttiering": ""},
            headers={**to_headers(headers), "Content-Type": "application/xml"},
            body=xml.dump("IntelligentTieringConfiguration", IntelligentTieringConfiguration),
            returns=answers.nothing,
        )

    @operation
    def get_bucket_intelligenttiering(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.IntelligentTiering]:
        """Read a bucket's rule of intelligent tiering."""
        return Call(
            "GET",
            Bucket,
            query={"intelligenttiering": ""},
            headers=to_headers(headers),
            returns=answers.document(types.IntelligentTiering),
        )

    @operation
    def put_bucket_intelligenttiering_v2(
        self,
        Bucket: str,
        IntelligentTieringConfiguration: types.IntelligentTieringConfiguration | None = None,
        Id: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Set one of a bucket's rules of intelligent tiering, at most 1000.

        Args:
            Id: the rule's; if not given, the one in the configuration.
        """
        return Call(
            "PUT",
            Bucket,
            query={"intelligent-tiering": "", "id": _id(Id, IntelligentTieringConfiguration)},
            headers={**to_headers(headers), "Content-Type": "application/xml"},
            body=xml.dump("IntelligentTieringConfiguration", IntelligentTieringConfiguration),
            returns=answers.nothing,
        )

    @operation
    def get_bucket_intelligenttiering_v2(
        self, Bucket: str, Id: str, **headers: Unpack[types.Headers]
    ) -> Call[types.IntelligentTieringConfiguration]:
        """Read one of a bucket's rules of intelligent tiering."""
        return Call(
            "GET",
            Bucket,
            query={"intelligent-tiering": "", "id": str(Id)},
            headers=to_headers(headers),
            returns=answers.document(types.IntelligentTieringConfiguration),
        )

    @operation
    def list_bucket_intelligenttiering_configurations(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ListIntelligentTieringOutput]:
        """List a bucket's rules of intelligent tiering, all of them."""
        return Call(
            "GET",
            Bucket,
            query={"intelligent-tiering": ""},
            headers=to_headers(headers),
            returns=answers.document(types.ListIntelligentTieringOutput),
        )


def _id(given: str | None, rule: Mapping[str, Any] | None) -> str:
    name = given or (rule or {}).get("Id")
    if not name:
        raise CosClientError("Id is missing: give Id='...', the name of the rule")
    return str(name)
