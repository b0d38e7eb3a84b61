"""Shapes of what is made of pictures."""

from __future__ import annotations

from typing import Any, TypedDict


class PictureUploadOutput(TypedDict, total=False):
    """What `PicOperations` made, and of what; `Object` in `ProcessResults` is a list if they are several."""

    OriginalInfo: dict[str, Any]
    ProcessResults: dict[str, Any]


class ImageStyle(TypedDict, total=False):
    """A way to process pictures, and its name."""

    StyleName: str
    StyleBody: str
