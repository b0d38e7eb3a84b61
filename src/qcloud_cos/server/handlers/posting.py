"""Uploads by web forms: multipart/form-data, posted to the bucket.

Source: https://cloud.tencent.com/document/product/436/14690
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from qcloud_cos.server import access, actions, form_auth, form_policy, forms, metadata, sse
from qcloud_cos.server.answer import PROLOG, Answer
from qcloud_cos.server.handlers.writing import Draft, check_overwrite, draft_of, stored
from qcloud_cos.server.pace import pace_of
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import refuse_foreign, route
from qcloud_cos.server.spelling import is_name
from qcloud_cos.server.store import Changes, Snapshot

_OWN_HEADERS = ("host", "origin", "user-agent", "referer")
_STATUSES = {"200": 200, "201": 201}


class Form(NamedTuple):
    """What came before the file, checked."""

    draft: Draft
    sizes: form_policy.Sizes
    redirect: str
    status: int


def check_post(db: Snapshot, request: ServerRequest) -> None:
    access.bucket_of(db, request.bucket)
    headers = request.headers
    if "content-length" not in headers and "transfer-encoding" not in headers:
        raise Refusal("MissingContentLength")
    try:
        forms.boundary_of(headers.get("content-type", ""))
    except forms.Malformed:
        raise Refusal("MalformedPOSTRequest") from None


async def file_of(db: Snapshot, request: ServerRequest, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The file in a form, once the fields before it have shown that it may be stored."""
    parser = forms.FormParser(forms.boundary_of(request.headers["content-type"]))
    fields: dict[str, str] = {}
    size = 0
    try:
        async for piece in pieces:
            for event in parser.feed(piece):
                match event:
                    case forms.Field(name, value):
                        fields.setdefault(name.lower(), value)
                    case forms.FileBegins(filename):
                        request.draft = opened(db, request, fields, filename)
                    case bytes():
                        size += len(event)
                        _check_most(request.draft, size)
                        yield event
        parser.finish()
    except forms.Malformed as error:
        message = f"The body of your POST request is not well-formed multipart/form-data. ({error})"
        raise Refusal("MalformedPOSTRequest", message) from None
    if not parser.has_file:
        raise Refusal("IncorrectNumberOfFilesInPostRequest")
    if size < request.draft.sizes.least:
        raise Refusal("EntityTooSmall", f"The policy wants at least {request.draft.sizes.least} bytes.")


@route("POST", "bucket", needs="anyone", content=True, admit=check_post, unwrap=file_of)
def post_object(db: Changes, request: ServerRequest) -> Answer:
    form, content = request.draft, request.content
    assert content is not None  # noqa: S101 - the route receives it
    etag = sse.etag(form.draft.extra, content.md5)
    headers = stored(db, request, form.draft, content, etag)[1]
    path = f"{request.path.removesuffix('/')}/{request.key}"
    place = f"http://{request.host or request.bucket}{quote(path, safe='/-_.~')}"
    headers["Location"] = place
    if form.redirect:
        told = urlencode({"bucket": request.bucket, "key": request.key, "etag": f'"{etag}"'}, quote_via=quote)
        headers["Location"] = f"{form.redirect}{'&' if '?' in form.redirect else '?'}{told}"
        return Answer(303, headers)
    if form.status != 201:
        return Answer(form.status, headers)
    headers["Content-Type"] = "application/xml"
    body = (
        f"{PROLOG}<PostResponse><Location>{escaped(place)}</Location><Bucket>{request.bucket}</Bucket>"
        f"<Key>{escaped(request.key)}</Key><ETag>&quot;{etag}&quot;</ETag></PostResponse>"
    )
    return Answer(201, headers, body.encode(errors="replace"))


def opened(db: Snapshot, request: ServerRequest, fields: Mapping[str, str], filename: str) -> Form:
    """The form at the point where its file begins; `request` from then on is one for the object.

    Raises:
        Refusal: whatever a PUT of it would be refused with, and what its policy refuses.
    """
    key = fields.get("key", "").replace("${filename}", filename)
    if not key:
        raise argument("A form needs a field key, before its file.")
    metadata.check_key(key)
    request.caller, sizes = form_auth.signed(request, fields, key, time.time())
    if request.s3:
        from qcloud_cos.server.s3.forms import understood

        fields = understood(fields)
    request.headers = _headers(request, fields)
    request.key = key
    bucket = request.row = access.bucket_of(db, request.bucket)
    if not access.may(db, request, actions.of("post_object"), "WRITE", bucket, key):
        raise access.denied(db, request, actions.of("post_object"), "WRITE", bucket, key)
    request.lifecycle = db.document(bucket.name, "lifecycle")
    metadata.content_md5(request.headers)
    request.pace = pace_of(request.headers, request.query)
    check_overwrite(db, request, bucket)
    redirect = fields.get("success_action_redirect", "")
    status = _STATUSES.get(fields.get("success_action_status", ""), 204)
    return Form(draft_of(db, request, bucket), sizes, _checked(redirect), status)


def _headers(request: ServerRequest, fields: Mapping[str, str]) -> dict[str, str]:
    """The headers that a PUT of the same would have."""
    found = {name: request.headers[name] for name in _OWN_HEADERS if name in request.headers}
    for name, value in fields.items():
        header = "x-cos-acl" if name == "acl" else name
        if value and (header in metadata.KEPT or header == "content-md5" or header.startswith("x-cos-")):
            if not value.isprintable():
                raise argument(f"The field {name} holds a control character.")
            if not is_name(header):
                raise argument(f"The field {name} cannot be kept: no header is called so.")
            found[header] = value
    refuse_foreign(found, "post_object")
    return found


def _check_most(form: Form, size: int) -> None:
    most = form.sizes.most
    if most is not None and size > most:
        raise Refusal("EntityTooLarge", f"The policy wants at most {most} bytes.")


def _checked(redirect: str) -> str:
    if redirect and (urlsplit(redirect).scheme not in ("http", "https") or not redirect.isprintable()):
        raise argument("success_action_redirect is not a URL.")
    return redirect
