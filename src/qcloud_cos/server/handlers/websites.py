"""Pages of a bucket that is asked by its website's host."""

from __future__ import annotations

from urllib.parse import urlencode

from qcloud_cos.server import access, actions, website
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers import reading
from qcloud_cos.server.handlers.preflight import preflight
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, trace_id
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Snapshot, Version
from qcloud_cos.server.website import Rule, Site

_ACTIONS = actions.of("get_object")
_ANSWERS_OF_THEIR_OWN = frozenset({412, 416})
"""Refusals that are about the request, not about the page."""

route("OPTIONS", "website", needs="anyone")(preflight)


@route("GET", "website", needs="anyone")
@route("HEAD", "website", needs="anyone")
def get_page(db: Snapshot, request: ServerRequest) -> Answer:
    bucket = request.row = access.bucket_of(db, request.bucket)
    request.lifecycle = db.document(bucket.name, "lifecycle")
    text = db.document(bucket.name, "website")
    if text is None:
        raise Refusal("NoSuchWebsiteConfiguration")
    site = website.site_of(text)
    target = site.elsewhere(_scheme(request))
    if target is not None:
        protocol, host = target
        query = f"?{urlencode(request.pairs, errors='surrogateescape')}" if request.pairs else ""
        return _moved(301, website.location(protocol, host or request.host, request.key) + query)
    rule = site.rule_for_key(request.key)
    if rule is not None and rule.redirects:
        return _redirected(request, rule)
    key = request.key if rule is None else rule.key_for(request.key)
    try:
        return _page(db, request, site, key)
    except Refusal as refusal:
        if refusal.status not in _ANSWERS_OF_THEIR_OWN:
            instead = _instead(db, request, site, refusal)
            if instead is not None:
                return instead
        raise


def _page(db: Snapshot, request: ServerRequest, site: Site, key: str) -> Answer:
    wanted = site.page_of(key)
    found = _readable(db, request, wanted)
    if found is None and wanted == key:
        if site.without_extension:
            found = _readable(db, request, f"{key}.html")
        if found is None and _readable(db, request, f"{key}/{site.index_suffix}") is not None:
            return _moved(302, website.location(_scheme(request), request.host, f"{key}/"))
    version = reading.existing(found, None)
    location = version.headers.get(website.REDIRECT_HEADER)
    if location:
        return _moved(301, location)
    return reading.read(db, request, version, "get_object")


def _readable(db: Snapshot, request: ServerRequest, key: str) -> Version | None:
    """The object of that key; None if there is none, or no longer.

    Raises:
        Refusal: AccessDenied.
    """
    bucket = access.bucket_of(db, request.bucket)
    found = access.object_of(db, request, bucket, key, "READ", None, actions=_ACTIONS)
    return None if found is None or found.is_marker else found


def _instead(db: Snapshot, request: ServerRequest, site: Site, refusal: Refusal) -> Answer | None:
    """What is shown in the place of a page that cannot be: by a rule about the error, or the error document."""
    rule = site.rule_for_error(refusal.status)
    if rule is not None and rule.redirects:
        return _redirected(request, rule)
    key, status = (rule.key_for(request.key), 200) if rule is not None else (site.error_key, refusal.status)
    if not key:
        return None
    try:
        found = _readable(db, request, key)
        if found is None:
            return None
        answer = reading.whole(db, request, found, "get_object")
    except Refusal:
        return None  # the first error says more
    answer.status = status if rule is not None or site.error_status else 200
    return answer


def _redirected(request: ServerRequest, rule: Rule) -> Answer:
    protocol, host = rule.protocol or _scheme(request), rule.host or request.host
    return _moved(rule.status, website.location(protocol, host, rule.key_for(request.key)))


def _moved(status: int, location: str) -> Answer:
    return Answer(status, {"Location": location, "Content-Type": "text/html"})


def _scheme(request: ServerRequest) -> str:
    return "https" if request.secure else "http"


def refused(refusal: Refusal, request: ServerRequest) -> Answer:
    """A refusal for somebody's browser."""
    trace = trace_id()
    headers = {**refusal.headers, "x-cos-trace-id": trace, "Content-Type": "text/html; charset=utf-8"}
    if request.method == "HEAD":
        return Answer(refusal.status, headers)
    fields = {
        "Code": refusal.code,
        "Message": refusal.message,
        "Resource": request.resource,
        "RequestId": request.id,
        "TraceId": trace,
    }
    return Answer(refusal.status, headers, website.error_page(refusal.status, fields))
