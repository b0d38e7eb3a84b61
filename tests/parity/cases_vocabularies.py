"""Words that speech recognition is to expect."""

from __future__ import annotations

from .case import NO_CONTENT, Case, document
from .cases_errors import error
from .cases_processing import B, again, asked

_TABLE = "<TableId>h1</TableId><TableName>表</TableName>"
_WORDS = [{"Vocabulary": "云", "Weight": 10}, {"Vocabulary": "a & b", "Weight": 11}]
_MADE = {**B, "Body": {"TableName": "表", "TableDescription": "d", "VocabularyWeights": _WORDS}}
_ONE = {**B, "TableId": "h1"}
_ANSWERS = {"one": _TABLE, "several": f"<Table>{_TABLE}</Table>" * 2}
_DONE = document(f"<Response>{_TABLE}</Response>")
_ALL = "ci_list_asr_hot_vocabulary_table"
_ASKED = "_asr_hot_vocabulary_table"

CASES = [
    *asked("ci_create_asr_hot_vocabulary_table", _MADE, _ANSWERS),
    *again("ci_create_asr_hot_vocabulary_table", _MADE, _DONE),
    Case("ci_create_asr_hot_vocabulary_table", "ContentType", {**_MADE, "ContentType": "application/xml"}, _DONE),
    *asked("ci_update_asr_hot_vocabulary_table", _MADE, _ANSWERS),
    *asked("ci_get_asr_hot_vocabulary_table", _ONE, _ANSWERS),
    *again("ci_get_asr_hot_vocabulary_table", _ONE, _DONE),
    Case("ci_get_asr_hot_vocabulary_table", "500", _ONE, error(500, "InternalError", "Wait.")),
    Case("ci_get_asr_hot_vocabulary_table", "no id", {**B, "TableId": ""}, _DONE),
    *asked(_ALL, B, _ANSWERS),
    Case(_ALL, "everything", {**B, "Offset": 10, "Limit": 100}, _DONE),
    *asked("ci_delete_asr_hot_vocabulary_table", _ONE, {"one": "<RequestId>r</RequestId>"}),
    Case("ci_delete_asr_hot_vocabulary_table", "nothing in the answer", _ONE, NO_CONTENT),
    Case("ci_delete_asr_hot_vocabulary_table", "no id", {**B, "TableId": ""}, _DONE),
    *asked(_ASKED, B, _ANSWERS),
    Case(
        _ASKED,
        "everything",
        {**B, "Body": {"a": 1}, "Params": {"b": 2, "c": "图"}, "Path": "/asrhotvocabtable/h 1", "Method": "PUT"},
        _DONE,
    ),
]
