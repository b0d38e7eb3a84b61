"""Parts of a multipart upload: sent, copied, listed."""

from __future__ import annotations

import hashlib
import re

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import access, conditions, sse
from qcloud_cos.server.answer import Answer, document, iso
from qcloud_cos.server.handlers.copying import source_of
from qcloud_cos.server.handlers.multipart import MOST_PARTS, upload_of
from qcloud_cos.server.handlers.pages import encoder, number, owner
from qcloud_cos.server.handlers.writing import MOST_BYTES, check_length
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Content, Part, Snapshot, Store


def part_number(request: ServerRequest) -> int:
    text = request.query.get("partNumber", "")
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= MOST_PARTS:
        raise argument("partNumber is not between 1 and 10000.")
    return int(text)


def check_part(db: Snapshot, request: ServerRequest) -> None:
    check_length(request)
    part_number(request)
    sse.check_key(upload_of(db, request).extra, request.headers)


@route("PUT", "object", "uploadId", needs="WRITE", of="bucket", content=True, admit=check_part)
def upload_part(db: Changes, request: ServerRequest) -> Answer:
    content = request.content
    assert content is not None  # noqa: S101 - the route receives it
    upload = upload_of(db, request)
    etag = sse.etag(upload.extra, content.md5)
    db.put_part(upload.upload_id, Part(part_number(request), etag, request.now, content))
    headers = {"ETag": f'"{etag}"', "x-cos-hash-crc64ecma": str(content.crc64)}
    return Answer(200, headers | sse.shown(upload.extra, request.headers))


def read_source(store: Store, request: ServerRequest) -> None:
    """Sum the source's range up, outside the transaction: the part will refer to the same bytes."""
    source, version = source_of(store.read, request)
    whole = version.content
    assert whole is not None  # noqa: S101 - only markers have none
    start, stop = conditions.copy_range(request.headers.get("x-cos-copy-source-range"), whole.size)
    if stop - start > MOST_BYTES:
        raise Refusal("EntityTooLarge", "A part has at most 5 GiB.")
    md5, crc = hashlib.md5(), 0
    reader = store.open(whole, start, stop)
    for piece in reader:
        md5.update(piece)
        crc = crc64(piece, crc)
    inline = whole.inline[start:stop] if whole.inline is not None else None
    content = Content(stop - start, md5.hexdigest(), crc, inline, whole.cut(start, stop))
    request.draft = (source, version, content)


def check_part_copy(db: Snapshot, request: ServerRequest) -> None:
    if "content-length" not in request.headers:
        raise Refusal("MissingContentLength")
    part_number(request)
    conditions.check_pairs(request.headers)
    sse.check_key(upload_of(db, request).extra, request.headers)


@route(
    "PUT", "object", "uploadId+copy", needs="WRITE", of="bucket", document=64 * KIB, admit=check_part_copy,
    prepare=read_source,
)  # fmt: skip
def upload_part_copy(db: Changes, request: ServerRequest) -> Answer:
    source, seen, content = request.draft
    _, version = source_of(db, request)
    if version.content != seen.content:
        raise Refusal("PreconditionFailed", "The source was replaced while it was copied.")
    upload = upload_of(db, request)
    etag = sse.etag(upload.extra, content.md5)
    db.put_part(upload.upload_id, Part(part_number(request), etag, request.now, content))
    headers = {"x-cos-hash-crc64ecma": str(content.crc64)} | sse.shown(upload.extra, request.headers)
    if source.version_id is not None:
        headers["x-cos-copy-source-version-id"] = source.version_id
    return document(
        f"<CopyPartResult><ETag>&quot;{etag}&quot;</ETag><LastModified>{iso(request.now)}</LastModified>"
        f"<CRC64>{content.crc64}</CRC64></CopyPartResult>",
        headers,
    )


@route("GET", "object", "uploadId", needs="WRITE", of="bucket")
def list_parts(db: Snapshot, request: ServerRequest) -> Answer:
    if not request.query["uploadId"]:
        raise Refusal("ListPartUploadIdIsEmpty")
    upload = upload_of(db, request)
    query = request.query
    marker = number(query, "part-number-marker", 0, least=0, most=None)
    limit = number(query, "max-parts", 1000)
    encoded, encoding = encoder(query)
    if encoding:
        encoding += "<Encoding-type>url</Encoding-type>"  # the documents spell it so, examples the other way
    parts, truncated = db.parts(upload.upload_id, marker, limit)
    listed = "".join([_entry(part) for part in parts])
    following = f"<NextPartNumberMarker>{parts[-1].number}</NextPartNumberMarker>" if truncated else ""
    bucket = access.bucket_of(db, upload.bucket)
    return document(
        f"<ListPartsResult><Bucket>{upload.bucket}</Bucket>{encoding}<Key>{encoded(upload.key)}</Key>"
        f"<UploadId>{upload.upload_id}</UploadId>{owner(bucket.owner)}"
        f"<PartNumberMarker>{marker}</PartNumberMarker>"
        f"<Initiator><ID>{escaped(upload.initiator)}</ID><DisplayName>{escaped(upload.initiator)}</DisplayName>"
        f"</Initiator>{listed}{following}<StorageClass>{upload.storage_class}</StorageClass>"
        f"<MaxParts>{limit}</MaxParts><IsTruncated>{'true' if truncated else 'false'}</IsTruncated>"
        "</ListPartsResult>"
    )


def _entry(part: Part) -> str:
    return (
        f"<Part><PartNumber>{part.number}</PartNumber><LastModified>{iso(part.modified)}</LastModified>"
        f"<ETag>&quot;{part.etag}&quot;</ETag><Size>{part.size}</Size></Part>"
    )
