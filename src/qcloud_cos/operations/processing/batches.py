"""Batches: a task or a workflow for many objects that are there already, by a list of them or by a prefix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, of_service

_PATH = "/inventorytriggerjob"


def _batches() -> answers.document[types.ProcessingTasks]:
    # Not a constant: it would load every shape along with the package.
    return answers.document(types.ProcessingTasks)


class Batches:
    @operation
    def ci_create_inventory_trigger_jobs(
        self, Bucket: str, JobBody: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """Submit a batch.

        It is not sent again when the answer gets lost, since the batch may have begun.

        Args:
            JobBody: the document, such as ``{"Name": "n", "Type": "Workflow", "Input": ..., "Operation": ...}``.

        Source: https://cloud.tencent.com/document/product/460/80155
        """
        return of_service("POST", Bucket, _PATH, _batches(), headers, document=JobBody)

    @operation
    def ci_get_inventory_trigger_jobs(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """How a batch stands.

        Source: https://cloud.tencent.com/document/product/460/76893
        """
        return of_service("GET", Bucket, below(f"{_PATH}/", JobID=JobID), _batches(), headers)

    @operation
    def ci_list_inventory_trigger_jobs(
        self,
        Bucket: str,
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: str | int = 10,
        NextToken: str = "",
        Type: str = "Workflow",
        WorkflowId: str = "",
        JobId: str = "",
        Name: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """A page of batches.

        Args:
            StartCreationTime: of batches created from then on, as in ``2026-01-31T00:00:00+0800``.
            OrderByTime: ``Desc`` or ``Asc``.
            States: ``All``, or with commas of ``Submitted``, ``Running``, ``Success``, ``Failed``, ``Pause``
                and ``Cancel``.
            Size: at most 100.
            NextToken: what the page before says; empty for the first.
            Type: ``Workflow`` or ``Job``.

        Source: https://cloud.tencent.com/document/product/460/76894
        """
        query = {
            "type": Type,
            "startCreationTime": StartCreationTime,
            "endCreationTime": EndCreationTime,
            "orderByTime": OrderByTime,
            "states": States,
            "size": Size,
            "nextToken": NextToken,
            "workflowId": WorkflowId,
            "jobId": JobId,
            "name": Name,
        }
        return of_service("GET", Bucket, _PATH, _batches(), headers, query=query)

    @operation
    def ci_delete_inventory_trigger_jobs(
        self, Bucket: str, JobId: str, **headers: Unpack[types.Headers]
    ) -> Call[dict[str, str]]:
        """Cancel a batch.

        Returns:
            The headers of the answer, which has nothing else.

        Source: https://cloud.tencent.com/document/product/460/76892
        """
        path = below(f"{_PATH}/", JobId=JobId)
        return of_service("PUT", Bucket, path, answers.headers(dict), headers, query={"cancel": ""})
