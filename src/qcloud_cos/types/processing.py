"""Shapes of data processing (CI), of media and of what all of it has in common."""

from __future__ import annotations

from typing import Any, TypedDict


class ProcessingQueues(TypedDict, total=False):
    """A page of the queues that tasks wait in."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    QueueList: list[dict[str, Any]]


class ProcessingBuckets(TypedDict, total=False):
    """A page of the buckets that a kind of processing is switched on for."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    MediaBucketList: list[dict[str, Any]]
    PicBucketList: list[dict[str, Any]]


class ProcessingTasks(TypedDict, total=False):
    """Tasks, and of a listing the `NextToken` of its next page."""

    JobsDetail: list[dict[str, Any]]
    NextToken: str


class MediaInformation(TypedDict, total=False):
    """What a file of audio or video is made of."""

    MediaInfo: list[dict[str, Any]]
