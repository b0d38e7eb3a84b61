"""Data sets, whose requests carry JSON and go to the account's own host."""

from __future__ import annotations

import json
from typing import Any

from .case import CHECKED, Answer, Case, document
from .cases_processing import again, asked, called

APPID = {"Appid": "1250000000"}
_NAMED = {"DatasetName": "图 & 1"}
_BODY: dict[str, Any] = {
    "Body": {**_NAMED, "Description": "a", "File": {"URI": "cos://b-1/图 1.jpg", "Labels": [1]}}
}
_SET = "<Dataset><DatasetName>a</DatasetName><FileCount>1</FileCount></Dataset>"
_SETS = "<Datasets><DatasetName>a</DatasetName></Datasets>"
_BINDING = "<Binding><URI>cos://b-1</URI></Binding>"
_BINDINGS = "<Bindings><URI>cos://b-1</URI></Bindings>"
_FILES = "<Files><URI>cos://b-1/k</URI><Size>1</Size></Files>"
_ID = "<RequestId>r1</RequestId>"
_EVENT = f"<EventId>e1</EventId>{_ID}"
_AT = {**_NAMED, "Uri": "cos://b-1/图 1.jpg?a=b&c"}
_SEARCH = "<FaceResult><FaceInfos><PersonId>p</PersonId></FaceInfos></FaceResult>"

DOCUMENTS = {
    "ci_create_dataset": _SET,
    "ci_create_dataset_binding": _BINDING,
    "ci_create_file_meta_index": _EVENT,
    "ci_dataset_face_search": _SEARCH,
    "ci_dataset_simple_query": _FILES,
    "ci_delete_dataset": _SET,
    "ci_delete_dataset_binding": _BINDING,
    "ci_delete_file_meta_index": _ID,
    "ci_search_image": "<ImageResult><URI>cos://b-1/k</URI><Score>83</Score></ImageResult>",
    "ci_update_dataset": _SET,
    "ci_update_file_meta_index": _EVENT,
}
"""Those that send a document, and what they are answered with."""
QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "ci_describe_dataset": ({**_NAMED, "Statistics": True}, _SET),
    "ci_describe_dataset_binding": (_AT, _BINDING),
    "ci_describe_dataset_bindings": ({**_NAMED, "NextToken": "t+/=", "MaxResults": 2}, _BINDINGS),
    "ci_describe_datasets": ({"NextToken": "t+/=", "Prefix": "图", "MaxResults": 2}, _SETS),
    "ci_describe_file_meta_index": (_AT, _FILES),
}
METHODS = [*DOCUMENTS, *QUESTIONS]


def _answer(inside: str) -> Answer:
    return document(f"<Response>{inside}</Response>")


def _of(case: Case) -> Case:
    """The same by a client that knows its account."""
    return Case(
        case.method, case.title, case.arguments, case.answer, {**APPID, **case.config}, case.replies, case.retry
    )


_SAID = json.dumps({"code": "DatasetNotExist", "message": "There is none."}).encode()
_CASES = [
    *[Case(method, "everything", _BODY, _answer(inside)) for method, inside in DOCUMENTS.items()],
    *[Case(method, "everything", said, _answer(inside)) for method, (said, inside) in QUESTIONS.items()],
    *asked("ci_create_dataset", _BODY, {"one": _SET}),
    *asked("ci_describe_datasets", {}, {"one": _SETS, "two": _SETS * 2}),
    *asked("ci_describe_dataset_bindings", _NAMED, {"one": _BINDINGS, "two": _BINDINGS * 2}),
    *asked("ci_dataset_simple_query", {"Body": _NAMED}, {"one": _FILES, "two": _FILES * 2}),
    *called("ci_delete_file_meta_index", {"Body": {}}, _answer(_ID)),
    *[case for method in DOCUMENTS for case in again(method, _BODY, _answer(_ID))],
    *again("ci_describe_datasets", {}, _answer(_ID)),
    Case("ci_describe_dataset", "without counting", _NAMED, _answer(_SET)),
    Case("ci_create_dataset", "its own type", {**_BODY, "ContentType": "a/b"}, _answer(_SET)),
    Case("ci_create_dataset", "no document", {"Body": None}, _answer(_SET)),
    Case(
        "ci_describe_dataset",
        "JSON in the answer",
        {**_NAMED, "Accept": "application/json"},
        Answer(
            200, {"Content-Type": "application/json", **CHECKED}, b'{"Response": {"Dataset": {"FileCount": 1}}}'
        ),
    ),
    Case("ci_describe_dataset", "an error in JSON", _NAMED, Answer(404, CHECKED, _SAID)),
    Case("ci_describe_datasets", "by the IP", {}, _answer(_ID), {"IP": "10.0.0.1"}),
    Case("ci_describe_datasets", "a domain", {}, _answer(_ID), {"Domain": "cdn.example.com"}),
    Case("ci_describe_datasets", "EndpointCi", {}, _answer(_ID), {"EndpointCi": "ci.example.com"}),
]
CASES = [*map(_of, _CASES), Case("ci_describe_datasets", "no Appid", {}, _answer(_ID))]
