"""What an object says of itself, as the keywords that say it of a copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.errors import CosClientError

_KEPT = {
    "Content-Type": "ContentType",
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
    "Content-Encoding": "ContentEncoding",
    "Content-Language": "ContentLanguage",
    "Expires": "Expires",
    "x-cos-server-side-encryption": "ServerSideEncryption",
    "x-cos-server-side-encryption-cos-kms-key-id": "SSEKMSKeyId",
}
_ALSO = ("x-cos-meta-", "x-cos-website-redirect-location")
_GROUPS = {"AllUsers": "public-read", "AuthenticatedUsers": "authenticated-read"}
_GRANTS = {
    "READ": "x-cos-grant-read",
    "READ_ACP": "x-cos-grant-read-acp",
    "WRITE_ACP": "x-cos-grant-write-acp",
    "FULL_CONTROL": "x-cos-grant-full-control",
}
PLAIN = "STANDARD"
"""The class that COS does not name."""


def description(head: Mapping[str, Any]) -> dict[str, Any]:
    """All that a copy with ``Replaced`` would lose, but class, tags and access control list."""
    found: dict[str, Any] = {_KEPT[name]: value for name, value in head.items() if name in _KEPT}
    metadata = {name: value for name, value in head.items() if name.lower().startswith(_ALSO)}
    return {**found, "Metadata": metadata} if metadata else found


def class_of(head: Mapping[str, Any]) -> str:
    return str(head.get("x-cos-storage-class") or PLAIN)


def acl_keywords(policy: Mapping[str, Any]) -> dict[str, Any]:
    """An access control list, as the keywords that give a copy the same with the request that makes it.

    `CannedACL` alone would not do: it is ``private`` of a list with grants to others, too.

    Raises:
        CosClientError: it has a grant that no keyword can say.
    """
    if policy.get("CannedACL") == "default":
        return {}
    owner = str((policy.get("Owner") or {}).get("ID"))
    canned = "private"
    grants: dict[str, list[str]] = {}
    for grant in policy.get("Grant") or ():
        grantee, permission = grant.get("Grantee") or {}, str(grant.get("Permission"))
        group = str(grantee.get("URI") or "").rpartition("/")[2]
        if group in _GROUPS and permission == "READ":
            canned = _GROUPS[group]
        elif grantee.get("ID") and permission in _GRANTS:
            if (grantee["ID"], permission) != (owner, "FULL_CONTROL"):  # who has it anyway
                grants.setdefault(_GRANTS[permission], []).append(f'id="{_short(grantee["ID"])}"')
        else:
            raise CosClientError(f"its access control list cannot be kept: {permission} for {grantee}")
    named = {name: ",".join(ids) for name, ids in grants.items()}
    return {"ACL": canned, **({"Metadata": named} if named else {})}


def _short(id_: str) -> str:
    """``100000000001`` of an account that is no sub-account, which its id names twice."""
    account, _, user = id_.removeprefix("qcs::cam::").partition(":")
    return user.removeprefix("uin/") if account == user else id_


def together(*keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of several origins, with the `Metadata` of all."""
    metadata = {name: value for each in keywords for name, value in (each.get("Metadata") or {}).items()}
    found = {name: value for each in keywords for name, value in each.items() if name != "Metadata"}
    return {**found, "Metadata": metadata} if metadata else found


def tags_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """The tags of `get_object_tagging`."""
    return {each["Key"]: each.get("Value") or "" for each in (answer.get("TagSet") or {}).get("Tag") or ()}
