"""What a disk holds after a power cut: only what was synced is sure to be there.

`disk.c` writes down what a program does to its files.  Here it is done again up to any moment; then, of what
was not synced, some is lost: writes, whole or in the middle, and names, new, changed or removed.  A sync saves
what was written before it began.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

_HEAD = struct.Struct("<cqII")
_SECTOR = 512


class Event(NamedTuple):
    letter: str
    value: int
    name: str
    data: bytes


def shim(folder: Path) -> Path:
    """The library to preload, compiled; skips where that is not possible."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or os.uname().sysname != "Linux":
        pytest.skip("to see what is written to disk takes a C compiler, and Linux")
    library = folder / "disk.so"
    source = Path(__file__).with_suffix(".c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


def events(record: bytes) -> Iterator[Event]:
    at = 0
    while at < len(record):
        letter, value, name_size, size = _HEAD.unpack_from(record, at)
        at += _HEAD.size
        name, data = record[at : at + name_size], record[at + name_size : at + name_size + size]
        at += name_size + size
        yield Event(letter.decode(), value, name.decode(), data)


class _Synced:
    """Something with changes that are not on disk yet, in their order."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        self.saved = 0  # so many before those

    @property
    def moment(self) -> int:
        return self.saved + len(self.waiting)

    def sync(self, moment: int) -> None:
        count = max(moment - self.saved, 0)
        for change in self.waiting[:count]:
            self.apply(change)
        del self.waiting[:count]
        self.saved += count

    def apply(self, change: Any) -> None:
        raise NotImplementedError


class File(_Synced):
    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def apply(self, change: tuple[int, bytes | None]) -> None:
        write(self.data, *change)


class Folder(_Synced):
    """`now` is what the program sees, `names` what is on disk."""

    def __init__(self) -> None:
        super().__init__()
        self.now: dict[str, File | Folder] = {}
        self.names: dict[str, File | Folder] = {}

    def put(self, name: str, thing: File | Folder) -> None:
        self.now[name] = thing
        self.waiting.append((name, thing))

    def remove(self, name: str) -> File | Folder:
        self.waiting.append((name, None))
        return self.now.pop(name)

    def apply(self, change: tuple[str, File | Folder | None]) -> None:
        name_in(self.names, *change)


def write(data: bytearray, offset: int, piece: bytes | None) -> None:
    """A write, or a cut at the offset."""
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    if piece is None:
        del data[offset:]
    else:
        data[offset : offset + len(piece)] = piece


def name_in(names: dict[str, File | Folder], name: str, thing: File | Folder | None) -> None:
    if thing is None:
        names.pop(name, None)
    else:
        names[name] = thing


class Disk:
    def __init__(self) -> None:
        self._top = Folder()
        self._begun: dict[int, tuple[_Synced, int]] = {}
        """By file number, what is being synced, and up to where."""

    def happen(self, event: Event) -> None:
        letter, value, name, data = event
        if letter == "m":
            self._put(name, Folder())
        elif letter == "c" and self._find(name) is None:
            self._put(name, File())
        elif letter in "wt":
            file = self._find(name)
            assert isinstance(file, File), name
            file.waiting.append((value, data if letter == "w" else None))
        elif letter == "u" and self._find(name) is not None:  # `-shm` is memory, and not here
            self._remove(name)
        elif letter == "r":
            self._put(data.decode(), self._remove(name))
        elif letter == "l":
            thing = self._find(name)
            assert thing is not None
            self._put(data.decode(), thing)
        elif letter == "b" and (thing := self._find(name)) is not None:
            self._begun[value] = thing, thing.moment
        elif letter == "s" and value in self._begun:
            synced, moment = self._begun.pop(value)
            synced.sync(moment)

    def left(self, target: Path, chance: Random | None) -> None:
        """Write out what a power cut now leaves: what was synced, and by chance some of the rest."""
        _leave(self._top, target, _lottery(chance))

    def _folder(self, name: str) -> Folder:
        found = self._find(os.path.dirname(name) or ".")
        assert isinstance(found, Folder), name
        return found

    def _put(self, name: str, thing: File | Folder) -> None:
        self._folder(name).put(os.path.basename(name), thing)

    def _remove(self, name: str) -> File | Folder:
        return self._folder(name).remove(os.path.basename(name))

    def _find(self, name: str) -> File | Folder | None:
        found: File | Folder | None = self._top
        for part in name.split("/") if name != "." else ():
            found = found.now.get(part) if isinstance(found, Folder) else None
        return found


_Choose = Callable[[list[Any]], list[Any]]


def _lottery(chance: Random | None) -> _Choose:
    """Of changes that were not synced, those that are on disk nevertheless."""

    def choose(changes: list[Any]) -> list[Any]:
        how = chance.choice(("none", "first", "some", "torn", "all")) if chance and changes else "none"
        if how == "none" or chance is None:
            return []
        if how == "first":
            return changes[: chance.randrange(len(changes))]
        if how == "some":
            return [change for change in changes if chance.random() < 0.5]
        kept = list(changes)
        if how == "torn" and isinstance(kept[-1][1], bytes):
            offset, piece = kept[-1]
            kept[-1] = offset, piece[: chance.randrange(0, len(piece) + 1, _SECTOR)]
        return kept

    return choose


def _leave(folder: Folder, target: Path, choose: _Choose) -> None:
    target.mkdir()
    names = dict(folder.names)
    for change in choose(folder.waiting):
        name_in(names, *change)
    for name, thing in names.items():
        if isinstance(thing, Folder):
            _leave(thing, target / name, choose)
            continue
        data = bytearray(thing.data)
        for change in choose(thing.waiting):
            write(data, *change)
        (target / name).write_bytes(data)
