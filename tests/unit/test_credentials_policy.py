"""Policies for tokens: what is needed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.credentials import complaints, scoped
from qcloud_cos.errors import CosClientError
from qcloud_cos.server.policy import Asked, of_credentials, verdict

BUCKET, REGION = "photos-1250000000", "ap-guangzhou"


def allowed(policy: dict[str, Any], action: str, key: str = "", prefix: str | None = None) -> bool:
    """As the local COS reads it."""
    targets = (f"{BUCKET}/{key}",) if key else (f"{BUCKET}/", BUCKET)
    values = {"cos:prefix": prefix}.get
    asked = Asked("", (f"cos:{action.lower()}",), REGION, "1250000000", targets, values)
    return verdict(of_credentials(policy), asked) == "allow"


def test_the_policy_of_a_prefix() -> None:
    assert scoped(BUCKET, "users/17/", ["GetObject", "list"], Region=REGION) == {
        "version": "2.0",
        "statement": [
            {
                "effect": "allow",
                "action": ["name/cos:GetObject"],
                "resource": ["qcs::cos:ap-guangzhou:uid/1250000000:photos-1250000000/users/17/*"],
            },
            {
                "effect": "allow",
                "action": [
                    "name/cos:GetBucket",
                    "name/cos:GetBucketObjectVersions",
                    "name/cos:ListMultipartUploads",
                ],
                "resource": ["qcs::cos:ap-guangzhou:uid/1250000000:photos-1250000000/*"],
                "condition": {"string_like": {"cos:prefix": "users/17/*"}},
            },
        ],
    }


def test_each_group_allows_its_deeds_under_the_prefix_only() -> None:
    policy = scoped(BUCKET, "a/", ["read", "list", "write"], Region=REGION)
    for action in ("GetObject", "HeadObject", "PutObject", "UploadPart", "CompleteMultipartUpload"):
        assert allowed(policy, action, "a/k")
        assert not allowed(policy, action, "b/k")
        assert not allowed(policy, action, "a")
    assert allowed(policy, "GetBucket", prefix="a/")
    assert allowed(policy, "GetBucket", prefix="a/b")
    for prefix in ("", "b/", None):
        assert not allowed(policy, "GetBucket", prefix=prefix)
    for action in ("DeleteObject", "PutObjectACL"):
        assert not allowed(policy, action, "a/k")
    for action in ("DeleteBucket", "PutBucketACL", "HeadBucket"):
        assert not allowed(policy, action)
    assert allowed(scoped(BUCKET, "a/", "delete", Region=REGION), "DeleteObject", "a/k")
    assert allowed(scoped(BUCKET, "", ["HeadBucket", "list"], Region=REGION), "HeadBucket")
    assert allowed(scoped(BUCKET, "", "list", Region=REGION), "GetBucket")


@given(prefix=st.text("ab/", max_size=4), key=st.text("ab/", min_size=1, max_size=6))
def test_a_key_is_allowed_if_it_begins_so(prefix: str, key: str) -> None:
    policy = scoped(BUCKET, prefix, "GetObject", Region=REGION)
    assert allowed(policy, "GetObject", key) == key.startswith(prefix.removeprefix("/"))


def test_a_condition_is_one_of_every_statement() -> None:
    by_address = {"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}
    policy = scoped(BUCKET, "a/", ["read", "list"], Region=REGION, Condition=by_address)
    assert policy["statement"][0]["condition"] == by_address
    assert policy["statement"][1]["condition"].keys() == {"ip_equal", "string_like"}
    own = {"string_like": {"cos:x-cos-acl": "private"}}
    policy = scoped(BUCKET, "a/", "list", Region=REGION, Condition=own)
    assert policy["statement"][0]["condition"] == {
        "string_like": {"cos:prefix": "a/*", "cos:x-cos-acl": "private"}
    }


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"Bucket": "photos"}, "has no APPID"),
        ({"Region": ""}, "Region is missing"),
        ({"Prefix": "a/*"}, "wildcard"),
        ({"Prefix": "${uin}/"}, "wildcard"),
        ({"Actions": []}, "Actions is empty"),
        ({"Actions": "*"}, "is not an action"),
        ({"Actions": ["GetObject", "Put*"]}, "is not an action"),
        ({"Actions": "name/cos:*"}, "is not an action"),
        ({"Condition": {"string_like": {"cos:prefix": "b/*"}}}, "cos:prefix"),
    ],
)
def test_what_would_allow_more_than_is_meant_is_refused(arguments: dict[str, Any], names: str) -> None:
    usual: dict[str, Any] = {"Bucket": BUCKET, "Prefix": "a/", "Actions": "list", "Region": REGION}
    with pytest.raises(CosClientError, match=names):
        scoped(**(usual | arguments))


def test_a_policy_of_one_s_own_can_be_looked_over() -> None:
    assert complaints(scoped(BUCKET, "a/", ["read", "list", "write", "delete"], Region=REGION)) == []
    wide = {"effect": "allow", "action": "*", "resource": "*", "principal": {"qcs": ["*"]}}
    assert complaints({"version": "1", "statement": [wide, {"effect": "allow"}, 5]}) == [
        'its version is not "2.0"',
        "statement 1 has a principal: a token's policy is for whoever holds it",
        "statement 1 allows every action",
        "statement 1 allows them on every bucket",
        "statement 2 has no action",
        "statement 2 has no resource",
        "statement 3 is no object",
    ]
    assert complaints({"version": "2.0"}) == ["it has no statement"]
    all_buckets = {"effect": "allow", "action": ["name/cos:*"], "resource": ["qcs::cos:ap-x:uid/1:*"]}
    assert len(complaints({"version": "2.0", "statement": all_buckets})) == 2
    many = [
        {"effect": "allow", "action": "name/cos:GetObject", "resource": f"qcs::cos::uid/1:b-1/{'k' * 500}"}
    ] * 9
    assert complaints({"version": "2.0", "statement": many}) == ["it is longer than 4096 bytes"]
