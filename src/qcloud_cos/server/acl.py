"""Access control lists: read from headers and XML, kept as JSON, shown as XML.

A list is the grants it was given; the owner needs none of them.  An object without a list of
its own ("default") follows its bucket's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server.accounts import Account, qcs
from qcloud_cos.server.refusal import Refusal, argument, escaped

GROUPS = "http://cam.qcloud.com/groups/global/"
ALL_USERS = f"{GROUPS}AllUsers"
AUTHENTICATED_USERS = f"{GROUPS}AuthenticatedUsers"
INHERITED = ""
MOST_GRANTS = 100

Kind = Literal["bucket", "object"]
_CANNED: dict[Kind, tuple[str, ...]] = {
    "bucket": ("private", "public-read", "public-read-write", "authenticated-read"),
    "object": (
        "default",
        "private",
        "public-read",
        "authenticated-read",
        "bucket-owner-read",
        "bucket-owner-full-control",
    ),
}
_PERMISSIONS = {
    "x-cos-grant-read": "READ",
    "x-cos-grant-write": "WRITE",
    "x-cos-grant-read-acp": "READ_ACP",
    "x-cos-grant-write-acp": "WRITE_ACP",
    "x-cos-grant-full-control": "FULL_CONTROL",
}
_HEADERS = frozenset({"x-cos-acl", *_PERMISSIONS})
_GRANTEE = re.compile(r'\s*(id|uin|uri)="([^"]*)"\s*')
_QCS_ID = re.compile(r"qcs::cam::uin/(\d+):uin/(\d+)")


class Grant(NamedTuple):
    permission: str
    grantee: str
    """A qcs id or a group's URI."""


def in_headers(headers: Mapping[str, str]) -> bool:
    return not _HEADERS.isdisjoint(headers)


def from_headers(kind: Kind, headers: Mapping[str, str], owner: str, bucket_owner: str) -> str:
    """The list that x-cos-acl and x-cos-grant-* ask for; without them, the default.

    `owner` and `bucket_owner` are qcs ids.

    Raises:
        Refusal: InvalidArgument.
    """
    canned = headers.get("x-cos-acl")
    grants = []
    for name, permission in _PERMISSIONS.items():
        if name in headers:
            grants += [Grant(permission, grantee) for grantee in _grantees(name, headers[name])]
    if canned is None and not grants:
        return INHERITED if kind == "object" else _kept([_full(owner)])
    if canned is not None and canned not in _CANNED[kind]:
        raise argument(f"x-cos-acl of an {kind} cannot be {canned}.")
    if kind == "object" and any(grant.permission == "WRITE" for grant in grants):
        raise argument("An object has no WRITE permission.")
    if canned == "default" and not grants:
        return INHERITED
    return _kept([_full(owner), *_of_canned(canned or "", bucket_owner), *grants])


def from_document(kind: Kind, body: bytes) -> str:
    """The list of an AccessControlPolicy.

    Raises:
        Refusal: MalformedXML; InvalidArgument.
    """
    try:
        policy = xml.parse(body, root="AccessControlPolicy")
        held = policy.get("AccessControlList") or {}
        listed = held.get("Grant", [])
        grants = [_grant(entry) for entry in (listed if isinstance(listed, list) else [listed])]
    except (xml.MalformedXML, AttributeError, KeyError, TypeError) as error:
        raise Refusal("MalformedXML", f"The AccessControlPolicy is not valid: {error}") from None
    if kind == "object" and any(grant.permission == "WRITE" for grant in grants):
        raise argument("An object has no WRITE permission.")
    return _kept(grants)


@lru_cache(1024)
def grants_of(acl: str) -> tuple[Grant, ...]:
    return tuple(Grant(*entry) for entry in json.loads(acl)) if acl else ()


def allows(acl: str, permission: str, caller: Account | None) -> bool:
    """Whether the list gives `caller`, None for anonymous, the permission."""
    for grant in grants_of(acl):
        if grant.permission not in (permission, "FULL_CONTROL"):
            continue
        if grant.grantee == ALL_USERS:
            return True
        if caller is not None and grant.grantee in (caller.id, AUTHENTICATED_USERS):
            return True
    return False


def document_of(acl: str, owner: str) -> str:
    """The AccessControlPolicy element; of an inherited list, just the owner's grant."""
    grants = grants_of(acl) if acl else (_full(owner),)
    name = escaped(owner)
    return (
        f"<AccessControlPolicy><Owner><ID>{name}</ID><DisplayName>{name}</DisplayName></Owner>"
        f"<AccessControlList>{''.join([_element(grant) for grant in grants])}</AccessControlList>"
        "</AccessControlPolicy>"
    )


def _element(grant: Grant) -> str:
    who = escaped(grant.grantee)
    if grant.grantee.startswith(GROUPS):
        kind, inside = "Group", f"<URI>{who}</URI>"
    else:
        kind, inside = "CanonicalUser", f"<ID>{who}</ID><DisplayName>{who}</DisplayName>"
    return (
        '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:type="{kind}">{inside}</Grantee><Permission>{grant.permission}</Permission></Grant>'
    )


def _full(owner: str) -> Grant:
    return Grant("FULL_CONTROL", owner)


def _of_canned(canned: str, bucket_owner: str) -> list[Grant]:
    return {
        "public-read": [Grant("READ", ALL_USERS)],
        # READ and WRITE, not FULL_CONTROL: every SDK reads this pair as public-read-write.
        "public-read-write": [Grant("READ", ALL_USERS), Grant("WRITE", ALL_USERS)],
        "authenticated-read": [Grant("READ", AUTHENTICATED_USERS)],
        "bucket-owner-read": [Grant("READ", bucket_owner)],
        "bucket-owner-full-control": [Grant("FULL_CONTROL", bucket_owner)],
    }.get(canned, [])


def _grantees(header: str, text: str) -> list[str]:
    found = []
    for part in text.split(","):
        match = _GRANTEE.fullmatch(part)
        if not match:
            raise argument(f'{header} is not a list like id="100000000001",id="100000000002".')
        found.append(_group(match[2]) if match[1] == "uri" else _id(match[2]))
    return found


def _grant(entry: Mapping[str, object]) -> Grant:
    permission, grantee = entry["Permission"], entry["Grantee"]
    if permission not in _PERMISSIONS.values():
        raise Refusal("MalformedXML", f"{permission} is not a permission.")
    if not isinstance(grantee, Mapping):
        raise Refusal("MalformedXML", "A Grantee needs an ID or a URI.")
    uri, user = grantee.get("URI"), grantee.get("ID") or grantee.get("uin") or grantee.get("Subaccount")
    return Grant(str(permission), _group(str(uri)) if uri else _id(str(user)))


def _group(uri: str) -> str:
    if uri not in (ALL_USERS, AUTHENTICATED_USERS):
        raise argument(f"{uri} is not a group.")
    return uri


def _id(text: str) -> str:
    """Of a bare number, or a root or sub-account's full id."""
    match = _QCS_ID.fullmatch(text)
    if match:
        return text
    if text.isdecimal() and text.isascii():
        return qcs(text)
    # The published SDK's examples write anyone as an id.
    if text == "qcs::cam::anyone:anyone":
        return ALL_USERS
    raise argument(f"{text or 'An empty text'} is not the id of an account.")


def _kept(grants: list[Grant]) -> str:
    unique = list(dict.fromkeys(grants))
    if len(unique) > MOST_GRANTS:
        raise argument(f"An ACL has at most {MOST_GRANTS} grants.")
    return json.dumps(unique, separators=(",", ":"))
