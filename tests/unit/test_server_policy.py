"""Policies: read, refused, and what they say of a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.server import (
    actions,
    handlers,  # noqa: F401 - fills the routes
    policy,
)
from qcloud_cos.server.policy import Asked, Verdict, verdict
from qcloud_cos.server.routes import ROUTES
from qcloud_cos.server.wildcards import matches

BUCKET = "b-1250000000"
ANYONE = "qcs::cam::anyone:anyone"
ANONYMOUS = "qcs::cam::anonymous:anonymous"
LI = "qcs::cam::uin/100000000002:uin/100000000002"
IN_BUCKET = f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/*"


def statement(**members: Any) -> dict[str, Any]:
    usual = {"Effect": "allow", "Principal": {"qcs": [ANYONE]}, "Action": ["name/cos:GetObject"]}
    return {**usual, "Resource": [IN_BUCKET], **members}


def document(*statements: dict[str, Any], **members: Any) -> bytes:
    return json.dumps({"version": "2.0", "Statement": list(statements), **members}).encode()


def asked(
    key: str = "docs/a", operation: str = "get_object", caller: str = LI, values: dict[str, str] | None = None
) -> Asked:
    targets = (f"{BUCKET}/{key}",) if key else (f"{BUCKET}/", BUCKET)
    return Asked(caller, actions.of(operation), "ap-guangzhou", "1250000000", targets, (values or {}).get)


def said(request: Asked, *statements: dict[str, Any]) -> Verdict:
    return verdict(policy.of_bucket(document(*statements)), request)


def test_what_is_allowed_is_allowed_and_the_rest_is_not() -> None:
    assert said(asked(), statement()) == "allow"
    assert said(asked(operation="put_object"), statement()) == ""
    assert said(asked(), statement(Resource=[f"{IN_BUCKET[:-1]}other/*"])) == ""


def test_a_denial_beats_every_permission_wherever_it_stands() -> None:
    allow, deny = statement(), statement(Effect="deny", Principal={"qcs": [LI]})
    assert said(asked(), allow, deny) == said(asked(), deny, allow) == "deny"
    assert said(asked(caller=""), allow, deny) == "allow"


@pytest.mark.parametrize(
    ("principal", "li", "nobody"),
    [
        (ANYONE, "allow", "allow"),
        ("*", "allow", "allow"),
        (ANONYMOUS, "allow", "allow"),
        (LI, "allow", ""),
        ("qcs::cam::uin/100000000002:root", "allow", ""),
        ("qcs::cam::uin/100000000002:uin/*", "allow", ""),
        ("qcs::cam::uin/100000000003:uin/100000000003", "", ""),
        ("qcs::cam::uin/100000000002:roleName/worker", "", ""),
    ],
)
def test_principals(principal: str, li: str, nobody: str) -> None:
    of_one = statement(Principal={"qcs": [principal]})
    assert (said(asked(), of_one), said(asked(caller=""), of_one)) == (li, nobody)


def test_a_ban_on_anonymous_callers_is_not_for_those_who_sign() -> None:
    ban = statement(Effect="deny", Principal={"qcs": [ANONYMOUS]})
    assert (said(asked(), ban), said(asked(caller=""), ban)) == ("", "deny")


@pytest.mark.parametrize(
    ("action", "operations"),
    [
        ("name/cos:*", {"get_object", "head_object", "put_object", "copy_object", "list_objects"}),
        ("*", {"get_object", "head_object", "put_object", "copy_object", "list_objects"}),
        ("name/cos:Get*", {"get_object", "list_objects"}),
        ("cos:HeadObject", {"head_object"}),
        ("name/cos:putobject", {"put_object", "copy_object"}),
        ("name/cos:GetBucket", {"list_objects"}),
    ],
)
def test_actions(action: str, operations: set[str]) -> None:
    every = ("get_object", "head_object", "put_object", "copy_object", "list_objects")
    allowed = statement(Action=action)
    assert {name for name in every if said(asked(operation=name), allowed) == "allow"} == operations


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("list_buckets", "GetService"),
        ("list_objects_versions", "GetBucketObjectVersions"),
        ("put_bucket_acl", "PutBucketACL"),
        ("create_multipart_upload", "InitiateMultipartUpload"),
        ("restore_object", "PostObjectRestore"),
        ("delete_objects", "DeleteMultipleObjects"),
        ("put_symlink", "PutSymlink"),
        ("get_object_tagging", "GetObjectTagging"),
    ],
)
def test_operations_go_by_the_names_of_the_access_management(operation: str, name: str) -> None:
    assert f"cos:{name.lower()}" in actions.of(operation)


def test_every_operation_has_its_action() -> None:
    documented = (
        "GetService PutBucket HeadBucket GetBucket DeleteBucket GetBucketObjectVersions PutBucketACL GetBucketACL "
        "PutBucketCORS PutObject GetObject HeadObject DeleteObject DeleteMultipleObjects PutObjectCopy PostObject "
        "AppendObject OptionsObject PostObjectRestore InitiateMultipartUpload UploadPart UploadPartCopy "
        "CompleteMultipartUpload ListParts ListMultipartUploads AbortMultipartUpload PutObjectACL GetObjectACL "
        "PutObjectTagging GetObjectTagging DeleteObjectTagging PutSymlink GetSymlink PutBucketPolicy"
    )
    known = {name for route in ROUTES.values() for name in route.actions}
    assert {f"cos:{name.lower()}" for name in documented.split()} <= known
    assert all(route.actions for route in ROUTES.values())


@pytest.mark.parametrize(
    ("resource", "key", "expected"),
    [
        ("*", "docs/a", "allow"),
        (f"qcs::cos:*:uid/1250000000:{BUCKET}/docs/*", "docs/a", "allow"),
        (f"qcs::cos::uid/1250000000:{BUCKET}/docs/*", "docs/a", "allow"),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/docs/*", "other", ""),
        (f"qcs::cos:ap-beijing:uid/1250000000:{BUCKET}/*", "docs/a", ""),
        (f"qcs::cos:ap-guangzhou:uid/1250000001:{BUCKET}/*", "docs/a", ""),
        ("qcs::cos:ap-guangzhou:uid/1250000000:prefix//1250000000/b/docs/*", "docs/a", "allow"),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/a:b", "a:b", "allow"),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/d?cs", "docs", ""),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}", "", "allow"),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/*", "", "allow"),
        (f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/docs/*", "", ""),
    ],
)
def test_resources(resource: str, key: str, expected: str) -> None:
    assert said(asked(key), statement(Resource=resource)) == expected


@pytest.mark.parametrize(
    ("condition", "values", "holds"),
    [
        ({"ip_equal": {"qcs:ip": ["10.0.0.0/8", "192.168.0.1"]}}, {"qcs:ip": "10.1.2.3"}, True),
        ({"ip_equal": {"qcs:ip": "10.0.0.0/8"}}, {"qcs:ip": "11.0.0.1"}, False),
        ({"ip_equal": {"qcs:ip": "2001:db8::/32"}}, {"qcs:ip": "2001:db8::1"}, True),
        ({"ip_not_equal": {"qcs:ip": ["10.0.0.0/8", "11.0.0.0/8"]}}, {"qcs:ip": "11.0.0.1"}, False),
        ({"ip_not_equal": {"qcs:ip": "10.0.0.0/8"}}, {"qcs:ip": "12.0.0.1"}, True),
        ({"string_equal": {"cos:prefix": ["docs/", "pub/"]}}, {"cos:prefix": "pub/"}, True),
        ({"string_equal": {"cos:prefix": "docs/"}}, {"cos:prefix": "Docs/"}, False),
        ({"string_equal": {"cos:prefix": "docs/"}}, {}, False),
        ({"string_equal_if_exist": {"cos:prefix": "docs/"}}, {}, True),
        ({"string_equal_if_exist": {"cos:prefix": "docs/"}}, {"cos:prefix": "x"}, False),
        ({"string_not_equal": {"cos:prefix": ["a", "b"]}}, {"cos:prefix": "b"}, False),
        ({"string_not_equal": {"cos:prefix": ["a", "b"]}}, {}, True),
        ({"string_equal_ignore_case": {"cos:delimiter": "A"}}, {"cos:delimiter": "a"}, True),
        ({"string_not_equal_ignore_case": {"cos:delimiter": "A"}}, {"cos:delimiter": "a"}, False),
        ({"string_like": {"cos:content-type": "image/*"}}, {"cos:content-type": "image/png"}, True),
        ({"string_like": {"cos:content-type": "image/p?g"}}, {"cos:content-type": "image/png"}, True),
        ({"string_not_like": {"cos:user-agent": "*curl*"}}, {"cos:user-agent": "a curl/8"}, False),
        ({"string_like_if_exist": {"cos:referer": "https://*"}}, {}, True),
        ({"numeric_less_than_equal": {"cos:max-keys": 100}}, {"cos:max-keys": "100"}, True),
        ({"numeric_less_than": {"cos:max-keys": "100"}}, {"cos:max-keys": "100"}, False),
        ({"numeric_greater_than": {"cos:max-keys": 5}}, {"cos:max-keys": "many"}, False),
        ({"numeric_not_equal": {"cos:max-keys": 5}}, {"cos:max-keys": "5"}, False),
        ({"date_less_than": {"qcs:current_time": "2030-01-01T00:00:00Z"}},
         {"qcs:current_time": "2029-12-31T23:59:59Z"}, True),
        ({"date_greater_than": {"qcs:current_time": "2030-01-01T00:00:00+08:00"}},
         {"qcs:current_time": "2029-12-31T16:00:00Z"}, False),
        ({"bool_equal": {"cos:secure-transport": True}}, {"cos:secure-transport": "true"}, True),
        ({"bool_equal": {"cos:secure-transport": "true"}}, {"cos:secure-transport": "false"}, False),
        ({"null_equal": {"cos:versionid": "true"}}, {}, True),
        ({"null_equal": {"cos:versionid": False}}, {}, False),
        ({"STRING_EQUAL": {"COS:PREFIX": "a"}}, {"cos:prefix": "a"}, True),
        ({"for_any_value:string_equal": {"cos:prefix": "a"}}, {"cos:prefix": "a"}, True),
        ({"string_equal": {"cos:prefix": "a"}, "ip_equal": {"qcs:ip": "10.0.0.1"}},
         {"cos:prefix": "a", "qcs:ip": "10.0.0.2"}, False),
    ],
)  # fmt: skip
def test_conditions(condition: dict[str, Any], values: dict[str, str], holds: bool) -> None:
    found = said(asked(values=values), statement(Condition=condition))
    assert (found == "allow") is holds


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"[" * 20_000, "not JSON"),
        (b"[]", "not an object"),
        (document(statement(), version="1.0"), "version"),
        (document(), "no Statement"),
        (document(statement(Effect="maybe")), "Effect"),
        (document(statement(Principal={})), "Principal"),
        (document(statement(Principal={"qcs": ["someone"]})), "someone is not a principal"),
        (document(statement(Action=[])), "Action"),
        (document(statement(Action="GetObject")), "GetObject is not an action"),
        (document(statement(Resource=None)), "Resource"),
        (document(statement(Resource="arn:aws:s3:::b/*")), "not a resource"),
        (document(statement(Conditon={})), "a Statement has no conditon"),
        (document(statement(effect="deny")), "twice"),
        (
            document(statement(Condition={"string_is": {"cos:prefix": "a"}})),
            "string_is is not a condition operator",
        ),
        (document(statement(Condition={"string_equal": {"s3:prefix": "a"}})), "s3:prefix is not a condition key"),
        (document(statement(Condition={"ip_equal": {"qcs:ip": "10.0.0.0/40"}})), "10.0.0.0/40"),
        (document(statement(Condition={"numeric_equal": {"cos:max-keys": "x"}})), "x"),
        (document(statement(Condition={"string_equal": {"cos:prefix": []}})), "no values"),
        (document(statement(Condition={"string_equal": {"cos:prefix": {}}})), "not a condition value"),
        (document(statement(Condition={"string_equal": "cos:prefix"})), "not an object"),
        (document(statement(Resource="*" * 3000)), "longer than"),
        (document(statement(Condition={"string_like": {"cos:prefix": "*" * 3000}})), "longer than"),
    ],
)
def test_a_policy_that_is_none(body: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", "\\(")):
        policy.of_bucket(body)


def test_a_policy_is_given_back_in_cos_s_spelling() -> None:
    given = {
        "Version": "2.0",
        "statement": {
            "sid": "one", "effect": "Allow", "principal": {"QCS": LI}, "action": "name/cos:GetObject",
            "resource": IN_BUCKET, "condition": {"IP_EQUAL": {"qcs:IP": "10.0.0.1"}},
        },
    }  # fmt: skip
    assert json.loads(policy.of_bucket(json.dumps(given).encode())) == {
        "version": "2.0",
        "Statement": [
            {
                "Sid": "one",
                "Action": ["name/cos:GetObject"],
                "Effect": "allow",
                "Principal": {"qcs": [LI]},
                "Resource": [IN_BUCKET],
                "Condition": {"ip_equal": {"qcs:ip": "10.0.0.1"}},
            }
        ],
    }


def test_the_policy_of_credentials_names_nobody() -> None:
    text = policy.of_credentials({"version": "2.0", "statement": statement(Principal=None)})
    assert verdict(text, asked()) == "allow"
    assert "Principal" not in text


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("*", "", True),
        ("a*", "abc", True),
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*c", "acb", False),
        ("*b*", "abc", True),
        ("**a**", "a", True),
        ("a?", "a?", True),
        ("a?", "ab", False),
        ("文*件", "文 件", True),
    ],
)
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@given(st.text("ab*?", max_size=8), st.text("ab?", max_size=10), st.booleans())
def test_wildcards_match_as_the_textbook_has_it(pattern: str, text: str, single: bool) -> None:
    def textbook(p: str, t: str) -> bool:
        if not p:
            return not t
        if p[0] == "*":
            return textbook(p[1:], t) or (t != "" and textbook(p, t[1:]))
        return t != "" and (p[0] == t[0] or (single and p[0] == "?")) and textbook(p[1:], t[1:])

    assert matches(pattern, text, single=single) is textbook(pattern, text)


def test_no_pattern_takes_for_ever() -> None:
    # With backtracking these would not end while anybody waits.
    assert not matches("*a" * 1000 + "b", "a" * 16_000)
    assert not matches("*?a" * 500 + "b", "a" * 16_000, single=True)
