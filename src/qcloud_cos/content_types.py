"""The content type of a file, guessed from its name.

The command and whole trees say what an object is, so that a browser shows it: without, COS takes everything for
``application/octet-stream``.  `put_object` and `upload_file` send what they are given, and nothing else.
"""

from __future__ import annotations

_COMPRESSED = {
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "compress": "application/x-compress",
    "br": "application/x-brotli",
}


def guessed(*names: str) -> str | None:
    """By the ending of the first name that has a known one; None if no name has.

    ``all.tar.gz`` is ``application/gzip``: what is stored is the compressed file.
    """
    from mimetypes import guess_type  # reads the system's tables

    for name in names:
        # Without what may stand before it: a path or a "scheme", for which `guess_type` has rules of its own.
        kind, encoding = guess_type(f"x{_ending(name)}")
        if encoding is not None:
            return _COMPRESSED.get(encoding)
        if kind is not None:
            return kind
    return None


def _ending(name: str) -> str:
    """The last two of ``a.b.tar.gz``."""
    own = name.replace("\\", "/").rpartition("/")[2]
    return "".join(f".{each}" for each in own.split(".")[1:][-2:])
