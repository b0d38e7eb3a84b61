"""Tags of buckets and objects."""

from typing import TypedDict

from qcloud_cos.types.rules import Tag


class TagSet(TypedDict, total=False):
    Tag: list[Tag]


class Tagging(TypedDict):
    TagSet: TagSet | None
    """None in results if there are no tags."""
