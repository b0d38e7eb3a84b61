"""Keyword arguments to request headers: the table both SDKs share."""

from __future__ import annotations

from collections.abc import Mapping

from qcloud_cos.core.checksum import content_md5
from qcloud_cos.errors import CosClientError

HEADER_OF = {
    "ContentLength": "Content-Length",
    "ContentMD5": "Content-MD5",
    "ContentType": "Content-Type",
    "CacheControl": "Cache-Control",
    "ContentDisposition": "Content-Disposition",
    "ContentEncoding": "Content-Encoding",
    "ContentLanguage": "Content-Language",
    "Expires": "Expires",
    "ResponseContentType": "response-content-type",
    "ResponseContentLanguage": "response-content-language",
    "ResponseExpires": "response-expires",
    "ResponseCacheControl": "response-cache-control",
    "ResponseContentDisposition": "response-content-disposition",
    "ResponseContentEncoding": "response-content-encoding",
    "ACL": "x-cos-acl",
    "Tagging": "x-cos-tagging",
    "GrantFullControl": "x-cos-grant-full-control",
    "GrantWrite": "x-cos-grant-write",
    "GrantRead": "x-cos-grant-read",
    "StorageClass": "x-cos-storage-class",
    "Range": "Range",
    "IfMatch": "If-Match",
    "IfNoneMatch": "If-None-Match",
    "IfModifiedSince": "If-Modified-Since",
    "IfUnmodifiedSince": "If-Unmodified-Since",
    "CopySourceIfMatch": "x-cos-copy-source-If-Match",
    "CopySourceIfNoneMatch": "x-cos-copy-source-If-None-Match",
    "CopySourceIfModifiedSince": "x-cos-copy-source-If-Modified-Since",
    "CopySourceIfUnmodifiedSince": "x-cos-copy-source-If-Unmodified-Since",
    "VersionId": "versionId",
    "ServerSideEncryption": "x-cos-server-side-encryption",
    "SSEKMSKeyId": "x-cos-server-side-encryption-cos-kms-key-id",
    "SSEKMSContext": "x-cos-server-side-encryption-context",
    "SSECustomerAlgorithm": "x-cos-server-side-encryption-customer-algorithm",
    "SSECustomerKey": "x-cos-server-side-encryption-customer-key",
    "SSECustomerKeyMD5": "x-cos-server-side-encryption-customer-key-MD5",
    "CopySourceSSECustomerAlgorithm": "x-cos-copy-source-server-side-encryption-customer-algorithm",
    "CopySourceSSECustomerKey": "x-cos-copy-source-server-side-encryption-customer-key",
    "CopySourceSSECustomerKeyMD5": "x-cos-copy-source-server-side-encryption-customer-key-MD5",
    "Referer": "Referer",
    "PicOperations": "Pic-Operations",
    "TrafficLimit": "x-cos-traffic-limit",
    "Accept": "Accept",
    "AcceptEncoding": "Accept-Encoding",
    "Callback": "x-cos-callback",
    "CallbackVar": "x-cos-callback-var",
}
_IN_QUERY = frozenset(HEADER_OF[name] for name in HEADER_OF if name.startswith("Response")) | {"versionId"}


def to_headers(keywords: Mapping[str, object]) -> dict[str, str]:
    """`{"ACL": "private"}` to `{"x-cos-acl": "private"}`.

    `Metadata` holds headers under their own names; None is as if not given.

    Raises:
        CosClientError: no such keyword, or a value that is no text.
    """
    headers: dict[str, str] = {}
    for keyword, value in keywords.items():
        name = HEADER_OF.get(keyword)
        if name is not None:
            if value is not None:
                headers[name] = value if type(value) is str else _header(keyword, value)
        elif keyword == "Metadata":
            if isinstance(value, Mapping):
                headers.update((_text(key), _text(item)) for key, item in value.items())
            elif value is not None:
                raise CosClientError("Metadata must be a dict such as {'x-cos-meta-author': 'Li'}")
        else:
            raise CosClientError(f"No Parameter Named {keyword} Please Check It{_guess(keyword)}")
    return headers


def to_headers_and_query(keywords: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """The same, with what belongs into the query apart: `VersionId` and the `Response...` overrides."""
    headers = to_headers(keywords)
    query = {name: headers.pop(name) for name in list(headers) if name in _IN_QUERY}
    return headers, query


def with_md5(headers: dict[str, str], body: bytes) -> dict[str, str]:
    """The headers of an XML document that the server is to check: its type and its MD5."""
    return {**headers, "Content-MD5": content_md5(body), "Content-Type": "application/xml"}


def _header(keyword: str, value: object) -> str:
    if isinstance(value, Mapping | list | tuple | set):
        raise CosClientError(
            f"{keyword} must be text, not a {type(value).__name__}: such as json.dumps makes of it"
        )
    return _text(value)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _guess(keyword: str) -> str:
    from difflib import get_close_matches

    # By lower case, since most slips are `Acl` for `ACL`.
    known = {name.lower(): name for name in [*HEADER_OF, "Metadata"]}
    near = get_close_matches(keyword.lower(), known, n=1)
    return f": did you mean {known[near[0]]}?" if near else ""
