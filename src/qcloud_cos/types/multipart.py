"""Multipart uploads: opened, filled part by part, completed or aborted."""

from typing import Required, TypedDict

from qcloud_cos.types.buckets import Owner


class CreateMultipartUploadOutput(TypedDict, total=False):
    Bucket: str
    Key: str
    UploadId: Required[str]


class CopyPartOutput(TypedDict, total=False):
    ETag: Required[str]
    LastModified: str
    CRC64: str


class Part(TypedDict, total=False):
    PartNumber: Required[int | str]
    ETag: Required[str]


class MultipartUpload(TypedDict):
    Part: list[Part]
    """In ascending order of their numbers."""


class CompleteMultipartUploadOutput(TypedDict, total=False):
    """Of the whole object; the headers of the answer, too."""

    Location: str
    Bucket: str
    Key: str
    ETag: Required[str]


class ListedPart(TypedDict, total=False):
    PartNumber: str
    LastModified: str
    ETag: str
    Size: str


class ListPartsOutput(TypedDict, total=False):
    Bucket: str
    EncodingType: str | None
    Key: str
    UploadId: str
    Owner: Owner
    Initiator: Owner
    PartNumberMarker: str
    NextPartNumberMarker: str
    Part: list[ListedPart]
    StorageClass: str
    MaxParts: str
    IsTruncated: str
