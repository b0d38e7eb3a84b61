"""The optional keyword arguments, by what they are for.

`Metadata` holds headers under their own names, such as ``{"x-cos-meta-author": "Li"}``.
Every operation takes every keyword at run time; these say which make sense where.
"""

from typing import TypedDict


class Headers(TypedDict, total=False):
    """What any request can carry."""

    Metadata: dict[str, str]
    ContentMD5: str
    ContentType: str
    Referer: str


class AclHeaders(Headers, total=False):
    """Who may do what, said in headers."""

    ACL: str
    """``private``, ``public-read``, ``public-read-write`` or, for objects, ``default``: as the bucket."""
    GrantFullControl: str
    """``id="100000000001"``, several joined with commas."""
    GrantRead: str
    GrantWrite: str


class CustomerKey(TypedDict, total=False):
    """SSE-C: COS encrypts with this key and does not keep it."""

    SSECustomerAlgorithm: str
    SSECustomerKey: str
    SSECustomerKeyMD5: str


class PartHeaders(Headers, CustomerKey, total=False):
    """What sending a part can carry."""

    ContentLength: int | str
    TrafficLimit: int | str
    """Bits per second, 819200 to 838860800."""


class ObjectHeaders(AclHeaders, PartHeaders, total=False):
    """What storing an object can carry."""

    StorageClass: str
    """``STANDARD``, ``STANDARD_IA``, ``INTELLIGENT_TIERING``, ``ARCHIVE``, ``DEEP_ARCHIVE``; ``MAZ_...``."""
    CacheControl: str
    ContentDisposition: str
    ContentEncoding: str
    ContentLanguage: str
    Expires: str
    Tagging: str
    """``key=value&key2=value2``, URL-encoded."""
    ServerSideEncryption: str
    SSEKMSKeyId: str
    SSEKMSContext: str
    PicOperations: str
    Callback: str
    CallbackVar: str


class CopyHeaders(ObjectHeaders, total=False):
    """What copying an object can carry: conditions on the source, too."""

    CopySourceIfMatch: str
    CopySourceIfNoneMatch: str
    CopySourceIfModifiedSince: str
    CopySourceIfUnmodifiedSince: str
    CopySourceSSECustomerAlgorithm: str
    CopySourceSSECustomerKey: str
    CopySourceSSECustomerKeyMD5: str


class VersionHeaders(Headers, total=False):
    VersionId: str


class ObjectAclHeaders(AclHeaders, VersionHeaders, total=False):
    """Who may do what with an object, or with one of its versions."""


class HeadHeaders(VersionHeaders, CustomerKey, total=False):
    """What asking for an object's headers can carry; times are as in ``Wed, 28 Oct 2026 20:30:00 GMT``."""

    Range: str
    """``bytes=0-1048575``: one range, both ends included."""
    IfMatch: str
    IfNoneMatch: str
    IfModifiedSince: str
    IfUnmodifiedSince: str
    Accept: str
    AcceptEncoding: str


class GetHeaders(HeadHeaders, total=False):
    """What asking for an object can carry; `Response...` replaces a header of the answer."""

    ResponseCacheControl: str
    ResponseContentDisposition: str
    ResponseContentEncoding: str
    ResponseContentLanguage: str
    ResponseContentType: str
    ResponseExpires: str
    TrafficLimit: int | str
