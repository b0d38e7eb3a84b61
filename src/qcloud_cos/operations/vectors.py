"""Vectors: stored by key in the indexes of vector buckets, and found by likeness.

All are POSTs of JSON.  Buckets and indexes are not made twice, since the second time they are there already;
all else may be repeated: what is stored is stored under its key, and the same again.

Source: https://cloud.tencent.com/document/product/436/127719
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.endpoint import bucket_name
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Response
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.json_documents import json_document

T = TypeVar("T")
R = TypeVar("R")
AnswerHeaders = dict[str, Any]
Answered = tuple[AnswerHeaders, T]
"""The headers, and the body."""


class Vectors:
    @operation
    def create_vector_bucket(
        self, Bucket: str, SseType: str | None = None, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.CreateVectorBucketOutput]]:
        """Make a bucket for vectors, at most 100 in a region.  It is not sent again when the answer gets lost.

        Args:
            SseType: ``AES256`` to encrypt what it holds.

        Source: https://cloud.tencent.com/document/product/436/127725
        """
        encryption = None if SseType is None else {"sseType": SseType}
        document = {"vectorBucketName": _named(Bucket), "encryptionConfiguration": encryption}
        returns = _body(types.CreateVectorBucketOutput)
        return _asked("CreateVectorBucket", document, headers, returns, repeatable=False)

    @operation
    def get_vector_bucket(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.GetVectorBucketOutput]]:
        """Read when a vector bucket was made, and how it encrypts.

        Source: https://cloud.tencent.com/document/product/436/127726
        """
        document = {"vectorBucketName": _named(Bucket)}
        return _asked("GetVectorBucket", document, headers, _body(types.GetVectorBucketOutput))

    @operation
    def list_vector_buckets(
        self,
        MaxResults: int | None = None,
        NextToken: str | None = None,
        Prefix: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.ListVectorBucketsOutput]]:
        """A page of the account's vector buckets in this region.

        Args:
            MaxResults: up to 500; 100 if not given.
            NextToken: of the page before.

        Source: https://cloud.tencent.com/document/product/436/127727
        """
        document = {"maxResults": MaxResults, "nextToken": NextToken, "prefix": Prefix}
        return _asked("ListVectorBuckets", document, headers, _body(types.ListVectorBucketsOutput))

    @operation
    def delete_vector_bucket(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[AnswerHeaders]:
        """Delete a vector bucket, which must be empty.

        Source: https://cloud.tencent.com/document/product/436/127728
        """
        return _asked("DeleteVectorBucket", {"vectorBucketName": _named(Bucket)}, headers, _HEADERS)

    @operation
    def put_vector_bucket_policy(
        self, Bucket: str, Policy: str | Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[AnswerHeaders]:
        """Set a vector bucket's policy, replacing any it had.

        Args:
            Policy: a dict, or its JSON.

        Source: https://cloud.tencent.com/document/product/436/127711
        """
        if not isinstance(Policy, str | Mapping):
            raise CosClientError(f"Policy must be a dict or a str of JSON, not {type(Policy).__name__}")
        text = Policy if isinstance(Policy, str) else json_document(dict(Policy), "Policy").decode()
        document = {"policy": text, "vectorBucketName": _named(Bucket)}
        return _asked("PutVectorBucketPolicy", document, headers, _HEADERS)

    @operation
    def get_vector_bucket_policy(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.GetVectorBucketPolicyOutput]]:
        """Read a vector bucket's policy.

        Source: https://cloud.tencent.com/document/product/436/127712
        """
        document = {"vectorBucketName": _named(Bucket)}
        return _asked("GetVectorBucketPolicy", document, headers, _body(types.GetVectorBucketPolicyOutput))

    @operation
    def delete_vector_bucket_policy(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[AnswerHeaders]:
        """Remove a vector bucket's policy.

        Source: https://cloud.tencent.com/document/product/436/127713
        """
        return _asked("DeleteVectorBucketPolicy", {"vectorBucketName": _named(Bucket)}, headers, _HEADERS)

    @operation
    def create_index(
        self,
        Bucket: str,
        Index: str,
        DataType: str,
        Dimension: int,
        DistanceMetric: str,
        NonFilterableMetadataKeys: Sequence[str] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.CreateIndexOutput]]:
        """Make an index in a vector bucket.  It is not sent again when the answer gets lost.

        Args:
            Index: 3 to 63 of a-z, 0-9, ``-`` and ``.``.
            DataType: ``float32``.
            Dimension: how many numbers each vector has, 1 to 4096.
            DistanceMetric: ``cosine`` or ``euclidean``.
            NonFilterableMetadataKeys: 1 to 10 keys of metadata that no `Filter` will ask for.

        Source: https://cloud.tencent.com/document/product/436/127715
        """
        keys = NonFilterableMetadataKeys
        metadata = None
        if keys is not None:
            metadata = {"nonFilterableMetadataKeys": _listed("NonFilterableMetadataKeys", keys)}
        document = {
            "dataType": DataType,
            "dimension": Dimension,
            "distanceMetric": DistanceMetric,
            "metadataConfiguration": metadata,
            **_index(Bucket, Index),
        }
        return _asked("CreateIndex", document, headers, _body(types.CreateIndexOutput), repeatable=False)

    @operation
    def get_index(
        self, Bucket: str, Index: str, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.GetIndexOutput]]:
        """Read what an index is for: its dimension, its metric.

        Source: https://cloud.tencent.com/document/product/436/127717
        """
        return _asked("GetIndex", _index(Bucket, Index), headers, _body(types.GetIndexOutput))

    @operation
    def list_indexes(
        self,
        Bucket: str,
        MaxResults: int | None = None,
        NextToken: str | None = None,
        Prefix: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.ListIndexesOutput]]:
        """A page of a vector bucket's indexes.

        Args:
            MaxResults: up to 500; 100 if not given.
            NextToken: of the page before.

        Source: https://cloud.tencent.com/document/product/436/127729
        """
        document = {
            "vectorBucketName": _named(Bucket),
            "maxResults": MaxResults,
            "nextToken": NextToken,
            "prefix": Prefix,
        }
        return _asked("ListIndexes", document, headers, _body(types.ListIndexesOutput))

    @operation
    def delete_index(self, Bucket: str, Index: str, **headers: Unpack[types.Headers]) -> Call[AnswerHeaders]:
        """Delete an index, and all vectors in it.

        Source: https://cloud.tencent.com/document/product/436/127716
        """
        return _asked("DeleteIndex", _index(Bucket, Index), headers, _HEADERS)

    @operation
    def put_vectors(
        self,
        Bucket: str,
        Index: str,
        Vectors: Sequence[types.PutVector] | Sequence[Mapping[str, Any]],
        **headers: Unpack[types.Headers],
    ) -> Call[AnswerHeaders]:
        """Store vectors, at most 500 at once.  One of the same key is replaced.

        Args:
            Vectors: each ``{"key": "k1", "data": {"float32": [0.1, ...]}, "metadata": {...}}``; the numbers a
                list or an array of NumPy, neither NaN nor infinite; of metadata at most 10 keys and 40 KB,
                2 KB of it for filters.

        Source: https://cloud.tencent.com/document/product/436/127719
        """
        document = {**_index(Bucket, Index), "vectors": _listed("Vectors", Vectors)}
        return _asked("PutVectors", document, headers, _HEADERS)

    @operation
    def get_vectors(
        self,
        Bucket: str,
        Index: str,
        Keys: Sequence[str],
        ReturnData: bool | None = None,
        ReturnMetaData: bool | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.VectorsOutput]]:
        """Read vectors by their keys, at most 100 at once; those that are not there are left out.

        Args:
            ReturnData: with their numbers.
            ReturnMetaData: with their metadata.

        Source: https://cloud.tencent.com/document/product/436/127720
        """
        document = {**_index(Bucket, Index), "keys": _listed("Keys", Keys), **_with(ReturnData, ReturnMetaData)}
        return _asked("GetVectors", document, headers, _body(types.VectorsOutput))

    @operation
    def list_vectors(
        self,
        Bucket: str,
        Index: str,
        MaxResults: int | None = None,
        NextToken: str | None = None,
        ReturnData: bool | None = None,
        ReturnMetaData: bool | None = None,
        SegmentCount: int | None = None,
        SegmentIndex: int | None = None,
        Filter: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.VectorsOutput]]:
        """A page of an index's vectors; it ends early at 1 MB.

        Args:
            MaxResults: up to 1000.
            NextToken: of the page before.
            ReturnData, ReturnMetaData: with their numbers, with their metadata.
            SegmentCount, SegmentIndex: into so many parts, listed side by side; which of them, from 0 on.
            Filter: conditions on metadata, as of `query_vectors`.

        Source: https://cloud.tencent.com/document/product/436/127721
        """
        if (SegmentCount is None) != (SegmentIndex is None):
            raise CosClientError("SegmentCount and SegmentIndex go together: give both, or neither")
        document = {
            **_index(Bucket, Index),
            "maxResults": MaxResults,
            "nextToken": NextToken,
            **_with(ReturnData, ReturnMetaData),
            "segmentCount": SegmentCount,
            "segmentIndex": SegmentIndex,
            "filter": Filter,
        }
        return _asked("ListVectors", document, headers, _body(types.VectorsOutput))

    @operation
    def delete_vectors(
        self, Bucket: str, Index: str, Keys: Sequence[str], **headers: Unpack[types.Headers]
    ) -> Call[AnswerHeaders]:
        """Delete vectors by their keys, at most 500 at once.

        Source: https://cloud.tencent.com/document/product/436/127722
        """
        return _asked("DeleteVectors", {**_index(Bucket, Index), "keys": _listed("Keys", Keys)}, headers, _HEADERS)

    @operation
    def query_vectors(
        self,
        Bucket: str,
        Index: str,
        QueryVector: types.VectorData | Mapping[str, Any],
        TopK: int,
        Filter: Mapping[str, Any] | None = None,
        ReturnDistance: bool | None = None,
        ReturnMetaData: bool | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.VectorsOutput]]:
        """Find the vectors that are nearest to one.

        Args:
            QueryVector: ``{"float32": [0.1, ...]}``, as many numbers as the index has dimensions.
            TopK: how many, 1 to 30.
            Filter: conditions on metadata, such as ``{"year": {"$gte": 2020}}``: ``$eq $ne $gt $gte $lt $lte $in
                $nin $exists``, and ``$and`` and ``$or`` of several.
            ReturnDistance, ReturnMetaData: with their distances, with their metadata.

        Source: https://cloud.tencent.com/document/product/436/127723
        """
        document = {
            **_index(Bucket, Index),
            "queryVector": QueryVector,
            "topK": TopK,
            "filter": Filter,
            "returnDistance": ReturnDistance,
            **_with(None, ReturnMetaData),
        }
        return _asked("QueryVectors", document, headers, _body(types.VectorsOutput))


_HEADERS: answers.headers[AnswerHeaders] = answers.headers(dict)


def _body(into: type[T]) -> answers.with_headers[T]:
    return answers.with_headers(answers.by_type(into))


def _asked(
    operation: str,
    document: Mapping[str, Any],
    keywords: Mapping[str, object],
    returns: Callable[[Response], R],
    *,
    repeatable: bool = True,
) -> Call[R]:
    """None is as if not given."""
    told = {name: value for name, value in document.items() if value is not None}
    return Call(
        "POST",
        None,
        operation,
        service="vectors",
        headers={**to_headers(keywords), "Content-Type": "application/json"},
        body=json_document(told, operation),
        returns=returns,
        repeatable=repeatable,
    )


def _named(bucket: str) -> str:
    return bucket_name(bucket, None)


def _index(bucket: str, index: str) -> dict[str, Any]:
    if not isinstance(index, str) or not index:
        raise CosClientError(f"Index must be the name of an index, such as 'photos', not {index!r}")
    return {"indexName": index, "vectorBucketName": _named(bucket)}


def _listed(name: str, values: Sequence[Any]) -> list[Any]:
    if values is None or isinstance(values, str | bytes | Mapping):
        raise CosClientError(f"{name} must be a list, even of one, not {type(values).__name__}")
    return list(values)


def _with(data: bool | None, metadata: bool | None) -> dict[str, bool | None]:
    # The documentation spells it returnMetadata, the published SDK returnMetaData: whichever the service reads.
    return {"returnData": data, "returnMetaData": metadata, "returnMetadata": metadata}
