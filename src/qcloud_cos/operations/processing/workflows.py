"""Workflows: several steps of processing, done to each object that is uploaded or named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import below, of_service


def _workflow() -> answers.document[types.MediaWorkflow]:
    # Not a constant: it would load every shape along with the package.
    return answers.document(types.MediaWorkflow)


def _runs() -> answers.document[types.WorkflowRuns]:
    return answers.document(types.WorkflowRuns)


class Workflows:
    @operation
    def ci_create_workflow(
        self, Bucket: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[types.MediaWorkflow]:
        """Store a workflow.

        Args:
            Body: the document, such as ``{"MediaWorkflow": {"Name": "n", "State": "Active", "Topology": ...}}``.

        Source: https://cloud.tencent.com/document/product/460/76856
        """
        return of_service("POST", Bucket, "/workflow", _workflow(), headers, document=Body)

    @operation
    def ci_update_workflow(
        self, Bucket: str, WorkflowId: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[types.MediaWorkflow]:
        """Replace a workflow.

        Args:
            Body: the document, as for `ci_create_workflow`.

        Source: https://cloud.tencent.com/document/product/460/76861
        """
        path = below("/workflow/", WorkflowId=WorkflowId)
        return of_service("PUT", Bucket, path, _workflow(), headers, document=Body)

    @operation
    def ci_update_workflow_state(
        self, Bucket: str, WorkflowId: str, UpdateState: str, **headers: Unpack[types.Headers]
    ) -> Call[types.MediaWorkflow]:
        """Let a workflow act on new objects, or no more.

        Args:
            UpdateState: ``active`` or ``paused``.

        Source: https://cloud.tencent.com/document/product/460/76861
        """
        if UpdateState not in ("active", "paused"):
            # The request is otherwise that of a change of the workflow itself.
            raise CosClientError(f"UpdateState must be 'active' or 'paused', not {UpdateState!r}")
        path = below("/workflow/", WorkflowId=WorkflowId)
        return of_service("PUT", Bucket, path, _workflow(), headers, query={UpdateState: ""})

    @operation
    def ci_get_workflow(
        self,
        Bucket: str,
        Ids: str = "",
        Name: str = "",
        PageNumber: str | int = "",
        PageSize: str | int = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.MediaWorkflows]:
        """A page of workflows.

        Args:
            Ids: with commas between them; or `Name`.
            PageSize: 10 if not given.

        Source: https://cloud.tencent.com/document/product/460/76857
        """
        query = {"ids": Ids, "name": Name, "pageNumber": PageNumber, "pageSize": PageSize}
        returns = answers.document(types.MediaWorkflows)
        return of_service("GET", Bucket, "/workflow", returns, headers, query=query)

    @operation
    def ci_delete_workflow(
        self, Bucket: str, WorkflowId: str, **headers: Unpack[types.Headers]
    ) -> Call[types.MediaWorkflow]:
        """Delete a workflow.

        Source: https://cloud.tencent.com/document/product/460/76860
        """
        return of_service("DELETE", Bucket, below("/workflow/", WorkflowId=WorkflowId), _workflow(), headers)

    @operation
    def ci_trigger_workflow(
        self, Bucket: str, WorkflowId: str, Key: str, **headers: Unpack[types.Headers]
    ) -> Call[types.WorkflowStarted]:
        """Have a workflow done to an object that is there already.

        It is not sent again when the answer gets lost, since the workflow may have begun.

        Returns:
            The answer; ``InstanceId`` names this run, for `ci_get_workflowexecution`.

        Source: https://cloud.tencent.com/document/product/436/54641
        """
        query = {"workflowId": WorkflowId, "object": Key}
        returns = answers.document(types.WorkflowStarted)
        return of_service("POST", Bucket, "/triggerworkflow", returns, headers, query=query)

    @operation
    def ci_get_workflowexecution(
        self, Bucket: str, RunId: str, **headers: Unpack[types.Headers]
    ) -> Call[types.WorkflowRuns]:
        """How a run of a workflow stands, and each of its steps.

        Source: https://cloud.tencent.com/document/product/436/53992
        """
        return of_service("GET", Bucket, below("/workflowexecution/", RunId=RunId), _runs(), headers)

    @operation
    def ci_list_workflowexecution(
        self,
        Bucket: str,
        WorkflowId: str,
        Name: str = "",
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: str | int = 10,
        NextToken: str = "",
        BatchJobId: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.WorkflowRuns]:
        """A page of a workflow's runs.

        Args:
            Name: the object's key.
            StartCreationTime: of runs that began from then on, as in ``2026-01-31T00:00:00+0800``.
            OrderByTime: ``Desc`` or ``Asc``.
            States: ``All``, or with commas of ``Success``, ``Failed``, ``Running`` and ``Cancel``.
            Size: at most 100.
            NextToken: what the page before says; empty for the first.
            BatchJobId: of runs that this batch began, see `ci_create_inventory_trigger_jobs`.

        Source: https://cloud.tencent.com/document/product/436/80048
        """
        query = {
            "workflowId": WorkflowId,
            "name": Name,
            "startCreationTime": StartCreationTime,
            "endCreationTime": EndCreationTime,
            "orderByTime": OrderByTime,
            "states": States,
            "size": Size,
            "nextToken": NextToken,
            "jobId": BatchJobId,
        }
        return of_service("GET", Bucket, "/workflowexecution", _runs(), headers, query=query)
