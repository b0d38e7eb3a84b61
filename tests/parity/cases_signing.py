"""Signatures and URLs for others; and every configuration, with a few calls each."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, KEY, NO_CONTENT, OBJECT, Case, stored
from .cases_listings import ANSWERS
from .cases_multipart import COPIED, HERE
from .cases_objects import CONTENT
from .inputs import ODD_KEYS
from .spoken import Lent

PARAMS: dict[str, dict[str, Any]] = {
    "none": {},
    "one": {"response-content-type": "text/plain"},
    "many": {"versionId": "MTg0", "Upper-Case": "B", "a": "1"},
    "odd values": {"prefix": "图+%&=?#~*!'()/", "empty": ""},
    "odd names": {"a/b[]": "1", "ci-process": "image/view 2"},
    "a space": {"response-content-disposition": "attachment; filename=a b.txt"},
    "a number": {"partNumber": 1},
}
HEADERS = {
    "none": {},
    "one": {"Content-Type": "text/plain"},
    "many": {"Content-Type": "a/b; c=d", "x-cos-meta-a": "图 片", "X-Cos-ACL": "private", "Content-MD5": "a+/="},
    "unsigned ones": {"User-Agent": "a", "Referer": "b", "Accept": "c"},
    "a host": {"Host": "cdn.example.com"},
    "a host in lower case": {"host": "cdn.example.com"},
}
CI = {"UseCiEndPoint": True}


def _signatures(title: str, arguments: dict[str, Any], config: dict[str, Any] | None = None) -> list[Case]:
    """The same for each of the three methods that sign."""
    here = {**OBJECT, **arguments}
    return [
        Case(method, title, {**here, **more}, config=config or {})
        for method, more in (
            ("get_auth", {"Method": "PUT"}),
            ("get_presigned_url", {"Method": "PUT"}),
            ("get_presigned_download_url", {}),
        )
    ]


SIGNATURES = [
    *[case for title, key in ODD_KEYS.items() for case in _signatures(f"a key with {title}", {"Key": key})],
    *[
        case
        for title, params in PARAMS.items()
        for case in _signatures(f"parameters: {title}", {"Params": params})
    ],
    *[
        case
        for title, headers in HEADERS.items()
        for case in _signatures(f"headers: {title}", {"Headers": headers})
    ],
    *_signatures("Expired", {"Expired": 7}),
    *_signatures("SignHost True", {"SignHost": True}, {"SignHost": False}),
    *_signatures("SignHost False", {"SignHost": False}),
    *_signatures("SignHost False and a host", {"SignHost": False, "Headers": {"Host": "a.com"}}),
    *_signatures("data processing", CI),
    *_signatures("data processing elsewhere", CI, {"EndpointCi": "ci.example.com"}),
    *_signatures("data processing, a domain", CI, {"Domain": "cdn.example.com"}),
    *[
        Case(method, f"Method {verb}", {**OBJECT, "Method": verb})
        for method in ("get_auth", "get_presigned_url")
        for verb in ("GET", "POST", "DELETE", "HEAD", "OPTIONS")
    ],
    *[
        Case("get_object_url", f"a key with {title}", {"Bucket": BUCKET, "Key": key})
        for title, key in ODD_KEYS.items()
    ],
]

CONFIGS: dict[str, dict[str, Any]] = {
    "a short bucket and Appid": {"Appid": "1250000000"},
    "a number as Appid": {"Appid": 1250000000},
    "Token": {"Token": "a+token/=="},
    "Anonymous": {"SecretId": None, "SecretKey": None, "Anonymous": True},
    "Anonymous with keys": {"Anonymous": True},
    "Scheme http": {"Scheme": "http"},
    "Endpoint": {"Region": None, "Endpoint": "cos.accelerate.myqcloud.com"},
    "Endpoint and Region": {"Endpoint": "cos.accelerate.myqcloud.com"},
    "Endpoint with a port": {"Endpoint": "cos.example.com:8443"},
    "Endpoint on this machine": {"Endpoint": "127.0.0.1:9000", "Scheme": "http"},
    "Domain": {"Domain": "cdn.example.com"},
    "Domain without Region": {"Domain": "cdn.example.com", "Region": None},
    "Domain with a port": {"Domain": "cdn.example.com:8443"},
    "Domain with the usual port": {"Domain": "cdn.example.com:443"},
    "Domain in upper case": {"Domain": "CDN.Example.com"},
    "IP": {"IP": "10.0.0.1"},
    "IP and Port": {"IP": "10.0.0.1", "Port": 8080},
    "IP and Port as str, http": {"IP": "10.0.0.1", "Port": "80", "Scheme": "http"},
    "an IPv6 address": {"IP": "::1", "Port": 8080},
    "IP, Port and Domain": {"IP": "10.0.0.1", "Port": 8080, "Domain": "cdn.example.com"},
    "ServiceDomain": {"ServiceDomain": "service.example.com"},
    "ServiceDomain with a port": {"ServiceDomain": "127.0.0.1:9000", "Scheme": "http"},
    "the new domain": {"EnableOldDomain": False},
    "the new domain outside": {"EnableOldDomain": False, "EnableInternalDomain": False},
    "no internal domain": {"EnableInternalDomain": False},
    "tuples, as coscmd gives them": {"EnableOldDomain": (True,), "EnableInternalDomain": (True,)},
    "a Region with its service": {"Region": "cos.ap-beijing-1"},
    "an old Region": {"Region": "cn-south"},
    "an alias of a Region": {"Region": "cossh"},
    "an alias of a Region, the new domain": {"Region": "cosgz", "EnableOldDomain": False},
    "a Region that is none": {"Region": "ap_guangzhou"},
    "no Region": {"Region": None},
    "no keys": {"SecretId": None},
    "neither id nor key": {"SecretId": None, "SecretKey": None},
    "SignHost False": {"SignHost": False},
    "SignParams False": {"SignParams": False},
    "SignHost and SignParams False": {"SignHost": False, "SignParams": False},
    "SignHost False and IP": {"SignHost": False, "IP": "10.0.0.1"},
    "UA": {"UA": "my program/1.0"},
    "KeepAlive False": {"KeepAlive": False},
    "Timeout": {"Timeout": 5},
    "two Timeouts": {"Timeout": (3, 7)},
    "Access_id": {"SecretId": None, "SecretKey": None, "Access_id": "AKIDa", "Access_key": "b"},
    "Secret_id": {"SecretId": None, "SecretKey": None, "Secret_id": "AKIDa", "Secret_key": "b"},
    "CredentialInstance": {"SecretId": None, "SecretKey": None, "CredentialInstance": Lent("AKIDa", "b", None)},
    "CredentialInstance with a token": {
        "SecretId": None,
        "SecretKey": None,
        "CredentialInstance": Lent("AKIDa", "b", "a+token/=="),
    },
    "everything at once": {
        "Appid": "1250000000",
        "Token": "t",
        "Scheme": "http",
        "IP": "10.0.0.1",
        "Port": 9000,
        "UA": "u",
        "KeepAlive": False,
    },
}
_SHORT = {"Bucket": "photos", "Key": KEY}


def _calls(config: dict[str, Any], title: str) -> list[Case]:
    named = _SHORT if "Appid" in config else OBJECT
    bucket = {"Bucket": named["Bucket"]}
    return [
        Case("put_object", title, {**named, "Body": b"data"}, stored(), config),
        Case("get_object", title, {**named, "VersionId": "MTg0"}, CONTENT, config),
        Case("list_objects", title, {**bucket, "Prefix": "a/"}, ANSWERS["list_objects"]["one"], config),
        Case("delete_bucket", title, bucket, NO_CONTENT, config),
        Case("list_buckets", title, {}, ANSWERS["list_buckets"]["one"], config),
        Case("copy_object", title, {**named, "CopySource": HERE}, COPIED, config),
        Case("get_auth", title, {**named, "Method": "GET"}, config=config),
        Case("get_presigned_url", title, {**named, "Method": "GET", "Params": {"a": "b"}}, config=config),
        Case("get_presigned_download_url", title, {**named, "Headers": {"Content-Type": "a"}}, config=config),
        Case("get_object_url", title, named, config=config),
    ]


CONFIGURED = [case for title, config in CONFIGS.items() for case in _calls(config, f"configured with {title}")]
CASES = [*SIGNATURES, *CONFIGURED]
