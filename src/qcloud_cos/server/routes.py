"""Which handler answers which request: method, what the path names, and the sub-resource."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from qcloud_cos.server import actions, unserved
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

Resource = Literal["service", "bucket", "object", "website", "fetching"]
Need = Literal["anyone", "account", "owner", "READ", "WRITE", "READ_ACP", "WRITE_ACP"]
Handler = Callable[[Any, ServerRequest], Answer]
"""Reads take a Snapshot, on the event loop; writes a Changes, in the writer's transaction."""
Unwrap = Callable[[Any, ServerRequest, AsyncIterator[bytes]], AsyncIterator[bytes]]
F = TypeVar("F", bound=Handler)


@dataclass(frozen=True, slots=True)
class Route:
    handler: Handler
    needs: Need
    """Who may: a permission on `of`, the bucket's owner, any account, anyone."""
    of: Resource
    document: int = 0
    """The most bytes of XML that are read into `request.body`."""
    content: bool = False
    """The body is received into the store before the handler runs."""
    admit: Callable[[Any, ServerRequest], None] | None = None
    """Refuses what the head alone shows to be wrong, before the body is asked for."""
    prepare: Callable[[Any, ServerRequest], None] | None = None
    """Long work outside the transaction, in a thread; takes the Store."""
    writes: bool = True
    actions: tuple[str, ...] = ()
    """Its names in policies."""
    by_key: bool = False
    """Names its keys in a document: what a policy says of each is asked by the handler."""
    unwrap: Unwrap | None = None
    """Finds the content in the body, and may refuse it half-way."""
    is_long: bool = False
    """Its changes may be many: they are made in a thread, not on the event loop."""


ROUTES: dict[tuple[str, Resource, str], Route] = {}

ANSWERED = frozenset("acl cors lifecycle versioning versions uploads delete uploadId".split())
"""Sub-resources with handlers.  A PUT with an upload id is told from a copy by its header: "uploadId+copy"."""
KNOWN = frozenset(
    (
        "policy referer website logging replication tagging inventory origin domain domaincertificate "
        "intelligenttiering intelligent-tiering encryption accelerate object-lock strict-signature notification "
        "location append restore select retention symlink rename live vod legal-hold partNumber response-control "
        "image_process imageInfo imageAve exif imageInspect style"
    ).split()
)
"""The rest of the API: what has no route is refused by name, never ignored."""
SUBRESOURCES = ANSWERED | KNOWN
_SPELLED = {name.lower(): name for name in SUBRESOURCES}
_VARIANTS = {"inventory": "id", "intelligent-tiering": "id", "live": "switch"}
"""With this parameter the sub-resource is another: one of many, not their list."""
_PROCESSING = ("imageMogr2", "imageView2", "watermark", "ci-process")
_FOREIGN_HEADERS = frozenset(("pic-operations x-cos-callback x-cos-return-body x-cos-rename-source").split())
"""Ask for what is not done here; storing the body without it would be a quiet lie."""


def route(
    method: str,
    resource: Resource,
    subresource: str = "",
    *,
    needs: Need,
    of: Resource | None = None,
    document: int = 0,
    content: bool = False,
    admit: Callable[[Any, ServerRequest], None] | None = None,
    prepare: Callable[[Any, ServerRequest], None] | None = None,
    by_key: bool = False,
    unwrap: Unwrap | None = None,
    is_long: bool = False,
    writes: bool = True,
) -> Callable[[F], F]:
    """Register a handler; `of` says whose permission is meant where it is not the resource's own."""

    def add(handler: F) -> F:
        names = actions.of(handler.__name__)
        ROUTES[method, resource, subresource] = Route(
            handler,
            needs,
            of or resource,
            document,
            content,
            admit,
            prepare,
            writes and method not in ("GET", "HEAD", "OPTIONS"),
            names,
            by_key,
            unwrap,
            is_long,
        )
        return handler

    return add


def find(method: str, bucket: str, key: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Route:
    """The route of a request.

    Raises:
        Refusal: NotImplemented names a known operation that this server has not;
            MethodNotAllowed one that nobody has.
    """
    resource: Resource = "object" if key else "bucket" if bucket else "service"
    subresource = _subresource(query) if query else ""
    if method == "OPTIONS":
        subresource = ""
    elif method == "PUT" and "x-cos-copy-source" in headers:
        subresource += "+copy"
    elif subresource in _VARIANTS:
        subresource = _variant(subresource, query)
    found = ROUTES.get((method, resource, subresource))
    if found is None:
        raise _missing(method, resource, subresource)
    if not _FOREIGN_HEADERS.isdisjoint(headers):
        refuse_foreign(headers, found.handler.__name__)
    return found


def refuse_foreign(headers: Mapping[str, str], operation: str) -> None:
    """Raises:
    Refusal: NotImplemented, if one of them asks for what is not done here.
    """
    for name in headers:
        if name in _FOREIGN_HEADERS:
            raise Refusal("NotImplemented", f"{operation} with {name} is not implemented here.")


def _subresource(query: Mapping[str, str]) -> str:
    if "uploadId" in query:
        return "uploadId"
    for name in query:
        if name in SUBRESOURCES or name.startswith(_PROCESSING):
            return name
    for name in query:
        if name.lower() in _SPELLED:
            # Signatures hold for any spelling: what was signed for `?tagging` must not become another request.
            raise Refusal("InvalidArgument", f"The parameter {name} is spelled {_SPELLED[name.lower()]}.")
    return "list-type" if query.get("list-type", "1") != "1" else ""


def _variant(subresource: str, query: Mapping[str, str]) -> str:
    if _VARIANTS[subresource] in query:
        return f"{subresource}+{_VARIANTS[subresource]}"
    return f"{subresource}+{query['comp']}" if query.get("comp") else subresource


def _missing(method: str, resource: Resource, subresource: str) -> Refusal:
    name = subresource.removesuffix("+copy")
    known = any(key[1:] == (resource, name) for key in ROUTES)
    if name in ANSWERED or (known and not (method == "POST" and resource == "bucket")):
        return Refusal("MethodNotAllowed")
    return unserved.refusal_of(method, resource, name)


def resolve(
    method: str,
    bucket: str | None,
    key: str | None,
    query: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> Handler | None:
    """The handler, whose `__name__` is the operation's; None where there is none."""
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    try:
        return find(method, bucket or "", key or "", query, lower).handler
    except Refusal:
        return None
