"""Which picture is meant: an object's, or one elsewhere."""

from __future__ import annotations

from qcloud_cos.errors import CosClientError

NO_OBJECT = "/"
"""As `ci_process` has it."""


def key_of(ObjectKey: str) -> str:
    """A leading slash is part of it, as the published SDK has it in these operations.

    Raises:
        CosClientError: it is empty; the request would be about the bucket.
    """
    if not ObjectKey:
        raise CosClientError("ObjectKey is empty: name the object, such as 'dir/photo.jpg'")
    return f"/{ObjectKey}"


def key_or_url(ObjectKey: str, DetectUrl: str | None) -> str:
    """The key, or that of no object where the picture is elsewhere.

    Raises:
        CosClientError: neither is given.
    """
    if not ObjectKey and not DetectUrl:
        raise CosClientError("there is no picture: give ObjectKey, or DetectUrl for one that is elsewhere")
    return key_of(ObjectKey) if ObjectKey else NO_OBJECT
