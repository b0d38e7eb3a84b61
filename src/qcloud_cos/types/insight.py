"""Shapes of data sets.  What they hold depends on their template."""

from __future__ import annotations

from typing import Any, TypedDict


class InsightOutput(TypedDict, total=False):
    """What all answers have."""

    RequestId: str
    Response: dict[str, Any]
    """Of an answer in JSON all that it says."""


class DatasetOutput(InsightOutput, total=False):
    Dataset: dict[str, Any]


class DatasetsOutput(InsightOutput, total=False):
    """A page of data sets."""

    Datasets: list[dict[str, Any]]
    NextToken: str


class DatasetBindingOutput(InsightOutput, total=False):
    Binding: dict[str, Any]


class DatasetBindingsOutput(InsightOutput, total=False):
    """A page of the buckets that a data set follows."""

    Bindings: list[dict[str, Any]]
    NextToken: str


class FileMetaTaskOutput(InsightOutput, total=False):
    """By `EventId` a callback says which task it is about."""

    EventId: str


class FileMetaOutput(InsightOutput, total=False):
    """What was collected of a file: a dict of it, as one is asked for."""

    Files: Any


class FileMetasOutput(InsightOutput, total=False):
    """What was collected of files."""

    Files: list[dict[str, Any]]
    Aggregations: list[dict[str, Any]]
    NextToken: str


class FaceSearchOutput(InsightOutput, total=False):
    """Each face of the picture, with the pictures that have it, too."""

    FaceResult: list[dict[str, Any]]


class ImageSearchOutput(InsightOutput, total=False):
    """Pictures, each with its score."""

    ImageResult: list[dict[str, Any]]
