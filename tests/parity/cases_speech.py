"""Speech recognition, and the buckets and queues of recognition in pictures."""

from __future__ import annotations

from typing import Any

from .case import NO_CONTENT, Answer, Case, document
from .cases_processing import B, again, asked, called

_QUEUE = "<QueueId>p1</QueueId><Name>q</Name><State>Active</State>"
_QUEUES = f"<TotalCount>1</TotalCount><QueueList>{_QUEUE}</QueueList>"
_TASK = "<JobsDetail><Code>Success</Code><JobId>j1</JobId><State>Submitted</State></JobsDetail>"
_TEMPLATE = "<TemplateId>t1</TemplateId><Name>n</Name>"
_NOTHING = document("<Response/>")
_DONE = document("<Response><RequestId>r</RequestId></Response>")
_BY_JSON = Answer(200, {"Content-Type": "application/json", "Content-Length": "10"}, b'{"a": [1]}')
_PAGE: dict[str, Any] = {"PageNumber": "2", "PageSize": "3"}
_BUCKETS = {"Regions": "ap-shanghai,ap-beijing", "BucketName": "a", "BucketNames": "a-1,b-1", **_PAGE}
_QUEUE_CHANGED = {"Name": "队列", "State": "Paused", "NotifyConfig": {"State": "On", "Url": "http://a/?b&c"}}
_ASR = {**B, "OutputBucket": "b", "OutputRegion": "r", "OutputObject": "图/a & b.txt"}
_HEARD = {**_ASR, "InputObject": "图/a b.mp3"}
_TEMPLATE_MADE = {**B, "Name": "模板", "EngineModelType": "16k_zh", "ChannelNum": 1, "ResTextFormat": 2}
_LISTENING = {
    "FilterDirty": 1,
    "FilterModal": 2,
    "ConvertNumMode": 3,
    "SpeakerDiarization": 1,
    "SpeakerNumber": 4,
    "FilterPunc": 2,
    "OutputFileType": "srt",
    "FlashAsr": True,
    "Format": "mp3",
    "FirstChannelOnly": 0,
    "WordInfo": 2,
    "HotVocabularyTableId": "h1",
}


def _switched(method: str, element: str) -> list[Case]:
    inside = f"<RequestId>r</RequestId><{element}><Name>a-1</Name></{element}>"
    answer = document(f"<Response>{inside}</Response>")
    return [
        *asked(method, B, {"one": inside}),
        *again(method, B, answer),
        Case(method, "JSON in the answer", B, _BY_JSON),
        Case(method, "nothing in the answer", B, NO_CONTENT),
    ]


def _buckets(method: str, element: str) -> list[Case]:
    found = f"<TotalCount>1</TotalCount><{element}><Name>a-1</Name></{element}>"
    return [
        *asked(method, {}, {"one": found, "two": found + found, "an empty list": f"<{element}/>"}),
        Case(method, "everything", _BUCKETS, _NOTHING),
    ]


def _queues(kind: str) -> list[Case]:
    get, update = f"ci_get_{kind}_queue", f"ci_update_{kind}_queue"
    changed = f"<Queue>{_QUEUE}</Queue>"
    arguments = {**B, "QueueId": "p1"}
    return [
        *asked(get, B, {"one": _QUEUES, "two": _QUEUES * 2, "an empty list": "<QueueList/>"}),
        Case(get, "everything", {**B, "State": "Paused", "QueueIds": "a,b", **_PAGE}, _NOTHING),
        *asked(update, {**arguments, "Request": _QUEUE_CHANGED}, {"one": changed, "two": changed * 2}),
        Case(update, "no document", arguments, _NOTHING),
        Case(update, "an id to encode", {**B, "QueueId": "a b/图"}, _NOTHING),
        Case(update, "no id", {**B, "QueueId": ""}, _NOTHING),
    ]


