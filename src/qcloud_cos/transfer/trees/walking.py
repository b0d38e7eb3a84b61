"""A local directory as a stream of entries, in the order in which COS lists keys."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice

from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Flow, local
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.places import Entry, local_path

BATCH = 1000
_PIECE = 1024 * 1024


def walk(root: str, rules: Rules, follow: bool = False) -> Iterator[Entry]:
    """What is below `root`, in the order of the names' bytes; what cannot be read comes with its trouble.

    In memory are the names of one directory and of those above it.

    Args:
        follow: go through symbolic links; otherwise they are entries that are not `regular`.

    Raises:
        OSError: the root itself cannot be read.
    """
    levels = [("", _identity(root), iter(_names(root, follow)))]
    while levels:
        above, _, names = levels[-1]
        own = next(names, None)
        if own is None:
            levels.pop()
            continue
        name = above + own
        if not _can_be_key(name):
            if rules.prune(name) if name.endswith("/") else not rules.choose(name):
                continue
            yield Entry(name, trouble=CosClientError(f"the name {own!r} is not UTF-8, and no key can be"))
        elif not name.endswith("/"):
            if rules.choose(name):
                yield _file(local_path(root, name), name, follow)
        elif not rules.prune(name):
            path = local_path(root, name)
            try:
                identity = _identity(path)
                if any(identity == each for _, each, _ in levels):
                    raise CosClientError(f"{path} leads back to a directory that it is in")
                inside = _names(path, follow)
            except (OSError, CosClientError) as error:
                yield Entry(name, trouble=error)
                continue
            if rules.choose(name):
                yield Entry(name)
            levels.append((name, identity, iter(inside)))


def _names(path: str, follow: bool) -> list[str]:
    """The names in a directory, a slash after those of directories, in the order of the keys that they begin.

    ``a.txt`` comes before what is in ``a/``, as ``.`` comes before ``/``: so the slash takes part in sorting.
    """
    with os.scandir(path) as found:
        return sorted(f"{each.name}/" if _leads_on(each, follow) else each.name for each in found)


def _leads_on(found: os.DirEntry[str], follow: bool) -> bool:
    try:
        return found.is_dir(follow_symlinks=follow)
    except OSError:
        return False


def _identity(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_dev, status.st_ino


def _can_be_key(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _file(path: str, name: str, follow: bool) -> Entry:
    try:
        status = os.stat(path, follow_symlinks=follow)
    except OSError as error:
        return Entry(name, trouble=error)
    return Entry(name, status.st_size, status.st_mtime_ns, regular=stat.S_ISREG(status.st_mode))


class Walk:
    """`walk` in batches, for a flow."""

    def __init__(self, root: str, rules: Rules, follow: bool = False, optional: bool = False) -> None:
        """Prepare it.

        Args:
            optional: a root that is not there is an empty one.
        """
        self._root, self._optional = root, optional
        self._entries = walk(root, rules, follow)

    def more(self) -> Flow[list[Entry] | None]:
        """The next entries; None after the last.

        Raises:
            CosClientError: the root cannot be read.
        """
        return (yield from local(self._taken))

    def _taken(self) -> list[Entry] | None:
        try:
            return list(islice(self._entries, BATCH)) or None
        except OSError as error:
            if self._optional and isinstance(error, FileNotFoundError):
                return None
            raise CosClientError(f"the directory {self._root!r} cannot be read: {error}") from error


def checksum(path: str) -> int:
    """A file's CRC-64."""
    found = 0
    with open(path, "rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            found = crc64(piece, found)
    return found
