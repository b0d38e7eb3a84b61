"""Configurations of buckets: website, pages that may refer to it, overrides, domains, certificates, origin."""

from __future__ import annotations

from typing import Any

from .case import CHECKED, Answer, Case, document
from .setting import B, Setting

_RULE: dict[str, Any] = {
    "Condition": {"HttpErrorCodeReturnedEquals": "404"},
    "Redirect": {"Protocol": "https", "ReplaceKeyWith": "404.html"},
}
_INDEX = {"IndexDocument": {"Suffix": "index.html"}}
_INDEXED = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
_ROUTED = (
    "<RoutingRule><Condition><KeyPrefixEquals>{}</KeyPrefixEquals></Condition>"
    "<Redirect><URLRedirect>Enabled</URLRedirect></Redirect></RoutingRule>"
)
WEBSITE = Setting(
    "website",
    "WebsiteConfiguration",
    "WebsiteConfiguration",
    {
        "an index": _INDEX,
        "one rule": {**_INDEX, "RoutingRules": [_RULE]},
        "one rule, not in a list": {**_INDEX, "RoutingRules": _RULE},
        "everything": {
            **_INDEX,
            "RedirectAllRequestsTo": {"Protocol": "https"},
            "AutoAddressing": {"Status": "Enabled"},
            "ErrorDocument": {"Key": "错误 & <error>.html", "OriginalHttpStatus": "Enabled"},
            "RoutingRules": [
                _RULE,
                {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyPrefixWith": "b/"}},
            ],
        },
        "no rules": {**_INDEX, "RoutingRules": []},
        "rules of None": {**_INDEX, "RoutingRules": None},
        "none": {},
    },
    {
        "an index": _INDEXED,
        "one rule": f"{_INDEXED}<RoutingRules>{_ROUTED.format('a/')}</RoutingRules>",
        "many rules": f"{_INDEXED}<RoutingRules>{_ROUTED.format('a/')}{_ROUTED.format('图/')}</RoutingRules>",
        "no rules": f"{_INDEXED}<RoutingRules/>",
        "a page for errors": f"{_INDEXED}<ErrorDocument><Key>404.html</Key>"
        "<OriginalHttpStatus>Disabled</OriginalHttpStatus></ErrorDocument>",
    },
    "NoSuchWebsiteConfiguration",
)
_REFER: dict[str, Any] = {
    "Status": "Enabled",
    "RefererType": "White-List",
    "EmptyReferConfiguration": "Allow",
    "DomainList": {"Domain": ["*.qq.com", "*.qcloud.com/图"]},
}
_REFERRED = "<Status>Enabled</Status><RefererType>White-List</RefererType>{}"
REFERER = Setting(
    "referer",
    "RefererConfiguration",
    "RefererConfiguration",
    {
        "many domains": _REFER,
        "one domain": {**_REFER, "DomainList": {"Domain": "*.qq.com"}},
        "no domains": {**_REFER, "DomainList": None},
        "signed URLs": {**_REFER, "VerifySignatureURL": "Enabled"},
        "none": {},
    },
    {
        "one domain": _REFERRED.format("<DomainList><Domain>*.qq.com</Domain></DomainList>"),
        "many domains": _REFERRED.format("<DomainList><Domain>*.qq.com</Domain><Domain>a</Domain></DomainList>"),
        "no list": _REFERRED.format(""),
        "an empty list": _REFERRED.format("<DomainList/>"),
    },
    "NoSuchRefererConfiguration",
)
_PARAMS = "<ControlParamList>{}</ControlParamList>"
_PARAM = "<Param>response-content-type</Param>"
RESPONSE_CONTROL = Setting(
    "response_control",
    "ResponseControlConfiguration",
    "ResponseControlConfiguration",
    {
        "one parameter": {"ControlParamList": {"Param": ["response-content-type"]}},
        "one parameter, not in a list": {"ControlParamList": {"Param": "response-content-type"}},
        "many parameters": {"ControlParamList": {"Param": ["response-content-type", "response-expires"]}},
        "no parameters": {"ControlParamList": None},
        "none": {},
    },
    {
        "one parameter": _PARAMS.format(_PARAM),
        "many parameters": _PARAMS.format(_PARAM + _PARAM),
        "an empty list": "<ControlParamList/>",
    },
    "NoSuchResponseControlConfiguration",
)
_DOMAIN = {"Status": "ENABLED", "Name": "www.example.com", "Type": "REST"}
_NAMED = "<DomainRule><Status>ENABLED</Status><Name>www.example.com</Name><Type>REST</Type></DomainRule>"
DOMAIN = Setting(
    "domain",
    "DomainConfiguration",
    "DomainConfiguration",
    {
        "one domain": {"DomainRule": [_DOMAIN]},
        "one domain, not in a list": {"DomainRule": _DOMAIN},
        "many domains": {
            "DomainRule": [
                {**_DOMAIN, "ForcedReplacement": "TXT"},
                {**_DOMAIN, "Type": "WEBSITE", "Name": "例.com"},
            ]
        },
        "none": {},
    },
    {"one domain": _NAMED, "many domains": _NAMED + _NAMED},
    "DomainConfigNotFoundError",
)
_PEM = "-----BEGIN CERTIFICATE-----\nMIIF+/=\n-----END CERTIFICATE-----\n"
CERTIFICATE = Setting(
    "domain_certificate",
    "DomainCertificateConfiguration",
    "DomainCertificate",
    {
        "a certificate": {
            "CertificateInfo": {"CertType": "CustomCert", "CustomCert": {"Cert": _PEM, "PrivateKey": _PEM}},
            "DomainList": [{"DomainName": "www.example.com"}, {"DomainName": "www.example.org"}],
        },
        "the id of one": {
            "CertificateInfo": {"CertType": "CustomCert", "CustomCert": {"CertId": "1"}},
            "DomainList": {"DomainName": ["www.example.com", "www.example.org"]},
        },
        "none": {},
    },
    {
        "a certificate": "<Status>Enabled</Status><CertificateInfo><CertId>1</CertId></CertificateInfo>",
        "no certificate": "<Status>Disabled</Status><CertificateInfo/>",
    },
    "DomainCertificateNotFound",
    {**B, "DomainName": "www.example.com"},
)
_FETCHED: dict[str, Any] = {
    "RulePriority": 1,
    "OriginType": "Mirror",
    "OriginCondition": {"HTTPStatusCode": "404", "Prefix": ""},
    "OriginParameter": {"Protocol": "HTTP"},
    "OriginInfo": {"HostInfo": {"HostName": "example.com"}},
}
_ONE_HEADER = "<Header><Key>a</Key><Value>1</Value></Header>"
_FOLLOWED = "<FollowHttpHeaders>{}</FollowHttpHeaders>"
_ORIGIN = (
    "<OriginRule><RulePriority>1</RulePriority><OriginType>Mirror</OriginType><OriginCondition><Prefix/>"
    "</OriginCondition><OriginParameter><HttpHeader>{}</HttpHeader></OriginParameter></OriginRule>"
)
ORIGIN = Setting(
    "origin",
    "OriginConfiguration",
    "OriginConfiguration",
    {
        "one rule": {"OriginRule": [_FETCHED]},
        "one rule, not in a list": {"OriginRule": _FETCHED},
        "everything": {
            "OriginRule": [
                {
                    **_FETCHED,
                    "OriginParameter": {
                        "Protocol": "FOLLOW",
                        "FollowQueryString": True,
                        "HttpHeader": {
                            "NewHttpHeaders": {
                                "Header": [{"Key": "a", "Value": "b & c"}, {"Key": "d", "Value": ""}]
                            },
                            "FollowHttpHeaders": {"Header": {"Key": "e"}},
                        },
                        "FollowRedirection": "false",
                        "HttpRedirectCode": [301, 302],
                    },
                    "OriginInfo": {
                        "HostInfo": {"HostName": "example.com", "StandbyHostName_1": "a.com"},
                        "FileInfo": {"PrefixConfiguration": {"Prefix": "图/"}},
                    },
                },
                _FETCHED,
            ]
        },
        "none": {},
    },
    {
        "one rule": _ORIGIN.format(""),
        "many rules": _ORIGIN.format("") * 2,
        "one header": _ORIGIN.format(_FOLLOWED.format(_ONE_HEADER)),
        "many headers": _ORIGIN.format(_FOLLOWED.format(_ONE_HEADER + _ONE_HEADER)),
        "no headers": _ORIGIN.format("<FollowHttpHeaders/>"),
        "one code for the other host": _ORIGIN.format("").replace(
            "</OriginRule>", "<HTTPStandbyCode><StatusCode>4xx</StatusCode></HTTPStandbyCode></OriginRule>"
        ),
    },
    "OriginConfigurationNotFoundError",
)
_VERIFIED = {"x-cos-domain-txt-verification": "tencent-cloud-cos-verification=1a2b"}

CASES = [
    *[
        case
        for setting in (WEBSITE, REFERER, RESPONSE_CONTROL, DOMAIN, CERTIFICATE, ORIGIN)
        for case in setting.cases()
    ],
    Case(
        "get_bucket_domain",
        "a record to verify",
        B,
        document(f"<DomainConfiguration>{_NAMED}</DomainConfiguration>", headers=_VERIFIED),
    ),
    Case(
        "get_bucket_domain",
        "a record to verify in odd case",
        B,
        Answer(200, {**CHECKED, "X-Cos-Domain-Txt-Verification": "a=1"}, b"<DomainConfiguration/>"),
    ),
    *[
        Case(method, "a name to encode", {**B, "DomainName": "例 &=.com"}, document("<DomainCertificate/>"))
        for method in ("get_bucket_domain_certificate", "delete_bucket_domain_certificate")
    ],
]
