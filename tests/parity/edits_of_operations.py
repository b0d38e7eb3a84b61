"""What single operations of the published SDK would have to do to do what is meant: see `edits_of_requests`."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any
from unittest.mock import ANY
from urllib.parse import quote

from qcloud_cos.core.rtmp_signing import rtmp_query

from .case import BUCKET, Case
from .edits_of_answers import service_error
from .edits_of_requests import CLIENT_ERROR, given, query_signed, resign, rewritten
from .seen import Seen, Sent
from .spoken import NOW, Opened


def answered_error(body: bytes, status: int) -> dict[str, Any]:
    """What an error document of COS says, told by the getters."""
    text = body.decode()
    fields = {name.lower(): value for name, value in re.findall(r"<(\w+)>([^<]+)</\1>", text)}
    return service_error(status, text, **fields)


def done_once(seen: Seen, case: Case) -> None:
    del seen.sent[1:]
    if not case.answer.status:
        seen.fail(dict(CLIENT_ERROR))
    elif case.method == "put_async_fetch_task":
        seen.result = {"code": 500}
    else:
        seen.fail(answered_error(case.answer.body, case.answer.status))


def by_the_domain(seen: Seen, case: Case) -> None:
    """The published SDK, which cannot do it, was asked to without the domain."""
    (put,) = seen.sent
    put.origin, put.host = f"https://{case.config['Domain']}:443", case.config["Domain"]
    resign(put)
    if "Region" in case.config:  # there is none, so the bucket is asked
        head = _bare(put, "HEAD", "/")
        seen.sent.insert(0, head)


def _bare(like: Sent, method: str, path: str, **query: str) -> Sent:
    """A request without a body or headers of its own, to where another went."""
    sent = deepcopy(like)
    sent.method, sent.path, sent.query, sent.body = method, path, sorted(query.items()), b""
    sent.headers = {"user-agent": like.headers["user-agent"]}
    if method in ("DELETE", "PUT", "POST"):
        sent.headers["content-length"] = "0"
    if sent.authorization:
        sent.authorization["q-header-list"] = "content-length;host" if "content-length" in sent.headers else "host"
        sent.authorization["q-url-param-list"] = ";".join(sorted(name.lower() for name in query))
        resign(sent)
    return sent


def aborted(seen: Seen, case: Case) -> None:
    """An upload's parts are removed."""
    (upload_id,) = {value for sent in seen.sent for name, value in sent.query if name == "uploadId"}
    part = next(sent for sent in seen.sent if sent.query and sent.method == "PUT")
    seen.sent.append(_bare(part, "DELETE", part.path, uploadId=upload_id))


def at_the_address(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.origin = f"https://{case.config['IP']}:443"


def with_metadata(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        given(sent, case.arguments["Metadata"])


def id_encoded(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.path = f"/{BUCKET}/{quote(case.arguments['TaskId'])}"


def place_without_query(seen: Seen, case: Case) -> None:
    assert seen.error
    place = seen.error["resource"].partition("?")[0]
    seen.error = {**seen.error, "resource": place, "digest": {**seen.error["digest"], "resource": place}}


def nothing_beside(seen: Seen, case: Case) -> None:
    """Of a file that could not be written to its end nothing is left."""
    for place in ("Payload", "DestFilePath"):
        if place in seen.result:
            seen.result[place].pop("beside it", None)


def damage_noticed(seen: Seen, case: Case) -> None:
    seen.error = dict(CLIENT_ERROR)
    if case.then == "events":
        del seen.result["Payload"][1:]
    elif case.then == "get_select_result":
        seen.result["Payload"] = None
    else:
        seen.result["Payload"]["content"] = b"what was there"


def end_missed(seen: Seen, case: Case) -> None:
    """The published SDK raises struct.error."""
    seen.error = dict(CLIENT_ERROR)


def news_passed_over(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError, or gives None for it."""
    seen.error = None
    read = {
        "events": [{"Records": {"Payload": b"a,b\n"}}, {"End": {}}],
        "get_select_result": Opened(b"a,b\n"),
        "get_select_result_to_file": {"content": b"a,b\n"},
    }
    seen.result["Payload"] = read[case.then]


def returns_escaped(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        rewritten(sent, sent.body.replace(b"\r", b"&#13;"))


def no_rules(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError."""
    seen.error = None
    seen.result = {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": []}


def rules_of_none(seen: Seen, case: Case) -> None:
    (sent,) = seen.sent
    rewritten(sent, sent.body.replace(b"<RoutingRule></RoutingRule>", b""))
    sent.headers["content-md5"] = ANY


def no_fields(seen: Seen, case: Case) -> None:
    """The published SDK raises KeyError."""
    seen.error = None
    seen.result = {"Id": "weekly", "IsEnabled": "true", "Filter": {"Prefix": None}}


def without_namespace(seen: Seen, case: Case) -> None:
    seen.result = _renamed(seen.result)


def _renamed(found: Any) -> Any:
    if isinstance(found, dict):
        return {name.removeprefix("{cos xmlns/}"): _renamed(value) for name, value in found.items()}
    return found


def tiering_signed(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if ("intelligent-tiering", "") in sent.query:
            query_signed(Seen([sent], None, None), case)


_QUESTIONS = """
BucketUrl Encryption ACL Website Logging CORS Versioning IntelligentTiering Lifecycle Tagging ObjectLock
Replication
""".split()
_FAILED = {
    "no such bucket": _QUESTIONS,
    "all but the bucket refused": _QUESTIONS[1:],
    "one refused": ["ACL"],
    "one lost": ["ACL"],
    "one that cannot be read": ["CORS"],
}


def errors_told(seen: Seen, case: Case) -> None:
    if seen.result:
        seen.result.setdefault("Location", None)
        seen.result["Errors"] = dict.fromkeys(_FAILED.get(case.title, []), ANY)


def unsigned_push(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError."""
    if case.method == "get_rtmp_signed_url":
        seen.fail(dict(CLIENT_ERROR))
    else:
        _pushed(seen, f"rtmp://{BUCKET}.cos.ap-guangzhou.myqcloud.com/live/ch1")


def signed_by_instance(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError."""
    who = case.config["CredentialInstance"]
    token = {"q-token": who.token} if who.token else {}
    query = rtmp_query(f"/{BUCKET}/ch1", token, who.secret_id, who.secret_key, now=NOW)
    url = f"rtmp://{BUCKET}.cos.ap-guangzhou.myqcloud.com/live/ch1?{query}"
    if case.method == "get_rtmp_signed_url":
        seen.result, seen.error = url, None
    else:
        _pushed(seen, url)


def nowhere_to_push(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError."""
    seen.error = None
    seen.result = {"PublishUrls": None, "PlayUrls": {"Url": "http://a/ch1.m3u8"}}


def _pushed(seen: Seen, url: str) -> None:
    seen.error = None
    seen.result = {"PublishUrls": {"Url": url}, "PlayUrls": {"Url": "http://a/ch1.m3u8"}}


def regional_push(seen: Seen, case: Case) -> None:
    seen.result = seen.result.replace(".cos.cn-south.", ".cn-south.")
