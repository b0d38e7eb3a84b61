"""An answer of COS's, written as S3 writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.acl import GROUPS
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, argument, escaped, quoted
from qcloud_cos.server.s3.codes import RENAMED
from qcloud_cos.server.s3.incoming import AMAZON_GROUPS, COS_KMS, KMS, KMS_NAMES, SSE

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'
MOST_BUCKETS = 10_000
_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*<(\w+)(?: xmlns=\"[^\"]*\")?(/?)>")
_HEADERS = {"x-cos-trace-id": "x-amz-id-2"} | {
    cos: amz.replace("x-cos-", "x-amz-") for amz, cos in KMS_NAMES.items()
}
_INSIDE: dict[bytes, tuple[tuple[bytes, bytes], ...]] = {
    b"AccessControlPolicy": ((GROUPS.encode(), AMAZON_GROUPS.encode()),),
    b"ListMultipartUploadsResult": ((b"<Encoding-Type/>", b""), (b"<Encoding-Type>url</Encoding-Type>", b"")),
    b"ListVersionsResult": ((b"<VersionId></VersionId>", b"<VersionId>null</VersionId>"),),
    b"ServerSideEncryptionConfiguration": ((b"<SSEAlgorithm>KMS<", b"<SSEAlgorithm>aws:kms<"),),
}


def header(name: str, value: str) -> tuple[str, str]:
    if not name.startswith("x-cos-"):
        return name, value
    if name == SSE and value == COS_KMS:
        value = KMS
    return _HEADERS.get(name) or f"x-amz-{name[6:]}", value


def document(text: bytes) -> bytes:
    """An XML document in S3's namespace, and with its words."""
    match = _ROOT.match(text)
    if match is None:
        return text
    root, rest = match[1], text[match.end() :]
    for ours, theirs in _INSIDE.get(root, ()):
        rest = rest.replace(ours, theirs)
    return b'%s<%s xmlns="%s"%s>%s' % (PROLOG, root, NAMESPACE.encode(), match[2], rest)


def error(refusal: Refusal, resource: str, request_id: str, host_id: str) -> bytes:
    fields = {
        "Code": RENAMED.get(refusal.code, refusal.code),
        "Message": refusal.message.replace("x-cos-", "x-amz-"),
        **refusal.details,
        "Resource": resource,
        "RequestId": request_id,
        "HostId": host_id,
    }
    inside = "".join([f"<{name}>{quoted(value)}</{name}>" for name, value in fields.items()])
    return PROLOG + f"<Error>{inside}</Error>".encode(errors="replace")


def buckets(text: bytes, query: Mapping[str, str]) -> bytes:
    """All the buckets that COS lists, as a page of S3's.

    Raises:
        Refusal: InvalidArgument.
    """
    content = xml.parse(text)
    prefix, after = query.get("prefix", ""), query.get("continuation-token", "")
    most = query.get("max-buckets") or str(MOST_BUCKETS)
    if not re.fullmatch(r"[0-9]{1,5}", most) or not 1 <= int(most) <= MOST_BUCKETS:
        raise argument(f"max-buckets is not between 1 and {MOST_BUCKETS}.")
    found = as_list((content["Buckets"] or {}).get("Bucket"))
    found = [one for one in found if one["Name"].startswith(prefix) and one["Name"] > after]
    page = found[: int(most)]
    inside = f"{_owner(content['Owner'])}<Buckets>{''.join(map(_bucket, page))}</Buckets>"
    if prefix:
        inside += f"<Prefix>{escaped(prefix)}</Prefix>"
    if len(found) > len(page):
        inside += f"<ContinuationToken>{page[-1]['Name']}</ContinuationToken>"
    root = "ListAllMyBucketsResult"
    return PROLOG + f'<{root} xmlns="{NAMESPACE}">{inside}</{root}>'.encode()


def _owner(owner: Mapping[str, str]) -> str:
    return (
        f"<Owner><ID>{escaped(owner['ID'])}</ID><DisplayName>{escaped(owner['DisplayName'])}</DisplayName></Owner>"
    )


def _bucket(bucket: Mapping[str, Any]) -> str:
    created = bucket["CreationDate"].replace("Z", ".000Z")
    region = f"<BucketRegion>{escaped(bucket['Location'])}</BucketRegion>"
    return f"<Bucket><Name>{bucket['Name']}</Name><CreationDate>{created}</CreationDate>{region}</Bucket>"
