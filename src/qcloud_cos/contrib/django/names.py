"""Names as Django has them, ``photos/a.jpg``, and the keys they have below a storage's location."""

from __future__ import annotations

import os
import posixpath

from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation


def clean(name: str | os.PathLike[str]) -> str:
    """The name in one way of writing; empty for the location itself.  A slash at its end stays.

    Raises:
        SuspiciousFileOperation: it is absolute, or leads out of the location.
    """
    given = os.fspath(name).replace("\\", "/")
    path = posixpath.normpath(given) if given else ""
    if path.startswith("/") or path.split("/", 1)[0] == ".." or "\0" in path:
        raise SuspiciousFileOperation(f"Detected path traversal attempt in {given!r}")
    if path in ("", "."):
        return ""
    return f"{path}/" if given.endswith("/") else path


def location_prefix(location: str) -> str:
    """What all keys of a storage begin with.

    Raises:
        ImproperlyConfigured: such a location cannot be kept.
    """
    try:
        path = clean(location)
    except SuspiciousFileOperation:
        raise ImproperlyConfigured(
            f"location is {location!r}: give a prefix inside of the bucket, such as 'media', without '..' "
            "and without a slash at its beginning"
        ) from None
    return f"{path.rstrip('/')}/" if path else ""
