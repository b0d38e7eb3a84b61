"""Objects: what storing, reading, copying and deleting them takes and gives.

Results that are headers hold every header of the answer, also those that are not named here.
"""

from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    from qcloud_cos.transport.streams import AsyncStreamBody, StreamBody

PutObjectOutput = TypedDict(
    "PutObjectOutput",
    {
        "ETag": Required[str],
        "x-cos-hash-crc64ecma": str,
        "x-cos-version-id": str,
        "x-cos-expiration": str,
        "x-cos-server-side-encryption": str,
        "x-cos-request-id": str,
    },
    total=False,
)

AppendObjectOutput = TypedDict(
    "AppendObjectOutput",
    {
        "ETag": str,
        "x-cos-next-append-position": str,
        "x-cos-hash-crc64ecma": str,
        "x-cos-request-id": str,
    },
    total=False,
)

DeleteObjectOutput = TypedDict(
    "DeleteObjectOutput",
    {"x-cos-version-id": str, "x-cos-delete-marker": str, "x-cos-request-id": str},
    total=False,
)

HeadObjectOutput = TypedDict(
    "HeadObjectOutput",
    {
        "Accept-Ranges": str,
        "Cache-Control": str,
        "Content-Disposition": str,
        "Content-Encoding": str,
        "Content-Language": str,
        "Content-Length": Required[str],
        "Content-Range": str,
        "Content-Type": str,
        "ETag": Required[str],
        "Expires": str,
        "Last-Modified": str,
        "x-cos-expiration": str,
        "x-cos-hash-crc64ecma": str,
        "x-cos-object-type": str,
        "x-cos-replication-status": str,
        "x-cos-request-id": str,
        "x-cos-restore": str,
        "x-cos-server-side-encryption": str,
        "x-cos-storage-class": str,
        "x-cos-version-id": str,
    },
    total=False,
)


class GetObjectOutput(HeadObjectOutput):
    """The headers, and the content still to be read."""

    Body: "StreamBody"


class AsyncGetObjectOutput(HeadObjectOutput):
    """The headers, and the content still to be read."""

    Body: "AsyncStreamBody"


class CopySource(TypedDict, total=False):
    """The object to copy.  Without Region and Endpoint: where the client itself is."""

    Bucket: Required[str]
    Key: Required[str]
    Region: str
    Endpoint: str
    Appid: str
    VersionId: str


class CopyObjectOutput(TypedDict, total=False):
    """Of the new object; the headers of the answer, too."""

    ETag: Required[str]
    LastModified: str
    CRC64: str
    VersionId: str


class ObjectToDelete(TypedDict, total=False):
    Key: Required[str]
    VersionId: str


class Delete(TypedDict, total=False):
    Object: Required[list[ObjectToDelete]]
    """At most 1000."""
    Quiet: str | bool
    """``true``: only failures are reported."""


class Deleted(TypedDict, total=False):
    Key: str
    VersionId: str
    DeleteMarker: str
    DeleteMarkerVersionId: str


class DeleteError(TypedDict, total=False):
    Key: str
    VersionId: str
    Code: str
    Message: str


class DeleteObjectsOutput(TypedDict, total=False):
    Deleted: list[Deleted]
    Error: list[DeleteError]
