"""Where downloaded keys may be written: below the directory, through no link, over no directory."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.trees.places import Entry, local_path

_LONGEST_NAME = 255
_NOT_ON_WINDOWS = frozenset('\\:*?"<>|')


def unsafe(name: str, windows: bool = os.name == "nt") -> str | None:
    """Why a key, without the prefix, cannot be a file's path below a directory; None if it can."""
    if "\0" in name:
        return "it has a NUL"
    parts = name.removesuffix("/").split("/")
    if not parts[0]:
        return "it would be an absolute path"
    for part in parts:
        if part in ("", ".", ".."):
            return f"it has {part!r} between slashes"
        if len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
            return f"a name in it is longer than {_LONGEST_NAME} bytes"
        if windows and not _NOT_ON_WINDOWS.isdisjoint(part):
            return "it has characters that no file's name has"
    return None


class Screen:
    """Finds the keys of an ordered listing that cannot become files, alone or beside those before them.

    Args:
        folds: the file system takes ``A`` and ``a`` for one name.
    """

    def __init__(self, folds: bool) -> None:
        self._files: list[str] = []
        """Each begins with the one before it, and the last key with all of them."""
        self._siblings: list[_Directory] | None = [_Directory("", {})] if folds else None

    def __call__(self, entry: Entry) -> Entry:
        """The same entry; with its trouble, if it has any."""
        why = unsafe(entry.name) or self._beside(entry)
        if why is None:
            return entry
        return entry._replace(trouble=CosClientError(f"the key is refused: {why}"))

    def _beside(self, entry: Entry) -> str | None:
        name = entry.name
        while self._files and not name.startswith(self._files[-1]):
            self._files.pop()
        for file in self._files:
            if name[len(file)] == "/":
                return f"{file!r} is an object, too, and no file is a directory at once"
        if self._siblings is not None and (twin := self._twin(name, self._siblings)):
            return f"it differs from {twin!r} only in what this file system ignores"
        if name.endswith("/"):
            return None if entry.is_directory else "it is a directory's name, but has content"
        self._files.append(name)
        return None

    def _twin(self, name: str, levels: list[_Directory]) -> str | None:
        """An earlier name, of a file or of a directory above it, that folds to the same."""
        while not name.startswith(levels[-1].name):
            levels.pop()
        rest = name[len(levels[-1].name) :]
        while rest:
            own, slash, rest = rest.partition("/")
            level = levels[-1]
            known = level.names.setdefault(folded(own), own)
            if known != own:
                return level.name + known
            if slash:
                levels.append(_Directory(f"{level.name}{own}/", {}))
        return None


class _Directory(NamedTuple):
    """The one that the listing is in, or one above it; its children's names, folded and as they are."""

    name: str
    names: dict[str, str]


def folded(name: str) -> str:
    from unicodedata import normalize

    return normalize("NFC", name).casefold()


def folds(directory: str) -> bool:
    """Whether the file system of a directory, or of the nearest one above it, ignores case."""
    path = os.path.realpath(directory)
    while True:
        above, own = os.path.split(path)
        if own and own.swapcase() != own and os.path.exists(path):
            with suppress(OSError):
                return os.path.samefile(path, os.path.join(above, own.swapcase()))
            return False
        if above == path:
            return False
        path = above


def checked(root: str, name: str, fresh: bool = False) -> str:
    """The path of a file or directory, if what is there does not stand in its way.

    Args:
        fresh: nothing of just this name is known to be there.

    Raises:
        CosClientError: a link or a file stands where a directory must be, or a directory where the file.
    """
    path = root
    parts = name.removesuffix("/").split("/")
    for part in parts if name.endswith("/") else parts[:-1]:
        path = os.path.join(path, part)
        mode = _mode(path)
        if mode is not None and not stat.S_ISDIR(mode):
            raise CosClientError(f"{path} is in the way: it is {_what(mode)}, not a directory")
    if name.endswith("/"):
        return path
    path = os.path.join(path, parts[-1])
    mode = _mode(path)
    if mode is not None:
        if not stat.S_ISREG(mode):
            raise CosClientError(f"{path} is in the way: it is {_what(mode)}")
        if fresh and parts[-1] not in os.listdir(os.path.dirname(path)):
            raise CosClientError(f"{path} is in the way: a file whose name differs only in case")
    return path


def prepared(root: str, name: str, fresh: bool = False) -> str:
    """As `checked`; and the directories are there."""
    path = checked(root, name, fresh)
    try:
        os.makedirs(path if name.endswith("/") else os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise CosClientError(f"{path} cannot be made: {error}") from error
    return path


def stamped(path: str, modified_ns: int) -> None:
    os.utime(path, ns=(modified_ns, modified_ns))


Outcome = tuple[str, CosClientError | None]
"""A name, and why it could not be done."""


def removable(root: str, names: list[str]) -> list[Outcome]:
    """As `removed`, but nothing is."""
    return [_outcome(root, name, checked) for name in names]


def removed(root: str, names: list[str]) -> list[Outcome]:
    """Delete these files, and the directories that this leaves empty; one that is gone counts as deleted."""
    return [_outcome(root, name, _remove) for name in names]


def _outcome(root: str, name: str, do: Callable[[str, str], object]) -> Outcome:
    try:
        do(root, name)
    except CosClientError as error:
        return name, error
    return name, None


def _remove(root: str, name: str) -> None:
    path = checked(root, name)
    try:
        os.remove(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CosClientError(f"{path} cannot be deleted: {error}") from error
    above = name.rpartition("/")[0]
    with suppress(OSError):  # the first that is not empty ends it
        while above:
            os.rmdir(local_path(root, above))
            above = above.rpartition("/")[0]


def _mode(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CosClientError(f"{path} cannot be looked at: {error}") from error


def _what(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a directory" if stat.S_ISDIR(mode) else "a file" if stat.S_ISREG(mode) else "a special file"
