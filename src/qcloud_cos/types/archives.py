"""Archived objects, and bringing them back."""

from typing import Required, TypedDict


class CASJobParameters(TypedDict, total=False):
    Tier: str
    """``Standard``, ``Bulk`` or, not from DEEP_ARCHIVE, ``Expedited``."""


class RestoreRequest(TypedDict, total=False):
    Days: Required[int | str]
    """How long the restored copy stays."""
    CASJobParameters: CASJobParameters
