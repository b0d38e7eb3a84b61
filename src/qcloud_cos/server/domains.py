"""Hosts that say more than a bucket's name: buckets' own domains, websites, acceleration.

A domain of its own leads to a bucket whatever else its name looks like; who asks by it is in the place of
one who asks by the bucket's host, its website's, or its accelerated one.

Source: https://cloud.tencent.com/document/product/436/36638
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server import routes
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.hosts import Host, Kind, is_default, without_port
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.recent import Recent
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import ROUTES, Route

_KINDS: dict[str, Kind] = {"REST": "bucket", "WEBSITE": "website", "ACCELERATE": "accelerate"}
_ACCELERATED = frozenset(
    (
        "head_bucket list_objects list_objects_versions list_multipart_uploads "
        "delete_objects post_object preflight"
    ).split()
)
"""What of a bucket itself is done over the accelerated host; all else is its configuration."""


class Domain(NamedTuple):
    bucket: str
    kind: Kind
    enabled: bool


def settle(db: Recent, request: ServerRequest) -> None:
    """Give the request the bucket that its host stands for.

    Raises:
        Refusal: NoSuchBucket, if the domain is disabled.
    """
    name = request.place.domain
    found = domain_of(db.everywhere("domain"), name) if name else None
    if found is None:
        return
    if not found.enabled:
        raise Refusal("NoSuchBucket", f"The domain {name} is disabled: its rule's Status is DISABLED.")
    bucket = db.bucket(found.bucket)
    region = bucket.region if bucket else ""
    request.place = Host(found.bucket, region, found.kind, further=found.kind != "bucket")
    request.bucket, request.key = found.bucket, request.path[1:]


def domain_of(documents: tuple[tuple[str, str], ...], name: str) -> Domain | None:
    """What a name is by the domain configurations of all buckets; one that is named beats a wildcard."""
    table = _table(documents)
    if not table:
        return None
    found, rest = table.get(name), name
    while found is None and "." in rest:
        rest = rest.partition(".")[2]
        found = table.get(f"*.{rest}")
    return found


@lru_cache(8)
def _table(documents: tuple[tuple[str, str], ...]) -> dict[str, Domain]:
    return {
        rule["Name"].lower(): Domain(bucket, _KINDS[rule["Type"]], rule["Status"] == "ENABLED")
        for bucket, text in documents
        for rule in as_list(xml.parse(text.encode()).get("DomainRule"))
    }


def route(db: Recent, request: ServerRequest) -> Route:
    """The route of a request whose host decides about that.

    Raises:
        Refusal: MethodNotAllowed, BucketAccelerateNotEnabled, ActionAccelerateNotSupported, and what
            `routes.find` refuses.
    """
    kind = request.place.kind
    if kind == "website":
        found = ROUTES.get((request.method, "website", ""))
        if found is None:
            raise Refusal("MethodNotAllowed")
        return found
    found = routes.find(request.method, request.bucket, request.key, request.query, request.headers)
    if kind == "accelerate":
        if not request.key and found.handler.__name__ not in _ACCELERATED:
            raise Refusal("ActionAccelerateNotSupported")
        if db.bucket(request.bucket) is not None and not _is_accelerated(db, request.bucket):
            raise Refusal("BucketAccelerateNotEnabled")
    return found


def _is_accelerated(db: Recent, bucket: str) -> bool:
    text = db.document(bucket, "accelerate")
    return bool(text) and xml.parse((text or "").encode()).get("Status") == "Enabled"


def check_path_style(request: ServerRequest) -> None:
    """COS's own hosts name a bucket made since 2024, never the path.

    Raises:
        Refusal: PathStyleDomainForbidden.

    Source: https://cloud.tencent.com/document/product/436/57456
    """
    if request.place.kind == "path" and request.bucket and is_default(without_port(request.host).lower()):
        raise Refusal("PathStyleDomainForbidden")


def as_download(request: ServerRequest, answer: Answer) -> None:
    """An object of such a bucket, from such a host: a browser saves it, and never shows it.

    That comes before what the object and the request say.  A HEAD shows the object's own headers.

    Raises:
        Refusal: DownloadForbidden.
    """
    if answer.content is None or request.method != "GET" or not is_default(without_port(request.host).lower()):
        return
    if request.key.lower().endswith((".apk", ".ipa")):
        raise Refusal("DownloadForbidden")
    answer.headers["content-disposition"] = "attachment"
    answer.headers["x-cos-force-download"] = "true"
