"""Where a tree is: below a local directory, or below a prefix of a bucket."""

from __future__ import annotations

import os
from typing import NamedTuple

from qcloud_cos.errors import CosClientError


class Remote(NamedTuple):
    """The objects of a bucket whose keys begin with a prefix."""

    Bucket: str
    Prefix: str = ""
    Region: str = ""
    """Where the bucket is, for the source of copies; everything else is where the client is."""


Place = str | os.PathLike[str] | Remote
"""A local directory, or objects in COS."""


class Entry(NamedTuple):
    """A file or an object, as its listing tells of it."""

    name: str
    """What follows the directory or the prefix, with ``/``; that of a directory ends with one."""
    size: int = 0
    modified_ns: int = 0
    """Of an object when it was stored, in whole seconds."""
    etag: str = ""
    """Only objects have one."""
    regular: bool = True
    """False: neither file nor directory, or a link that is not followed."""
    trouble: Exception | None = None
    """Why nothing can be done with it."""

    @property
    def is_directory(self) -> bool:
        """A directory, or the empty object that stands for one."""
        return self.name.endswith("/") and not self.size


def local_root(directory: str | os.PathLike[str]) -> str:
    """The path of a local directory.

    Raises:
        CosClientError: an empty one, which may be a variable that was not set; the current directory is ``.``.
    """
    root = os.fspath(directory)
    if not isinstance(root, str) or not root:
        raise CosClientError(f"a directory must be named by a str or a Path, not {root!r}")
    return root


def directory_prefix(prefix: str) -> str:
    """The prefix as that of a directory: ``photos`` to ``photos/``; keys have no slash before them."""
    if not isinstance(prefix, str):
        raise CosClientError(f"Prefix must be a str such as 'photos/', not {type(prefix).__name__}")
    bare = prefix.removeprefix("/")
    return bare if not bare or bare.endswith("/") else f"{bare}/"


def sent(key: str) -> str:
    """A listed key as an operation takes it, which strips one slash before it."""
    return f"/{key}" if key.startswith("/") else key


def local_path(root: str, name: str) -> str:
    return os.path.join(root, *name.rstrip("/").split("/")) if name else root
