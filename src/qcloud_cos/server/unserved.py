"""Operations that this server has not: refused by their names, never answered as if they were others."""

from __future__ import annotations

import json

from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest

OPERATIONS: dict[tuple[str, str, str], str] = {
    ("POST", "object", "select"): "select_object_content",
    ("GET", "object", "live+history"): "get_live_channel_history",
    ("GET", "object", "live+status"): "get_live_channel_status",
    ("GET", "object", "vod"): "get_vod_playlist",
    ("POST", "object", "vod"): "post_vod_playlist",
}
"""By method, what the path names, and the sub-resource."""
FETCHING = {"POST": "put_async_fetch_task", "GET": "get_async_fetch_task"}
"""Of a service with hosts of its own."""


class FetchingRefused(Refusal):
    """That service speaks JSON."""

    content_type = "application/json"

    def document(self, resource: str, request_id: str, trace_id: str) -> bytes:
        fields = {"code": self.code, "message": self.message, "request_id": request_id}
        return json.dumps(fields).encode()


def refusal_of(method: str, resource: str, subresource: str) -> Refusal:
    operation = OPERATIONS.get((method, resource, subresource))
    name, _, variant = subresource.partition("+")
    what = f"{method} {resource}{f' ?{name}' if name else ''}"
    of = f" with {variant}" if variant else ""
    return Refusal(
        "NotImplemented", f"{f'{operation}: ' if operation else ''}{what}{of} is not implemented by this server."
    )


def check_service(request: ServerRequest) -> None:
    """Whether the request is for COS itself.

    Raises:
        Refusal: NotImplemented; it is for another service.
    """
    place = request.place.kind
    if (place == "foreign" and ".migration." in request.host) or (place == "path" and _fetches(request)):
        operation = FETCHING.get(request.method, request.method)
        raise FetchingRefused("NotImplemented", f"{operation} is not implemented by this server.")
    if place == "foreign":
        raise Refusal("NotImplemented", f"This server does not do what {request.host} does.")


def _fetches(request: ServerRequest) -> bool:
    """A local server is the host of everything; only the body's type tells these requests from others."""
    if request.query or request.headers.get("content-type") != "application/json":
        return False
    return bool(request.key) if request.method == "GET" else request.method == "POST" and not request.key
