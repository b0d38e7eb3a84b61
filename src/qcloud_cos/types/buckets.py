"""Buckets, and what there is in them."""

from typing import TypedDict


class Owner(TypedDict, total=False):
    ID: str
    DisplayName: str


class ListedBucket(TypedDict, total=False):
    Name: str
    Location: str
    CreationDate: str
    BucketType: str


class Buckets(TypedDict, total=False):
    Bucket: list[ListedBucket]


class ListBucketsOutput(TypedDict, total=False):
    Owner: Owner
    Buckets: Buckets | None
    """None if the account has no bucket."""
    Marker: str | None
    NextMarker: str
    IsTruncated: str


HeadBucketOutput = TypedDict(
    "HeadBucketOutput",
    {
        "x-cos-bucket-region": str,
        "x-cos-bucket-az-type": str,
        "x-cos-bucket-arch": str,
        "x-cos-request-id": str,
    },
    total=False,
)
