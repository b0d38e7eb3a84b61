"""Media processing."""

from __future__ import annotations

from .case import OBJECT, Case, document
from .cases_processing import B, again, asked

_QUEUE = "<QueueList><QueueId>p1</QueueId><State>Active</State></QueueList>"
_TASK = "<JobsDetail><Code>Success</Code><JobId>j1</JobId><State>Submitted</State></JobsDetail>"
_TRANSCODE = {
    "Tag": "Transcode",
    "Input": {"Object": "图/a.avi"},
    "Operation": {"Output": {"Bucket": "b", "Region": "r", "Object": "a & b.mp4"}, "TemplateId": "t1"},
}

CASES = [
    *asked("ci_get_media_queue", B, {"one": _QUEUE, "two": _QUEUE * 2, "an empty list": "<QueueList/>"}),
    Case(
        "ci_get_media_queue",
        "everything",
        {**B, "State": "Paused", "QueueIds": "a,b", "PageNumber": "2", "PageSize": "3", "UrlPath": "/picqueue"},
        document("<Response/>"),
    ),
    *asked("ci_create_media_jobs", {**B, "Jobs": _TRANSCODE}, {"one": _TASK, "two": _TASK * 2}),
    *again("ci_create_media_jobs", B, document(f"<Response>{_TASK}</Response>")),
    Case("ci_create_media_jobs", "no document", B, document("<Response/>")),
    Case(
        "ci_create_media_jobs",
        "a list in it",
        {**B, "Jobs": {"Tag": "a", "Input": [{"O": 1}, {"O": 2}]}, "Lst": []},
        document("<Response/>"),
    ),
    *asked("get_media_info", OBJECT, {"one": "<MediaInfo><Format><Size>1</Size></Format></MediaInfo>"}),
]
