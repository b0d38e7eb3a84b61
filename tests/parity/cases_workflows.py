"""Templates, workflows, batches and play keys."""

from __future__ import annotations

from typing import Any

from .case import EMPTY, NO_CONTENT, Answer, Case, document
from .cases_processing import B, again, asked, called

_NOTHING = document("<Response/>")
_TEMPLATE = "<RequestId>r</RequestId><Template><TemplateId>t1</TemplateId><Name>n</Name></Template>"
_SNAPSHOT = {"Tag": "Snapshot", "Name": "截图 & 1", "Snapshot": {"Mode": "Interval", "Start": 0, "Width": None}}
_WORKFLOW = (
    "<RequestId>r</RequestId><MediaWorkflow><WorkflowId>w1</WorkflowId><State>Active</State></MediaWorkflow>"
)
_STEPS = {
    "MediaWorkflow": {
        "Name": "流程",
        "State": "Active",
        "Topology": {"Dependencies": {"Start": "Snapshot_1"}, "Nodes": {"Start": {"Type": "Start"}}},
    }
}
_BATCH = "<JobsDetail><JobId>b1</JobId><State>Submitted</State></JobsDetail>"
_BATCHES = {"one": _BATCH, "two": _BATCH * 2, "none": "<NextToken/>", "an empty list": "<JobsDetail/>"}
_ALL_BELOW = {"Name": "n", "Type": "Workflow", "Input": {"Prefix": "图/a&b"}, "Operation": {"WorkflowIds": "w1"}}
_TIMES: dict[str, Any] = {
    "StartCreationTime": "2026-01-31T00:00:00+0800",
    "EndCreationTime": "2026-02-01T00:00:00+0800",
    "OrderByTime": "Asc",
    "States": "Success,Failed",
    "Size": 100,
    "NextToken": "a+b/==",
}
_RUN = "<RunId>i1</RunId><State>Success</State>"
_KEYS = "<PlayKeyList><MasterPlayKey>m</MasterPlayKey><BackupPlayKey>b</BackupPlayKey></PlayKeyList>"
_BY_JSON = Answer(200, {"Content-Type": "application/json", "Content-Length": "10"}, b'{"a": [1]}')
_T = {**B, "TemplateId": "t1"}
_W = {**B, "WorkflowId": "w1"}
_TRIGGERED = {**_W, "Key": "图 片/a b+c&d.mp4"}
_BOTH = {**B, "MasterPlayKey": "not+a/real=key", "BackupPlayKey": "nor this"}


def _listed(element: str, inside: str) -> dict[str, str]:
    found = f"<{element}>{inside}</{element}>"
    return {"one": found, "two": found * 2, "none": "<TotalCount>0</TotalCount>", "an empty list": f"<{element}/>"}


def _stored(method: str, arguments: dict[str, Any], inside: str) -> list[Case]:
    return [
        *asked(method, arguments, {"one": inside}),
        *again(method, arguments, document(f"<Response>{inside}</Response>")),
    ]


