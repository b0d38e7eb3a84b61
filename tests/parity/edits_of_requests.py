"""How requests and URLs of the published SDK would have to look to be as we mean them.

Each edit changes what the published SDK was seen to do; after all that apply, it must be what ours does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from unittest.mock import ANY
from urllib.parse import quote

import qcloud_cos

from .case import BUCKET, Case
from .seen import Seen, Sent

CLIENT_ERROR = {"class": "CosClientError"}


def resigned(seen: Seen) -> None:
    """Something that is signed differs, so the signatures must."""
    for fields in _authorizations(seen):
        fields["q-signature"] = ANY


def resign(sent: Sent) -> None:
    """The same for one request."""
    if sent.authorization:
        sent.authorization["q-signature"] = ANY


def _authorizations(seen: Seen) -> list[dict[str, str]]:
    made = [seen.result["authorization"]] if isinstance(seen.result, dict) and "others" in seen.result else []
    return [fields for fields in [*made, *[sent.authorization for sent in seen.sent]] if fields]


def _relist(seen: Seen, drop: str, add: str = "") -> None:
    """Change which headers are listed as signed."""
    for fields in _authorizations(seen):
        names = {name for name in re.split(";|%3B", fields["q-header-list"]) if name} - {drop}
        separator = "%3B" if "%3B" in fields["q-key-time"] else ";"
        fields["q-header-list"] = separator.join(sorted(names | {add} - {""}))
    resigned(seen)


def list_headers(sent: Sent, drop: Iterable[str] = (), add: Iterable[str] = ()) -> None:
    """The same for one request."""
    if sent.authorization:
        names = set(sent.authorization["q-header-list"].split(";")) - {*drop} | {*add}
        sent.authorization["q-header-list"] = ";".join(sorted(names))
        resign(sent)


def given(sent: Sent, headers: Mapping[str, str]) -> None:
    """A request that has these headers, too, all of them signed."""
    sent.headers |= headers
    list_headers(sent, add=headers)


def taken(sent: Sent, names: Iterable[str]) -> None:
    """A request without these headers."""
    present = [name for name in names if sent.headers.pop(name, None) is not None]
    if present:
        list_headers(sent, drop=present)


def refused(seen: Seen, case: Case) -> None:
    seen.sent = []
    seen.fail(dict(CLIENT_ERROR))


def own_user_agent(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        theirs = re.sub(r"^cos-python-sdk-v5\.1\.9\.44$", "", sent.headers["user-agent"])
        sent.headers["user-agent"] = theirs or f"cos-python-sdk-v{qcloud_cos.__version__}"


def only_asked_headers(seen: Seen, case: Case) -> None:
    usual = {"accept": "*/*", "accept-encoding": "gzip, deflate", "connection": "keep-alive"}
    for sent in seen.sent:
        sent.headers = {name: value for name, value in sent.headers.items() if usual.get(name) != value}


def no_empty_authorization(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.authorization = sent.authorization or None


def unsigned_url(seen: Seen, case: Case) -> None:
    """The published SDK raises ValueError."""
    others = [f"{name}={value}" for name, value in case.arguments.get("Params", {}).items()]
    url = f"https://{BUCKET}.cos.ap-guangzhou.myqcloud.com/{case.arguments['Key']}"
    order = [other.partition("=")[0] for other in others]
    seen.error = None
    seen.result = {"url": url, "authorization": {}, "others": others, "order": order}


def whole_path(seen: Seen, case: Case) -> None:
    if case.method == "post_vod_playlist":  # the dots are not at the end
        return
    names = ("Key", "SymlinkName", "ChannelName", "ObjectKey")
    (key,) = [case.arguments[name] for name in names if name in case.arguments]
    for sent in seen.sent:
        sent.path = f"/{key}"


def sized_when_empty(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        del sent.headers["transfer-encoding"]
        sent.headers["content-length"] = "0"
    _relist(seen, "transfer-encoding", "content-length")


def framed_once(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        del sent.headers["transfer-encoding"]
    _relist(seen, "transfer-encoding")


def rewritten(sent: Sent, body: bytes) -> None:
    if body != sent.body:
        sent.body = body
        sent.headers["content-length"] = str(len(body))
        resign(sent)


def version_in_query(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.query.append(("versionId", sent.headers.pop("versionid")))
    query_signed(seen, case)


def kind_as_attribute(seen: Seen, case: Case) -> None:
    instance = rb'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    for sent in seen.sent:
        meant = rb"<Grantee " + instance + rb' xsi:type="\1">'
        rewritten(sent, re.sub(rb"<Grantee><Type>(\w+)</Type>", meant, sent.body))


def quotes_as_they_are(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        rewritten(sent, sent.body.replace(b"?><C", b"?>\n<C").replace(b"&quot;", b'"'))


def slash_kept(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if source := sent.headers.get("x-cos-copy-source"):
            sent.headers["x-cos-copy-source"] = source.replace(".com/dir", ".com//dir")
        resign(sent)


def no_empty_range(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        del sent.headers["x-cos-copy-source-range"]
    _relist(seen, "x-cos-copy-source-range")


def query_signed(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if sent.authorization and case.config.get("SignParams", True):
            sent.authorization["q-url-param-list"] = ";".join(sorted(name.lower() for name, _ in sent.query))
            resigned(seen)


def listed_there(seen: Seen, case: Case) -> None:
    """Where the configuration points to, buckets are listed, too."""
    config = case.config
    scheme = config.get("Scheme", "https")
    for sent in seen.sent:
        if "IP" in config:
            name = f"[{config['IP']}]" if ":" in config["IP"] else config["IP"]
            port = config.get("Port") or {"https": 443, "http": 80}[scheme]
            sent.origin, sent.host = f"{scheme}://{name}:{port}", "service.cos.myqcloud.com"
        else:
            sent.origin, sent.host = f"{scheme}://{config['Endpoint']}", config["Endpoint"]
    resigned(seen)


def bucket_in_path(seen: Seen, case: Case) -> None:
    """Of a request to, or a URL for, an address, which has no subdomains."""
    for sent in seen.sent:
        sent.origin = sent.origin.replace(f"{BUCKET}.", "")
        sent.host = sent.host.replace(f"{BUCKET}.", "")
        sent.path = f"/{BUCKET}{sent.path}"
    if isinstance(seen.result, dict) and "url" in seen.result:
        seen.result["url"] = _with_bucket(seen.result["url"]) if seen.result["url"] else ""
    elif isinstance(seen.result, str):
        seen.result = _with_bucket(seen.result)
    resigned(seen)


def _with_bucket(url: str) -> str:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.replace(f"{BUCKET}.", "").partition("/")
    return f"{scheme}://{host}/{BUCKET}/{path}"


def host_as_signed(seen: Seen, case: Case) -> None:
    domain: str = case.config["Domain"]
    spelled = domain.lower().removesuffix(":443")
    if isinstance(seen.result, str):
        seen.result = seen.result.replace(domain, spelled)
    else:
        seen.result["url"] = seen.result["url"].replace(domain, spelled)


def as_it_is_sent(seen: Seen, case: Case) -> None:
    resigned(seen)


def host_unsigned(seen: Seen, case: Case) -> None:
    _relist(seen, "host")


def spaces_as_20(seen: Seen, case: Case) -> None:
    seen.result["others"] = [other.replace("+", "%20") for other in seen.result["others"]]


def with_token(seen: Seen, case: Case) -> None:
    """In a header, or for a URL in its query."""
    token = case.config.get("Token") or case.config["CredentialInstance"].token
    for sent in seen.sent:
        if "x-cos-security-token" not in sent.headers:
            sent.headers["x-cos-security-token"] = token
            _relist(seen, "", "x-cos-security-token")
    if isinstance(seen.result, dict) and seen.result.get("url"):
        seen.result["others"].append(f"x-cos-security-token={quote(token, safe='')}")
        seen.result["order"].append("x-cos-security-token")
        fields: dict[str, Any] = seen.result["authorization"]
        listed = [name for name in fields["q-url-param-list"].split("%3B") if name]
        fields["q-url-param-list"] = "%3B".join([*listed, "x-cos-security-token"])
        resigned(seen)


def processing_host(seen: Seen, case: Case) -> None:
    if seen.result["url"]:
        seen.result["url"] = f"https://{BUCKET}.ci.ap-guangzhou.myqcloud.com/{case.arguments['Key']}"
    resigned(seen)


def at_ipv6(seen: Seen, case: Case) -> None:
    """The published SDK, unable to go there, was asked to go to an address of version 4 instead."""
    for sent in seen.sent:
        sent.origin = sent.origin.replace("10.0.0.1", "[::1]")
    if isinstance(seen.result, dict) and "url" in seen.result:
        seen.result["url"] = seen.result["url"].replace("10.0.0.1", "[::1]")
        resigned(seen)
    elif isinstance(seen.result, str):
        seen.result = seen.result.replace("10.0.0.1", "[::1]")
