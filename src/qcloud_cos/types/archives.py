"""Archived objects, and bringing them back."""

from typing import TypedDict


class CASJobParameters(TypedDict, total=False):
    Tier: str
    """``Standard``, ``Bulk`` or, not from DEEP_ARCHIVE, ``Expedited``."""


class RestoreRequest(TypedDict, total=False):
    Days: int | str
    """How long the restored copy stays.  Left out where an object comes back out of an archived tier for good."""
    CASJobParameters: CASJobParameters
