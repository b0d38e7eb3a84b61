"""Multipart uploads: begun, completed, aborted."""

from __future__ import annotations

import hashlib
import secrets
from itertools import pairwise
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server import locking, metadata, sse
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document
from qcloud_cos.server.handlers.writing import Draft, check_overwrite, draft_of, stored
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import GIB, KIB, MIB, route
from qcloud_cos.server.store import Changes, Part, Snapshot, Upload
from qcloud_cos.server.terms import terms_of

SMALLEST_PART = MIB
LARGEST_OBJECT = 50_000 * GIB
MOST_PARTS = 10_000
NAMESPACE = "http://www.qcloud.com/document/product/436/7751"


def check_begin(db: Snapshot, request: ServerRequest) -> None:
    bucket = request.row
    assert bucket is not None  # noqa: S101 - access has looked it up
    request.draft = draft_of(db, request, bucket)


@route("POST", "object", "uploads", needs="WRITE", of="bucket", document=64 * KIB, admit=check_begin)
def create_multipart_upload(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    check_overwrite(db, request, bucket)
    draft: Draft = request.draft
    kept, storage_class, tags = draft.metadata
    # Ten digits of time and 64 of chance, as COS writes them.
    upload_id = f"{int(request.now):010d}{secrets.token_hex(32)}"
    initiator = request.caller.id if request.caller else request.accounts.id_of(bucket.owner)
    db.create_upload(
        Upload(
            upload_id, bucket.name, request.key, request.now, draft.owner, initiator, storage_class, kept,
            draft.acl, tags, draft.extra,
        )
    )  # fmt: skip
    return document(
        f"<InitiateMultipartUploadResult><Bucket>{bucket.name}</Bucket><Key>{escaped(request.key)}</Key>"
        f"<UploadId>{upload_id}</UploadId></InitiateMultipartUploadResult>",
        sse.shown(draft.extra, request.headers),
    )


def upload_of(db: Snapshot, request: ServerRequest) -> Upload:
    upload = db.upload(request.bucket, request.key, request.query["uploadId"])
    if upload is None:
        raise Refusal("NoSuchUpload")
    return upload


@route("POST", "object", "uploadId", needs="WRITE", of="bucket", document=4 * MIB, is_long=True)
def complete_multipart_upload(db: Changes, request: ServerRequest) -> Answer:
    upload = upload_of(db, request)
    chosen = chosen_parts(db, upload.upload_id, request.body)
    if sum(part.size for part in chosen) > LARGEST_OBJECT:
        raise Refusal("EntityTooLarge", "An object has at most 50,000 GiB.")
    kept = metadata.Metadata(upload.headers, upload.storage_class, upload.tags)
    lock = locking.by_default(terms_of(db, request.bucket), request.now)
    draft = Draft(kept, upload.acl, upload.owner, upload.extra | lock)
    content = db.join([part.content for part in chosen])
    version, headers = stored(db, request, draft, content, _etag(chosen))
    db.drop_upload(upload.upload_id)
    if bucket_of(db, request.bucket).versioning == "Suspended":
        headers["x-cos-version-id"] = version.version_id
    place = f"http://{request.host or request.bucket}{request.path}"
    etag = headers.pop("ETag").strip('"')
    return document(
        f'<CompleteMultipartUploadResult xmlns="{NAMESPACE}"><Location>{escaped(place)}</Location>'
        f"<Bucket>{request.bucket}</Bucket><Key>{escaped(request.key)}</Key>"
        f"<ETag>&quot;{etag}&quot;</ETag></CompleteMultipartUploadResult>",
        headers,
        '<?xml version="1.0" encoding="UTF-8"?>\n',
    )


def _listed(body: bytes) -> list[tuple[int, str]]:
    """The part numbers and ETags of a CompleteMultipartUpload."""
    try:
        entries = as_list(xml.parse(body, root="CompleteMultipartUpload").get("Part"))
        listed = [(int(entry["PartNumber"]), _bare(entry["ETag"])) for entry in entries]
    except (xml.MalformedXML, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal("MalformedXML", f"The CompleteMultipartUpload is not valid: {error}") from None
    if not 1 <= len(listed) <= MOST_PARTS:
        raise Refusal("MalformedXML", f"A CompleteMultipartUpload lists 1 to {MOST_PARTS} parts.")
    numbers = [number for number, _ in listed]
    if any(after <= before for before, after in pairwise(numbers)):
        raise Refusal("InvalidPartOrder")
    return listed


def _bare(etag: Any) -> str:
    return str(etag or "").strip().strip('"')


def chosen_parts(db: Snapshot, upload_id: str, body: bytes) -> list[Part]:
    """Those that a CompleteMultipartUpload lists.

    Raises:
        Refusal: MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall.
    """
    listed = _listed(body)
    parts = {part.number: part for part in _all_parts(db, upload_id)}
    chosen = []
    for expected, (number, etag) in enumerate(listed, 1):
        part = parts.get(number)
        # COS wants the numbers without gaps, from 1 on.
        if part is None or part.etag != etag or number != expected:
            raise Refusal("InvalidPart")
        chosen.append(part)
    if any(part.size < SMALLEST_PART for part in chosen[:-1]):
        raise Refusal("EntityTooSmall")
    return chosen


def _all_parts(db: Snapshot, upload_id: str) -> list[Part]:
    return db.parts(upload_id, 0, MOST_PARTS)[0]


def _etag(parts: list[Part]) -> str:
    """Opaque to clients.  Ours is S3's: the MD5 of the parts' MD5s, and how many."""
    digests = b"".join([bytes.fromhex(part.etag) for part in parts])
    return f"{hashlib.md5(digests).hexdigest()}-{len(parts)}"


@route("DELETE", "object", "uploadId", needs="WRITE", of="bucket", is_long=True)
def abort_multipart_upload(db: Changes, request: ServerRequest) -> Answer:
    db.drop_upload(upload_of(db, request).upload_id)
    return Answer(204)
