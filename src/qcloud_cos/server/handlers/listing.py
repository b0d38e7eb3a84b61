"""Listings of a bucket: its objects, their versions, its unfinished uploads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qcloud_cos.server import access, restoring
from qcloud_cos.server.answer import Answer, document, iso
from qcloud_cos.server.classes import NAMED, TIERED
from qcloud_cos.server.handlers.pages import delimiter, encoder, number, owner, prefixes, truth
from qcloud_cos.server.refusal import escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Snapshot, Upload, Version

Encoded = Callable[[str], str]


@route("GET", "bucket", needs="READ")
def list_objects(db: Snapshot, request: ServerRequest) -> Answer:
    query, name = request.query, request.bucket
    bucket = access.bucket_of(db, name)
    prefix, marker = query.get("prefix", ""), query.get("marker", "")
    split, limit = delimiter(query), number(query, "max-keys", 1000)
    encoded, encoding = encoder(query)
    page = db.list_objects(name, prefix, split, marker, limit)
    following = f"<NextMarker>{encoded(page.next_key)}</NextMarker>" if page.truncated else ""
    separator = f"<Delimiter>{encoded(split)}</Delimiter>" if split else ""
    whose = owner(bucket.owner)
    told = _Told(db, request.now)
    contents = "".join([_contents(version, encoded, whose, told) for version in page.entries])
    return document(
        f"<ListBucketResult><Name>{name}</Name>{encoding}<Prefix>{encoded(prefix)}</Prefix>"
        f"<Marker>{encoded(marker)}</Marker><MaxKeys>{limit}</MaxKeys>{separator}"
        f"<IsTruncated>{truth(page.truncated)}</IsTruncated>{following}"
        f"{prefixes(page.prefixes, encoded)}{contents}</ListBucketResult>",
        {"x-cos-bucket-region": bucket.region},
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """More of the objects whose class does not say everything."""

    db: Snapshot
    now: float

    def tier(self, version: Version) -> str:
        if version.storage_class not in TIERED:
            return ""
        return f"<StorageTier>{restoring.held_as(self.db, version, self.now)}</StorageTier>"

    def restore(self, version: Version) -> str:
        # The word for a copy that can be read is not documented; there is none here.
        state = restoring.state(version.extra, restoring.held_as(self.db, version, self.now), self.now)
        return "<RestoreStatus>ONGOING</RestoreStatus>" if state == "ongoing" else ""


def _contents(version: Version, encoded: Encoded, whose: str, told: _Told) -> str:
    more = told.tier(version) + told.restore(version) if version.storage_class in NAMED else ""
    return (
        f"<Contents><Key>{encoded(version.key)}</Key><LastModified>{iso(version.modified)}</LastModified>"
        f"<ETag>&quot;{version.etag}&quot;</ETag><Size>{version.size}</Size>{whose}"
        f"<StorageClass>{version.storage_class}</StorageClass>{more}</Contents>"
    )


@route("GET", "bucket", "versions", needs="READ")
def list_objects_versions(db: Snapshot, request: ServerRequest) -> Answer:
    query, name = request.query, request.bucket
    bucket = access.bucket_of(db, name)
    prefix, marker, id_marker = (query.get(k, "") for k in ("prefix", "key-marker", "version-id-marker"))
    split, limit = delimiter(query), number(query, "max-keys", 1000)
    encoded, encoding = encoder(query)
    page = db.list_versions(name, prefix, split, marker, id_marker, limit)
    following = ""
    if page.truncated:
        following = (
            f"<NextKeyMarker>{encoded(page.next_key)}</NextKeyMarker>"
            f"<NextVersionIdMarker>{page.next_id}</NextVersionIdMarker>"
        )
    separator = f"<Delimiter>{encoded(split)}</Delimiter>" if split else ""
    whose = owner(bucket.owner)
    versioned = bool(bucket.versioning)
    told = _Told(db, request.now)
    entries = "".join([_version(version, encoded, whose, versioned, told) for version in page.entries])
    return document(
        f"<ListVersionsResult>{encoding}<Name>{name}</Name><Prefix>{encoded(prefix)}</Prefix>"
        f"<KeyMarker>{encoded(marker)}</KeyMarker><VersionIdMarker>{escaped(id_marker)}</VersionIdMarker>"
        f"<MaxKeys>{limit}</MaxKeys><IsTruncated>{truth(page.truncated)}</IsTruncated>{following}{separator}"
        f"{prefixes(page.prefixes, encoded)}{entries}</ListVersionsResult>"
    )


def _version(version: Version, encoded: Encoded, whose: str, versioned: bool, told: _Told) -> str:
    head = (
        f"<Key>{encoded(version.key)}</Key><VersionId>{version.version_id if versioned else ''}</VersionId>"
        f"<IsLatest>{truth(version.is_latest)}</IsLatest><LastModified>{iso(version.modified)}</LastModified>"
    )
    if version.is_marker:
        return f"<DeleteMarker>{head}{whose}</DeleteMarker>"
    return (
        f"<Version>{head}<ETag>&quot;{version.etag}&quot;</ETag><Size>{version.size}</Size>"
        f"<StorageClass>{version.storage_class}</StorageClass>{told.tier(version)}{whose}</Version>"
    )


@route("GET", "bucket", "uploads", needs="READ")
def list_multipart_uploads(db: Snapshot, request: ServerRequest) -> Answer:
    query, name = request.query, request.bucket
    prefix, marker, id_marker = (query.get(k, "") for k in ("prefix", "key-marker", "upload-id-marker"))
    split, limit = delimiter(query), number(query, "max-uploads", 1000)
    encoded, encoding = encoder(query)
    page = db.list_uploads(name, prefix, split, marker, id_marker, limit)
    following = ""
    if page.truncated:
        following = (
            f"<NextKeyMarker>{encoded(page.next_key)}</NextKeyMarker>"
            f"<NextUploadIdMarker>{page.next_id}</NextUploadIdMarker>"
        )
    # The documents spell it Encoding-Type here, SDKs read either.
    encoding += "<Encoding-Type>url</Encoding-Type>" if encoding else "<Encoding-Type/>"
    id_of = request.accounts.id_of
    uploads = "".join([_upload(upload, encoded, id_of(upload.owner)) for upload in page.entries])
    return document(
        f"<ListMultipartUploadsResult><Bucket>{name}</Bucket>{encoding}<KeyMarker>{encoded(marker)}</KeyMarker>"
        f"<UploadIdMarker>{escaped(id_marker)}</UploadIdMarker>{following}<MaxUploads>{limit}</MaxUploads>"
        f"<IsTruncated>{truth(page.truncated)}</IsTruncated><Prefix>{encoded(prefix)}</Prefix>"
        f"<Delimiter>{encoded(split)}</Delimiter>{uploads}{prefixes(page.prefixes, encoded)}"
        "</ListMultipartUploadsResult>"
    )


def _upload(upload: Upload, encoded: Encoded, owner_id: str) -> str:
    who, whose = escaped(upload.initiator), escaped(owner_id)
    return (
        f"<Upload><Key>{encoded(upload.key)}</Key><UploadId>{upload.upload_id}</UploadId>"
        f"<StorageClass>{upload.storage_class}</StorageClass>"
        f"<Initiator><ID>{who}</ID><DisplayName>{who}</DisplayName></Initiator>"
        f"<Owner><ID>{whose}</ID><DisplayName>{whose}</DisplayName></Owner>"
        f"<Initiated>{iso(upload.initiated)}</Initiated></Upload>"
    )
