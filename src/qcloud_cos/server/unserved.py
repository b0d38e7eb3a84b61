"""Operations that this server has not: refused by their names, never answered as if they were others."""

from __future__ import annotations

from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest

OPERATIONS: dict[tuple[str, str, str], str] = {
    ("GET", "object", "live+history"): "get_live_channel_history",
    ("GET", "object", "live+status"): "get_live_channel_status",
    ("GET", "object", "vod"): "get_vod_playlist",
    ("POST", "object", "vod"): "post_vod_playlist",
}
"""By method, what the path names, and the sub-resource."""


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
    if request.place.kind == "foreign":
        raise Refusal("NotImplemented", f"This server does not do what {request.host} does.")
