"""Buckets themselves: made, asked for, listed, removed."""

from __future__ import annotations

import re
from typing import Any

from qcloud_cos.server import acl, tags
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, iso_seconds
from qcloud_cos.server.documents import TAGGING, Document
from qcloud_cos.server.documents.shapes import Element, maybe, one_of
from qcloud_cos.server.hosts import DEFAULT_REGION, is_bucket_name
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Bucket, Changes, Snapshot

MOST_BUCKETS = 200
MOST_LISTED = 2000
LONGEST_NAME = 50
_SHOWN = {"BucketAZConfig": "x-cos-bucket-az-type", "BucketArchConfig": "x-cos-bucket-arch"}
CREATION = Document(
    "creation",
    "CreateBucketConfiguration",
    Element({"BucketAZConfig": maybe(one_of("MAZ")), "BucketArchConfig": maybe(one_of("OFS"))}),
)
"""A bucket tells that it was made so; several zones have storage classes of their own."""


@route("PUT", "bucket", needs="account", document=64 * KIB)
def create_bucket(db: Changes, request: ServerRequest) -> Answer:
    caller = request.caller
    assert caller is not None  # noqa: S101 - access has seen to it
    name = request.bucket
    _check_name(name)
    existing = db.bucket(name)
    if existing is not None:
        raise Refusal("BucketAlreadyOwnedByYou" if existing.owner == caller.appid else "BucketAlreadyExists")
    if name.rpartition("-")[2] != caller.appid:
        raise Refusal("AccessDenied", "The bucket's APPID is not that of your account.")
    created = CREATION.normalised(request.body) if request.body else ""
    labels = tags.of_header(request.headers.get("x-cos-tagging", ""), tags.MOST_OF_BUCKET)
    if len(db.buckets(caller.appid)) >= MOST_BUCKETS:
        raise Refusal("TooManyBuckets")
    grants = acl.from_headers("bucket", request.headers, caller.id, caller.id)
    db.create_bucket(Bucket(name, caller.appid, request.now, request.place.region or DEFAULT_REGION, grants))
    if created:
        db.put_document(name, CREATION.subresource, created)
    if labels:
        db.put_document(name, TAGGING.subresource, tags.document_of(labels))
    return Answer()


def _check_name(name: str) -> None:
    if not is_bucket_name(name):
        raise Refusal("InvalidBucketName")
    if len(name.rpartition("-")[0]) > LONGEST_NAME:
        raise Refusal("BucketNameTooLong")


@route("HEAD", "bucket", needs="READ")
def head_bucket(db: Snapshot, request: ServerRequest) -> Answer:
    created = db.document(request.bucket, CREATION.subresource)
    content = CREATION.content(created.encode()) if created else {}
    told = {_SHOWN[name]: value for name, value in content.items()}
    return Answer(200, {"x-cos-bucket-region": bucket_of(db, request.bucket).region, **told})


@route("DELETE", "bucket", needs="owner")
def delete_bucket(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    if not db.is_empty(request.bucket):
        raise Refusal("BucketNotEmpty")
    db.delete_bucket(request.bucket)
    return Answer(204)


@route("GET", "service", needs="account")
def list_buckets(db: Snapshot, request: ServerRequest) -> Answer:
    caller = request.caller
    assert caller is not None  # noqa: S101 - access has seen to it
    query = request.query
    region = query.get("region") or request.place.region
    marker, limit = query.get("marker", ""), _limit(query.get("max-keys", ""))
    tagged = _tagged(db, query)
    found = [
        bucket
        for bucket in sorted(db.buckets(caller.appid), key=lambda bucket: bucket.name)
        if bucket.name > marker
        and region in ("", bucket.region)
        and _created_in(query, bucket.created)
        and (tagged is None or bucket.name in tagged)
    ]
    page, truncated = found[:limit], len(found) > limit
    listed = "".join([_entry(bucket) for bucket in page])
    following = f"<NextMarker>{page[-1].name}</NextMarker>" if truncated else ""
    owner = f"<ID>{caller.id}</ID><DisplayName>{escaped(caller.uin)}</DisplayName>"
    return document(
        f"<ListAllMyBucketsResult><Owner>{owner}</Owner><Buckets>{listed}</Buckets>"
        f"<Marker>{escaped(marker)}</Marker>{following}"
        f"<IsTruncated>{'true' if truncated else 'false'}</IsTruncated></ListAllMyBucketsResult>"
    )


def _entry(bucket: Bucket) -> str:
    return (
        f"<Bucket><Name>{bucket.name}</Name><Location>{escaped(bucket.region)}</Location>"
        f"<CreationDate>{iso_seconds(bucket.created)}</CreationDate><BucketType>cos</BucketType></Bucket>"
    )


def _tagged(db: Snapshot, query: dict[str, str]) -> set[str] | None:
    """The buckets with the tag that is asked for; None if none is."""
    name, value = query.get("tagkey", ""), query.get("tagvalue", "")
    if not name and not value:
        return None
    if not name or not value:
        raise argument("tagkey and tagvalue go together.")
    documents = db.documents(TAGGING.subresource)
    found = {bucket: tags.of_document(text.encode(), tags.MOST_OF_BUCKET) for bucket, text in documents}
    return {bucket for bucket, labels in found.items() if labels.get(name) == value}


def _limit(text: str) -> int:
    if not text:
        return MOST_LISTED
    if not re.fullmatch(r"[0-9]{1,9}", text) or not int(text):
        raise argument("max-keys is not between 1 and 2000.")
    return min(int(text), MOST_LISTED)


def _created_in(query: dict[str, Any], created: float) -> bool:
    text, name = query.get("create-time", ""), query.get("range", "")
    if not text and not name:
        return True
    if not re.fullmatch(r"[0-9]{1,12}", text) or name not in ("lt", "gt", "lte", "gte"):
        raise argument("create-time is in Unix seconds, and range one of lt, gt, lte, gte.")
    moment, bound = int(created), int(text)
    return {"lt": moment < bound, "gt": moment > bound, "lte": moment <= bound, "gte": moment >= bound}[name]
