"""Access control lists of buckets and objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, to_headers_and_query
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError

_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


class Acl:
    @operation
    def put_bucket_acl(
        self,
        Bucket: str,
        AccessControlPolicy: types.AccessControlPolicy | None = None,
        **headers: Unpack[types.AclHeaders],
    ) -> Call[None]:
        """Say who may do what with a bucket, in headers or in a policy, not both.  It replaces what was said.

        Source: https://cloud.tencent.com/document/product/436/7737
        """
        named, body = _said_once(to_headers(headers), AccessControlPolicy)
        return Call("PUT", Bucket, query={"acl": ""}, headers=named, body=body, returns=answers.nothing)

    @operation
    def get_bucket_acl(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.GetAclOutput]:
        """Read who may do what with a bucket.

        Source: https://cloud.tencent.com/document/product/436/7733
        """
        return Call(
            "GET",
            Bucket,
            query={"acl": ""},
            headers=to_headers(headers),
            returns=answers.policy(types.GetAclOutput, of_object=False),
        )

    @operation
    def put_object_acl(
        self,
        Bucket: str,
        Key: str,
        AccessControlPolicy: types.AccessControlPolicy | None = None,
        **headers: Unpack[types.ObjectAclHeaders],
    ) -> Call[None]:
        """Say who may do what with an object: in headers or in a policy, not both.

        At most 1000 objects of an account can have a list of their own; ``ACL="default"`` follows the bucket.

        Source: https://cloud.tencent.com/document/product/436/7748
        """
        given, query = to_headers_and_query(headers)
        named, body = _said_once(given, AccessControlPolicy)
        return Call(
            "PUT",
            Bucket,
            Key,
            query={"acl": "", **query},
            headers=named,
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_object_acl(
        self, Bucket: str, Key: str, **headers: Unpack[types.VersionHeaders]
    ) -> Call[types.GetAclOutput]:
        """Read who may do what with an object.

        Source: https://cloud.tencent.com/document/product/436/7744
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "GET",
            Bucket,
            Key,
            query={"acl": "", **query},
            headers=named,
            returns=answers.policy(types.GetAclOutput, of_object=True),
        )


def _said_once(headers: dict[str, str], policy: types.AccessControlPolicy | None) -> tuple[dict[str, str], bytes]:
    if not policy:
        return headers, b""
    also = [name for name in headers if name == "x-cos-acl" or name.startswith("x-cos-grant-")]
    if also:
        raise CosClientError(
            f"an ACL is given twice, in AccessControlPolicy and in the header {also[0]}: give one of them"
        )
    return headers, xml.dump("AccessControlPolicy", _document(policy))


def _document(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy as the API has it, from either of the two forms, or from what get_..._acl returned."""
    grants = policy.get("Grant")
    listed = policy.get("AccessControlList")
    if grants is None and isinstance(listed, Mapping):
        grants = listed.get("Grant")
    if isinstance(grants, Mapping):
        grants = [grants]
    written = [{**grant, "Grantee": _grantee(grant.get("Grantee") or {})} for grant in grants or []]
    owner = {"Owner": policy["Owner"]} if "Owner" in policy else {}
    return {**owner, "AccessControlList": {"Grant": written}}


def _grantee(grantee: Mapping[str, Any]) -> dict[str, Any]:
    # The kind of a grantee is an attribute on the wire, and `Type` in both SDKs.
    fields = {name: value for name, value in grantee.items() if name != "Type"}
    kind = grantee.get("Type")
    return {"@xmlns:xsi": _SCHEMA_INSTANCE, "@xsi:type": kind, **fields} if kind else fields
