"""Buckets themselves: made, asked for, listed, removed."""

from __future__ import annotations

import re
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server import acl
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, iso_seconds
from qcloud_cos.server.hosts import DEFAULT_REGION, is_bucket_name
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Bucket, Changes, Snapshot

MOST_BUCKETS = 200
MOST_LISTED = 2000
LONGEST_NAME = 50


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
    if request.body:
        _check_configuration(request.body)
    if len(db.buckets(caller.appid)) >= MOST_BUCKETS:
        raise Refusal("TooManyBuckets")
    grants = acl.from_headers("bucket", request.headers, caller.id, caller.id)
    db.create_bucket(Bucket(name, caller.appid, request.now, request.place.region or DEFAULT_REGION, grants))
    return Answer()


def _check_name(name: str) -> None:
    if not is_bucket_name(name):
        raise Refusal("InvalidBucketName")
    if len(name.rpartition("-")[0]) > LONGEST_NAME:
        raise Refusal("BucketNameTooLong")


def _check_configuration(body: bytes) -> None:
    try:
        wanted = xml.parse(body, root="CreateBucketConfiguration")
    except xml.MalformedXML as error:
        raise Refusal("MalformedXML", str(error)) from None
    if wanted.get("BucketAZConfig") == "MAZ":
        raise Refusal("MultiAZFeatureNotSupport")
    if wanted.get("BucketArchConfig") == "OFS":
        raise Refusal("NotImplemented", "create_bucket with BucketArchConfig OFS is not implemented here.")


@route("HEAD", "bucket", needs="READ")
def head_bucket(db: Snapshot, request: ServerRequest) -> Answer:
    return Answer(200, {"x-cos-bucket-region": bucket_of(db, request.bucket).region})


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
    if query.get("tagkey"):
        raise Refusal("NotImplemented", "list_buckets with tagkey is not implemented by this server.")
    marker, limit = query.get("marker", ""), _limit(query.get("max-keys", ""))
    found = [
        bucket
        for bucket in sorted(db.buckets(caller.appid), key=lambda bucket: bucket.name)
        if bucket.name > marker and region in ("", bucket.region) and _created_in(query, bucket.created)
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
