"""Configurations to be told stories of: what is put, how it is given back, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Story:
    name: str
    """The operations' last words."""
    missing: Any
    """The code when there is none, or what an empty answer is read as."""
    good: dict[str, Any]
    shown: dict[str, Any] | None = None
    """As it is given back, if that is not as it was put."""
    bad: tuple[tuple[dict[str, Any], str], ...] = ()
    """Documents, each with its code."""
    deletes: bool = True
    found: tuple[str, ...] = field(default=())
    """Keys of the answer beside the document's."""


def website(**rule: Any) -> dict[str, Any]:
    return {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": [rule]}


ORIGIN = {
    "RulePriority": "1",
    "OriginType": "Mirror",
    "OriginCondition": {"HTTPStatusCode": "404", "Prefix": "a/"},
    "OriginParameter": {
        "Protocol": "HTTP",
        "FollowQueryString": "true",
        "HttpHeader": {"NewHttpHeaders": {"Header": [{"Key": "x-a", "Value": "1"}]}},
    },
    "OriginInfo": {
        "HostInfo": {"HostName": "a.example.com", "Weight": "10", "StandbyHostName_1": "b.example.com"}
    },
}
DOMAIN = {"Status": "ENABLED", "Name": "www.example.com", "Type": "REST"}
REFERER = {
    "Status": "Enabled",
    "RefererType": "White-List",
    "DomainList": {"Domain": ["*.qq.com", "*.qcloud.com"]},
    "EmptyReferConfiguration": "Allow",
}
AES = {"SSEAlgorithm": "AES256"}
TO_404 = {"Condition": {"HttpErrorCodeReturnedEquals": "404"}, "Redirect": {"ReplaceKeyWith": "404.html"}}
TO_B = {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"Protocol": "https", "ReplaceKeyPrefixWith": "b/"}}


def redirected(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "Redirect": {**rule["Redirect"], "URLRedirect": "Enabled"}}


