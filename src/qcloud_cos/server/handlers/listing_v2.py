"""ListObjectsV2: S3's second listing of objects, which COS has in that dialect only.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

from __future__ import annotations

import base64
import binascii

from qcloud_cos.server import access
from qcloud_cos.server.answer import Answer, document, iso
from qcloud_cos.server.handlers.pages import delimiter, encoder, number, owner, prefixes, truth
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Page, Snapshot, Version


def check_dialect(db: Snapshot, request: ServerRequest) -> None:
    if request.s3 is None:
        raise Refusal(
            "NotImplemented", "list-type is S3's: with a COS signature there is GET Bucket and its marker."
        )
    if request.query["list-type"] != "2":
        raise argument("list-type is 2.")


@route("GET", "bucket", "list-type", needs="READ", admit=check_dialect)
def list_objects_v2(db: Snapshot, request: ServerRequest) -> Answer:
    query, name = request.query, request.bucket
    bucket = access.bucket_of(db, name)
    prefix, split = query.get("prefix", ""), delimiter(query)
    token, after = query.get("continuation-token", ""), query.get("start-after", "")
    limit = number(query, "max-keys", 1000, least=0)
    encoded, encoding = encoder(query)
    page = db.list_objects(name, prefix, split, _key(token) if token else after, limit) if limit else Page([], [])
    whose = owner(bucket.owner) if query.get("fetch-owner") == "true" else ""
    contents = "".join(
        [
            f"<Contents><Key>{encoded(version.key)}</Key>{_about(version)}{whose}"
            f"<StorageClass>{version.storage_class}</StorageClass></Contents>"
            for version in page.entries
        ]
    )
    following = f"<NextContinuationToken>{_token(page.next_key)}</NextContinuationToken>" if page.truncated else ""
    return document(
        f"<ListBucketResult><Name>{name}</Name><Prefix>{encoded(prefix)}</Prefix>"
        f"{_element('StartAfter', encoded(after))}{_element('ContinuationToken', escaped(token))}{following}"
        f"<KeyCount>{len(page.entries) + len(page.prefixes)}</KeyCount><MaxKeys>{limit}</MaxKeys>"
        f"{_element('Delimiter', encoded(split))}{encoding}<IsTruncated>{truth(page.truncated)}</IsTruncated>"
        f"{contents}{prefixes(page.prefixes, encoded)}</ListBucketResult>",
        {"x-cos-bucket-region": bucket.region},
    )


def _about(version: Version) -> str:
    return (
        f"<LastModified>{iso(version.modified)}</LastModified>"
        f"<ETag>&quot;{version.etag}&quot;</ETag><Size>{version.size}</Size>"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>" if text else ""


def _token(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _key(token: str) -> str:
    """Raises:
    Refusal: InvalidArgument.
    """
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise argument("The continuation token provided is incorrect") from None
