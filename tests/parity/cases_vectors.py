"""Vectors, whose requests are POSTs of JSON to a host of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .case import BUCKET, CHECKED, EMPTY, Answer, Case
from .cases_errors import BARE
from .cases_processing import again
from .setting import METADATA

_B = {"Bucket": BUCKET}
_I = {**_B, "Index": "movies.1"}
_VECTOR = {"key": "图 1", "data": {"float32": [0.1, -2, 3e-7]}, "metadata": {"genre": "戏剧", "years": [1, 2]}}
_FILTER = {"Filter": {"$and": [{"year": {"$gte": 2020}}, {"genre": {"$in": ["a", "b"]}}]}}
_NEAR = {**_I, "QueryVector": {"float32": [0.1, 0.2]}, "TopK": 3}
_PAGE = {"MaxResults": 2, "NextToken": "t+/=", "Prefix": "图"}
_MADE: dict[str, Any] = {**_I, "DataType": "float32", "Dimension": 3, "DistanceMetric": "cosine"}
_FOUND: dict[str, Any] = {"vectors": [{**_VECTOR, "distance": 0.5}], "nextToken": "t"}
_QCS = "qcs::cosvector:ap-guangzhou:uid/1250000000:bucket/b"


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(
        status, {"Content-Type": "application/json", **CHECKED, **(headers or {})}, json.dumps(value).encode()
    )


CALLS: dict[str, tuple[dict[str, Any], dict[str, Any], Answer]] = {
    "create_vector_bucket": (_B, {"SseType": "AES256"}, _json({"vectorBucketQcs": _QCS})),
    "get_vector_bucket": (_B, {}, _json({"vectorBucket": {"creationTime": 1, "vectorBucketName": BUCKET}})),
    "list_vector_buckets": ({}, _PAGE, _json({"vectorBuckets": [{"vectorBucketName": BUCKET}]})),
    "delete_vector_bucket": (_B, {}, EMPTY),
    "put_vector_bucket_policy": ({**_B, "Policy": {"version": "2.0", "图": []}}, {}, EMPTY),
    "get_vector_bucket_policy": (_B, {}, _json({"policy": "{}"})),
    "delete_vector_bucket_policy": (_B, {}, EMPTY),
    "create_index": (_MADE, {"NonFilterableMetadataKeys": ["a", "图"]}, _json({"indexQcs": f"{_QCS}/index/i"})),
    "get_index": (_I, {}, _json({"index": {"indexName": "movies.1", "dimension": 3}})),
    "list_indexes": (_B, _PAGE, _json({"indexes": [{"indexName": "movies.1"}], "nextToken": "t"})),
    "delete_index": (_I, {}, EMPTY),
    "put_vectors": ({**_I, "Vectors": [_VECTOR]}, {}, EMPTY),
    "get_vectors": ({**_I, "Keys": ["a", "图"]}, {"ReturnData": True, "ReturnMetaData": False}, _json(_FOUND)),
    "list_vectors": (
        _I,
        {
            **{"MaxResults": 2, "NextToken": "t", "ReturnData": False, "ReturnMetaData": True},
            **{"SegmentCount": 2, "SegmentIndex": 0, **_FILTER},
        },
        _json(_FOUND),
    ),
    "delete_vectors": ({**_I, "Keys": ["a"]}, {}, EMPTY),
    "query_vectors": (_NEAR, {"ReturnDistance": True, "ReturnMetaData": True, **_FILTER}, _json(_FOUND)),
}
"""What each needs, what else it takes, and what it is answered with."""
METHODS = list(CALLS)

_NONE = _json(
    {"message": "There is none."}, 404, {"x-cos-error-code": "NoSuchVectorBucket", "x-cos-trace-id": "t"}
)
_GET = {**_I, "Keys": ["a"]}
_TOKEN = {"Token": "a+token/=="}
_IP = {"IP": "10.0.0.1"}
_CHARSET = {"Content-Type": "application/json; charset=a"}
_TEXT = Answer(200, {**CHECKED, "Content-Type": "text/plain"}, b"a")
CASES = [
    *[Case(method, "minimal", least, answer) for method, (least, _, answer) in CALLS.items()],
    *[
        Case(method, "everything", {**least, **more}, answer)
        for method, (least, more, answer) in CALLS.items()
        if more
    ],
    *[case for method, (least, _, answer) in CALLS.items() for case in again(method, least, answer)],
    *[Case(method, "Metadata", {**CALLS[method][0], **METADATA}) for method in ("get_vectors", "put_vectors")],
    Case("get_vectors", "no such keyword", {**_GET, "Nonsense": "a"}),
    Case("get_vectors", "a token", _GET, _json(_FOUND), _TOKEN),
    Case("get_vectors", "a code in the headers", _GET, _NONE),
    Case("get_vectors", "an error without a body", _GET, Answer(403, BARE)),
    Case("get_vectors", "JSON with a charset", _GET, _json(_FOUND, 200, _CHARSET)),
    Case("get_vectors", "no JSON in the answer", _GET, _TEXT),
    Case("get_vectors", "an answer that is no JSON", _GET, _json(0)._replace(body=b"{")),
    Case("get_vectors", "nothing in the answer", _GET, EMPTY),
    Case("get_vectors", "a domain", _GET, EMPTY, {"Domain": "vectors.ap-beijing.coslake.com"}),
    Case("get_vectors", "IP and Port", _GET, EMPTY, {**_IP, "Port": 8080}),
    Case("get_vectors", "by the IP", _GET, EMPTY, _IP),
    Case(
        "get_vectors",
        "IP, Port and a domain",
        _GET,
        EMPTY,
        {"IP": "10.0.0.1", "Port": 1, "Domain": "v.example.com"},
    ),
    Case("get_vectors", "anonymous", _GET, EMPTY, {"Anonymous": True, "SecretId": None, "SecretKey": None}),
    Case("put_vector_bucket_policy", "a str", {**_B, "Policy": '{"version": "2.0"}'}),
    Case("put_vector_bucket_policy", "a list", {**_B, "Policy": []}),
    Case("list_vectors", "half a segment", {**_I, "SegmentCount": 2}, _json(_FOUND)),
    Case("put_vectors", "not a number", {**_I, "Vectors": [{"key": "a", "data": {"float32": [float("nan")]}}]}),
    Case("put_vectors", "none", {**_I, "Vectors": []}),
    Case("get_vectors", "one key, not in a list", {**_I, "Keys": "abc"}),
    Case("get_vectors", "no index", {**_GET, "Index": ""}),
]
