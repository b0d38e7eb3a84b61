"""Uploads by web forms."""

from typing import TypedDict


class CreatePostFormOutput(TypedDict):
    Url: str
    """What the form's ``action`` is."""
    Fields: dict[str, str]
    """Its hidden fields; they go before ``file``."""
