"""ACLs: read, shown, and what they let whom do."""

from __future__ import annotations

import json

import pytest

from qcloud_cos.server import acl
from qcloud_cos.server.access import permitted
from qcloud_cos.server.accounts import Account, Accounts, qcs
from qcloud_cos.server.acl import ALL_USERS, AUTHENTICATED_USERS
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.routes import Need
from qcloud_cos.server.store import Bucket, Version

OWNER = Account("1250000000", "100000000001", "AKIDowner", "s")
OTHER = Account("1250000001", "100000000002", "AKIDother", "s")
THIRD = Account("1250000002", "100000000003", "AKIDthird", "s")
CALLERS = {"owner": OWNER, "other": OTHER, "third": THIRD, "anonymous": None}
PERMISSIONS: tuple[Need, ...] = ("READ", "WRITE", "READ_ACP", "WRITE_ACP")


def bucket(headers: dict[str, str]) -> Bucket:
    return Bucket("b-1250000000", "1250000000", 0, "r", acl.from_headers("bucket", headers, OWNER.id, OWNER.id))


def version(headers: dict[str, str], owner: Account = OWNER) -> Version:
    text = acl.from_headers("object", headers, owner.id, OWNER.id)
    return Version("b-1250000000", "k", owner=owner.appid, acl=text)


def who_may(needs: Need, of: Bucket, object_: Version | None = None) -> set[str]:
    return {name for name, caller in CALLERS.items() if permitted(caller, needs, of, object_)}


EVERYONE = set(CALLERS)
SIGNED = {"owner", "other", "third"}


@pytest.mark.parametrize(
    ("headers", "needs", "expected"),
    [
        ({}, "READ", {"owner"}),
        ({}, "WRITE", {"owner"}),
        ({"x-cos-acl": "private"}, "READ", {"owner"}),
        ({"x-cos-acl": "public-read"}, "READ", EVERYONE),
        ({"x-cos-acl": "public-read"}, "WRITE", {"owner"}),
        ({"x-cos-acl": "public-read"}, "READ_ACP", {"owner"}),
        ({"x-cos-acl": "public-read-write"}, "WRITE", EVERYONE),
        ({"x-cos-acl": "public-read-write"}, "WRITE_ACP", {"owner"}),
        ({"x-cos-acl": "authenticated-read"}, "READ", SIGNED),
        ({"x-cos-grant-read": f'id="{OTHER.uin}"'}, "READ", {"owner", "other"}),
        ({"x-cos-grant-write": f'id="{OTHER.id}",id="{THIRD.uin}"'}, "WRITE", SIGNED),
        ({"x-cos-grant-full-control": f'uin="{OTHER.uin}"'}, "WRITE_ACP", {"owner", "other"}),
        ({"x-cos-grant-read-acp": f'uri="{AUTHENTICATED_USERS}"'}, "READ_ACP", SIGNED),
    ],
)
def test_who_may_do_what_with_a_bucket(headers: dict[str, str], needs: Need, expected: set[str]) -> None:
    assert who_may(needs, bucket(headers)) == expected


def test_nobody_else_configures_a_bucket() -> None:
    assert who_may("owner", bucket({"x-cos-acl": "public-read-write"})) == {"owner"}
    assert who_may("owner", bucket({"x-cos-grant-full-control": f'id="{OTHER.uin}"'})) == {"owner"}


@pytest.mark.parametrize(
    ("of_bucket", "of_object", "needs", "expected"),
    [
        ("private", "default", "READ", {"owner"}),
        ("public-read", "default", "READ", EVERYONE),
        ("public-read", "private", "READ", {"owner"}),
        ("private", "public-read", "READ", EVERYONE),
        ("private", "public-read", "WRITE_ACP", {"owner"}),
        ("private", "authenticated-read", "READ", SIGNED),
        ("public-read", "authenticated-read", "READ", SIGNED),
    ],
)
def test_an_object_follows_its_own_list_or_its_bucket(
    of_bucket: str, of_object: str, needs: Need, expected: set[str]
) -> None:
    found = who_may(needs, bucket({"x-cos-acl": of_bucket}), version({"x-cos-acl": of_object}))
    assert found == expected


