"""Tasks of media processing, and the queues they wait in."""

from __future__ import annotations

from typing import Any

from .case import EMPTY, Case, document
from .cases_processing import B, again, asked, called

_QUEUE = "<QueueId>p1</QueueId><State>Active</State>"
_QUEUES = f"<QueueList>{_QUEUE}</QueueList>"
_CHANGED = f"<Queue>{_QUEUE}</Queue>"
_TASK = "<JobsDetail><Code>Success</Code><JobId>j1</JobId><State>Submitted</State></JobsDetail>"
_TASKS = {"one": _TASK, "two": _TASK * 2, "none": "<NextToken/>", "an empty list": "<JobsDetail/>"}
_SUBMITTED = document(f"<Response>{_TASK}</Response>")
_NOTHING = document("<Response/>")
_TRANSCODE = {
    "Tag": "Transcode",
    "Input": {"Object": "图/a.avi"},
    "Operation": {"Output": {"Bucket": "b", "Region": "r", "Object": "a & b.mp4"}, "TemplateId": "t1"},
}
_PAUSED = {"Name": "排队", "QueueID": "p1", "State": "Paused", "NotifyConfig": {"State": "Off", "Url": None}}
_PAGE = {"State": "Paused", "QueueIds": "a,b", "PageNumber": "2", "PageSize": "3"}
_LISTED = {
    "QueueId": "p1",
    "StartCreationTime": "2026-01-31T00:00:00+0800",
    "EndCreationTime": "2026-02-01T00:00:00+0800",
    "OrderByTime": "Asc",
    "States": "Success,Failed",
    "Size": 100,
    "NextToken": "a+b/==",
}


def _queues(get: str, update: str) -> list[Case]:
    which: dict[str, Any] = {**B, "QueueId": "p1"}
    return [
        Case(get, "minimal", B, document(f"<Response>{_QUEUES}</Response>")),
        Case(get, "everything", {**B, **_PAGE}, _NOTHING),
        *asked(update, {**which, "Request": _PAUSED}, {"one": _CHANGED, "an empty one": "<Queue/>"}),
        *again(update, which, document(f"<Response>{_CHANGED}</Response>")),
        Case(update, "no document", which, _NOTHING),
        Case(update, "no id", {**which, "QueueId": ""}, _NOTHING),
    ]


def _tasks(create: str, get: str, listing: str) -> list[Case]:
    return [
        *asked(create, {**B, "Jobs": _TRANSCODE}, {"one": _TASK, "two": _TASK * 2}),
        *again(create, B, _SUBMITTED),
        Case(create, "no document", B, _NOTHING),
        Case(
            create,
            "a list in it",
            {**B, "Jobs": {"Tag": "a", "Input": [{"O": 1}, {"O": 2}]}, "Lst": []},
            _NOTHING,
        ),
        *asked(get, {**B, "JobIDs": "j1"}, _TASKS),
        *again(get, {**B, "JobIDs": "j1"}, _SUBMITTED),
        Case(get, "two ids", {**B, "JobIDs": "j1,j2"}, _SUBMITTED),
        Case(get, "no id", {**B, "JobIDs": ""}, _SUBMITTED),
        *asked(listing, {**B, "Tag": "Transcode"}, _TASKS),
        Case(listing, "everything", {**B, "Tag": "转码", **_LISTED}, _SUBMITTED),
    ]


CASES = [
    *asked("ci_get_media_queue", B, {"one": _QUEUES, "two": _QUEUES * 2, "an empty list": "<QueueList/>"}),
    Case("ci_get_media_queue", "elsewhere", {**B, **_PAGE, "UrlPath": "/picqueue"}, _NOTHING),
    *_queues("ci_get_media_queue", "ci_update_media_queue"),
    *_queues("ci_get_media_pic_queue", "ci_update_media_pic_queue"),
    Case("ci_update_media_queue", "elsewhere", {**B, "QueueId": "p1", "UrlPath": "/ai_queue/"}, _NOTHING),
    *_tasks("ci_create_media_jobs", "ci_get_media_jobs", "ci_list_media_jobs"),
    *_tasks("ci_create_media_pic_jobs", "ci_get_media_pic_jobs", "ci_list_media_pic_jobs"),
    Case("ci_list_media_jobs", "elsewhere", {**B, "Tag": "a", "Path": "/ai_jobs"}, _SUBMITTED),
    *called("ci_cancel_jobs", {**B, "JobID": "j1"}, EMPTY),
    *again("ci_cancel_jobs", {**B, "JobID": "j1"}, EMPTY),
    Case("ci_cancel_jobs", "one", {**B, "JobID": "j1"}, EMPTY),
    Case("ci_cancel_jobs", "several", {**B, "JobID": "j1,j2"}, EMPTY),
    Case("ci_cancel_jobs", "no id", {**B, "JobID": ""}, EMPTY),
]
