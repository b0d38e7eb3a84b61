"""Document processing."""

from __future__ import annotations

from typing import Any

from .case import OBJECT, Answer, Case, document
from .cases_processing import B, again, asked, called

_TASK = "<JobsDetail><Code>Success</Code><JobId>d1</JobId><State>Submitted</State></JobsDetail>"
_QUEUE = "<QueueId>p1</QueueId><Name>q</Name><State>Active</State>"
_UPDATED = document(f"<Response><Queue>{_QUEUE}</Queue></Response>")
_DONE = document(f"<Response>{_TASK}</Response>")
_OUTPUT = {"OutputBucket": "out-1250000000", "OutputRegion": "ap-guangzhou", "OutputObject": "a/${Number}.jpg"}
_WANTED: dict[str, Any] = {**B, "InputObject": "文档/a & b.docx", **_OUTPUT}
_PAGE = Answer(
    200,
    {"Content-Type": "image/jpeg", "Content-Length": "4", "X-Total-Page": "3", "x-cos-hash-crc64ecma": "1"},
    b"\xff\xd8\xff\xe0",
)
_WEB = Answer(200, {"Content-Type": "text/html", "Content-Length": "7"}, b"<html/>")
_ODD = {**B, "Key": "文件夹/a b+c.docx"}

CASES = [
    *asked("ci_create_doc_job", _WANTED, {"one": _TASK}),
    *again("ci_create_doc_job", _WANTED, _DONE),
    Case("ci_create_doc_job", "another type", {**_WANTED, "ContentType": "text/xml"}, _DONE),
    Case(
        "ci_create_doc_job",
        "everything",
        {
            **{**_WANTED, "QueueId": "q1", "SrcType": "docx", "TgtType": "png", "StartPage": 2, "EndPage": 5},
            **{"SheetId": 1, "PaperDirection": 1, "PaperSize": 2, "DocPassword": "a&b", "Comments": 1},
            **{"PageRanges": "1,2-4", "ImageParams": "imageView2/1/w/40", "Quality": 50, "Zoom": 60},
            **{"ImageDpi": 100, "PicPagination": 1},
        },
        _DONE,
    ),
    Case("ci_create_doc_job", "nothing but zeros", {**_WANTED, "EndPage": 0, "Quality": 0, "Zoom": 0}, _DONE),
    *asked("ci_get_doc_job", {**B, "JobID": "d1"}, {"one": _TASK, "two": _TASK * 2, "none": "<JobsDetail/>"}),
    Case("ci_get_doc_job", "no id", {**B, "JobID": ""}, _DONE),
    Case("ci_get_doc_job", "another type", {**B, "JobID": "d1", "ContentType": "text/xml"}, _DONE),
    Case("ci_list_doc_jobs", "minimal", B, _DONE),
    Case(
        "ci_list_doc_jobs",
        "everything",
        {
            **{**B, "QueueId": "q 1", "StartCreationTime": "2026-01-01T00:00:00+0800", "States": "Success,Failed"},
            **{
                "EndCreationTime": "2026-02-01T00:00:00+0800",
                "OrderByTime": "Asc",
                "Size": 3,
                "NextToken": "a+/=",
            },
        },
        document(f"<Response>{_TASK * 2}<NextToken>b</NextToken></Response>"),
    ),
    Case("ci_list_doc_jobs", "none", B, document("<Response><JobsDetail/><NextToken/></Response>")),
    *asked(
        "ci_get_doc_queue",
        B,
        {
            "one": f"<QueueList>{_QUEUE}</QueueList>",
            "two": f"<QueueList>{_QUEUE}</QueueList>" * 2,
            "an empty list": "<QueueList/>",
        },
    ),
    Case(
        "ci_get_doc_queue",
        "everything",
        {**B, "State": "Paused", "QueueIds": "a,b", "PageNumber": 2, "PageSize": "3"},
        document("<Response/>"),
    ),
    Case("ci_update_doc_queue", "minimal", {**B, "QueueId": "q1"}, _UPDATED),
    Case(
        "ci_update_doc_queue",
        "a request",
        {
            **{**B, "QueueId": "q1"},
            "Request": {"Name": "a & b", "QueueID": "q1", "State": "Active", "NotifyConfig": {"Url": "u"}},
        },
        _UPDATED,
    ),
    Case("ci_update_doc_queue", "no id", {**B, "QueueId": ""}, _UPDATED),
    Case("ci_get_doc_bucket", "minimal", {}, document("<Response><DocBucketList/></Response>")),
    *[
        Case(
            "ci_get_doc_bucket",
            f"everything, {title} in the answer",
            {"Regions": "a,b", "BucketName": "c", "BucketNames": "d-1,e-1", "PageNumber": "2", "PageSize": 3},
            document(f"<Response>{'<DocBucketList><Name>d-1</Name></DocBucketList>' * times}</Response>"),
        )
        for title, times in {"one": 1, "two": 2}.items()
    ],
    Case("ci_doc_preview_process", "minimal", OBJECT, _PAGE),
    *called("ci_doc_preview_process", OBJECT, _PAGE),
    Case(
        "ci_doc_preview_process",
        "everything",
        {
            **{
                **_ODD,
                "SrcType": "docx",
                "Page": 2,
                "DstType": "png",
                "PassWord": "a&b",
                "Comment": 1,
                "Sheet": 2,
            },
            **{"ExcelPaperDirection": 1, "ExcelRow": 1, "ExcelCol": 1, "ExcelPaperSize": 2, "TxtPagination": True},
            **{"ImageParams": "imageView2/1/w/40|a", "Quality": 50, "Scale": 60, "ImageDpi": 100},
        },
        _PAGE,
    ),
    Case("ci_doc_preview_html_process", "minimal", OBJECT, _WEB),
    Case(
        "ci_doc_preview_html_process",
        "everything",
        {
            **{
                **_ODD,
                "SrcType": "docx",
                "Copyable": "0",
                "DstType": "html",
                "HtmlParams": "e30=",
                "HtmlTitle": "dA==",
            },
            **{
                "HtmlWaterword": "d2F0ZXI=",
                "HtmlFillStyle": "cmdiYQ==",
                "HtmlFront": "Ym9sZA==",
                "HtmlRotate": "315",
            },
            **{"HtmlHorizontal": "50", "HtmlVertical": "100"},
        },
        _WEB,
    ),
]
