"""Pages of objects, versions and unfinished uploads.  Numbers stay text, as the wire has them."""

from typing import TypedDict

from qcloud_cos.types.buckets import Owner


class ListedObject(TypedDict, total=False):
    Key: str
    LastModified: str
    ETag: str
    Size: str
    Owner: Owner
    StorageClass: str
    StorageTier: str
    RestoreStatus: str


class CommonPrefix(TypedDict):
    Prefix: str


class ListObjectsOutput(TypedDict, total=False):
    Name: str
    EncodingType: str
    Prefix: str | None
    Marker: str | None
    MaxKeys: str
    Delimiter: str | None
    IsTruncated: str
    """``true`` or ``false``; if true, go on with ``Marker=page["NextMarker"]``."""
    NextMarker: str
    CommonPrefixes: list[CommonPrefix]
    Contents: list[ListedObject]


class ListedVersion(TypedDict, total=False):
    Key: str
    VersionId: str | None
    IsLatest: str
    LastModified: str
    ETag: str
    Size: str
    StorageClass: str
    StorageTier: str
    Owner: Owner


class ListedDeleteMarker(TypedDict, total=False):
    Key: str
    VersionId: str | None
    IsLatest: str
    LastModified: str
    Owner: Owner


class ListObjectsVersionsOutput(TypedDict, total=False):
    EncodingType: str
    Name: str
    Prefix: str | None
    KeyMarker: str | None
    VersionIdMarker: str | None
    MaxKeys: str
    IsTruncated: str
    NextKeyMarker: str
    NextVersionIdMarker: str | None
    Delimiter: str | None
    CommonPrefixes: list[CommonPrefix]
    Version: list[ListedVersion]
    DeleteMarker: list[ListedDeleteMarker]


class ListedUpload(TypedDict, total=False):
    Key: str
    UploadId: str
    StorageClass: str
    Initiator: Owner
    Owner: Owner
    Initiated: str


class ListMultipartUploadsOutput(TypedDict, total=False):
    Bucket: str
    EncodingType: str
    KeyMarker: str | None
    UploadIdMarker: str | None
    NextKeyMarker: str
    NextUploadIdMarker: str
    MaxUploads: str
    IsTruncated: str
    Prefix: str | None
    Delimiter: str | None
    Upload: list[ListedUpload]
    CommonPrefixes: list[CommonPrefix]