def test_who_wrote_an_object_has_it_and_so_has_the_bucket_s_owner() -> None:
    for needs in PERMISSIONS:
        assert who_may(needs, bucket({}), version({"x-cos-acl": "private"}, OTHER)) == {"owner", "other"}


@pytest.mark.parametrize("canned", ["bucket-owner-read", "bucket-owner-full-control"])
def test_a_grant_to_the_bucket_s_owner_names_it(canned: str) -> None:
    grants = acl.grants_of(version({"x-cos-acl": canned}, OTHER).acl)
    assert [grant.grantee for grant in grants] == [OTHER.id, OWNER.id]


def test_the_default_list_is_no_list() -> None:
    assert acl.from_headers("object", {}, OWNER.id, OWNER.id) == ""
    assert acl.from_headers("object", {"x-cos-acl": "default"}, OWNER.id, OWNER.id) == ""
    assert acl.from_headers("object", {"x-cos-acl": "private"}, OWNER.id, OWNER.id) != ""


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("bucket", {"x-cos-acl": "default"}),
        ("bucket", {"x-cos-acl": "bucket-owner-read"}),
        ("object", {"x-cos-acl": "public-read-write"}),
        ("object", {"x-cos-acl": "Private"}),
        ("object", {"x-cos-grant-write": 'id="1"'}),
        ("bucket", {"x-cos-grant-read": "id=1"}),
        ("bucket", {"x-cos-grant-read": 'id="somebody"'}),
        ("bucket", {"x-cos-grant-read": 'id="1";id="2"'}),
        ("bucket", {"x-cos-grant-read": 'uri="http://example.com/groups"'}),
        ("bucket", {"x-cos-grant-read": ",".join(f'id="{n}"' for n in range(101))}),
    ],
)
def test_a_list_that_cannot_be(kind: acl.Kind, headers: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        acl.from_headers(kind, headers, OWNER.id, OWNER.id)
    assert refused.value.code == "InvalidArgument"


def document(*grants: str) -> bytes:
    return (
        f"<AccessControlPolicy><Owner><ID>{OWNER.id}</ID></Owner>"
        f"<AccessControlList>{''.join(grants)}</AccessControlList></AccessControlPolicy>"
    ).encode()


GROUP = (
    '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group">'
    f"<URI>{ALL_USERS}</URI></Grantee><Permission>READ</Permission></Grant>"
)
USER = f"<Grant><Grantee><ID>{OTHER.id}</ID></Grantee><Permission>WRITE</Permission></Grant>"


def test_a_document_is_kept_as_it_is() -> None:
    assert acl.from_document("bucket", document()) == "[]"
    assert json.loads(acl.from_document("bucket", document(GROUP, USER))) == [
        ["READ", ALL_USERS],
        ["WRITE", OTHER.id],
    ]


def test_what_is_shown_can_be_put_again() -> None:
    text = acl.from_headers(
        "bucket", {"x-cos-acl": "public-read", "x-cos-grant-write": f'id="{OTHER.uin}"'}, OWNER.id, OWNER.id
    )
    assert acl.from_document("bucket", acl.document_of(text, OWNER.id).encode()) == text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<Other/>",
        b"<AccessControlPolicy>",
        document("<Grant/>"),
        document("<Grant><Permission>READ</Permission></Grant>"),
        document(USER.replace("WRITE", "DANCE")),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><AccessControlPolicy/>",
    ],
)
def test_a_document_that_is_none(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        acl.from_document("bucket", body)
    assert refused.value.code == "MalformedXML"


def test_an_owner_that_is_not_configured_any_more_still_has_an_id() -> None:
    accounts = Accounts([OWNER])
    assert accounts.id_of(OWNER.appid) == OWNER.id
    assert accounts.id_of("999") == qcs("999")