CASES = [
    *_switched("ci_open_asr_bucket", "AsrBucket"),
    *_switched("ci_close_asr_bucket", "AsrBucket"),
    *_switched("ci_open_ai_bucket", "AiBucket"),
    *_switched("ci_close_ai_bucket", "AiBucket"),
    *_buckets("ci_get_asr_bucket", "AsrBucketList"),
    *_buckets("ci_get_ai_bucket", "AiBucketList"),
    *_queues("asr"),
    *_queues("ai"),
    *asked("ci_create_asr_job", _HEARD, {"one": _TASK, "two": _TASK * 2}),
    *again("ci_create_asr_job", _HEARD, document(f"<Response>{_TASK}</Response>")),
    Case(
        "ci_create_asr_job",
        "everything",
        {
            **_HEARD,
            "QueueId": "p1",
            "Url": "http://a/b.mp3?c&d",
            "TemplateId": "t1",
            "SpeechRecognition": {"EngineModelType": "16k_zh", "ChannelNum": 1},
            "CallBack": "http://a/b?c&d",
            "CallBackFormat": "JSON",
            "CallBackMqConfig": {"MqRegion": "bj", "MqMode": "Queue", "MqName": "q"},
        },
        _NOTHING,
    ),
    Case("ci_create_asr_job", "a URL", {**_ASR, "Url": "http://a/b.mp3"}, _NOTHING),
    Case("ci_create_asr_job", "nothing to listen to", _ASR, _NOTHING),
    Case("ci_create_asr_job", "a type of callback", {**_HEARD, "CallBackType": "TDMQ"}, _NOTHING),
    Case("ci_create_asr_job", "ContentType", {**_HEARD, "ContentType": "text/xml"}, _NOTHING),
    *asked("ci_get_asr_job", {**B, "JobID": "j1"}, {"one": _TASK, "two": _TASK * 2, "none": "<JobsDetail/>"}),
    Case("ci_get_asr_job", "ContentType", {**B, "JobID": "j1", "ContentType": "text/xml"}, _NOTHING),
    Case("ci_get_asr_job", "no id", {**B, "JobID": ""}, _NOTHING),
    *asked("ci_list_asr_jobs", B, {"one": _TASK, "two": _TASK * 2, "more": f"<NextToken>9</NextToken>{_TASK}"}),
    Case(
        "ci_list_asr_jobs",
        "everything",
        {
            **B,
            "QueueId": "p1",
            "StartCreationTime": "2026-01-31T08:00:00+0800",
            "EndCreationTime": "2026-02-01T08:00:00+0800",
            "OrderByTime": "Asc",
            "States": "Success,Failed",
            "Size": 100,
            "NextToken": "a+b/==",
        },
        _NOTHING,
    ),
    *asked("ci_create_asr_template", _TEMPLATE_MADE, {"one": f"<Template>{_TEMPLATE}</Template>"}),
    *again("ci_create_asr_template", _TEMPLATE_MADE, _DONE),
    Case("ci_create_asr_template", "everything", {**_TEMPLATE_MADE, **_LISTENING}, _DONE),
    Case("ci_create_asr_template", "minimal", {**B, "Name": "n", "EngineModelType": "8k_zh"}, _DONE),
    Case("ci_create_asr_template", "a choice of zero", {**_TEMPLATE_MADE, "ResTextFormat": 0}, _DONE),
    *called("ci_update_asr_template", {**_TEMPLATE_MADE, "TemplateId": "t1"}, _DONE),
    Case("ci_update_asr_template", "everything", {**_TEMPLATE_MADE, "TemplateId": "t1", **_LISTENING}, _DONE),
    Case(
        "ci_update_asr_template",
        "a choice of zero",
        {**_TEMPLATE_MADE, "TemplateId": "t1", "ResTextFormat": 0},
        _DONE,
    ),
    Case("ci_update_asr_template", "no id", {**_TEMPLATE_MADE, "TemplateId": ""}, _DONE),
    *asked(
        "ci_get_asr_template",
        B,
        {"one": f"<TemplateList>{_TEMPLATE}</TemplateList>", "two": "<TemplateList><A/></TemplateList>" * 2},
    ),
    Case(
        "ci_get_asr_template",
        "everything",
        {**B, "Category": "Official", "Ids": "a,b", "Name": "n", "PageNumber": 2, "PageSize": 3},
        _NOTHING,
    ),
    *asked("ci_delete_asr_template", {**B, "TemplateId": "t1"}, {"one": "<TemplateId>t1</TemplateId>"}),
    Case("ci_delete_asr_template", "no id", {**B, "TemplateId": ""}, _DONE),
]
