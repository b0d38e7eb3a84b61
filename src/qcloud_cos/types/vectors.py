"""Shapes of vectors, and of the buckets and indexes that they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

VectorData = TypedDict("VectorData", {"float32": Sequence[float]})
"""The numbers: a list, or an array of NumPy."""


class _Keyed(TypedDict):
    key: str


class PutVector(_Keyed, total=False):
    """A vector to store: its key, its numbers, and what is to be known of it."""

    data: VectorData
    metadata: Mapping[str, Any]


class FoundVector(_Keyed, total=False):
    """A vector as it is read; `distance` only of a query's."""

    data: VectorData
    metadata: dict[str, Any]
    distance: float


class CreateVectorBucketOutput(TypedDict, total=False):
    vectorBucketQcs: str


class VectorBucket(TypedDict, total=False):
    vectorBucketName: str
    vectorBucketQcs: str
    creationTime: int
    encryptionConfiguration: dict[str, str]


class GetVectorBucketOutput(TypedDict, total=False):
    vectorBucket: VectorBucket


class ListVectorBucketsOutput(TypedDict, total=False):
    """A page; `nextToken` is missing in the last."""

    vectorBuckets: list[VectorBucket]
    nextToken: str


class GetVectorBucketPolicyOutput(TypedDict, total=False):
    policy: Any


class CreateIndexOutput(TypedDict, total=False):
    indexQcs: str


class VectorIndex(TypedDict, total=False):
    indexName: str
    indexQcs: str
    vectorBucketName: str
    creationTime: int
    dataType: str
    dimension: int
    distanceMetric: str
    metadataConfiguration: dict[str, Any]


class GetIndexOutput(TypedDict, total=False):
    index: VectorIndex


class ListIndexesOutput(TypedDict, total=False):
    """A page; `nextToken` is missing in the last."""

    indexes: list[VectorIndex]
    nextToken: str


class VectorsOutput(TypedDict, total=False):
    """Vectors; of a listing, `nextToken` is missing in the last page."""

    vectors: list[FoundVector]
    nextToken: str
