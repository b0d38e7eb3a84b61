"""Intelligent tiering: objects that nobody reads move to cheaper storage by themselves."""

from typing import TypedDict

from qcloud_cos.types.rules import Tag


class TieringTransition(TypedDict, total=False):
    Days: int | str
    """30, 60 or 90."""
    RequestFrequent: int | str
    """1"""


class IntelligentTiering(TypedDict, total=False):
    """The bucket's one rule, of the first version.  Empty in results if it never had one."""

    Status: str
    """``Enabled``; it cannot be disabled again."""
    Transition: TieringTransition


class TieringAnd(TypedDict, total=False):
    Prefix: str | None
    Tag: list[Tag]


class TieringFilter(TypedDict, total=False):
    Prefix: str | None
    Tag: list[Tag]
    And: TieringAnd


class Tier(TypedDict, total=False):
    AccessTier: str
    """``INFREQUENT``, ``ARCHIVE_ACCESS`` or ``DEEP_ARCHIVE_ACCESS``."""
    Days: int | str
    RequestFrequent: int | str


class IntelligentTieringConfiguration(TypedDict, total=False):
    """One of many rules, of the second version."""

    Id: str
    """``default`` is the rule of the first version."""
    Status: str
    """``Enabled`` or ``Suspended``."""
    Filter: TieringFilter | None
    Tiering: list[Tier]


class ListIntelligentTieringOutput(TypedDict, total=False):
    IntelligentTieringConfiguration: list[IntelligentTieringConfiguration]
