"""Shapes of document processing."""

from __future__ import annotations

from typing import Any, TypedDict


class DocumentTask(TypedDict, total=False):
    """`JobsDetail` has the `JobId`, the `State`, and a `Code` if it could not begin."""

    JobsDetail: dict[str, Any]


class DocumentQueue(TypedDict, total=False):
    """A queue, as it is now."""

    RequestId: str
    Queue: list[dict[str, Any]]


class DocumentBuckets(TypedDict, total=False):
    """A page of the buckets that document processing is switched on for."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    DocBucketList: list[dict[str, Any]]
