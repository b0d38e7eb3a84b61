"""What a bucket's configuration looks like on the wire: values, no sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from answered import read
from qcloud_cos import Calls, CosClientError
from qcloud_cos.core.checksum import content_md5
from qcloud_cos.core.wire import Call
from qcloud_cos.types import InventoryConfiguration, Retention, WebsiteConfiguration

calls: Any = Calls()
XML = b'<?xml version="1.0" encoding="utf-8"?>\n'

WITH_MD5 = [
    ("put_bucket_replication", "replication", "ReplicationConfiguration", {"Role": "r", "Rule": [{"ID": "1"}]}),
    ("put_bucket_website", "website", "WebsiteConfiguration", {"IndexDocument": {"Suffix": "index.html"}}),
    ("put_bucket_logging", "logging", "BucketLoggingStatus", {}),
    ("put_bucket_domain", "domain", "DomainConfiguration", {"DomainRule": [{"Name": "a.com"}]}),
    (
        "put_bucket_domain_certificate",
        "domaincertificate",
        "DomainCertificate",
        {"DomainList": {"DomainName": ["a"]}},
    ),
    ("put_bucket_origin", "origin", "OriginConfiguration", {"OriginRule": [{"OriginType": "Mirror"}]}),
    ("put_bucket_tagging", "tagging", "Tagging", {"TagSet": {"Tag": [{"Key": "k", "Value": "v"}]}}),
    ("put_bucket_referer", "referer", "RefererConfiguration", {"Status": "Enabled"}),
    (
        "put_bucket_response_control",
        "response-control",
        "ResponseControlConfiguration",
        {"ControlParamList": None},
    ),
    ("put_bucket_accelerate", "accelerate", "AccelerateConfiguration", {"Status": "Enabled"}),
    ("put_bucket_object_lock", "object-lock", "ObjectLockConfiguration", {"ObjectLockEnabled": "Enabled"}),
]


@pytest.mark.parametrize(("name", "what", "root", "given"), WITH_MD5, ids=[row[0] for row in WITH_MD5])
def test_a_configuration_travels_with_its_md5(name: str, what: str, root: str, given: Any) -> None:
    call = getattr(calls, name)("b-1", given)
    assert (call.method, call.bucket, call.key, dict(call.query)) == ("PUT", "b-1", None, {what: ""})
    assert call.body.startswith(XML + f"<{root}>".encode())
    assert dict(call.headers) == {"Content-MD5": content_md5(call.body), "Content-Type": "application/xml"}


WITHOUT_MD5 = [
    (
        calls.put_bucket_versioning("b-1", "Enabled"),
        {"versioning": ""},
        {},
        b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    ),
    (
        calls.put_bucket_encryption(
            "b-1", {"Rule": [{"ApplySideEncryptionConfiguration": {"SSEAlgorithm": "AES256"}}]}
        ),
        {"encryption": ""},
        {},
        b"<ServerSideEncryptionConfiguration><Rule><ApplySideEncryptionConfiguration>"
        b"<SSEAlgorithm>AES256</SSEAlgorithm></ApplySideEncryptionConfiguration></Rule>"
        b"</ServerSideEncryptionConfiguration>",
    ),
    (
        calls.put_bucket_intelligenttiering("b-1", {"Status": "Enabled", "Transition": {"Days": 30}}),
        {"intelligenttiering": ""},
        {"Content-Type": "application/xml"},
        b"<IntelligentTieringConfiguration><Status>Enabled</Status><Transition><Days>30</Days></Transition>"
        b"</IntelligentTieringConfiguration>",
    ),
    (
        calls.put_bucket_intelligenttiering_v2("b-1", {"Id": "in", "Status": "Enabled"}, "given"),
        {"intelligent-tiering": "", "id": "given"},
        {"Content-Type": "application/xml"},
        b"<IntelligentTieringConfiguration><Id>in</Id><Status>Enabled</Status></IntelligentTieringConfiguration>",
    ),
]


@pytest.mark.parametrize(("call", "query", "headers", "document"), WITHOUT_MD5)
def test_some_configurations_travel_without(call: Any, query: Any, headers: Any, document: bytes) -> None:
    assert call.method == "PUT"
    assert dict(call.query) == query
    assert dict(call.headers) == headers
    assert call.body == XML + document


@pytest.mark.parametrize(
    ("call", "method", "query"),
    [
        (calls.get_bucket_versioning("b-1"), "GET", {"versioning": ""}),
        (calls.get_bucket_replication("b-1"), "GET", {"replication": ""}),
        (calls.delete_bucket_replication("b-1"), "DELETE", {"replication": ""}),
        (calls.get_bucket_website("b-1"), "GET", {"website": ""}),
        (calls.delete_bucket_website("b-1"), "DELETE", {"website": ""}),
        (calls.get_bucket_logging("b-1"), "GET", {"logging": ""}),
        (calls.get_bucket_policy("b-1"), "GET", {"policy": ""}),
        (calls.delete_bucket_policy("b-1"), "DELETE", {"policy": ""}),
        (calls.get_bucket_domain("b-1"), "GET", {"domain": ""}),
        (calls.delete_bucket_domain("b-1"), "DELETE", {"domain": ""}),
        (calls.get_bucket_domain_certificate("b-1", "a.b"), "GET", {"domaincertificate": "", "domainname": "a.b"}),
        (
            calls.delete_bucket_domain_certificate("b-1", "a.b"),
            "DELETE",
            {"domaincertificate": "", "domainname": "a.b"},
        ),
        (calls.get_bucket_origin("b-1"), "GET", {"origin": ""}),
        (calls.delete_bucket_origin("b-1"), "DELETE", {"origin": ""}),
        (calls.get_bucket_inventory("b-1", "i"), "GET", {"inventory": "", "id": "i"}),
        (calls.delete_bucket_inventory("b-1", "i"), "DELETE", {"inventory": "", "id": "i"}),
        (calls.list_bucket_inventory_configurations("b-1"), "GET", {"inventory": ""}),
        (
            calls.list_bucket_inventory_configurations("b-1", "t"),
            "GET",
            {"inventory": "", "continuation-token": "t"},
        ),
        (calls.get_bucket_tagging("b-1"), "GET", {"tagging": ""}),
        (calls.delete_bucket_tagging("b-1"), "DELETE", {"tagging": ""}),
        (calls.get_bucket_referer("b-1"), "GET", {"referer": ""}),
        (calls.get_bucket_response_control("b-1"), "GET", {"response-control": ""}),
        (calls.delete_bucket_response_control("b-1"), "DELETE", {"response-control": ""}),
        (calls.get_bucket_accelerate("b-1"), "GET", {"accelerate": ""}),
        (calls.get_bucket_intelligenttiering("b-1"), "GET", {"intelligenttiering": ""}),
        (calls.get_bucket_intelligenttiering_v2("b-1", "i"), "GET", {"intelligent-tiering": "", "id": "i"}),
        (calls.list_bucket_intelligenttiering_configurations("b-1"), "GET", {"intelligent-tiering": ""}),
        (calls.get_bucket_object_lock("b-1"), "GET", {"object-lock": ""}),
        (calls.get_bucket_encryption("b-1"), "GET", {"encryption": ""}),
        (calls.delete_bucket_encryption("b-1"), "DELETE", {"encryption": ""}),
        (calls.get_bucket_location("b-1"), "GET", {"location": ""}),
    ],
)
def test_reading_and_removing_name_what_they_mean(call: Call[Any], method: str, query: Any) -> None:
    assert call == Call(method, "b-1", query=query, returns=call.returns)


def test_referer_rules_are_removed_by_setting_none() -> None:
    call = calls.delete_bucket_referer("b-1")
    assert (call.method, dict(call.query), call.body) == ("PUT", {"referer": ""}, b"")
    assert dict(call.headers) == {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==", "Content-Type": "application/xml"}


@pytest.mark.parametrize(
    ("call", "answer", "result"),
    [
        (calls.get_bucket_versioning("b-1"), "<VersioningConfiguration/>", {"VersioningConfiguration": None}),
        (
            calls.get_bucket_location("b-1"),
            "<LocationConstraint>ap-x</LocationConstraint>",
            {"LocationConstraint": "ap-x"},
        ),
        (calls.get_bucket_location("b-1"), "<LocationConstraint/>", {"LocationConstraint": None}),
        (calls.get_bucket_referer("b-1"), "<RefererConfiguration/>", {"RefererConfiguration": None}),
        (
            calls.get_bucket_referer("b-1"),
            "<RefererConfiguration><DomainList><Domain>a</Domain></DomainList></RefererConfiguration>",
            {"DomainList": {"Domain": ["a"]}},
        ),
        (
            calls.get_bucket_response_control("b-1"),
            "<ResponseControlConfiguration><ControlParamList><Param>p</Param></ControlParamList>"
            "</ResponseControlConfiguration>",
            {"ControlParamList": {"Param": ["p"]}},
        ),
        (
            calls.get_bucket_response_control("b-1"),
            "<ResponseControlConfiguration><ControlParamList/></ResponseControlConfiguration>",
            {"ControlParamList": None},
        ),
        (
            calls.get_bucket_tagging("b-1"),
            "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
            {"TagSet": {"Tag": [{"Key": "k", "Value": "v"}]}},
        ),
        (calls.get_bucket_tagging("b-1"), "<Tagging><TagSet/></Tagging>", {"TagSet": None}),
        (calls.get_bucket_replication("b-1"), "<R><Rule><ID>1</ID></Rule></R>", {"Rule": [{"ID": "1"}]}),
        (calls.get_bucket_encryption("b-1"), "<S><Rule><A>1</A></Rule></S>", {"Rule": [{"A": "1"}]}),
        (
            calls.get_bucket_origin("b-1"),
            "<O><OriginRule><OriginType>Proxy</OriginType></OriginRule></O>",
            {"OriginRule": [{"OriginType": "Proxy"}]},
        ),
        (calls.get_bucket_logging("b-1"), "<BucketLoggingStatus/>", {"BucketLoggingStatus": None}),
        (
            calls.get_bucket_intelligenttiering("b-1"),
            '<IntelligentTieringConfiguration xmlns="cos xmlns/"><Status>Enabled</Status>'
            "</IntelligentTieringConfiguration>",
            {"Status": "Enabled"},
        ),
        (
            calls.list_bucket_intelligenttiering_configurations("b-1"),
            "<L><IntelligentTieringConfiguration><Id>i</Id></IntelligentTieringConfiguration></L>",
            {"IntelligentTieringConfiguration": [{"Id": "i"}]},
        ),
        (
            calls.list_bucket_inventory_configurations("b-1"),
            "<L><InventoryConfiguration><Id>i</Id></InventoryConfiguration><IsTruncated>false</IsTruncated></L>",
            {"InventoryConfiguration": [{"Id": "i"}], "IsTruncated": "false"},
        ),
    ],
)
def test_what_can_come_several_times_is_a_list_and_what_is_empty_is_none(
    call: Any, answer: str, result: Any
) -> None:
    assert read(call, answer) == result


def test_a_domain_comes_with_the_text_that_proves_it() -> None:
    body = "<DomainConfiguration><DomainRule><Name>a.com</Name></DomainRule></DomainConfiguration>"
    call = calls.get_bucket_domain("b-1")
    assert read(call, body) == {"DomainRule": [{"Name": "a.com"}]}
    assert read(call, body, x_cos_domain_txt_verification="t")["x-cos-domain-txt-verification"] == "t"


def test_setting_a_lock_returns_headers_read_without_regard_to_case() -> None:
    put = calls.put_bucket_object_lock("b-1", {"ObjectLockEnabled": "Enabled"})
    assert read(put, b"", x_cos_request_id="r")["X-Cos-Request-Id"] == "r"


def test_a_lock_is_put_and_read_by_version() -> None:
    lock: Retention = {"Mode": "COMPLIANCE", "RetainUntilDate": "2030-01-31T00:00:00.000Z"}
    put = calls.put_object_retention("b-1", "k", lock, VersionId="v")
    get = calls.get_object_retention("b-1", "k", VersionId="v")
    for call, method in ((put, "PUT"), (get, "GET")):
        assert (call.method, call.key, dict(call.query)) == (method, "k", {"retention": "", "versionId": "v"})
    assert {"Content-MD5", "Content-Type"} == put.headers.keys()
    assert read(get, put.body) == lock


def test_routing_rules_are_a_list_and_elements_on_the_wire() -> None:
    rule: Any = {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyPrefixWith": "b/"}}
    website: WebsiteConfiguration = {"IndexDocument": {"Suffix": "i"}, "RoutingRules": [rule, rule]}
    call = calls.put_bucket_website("b-1", website)
    assert call.body.count(b"<RoutingRules><RoutingRule>") == 1
    assert call.body.count(b"<RoutingRule>") == 2
    assert website["RoutingRules"] == [rule, rule]
    assert read(calls.get_bucket_website("b-1"), call.body) == website
    one: WebsiteConfiguration = {"RoutingRules": [rule]}
    assert read(calls.get_bucket_website("b-1"), calls.put_bucket_website("b-1", one).body) == one


@pytest.mark.parametrize("inside", ["", "  "])
def test_no_routing_rules_are_an_empty_list(inside: str) -> None:
    answer = f"<WebsiteConfiguration><RoutingRules>{inside}</RoutingRules></WebsiteConfiguration>"
    assert read(calls.get_bucket_website("b-1"), answer) == {"RoutingRules": []}
    assert read(calls.get_bucket_website("b-1"), "<WebsiteConfiguration><A>1</A></WebsiteConfiguration>") == {
        "A": "1"
    }


def test_a_policy_is_json_in_either_form() -> None:
    policy = {"Statement": [{"Effect": "allow"}], "version": "2.0"}
    text = json.dumps(policy)
    for given in (policy, text):
        call = calls.put_bucket_policy("b-1", given)
        assert call.body == text.encode()
        assert dict(call.headers) == {"Content-Type": "application/json"}
    assert read(calls.get_bucket_policy("b-1"), '{"Statement":[{"Effect":"allow"}],"version":"2.0"}') == {
        "Policy": text
    }
    with pytest.raises(CosClientError, match="Policy must be"):
        calls.put_bucket_policy("b-1", ["x"])
    with pytest.raises(CosClientError, match="is not JSON"):
        read(calls.get_bucket_policy("b-1"), "<html>")


def test_a_tiering_rule_needs_an_id() -> None:
    assert calls.put_bucket_intelligenttiering_v2("b-1", {"Id": "in"}).query["id"] == "in"
    with pytest.raises(CosClientError, match="Id is missing"):
        calls.put_bucket_intelligenttiering_v2("b-1")


def test_defect_17_an_inventory_configuration_is_not_written_into() -> None:
    given: InventoryConfiguration = {"IsEnabled": "True", "OptionalFields": {"Field": ["Size", "ETag"]}}
    before = json.dumps(given)
    for put in (calls.put_bucket_inventory, calls.post_bucket_inventory):
        call = put("b-1", "list1", given)
        assert call.body == (
            XML + b"<InventoryConfiguration><IsEnabled>True</IsEnabled><OptionalFields><Field>Size</Field>"
            b"<Field>ETag</Field></OptionalFields><Id>list1</Id></InventoryConfiguration>"
        )
        assert dict(call.query) == {"inventory": "", "id": "list1"}
    assert json.dumps(given) == before


def test_an_inventory_made_once_is_not_asked_for_twice() -> None:
    assert calls.put_bucket_inventory("b-1", "i", {}).repeatable
    post = calls.post_bucket_inventory("b-1", "i", {})
    assert (post.method, post.repeatable) == ("POST", False)


def test_defect_20_an_inventory_without_optional_fields_can_be_read() -> None:
    call = calls.get_bucket_inventory("b-1", "i")
    assert read(call, "<InventoryConfiguration><Id>i</Id></InventoryConfiguration>") == {"Id": "i"}
    one = "<I><Id>i</Id><OptionalFields><Field>Size</Field></OptionalFields></I>"
    assert read(call, one)["OptionalFields"] == {"Field": ["Size"]}


def test_an_unknown_keyword_is_refused_everywhere() -> None:
    for name in ("get_bucket_website", "delete_bucket_policy", "get_bucket_logging", "list_live_channel"):
        with pytest.raises(CosClientError, match="No Parameter Named Nonsense"):
            getattr(calls, name)("b-1", Nonsense=1)