STORIES = [
    Story(
        "website",
        "NoSuchWebsiteConfiguration",
        {
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html", "OriginalHttpStatus": "Disabled"},
            "AutoAddressing": {"Status": "Enabled"},
            "RedirectAllRequestsTo": {"Protocol": "https"},
            "RoutingRules": [TO_404, TO_B],
        },
        {
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html", "OriginalHttpStatus": "Disabled"},
            "AutoAddressing": {"Status": "Enabled"},
            "RedirectAllRequestsTo": {"Protocol": "https"},
            "RoutingRules": [redirected(TO_404), redirected(TO_B)],
        },
        (
            ({}, "MalformedXML"),
            ({"IndexDocument": {"Suffix": ""}}, "MalformedXML"),
            (website(**{**TO_404, "Condition": {}}), "MalformedXML"),
            (website(**{**TO_404, "Condition": {"HttpErrorCodeReturnedEquals": "200"}}), "InvalidArgument"),
            (website(**{**TO_404, "Condition": TO_404["Condition"] | TO_B["Condition"]}), "MalformedXML"),
            (website(**{**TO_404, "Redirect": TO_404["Redirect"] | TO_B["Redirect"]}), "MalformedXML"),
            (website(Condition=TO_404["Condition"]), "MalformedXML"),
            ({**website(), "RoutingRules": [TO_404] * 101}, "MalformedXML"),
        ),
    ),
    Story(
        "domain",
        "DomainConfigNotFoundError",
        {"DomainRule": [DOMAIN, {**DOMAIN, "Name": "*.example.org", "Type": "WEBSITE"}]},
        bad=(
            ({"DomainRule": []}, "MalformedXML"),
            ({"DomainRule": [{**DOMAIN, "Type": "FTP"}]}, "MalformedXML"),
            ({"DomainRule": [{**DOMAIN, "Name": "not a domain"}]}, "InvalidArgument"),
            ({"DomainRule": [DOMAIN, DOMAIN]}, "DomainConfigConflict"),
            ({"DomainRule": [{**DOMAIN, "Name": f"{n}.example.com"} for n in range(21)]}, "MalformedXML"),
        ),
        found=("x-cos-domain-txt-verification",),
    ),
    Story(
        "origin",
        "OriginConfigurationNotFoundError",
        {"OriginRule": [ORIGIN]},
        bad=(
            ({"OriginRule": []}, "MalformedXML"),
            ({"OriginRule": [ORIGIN, ORIGIN]}, "InvalidArgument"),
            ({"OriginRule": [{**ORIGIN, "OriginType": "Fetch"}]}, "MalformedXML"),
            ({"OriginRule": [{**ORIGIN, "RulePriority": "first"}]}, "InvalidArgument"),
            ({"OriginRule": [{**ORIGIN, "OriginInfo": {"HostInfo": {"Weight": 5}}}]}, "MalformedXML"),
        ),
    ),
    Story(
        "tagging",
        "NoSuchTagSet",
        {"TagSet": {"Tag": [{"Key": "部门", "Value": "a b"}, {"Key": "b", "Value": None}]}},
        bad=(
            ({}, "MalformedXML"),
            ({"TagSet": {"Tag": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}}, "InvalidTag"),
            ({"TagSet": {"Tag": [{"Key": str(n), "Value": "1"} for n in range(51)]}}, "InvalidTag"),
            ({"TagSet": {"Tag": [{"Key": "a" * 129, "Value": "1"}]}}, "InvalidTag"),
            ({"TagSet": {"Tag": [{"Key": "a", "Value": "<"}]}}, "InvalidTag"),
        ),
    ),
    Story(
        "referer",
        {"RefererConfiguration": None},
        REFERER,
        bad=(
            ({}, "MalformedXML"),
            ({**REFERER, "RefererType": "Grey-List"}, "MalformedXML"),
            ({"Status": "Enabled", "RefererType": "White-List"}, "MalformedXML"),
        ),
    ),
    Story(
        "response_control",
        {"ResponseControlConfiguration": None},
        {"ControlParamList": {"Param": ["response-content-type", "response-expires"]}},
        bad=(({"ControlParamList": {"Param": ["response-anything"]}}, "InvalidArgument"),),
    ),
    Story(
        "encryption",
        "NoSuchEncryptionConfiguration",
        {"Rule": [{"ApplySideEncryptionConfiguration": AES}]},
        {"Rule": [{"ApplyServerSideEncryptionByDefault": AES}]},
        (
            ({"Rule": []}, "MalformedXML"),
            ({"Rule": [{}]}, "MalformedXML"),
            ({"Rule": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "ROT13"}}]}, "MalformedXML"),
        ),
    ),
    Story(
        "accelerate",
        {"AccelerateConfiguration": None},
        {"Status": "Enabled", "Type": "COS"},
        bad=(({"Status": "Disabled"}, "MalformedXML"),),
        deletes=False,
    ),
    Story(
        "object_lock",
        "NoSuchObjectLockConfiguration",
        {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": "30"}}},
        bad=(
            ({"ObjectLockEnabled": "Disabled"}, "MalformedXML"),
            ({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Days": 0}}}, "InvalidArgument"),
            ({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Days": 36501}}}, "InvalidArgument"),
            ({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Days": 29}}}, "InvalidLockedTime"),
            ({"ObjectLockEnabled": "Enabled"}, "InvalidLockedTime"),
        ),
        deletes=False,
    ),
    Story(
        "intelligenttiering",
        {"IntelligentTieringConfiguration": None},
        {"Status": "Enabled", "Transition": {"Days": "30", "RequestFrequent": "1"}},
        bad=(
            ({"Status": "On"}, "MalformedXML"),
            ({"Status": "Enabled", "Transition": {"Days": 31}}, "InvalidArgument"),
            ({"Status": "Suspended"}, "InvalidBucketState"),
            ({"Status": "Enabled", "Transition": {"Days": 60}}, "InvalidBucketState"),
        ),
        deletes=False,
    ),
]
