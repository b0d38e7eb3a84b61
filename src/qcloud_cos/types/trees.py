"""What whole trees can be asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypedDict

from qcloud_cos.types.headers import CopyHeaders, GetHeaders, Headers, ObjectHeaders

Globs = str | Sequence[str]
"""One pattern or several, the later before the earlier."""

Comparison = Literal["default", "checksum", "size-only"]
"""How a sync tells whether two of the same size are the same."""


class TreeLimits(TypedDict, total=False):
    """Which sizes and times take part, the limits included."""

    MinSize: int
    """In bytes."""
    MaxSize: int
    ModifiedAfter: datetime | float
    """A file's time, or when an object was stored: a datetime, or seconds since 1970."""
    ModifiedBefore: datetime | float


class ListTree(Headers, TreeLimits, total=False):
    """And the headers of each request."""


class UploadTree(ObjectHeaders, TreeLimits, total=False):
    """And the headers of each object."""


class DownloadTree(GetHeaders, TreeLimits, total=False):
    """And the headers of each request."""


class CopyTree(CopyHeaders, TreeLimits, total=False):
    """And the headers of each copy."""


class DeleteTree(Headers, TreeLimits, total=False):
    """And the headers of each request."""