_TEMPLATES = [
    *_stored("ci_create_template", {**B, "Template": _SNAPSHOT}, _TEMPLATE),
    Case("ci_create_template", "another type", {**B, "Template": {}, "ContentType": "text/xml"}, _NOTHING),
    *_stored("ci_update_template", {**_T, "Template": _SNAPSHOT}, _TEMPLATE),
    Case("ci_update_template", "no id", {**_T, "TemplateId": "", "Template": _SNAPSHOT}, _NOTHING),
    *asked("ci_get_template", B, _listed("TemplateList", "<TemplateId>t1</TemplateId>")),
    Case(
        "ci_get_template",
        "everything",
        {**B, "Category": "Official", "Ids": "a,b", "Name": "名", "PageNumber": "2", "PageSize": "3"},
        _NOTHING,
    ),
    *_stored("ci_delete_template", _T, "<TemplateId>t1</TemplateId>"),
    Case("ci_delete_template", "no id", {**_T, "TemplateId": ""}, _NOTHING),
]
_WORKFLOWS = [
    *_stored("ci_create_workflow", {**B, "Body": _STEPS}, _WORKFLOW),
    *_stored("ci_update_workflow", {**_W, "Body": _STEPS}, _WORKFLOW),
    Case("ci_update_workflow", "no id", {**_W, "WorkflowId": "", "Body": _STEPS}, _NOTHING),
    *_stored("ci_update_workflow_state", {**_W, "UpdateState": "active"}, "<RequestId>r</RequestId>"),
    Case("ci_update_workflow_state", "paused", {**_W, "UpdateState": "paused"}, _NOTHING),
    Case("ci_update_workflow_state", "no id", {**_W, "WorkflowId": "", "UpdateState": "paused"}, _NOTHING),
    Case("ci_update_workflow_state", "no such state", {**_W, "UpdateState": "Active"}, _NOTHING),
    *asked("ci_get_workflow", B, _listed("MediaWorkflowList", "<WorkflowId>w1</WorkflowId>")),
    Case(
        "ci_get_workflow",
        "everything",
        {**B, "Ids": "a,b", "Name": "名", "PageNumber": 2, "PageSize": 3},
        _NOTHING,
    ),
    *_stored("ci_delete_workflow", _W, "<WorkflowId>w1</WorkflowId>"),
    Case("ci_delete_workflow", "no id", {**_W, "WorkflowId": ""}, _NOTHING),
    *_stored("ci_trigger_workflow", _TRIGGERED, "<InstanceId>i1</InstanceId>"),
    *asked("ci_get_workflowexecution", {**B, "RunId": "i1"}, _listed("WorkflowExecution", _RUN)),
    Case("ci_get_workflowexecution", "no id", {**B, "RunId": ""}, _NOTHING),
    *asked("ci_list_workflowexecution", _W, _listed("WorkflowExecutionList", _RUN)),
    Case(
        "ci_list_workflowexecution", "everything", {**_W, "Name": "图/a", **_TIMES, "BatchJobId": "b1"}, _NOTHING
    ),
]
_OF_BATCHES = [
    *_stored("ci_create_inventory_trigger_jobs", {**B, "JobBody": _ALL_BELOW}, _BATCH),
    *asked("ci_get_inventory_trigger_jobs", {**B, "JobID": "b1"}, _BATCHES),
    Case("ci_get_inventory_trigger_jobs", "no id", {**B, "JobID": ""}, _NOTHING),
    *asked("ci_list_inventory_trigger_jobs", B, _BATCHES),
    Case(
        "ci_list_inventory_trigger_jobs",
        "everything",
        {**B, **_TIMES, "Type": "Job", "WorkflowId": "w1", "JobId": "b1", "Name": "名"},
        _NOTHING,
    ),
    Case("ci_delete_inventory_trigger_jobs", "one", {**B, "JobId": "b1"}, EMPTY),
    *called("ci_delete_inventory_trigger_jobs", {**B, "JobId": "b1"}, EMPTY),
    *again("ci_delete_inventory_trigger_jobs", {**B, "JobId": "b1"}, EMPTY),
    Case("ci_delete_inventory_trigger_jobs", "no id", {**B, "JobId": ""}, EMPTY),
]
_PLAY_KEYS = [
    *_stored("ci_get_hls_play_key", B, _KEYS),
    Case("ci_get_hls_play_key", "JSON in the answer", B, _BY_JSON),
    Case("ci_get_hls_play_key", "nothing in the answer", B, NO_CONTENT),
    *_stored("ci_update_hls_play_key", _BOTH, _KEYS),
    Case(
        "ci_update_hls_play_key",
        "one",
        {**B, "BackupPlayKey": "备用密钥一"},
        document(f"<Response>{_KEYS}</Response>"),
    ),
    Case("ci_update_hls_play_key", "JSON in the answer", _BOTH, _BY_JSON),
    Case("ci_update_hls_play_key", "neither", B, _NOTHING),
]
CASES = [*_TEMPLATES, *_WORKFLOWS, *_OF_BATCHES, *_PLAY_KEYS]
