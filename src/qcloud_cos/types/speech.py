"""Shapes of data processing (CI) of speech, and of the service that recognizes what is in pictures."""

from __future__ import annotations

from typing import Any, TypedDict


class SpeechBuckets(TypedDict, total=False):
    """A page of the buckets that speech recognition is switched on for."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    AsrBucketList: list[dict[str, Any]]


class AiBuckets(TypedDict, total=False):
    """A page of the buckets that recognition in pictures is switched on for."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    AiBucketList: list[dict[str, Any]]
    MediaBucketList: list[dict[str, Any]]


class OpenedBucket(TypedDict, total=False):
    """A bucket as it is once the service is switched on for it."""

    RequestId: str
    AsrBucket: dict[str, Any]
    AiBucket: dict[str, Any]


class UpdatedQueue(TypedDict, total=False):
    """A queue as it is from now on."""

    RequestId: str
    Queue: list[dict[str, Any]]


class SpeechTask(TypedDict, total=False):
    """The task that was submitted."""

    JobsDetail: dict[str, Any]


class SpeechTemplate(TypedDict, total=False):
    """A template as it was stored, or the id of one that was deleted."""

    RequestId: str
    TemplateId: str
    Template: dict[str, Any]


class SpeechTemplates(TypedDict, total=False):
    """A page of templates."""

    RequestId: str
    TotalCount: str
    PageNumber: str
    PageSize: str
    TemplateList: list[dict[str, Any]]
