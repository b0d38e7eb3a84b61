"""Shapes of data processing (CI) of audio and video: templates, workflows, play keys."""

from __future__ import annotations

from typing import Any, TypedDict


class MediaTemplate(TypedDict, total=False):
    """A template as it was stored, or the id of one that was deleted."""

    RequestId: str
    TemplateId: str
    Template: dict[str, Any]


class MediaTemplates(TypedDict, total=False):
    """A page of templates."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    TemplateList: list[dict[str, Any]]


class MediaWorkflow(TypedDict, total=False):
    """A workflow as it was stored, or the id of one that was deleted."""

    RequestId: str
    WorkflowId: str
    MediaWorkflow: dict[str, Any]


class MediaWorkflows(TypedDict, total=False):
    """A page of workflows."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    MediaWorkflowList: list[dict[str, Any]]


class WorkflowStarted(TypedDict, total=False):
    """That a workflow has begun, and the name of this run."""

    RequestId: str
    InstanceId: str


class WorkflowRuns(TypedDict, total=False):
    """One run of a workflow in detail, or a page of runs."""

    RequestId: str
    WorkflowExecution: list[dict[str, Any]]
    WorkflowExecutionList: list[dict[str, Any]]
    NextToken: str
