"""Policies that let their holder do what it must, and nothing else.

Source: https://cloud.tencent.com/document/product/436/31923
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qcloud_cos.errors import CosClientError

Policy = dict[str, Any]
LARGEST_BYTES = 4096

READING = ("GetObject", "HeadObject", "OptionsObject")
LISTING = ("GetBucket", "GetBucketObjectVersions", "ListMultipartUploads")
"""Of a bucket; what may be listed in it is said by the prefix that is asked for."""
WRITING = (
    *("PutObject", "PostObject", "AppendObject"),
    *("InitiateMultipartUpload", "UploadPart", "ListParts", "CompleteMultipartUpload", "AbortMultipartUpload"),
    "ListMultipartUploads",
)
DELETING = ("DeleteObject", "DeleteMultipleObjects")
GROUPS = {"read": READING, "list": LISTING, "write": WRITING, "delete": DELETING}
_OF_BUCKET = frozenset(["HeadBucket"])


def scoped(
    Bucket: str,
    Prefix: str,
    Actions: Iterable[str] | str,
    *,
    Region: str,
    Condition: Mapping[str, Any] | None = None,
) -> Policy:
    """What `Actions` need on the objects whose keys begin with `Prefix`.

    Args:
        Bucket: with its APPID, such as ``examplebucket-1250000000``.
        Prefix: such as ``users/17/``; with "" for the whole bucket.
        Actions: of the access management, such as ``GetObject``; or ``read``, ``list``, ``write``, ``delete``.
        Condition: further ones for all of it, such as ``{"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}``.

    Raises:
        CosClientError: an argument would allow more than is meant, or nothing.
    """
    appid = Bucket.rpartition("-")[2]
    if not appid.isdecimal():
        raise CosClientError(f"Bucket {Bucket!r} has no APPID: give it whole, as in 'examplebucket-1250000000'")
    if not Region:
        raise CosClientError("Region is missing: a policy names the region of its bucket")
    if any(mark in Prefix for mark in ("*", "?", "${")):
        raise CosClientError(f"Prefix {Prefix!r} has a wildcard in it, which would allow more than that prefix")
    names = named(Actions)
    root = f"qcs::cos:{Region}:uid/{appid}:{Bucket}/"
    prefix = Prefix.removeprefix("/")
    of_prefix = {"string_like": {"cos:prefix": f"{prefix}*"}} if prefix else {}
    parts: tuple[tuple[list[str], str, Policy], ...] = (
        ([name for name in names if name not in LISTING and name not in _OF_BUCKET], f"{root}{prefix}*", {}),
        ([name for name in names if name in LISTING], f"{root}*", of_prefix),
        ([name for name in names if name in _OF_BUCKET], f"{root}*", {}),
    )
    return {
        "version": "2.0",
        "statement": [
            _statement(some, resource, _both(own, Condition or {})) for some, resource, own in parts if some
        ],
    }


def named(Actions: Iterable[str] | str) -> list[str]:
    """Actions with the groups among them spelled out, each once.

    Raises:
        CosClientError: there are none, or one is a wildcard.
    """
    given = [Actions] if isinstance(Actions, str) else list(Actions)
    names = [name for one in given for name in GROUPS.get(one, (one.removeprefix("name/cos:"),))]
    if not names:
        raise CosClientError("Actions is empty: name some, such as 'read' or 'GetObject'")
    for name in names:
        if not (name.isascii() and name.isalpha()):
            raise CosClientError(
                f"{name!r} is not an action: name each, such as 'GetObject', or 'read' for a group"
            )
    return list(dict.fromkeys(names))


def complaints(policy: Mapping[str, Any]) -> list[str]:
    """What is dangerous or useless about a policy; nothing, if it is fine."""
    import json

    found = []
    if policy.get("version") != "2.0":
        found.append('its version is not "2.0"')
    statements = policy.get("statement")
    statements = [statements] if isinstance(statements, Mapping) else statements
    if not isinstance(statements, list) or not statements:
        return [*found, "it has no statement"]
    for number, statement in enumerate(statements, 1):
        found += [f"statement {number} {complaint}" for complaint in _complaints(statement)]
    if len(json.dumps(policy, separators=(",", ":"))) > LARGEST_BYTES:
        found.append(f"it is longer than {LARGEST_BYTES} bytes")
    return found


def _both(own: Policy, more: Mapping[str, Any]) -> Policy:
    joined = dict(own)
    for operator, keys in more.items():
        if "cos:prefix" in keys:
            raise CosClientError("cos:prefix is what Prefix stands for: leave it out of Condition")
        joined[operator] = {**joined.get(operator, {}), **keys}
    return joined


def _statement(actions: list[str], resource: str, condition: Mapping[str, Any]) -> Policy:
    statement: Policy = {
        "effect": "allow",
        "action": [f"name/cos:{name}" for name in actions],
        "resource": [resource],
    }
    return {**statement, "condition": dict(condition)} if condition else statement


def _complaints(statement: Any) -> list[str]:
    if not isinstance(statement, Mapping):
        return ["is no object"]
    found = [f"has no {name}" for name in ("effect", "action", "resource") if not statement.get(name)]
    if "principal" in statement:
        found.append("has a principal: a token's policy is for whoever holds it")
    if statement.get("effect") == "allow":
        if any(action in ("*", "name/cos:*") for action in _texts(statement.get("action"))):
            found.append("allows every action")
        resources = _texts(statement.get("resource"))
        if any(resource == "*" or resource.endswith((":*", ":*/*")) for resource in resources):
            found.append("allows them on every bucket")
    return found


def _texts(given: Any) -> list[str]:
    return [str(one) for one in (given if isinstance(given, list) else [given])]
