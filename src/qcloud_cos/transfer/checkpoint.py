"""The file in which a transfer notes how far it is, for when its process is killed.

It is locked as long as the transfer runs: another process that wants the same makes do without one, and
neither touches what is the other's.  A line is added for each part that is done.  Nothing is synced: a line
may outlive a power cut that the part does not, and is therefore never believed unchecked.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from qcloud_cos.transfer import records
from qcloud_cos.transfer.files import Descriptor
from qcloud_cos.transfer.records import Record

_LONGEST = 4 * 1024 * 1024
"""Bytes; ten thousand parts have less."""


class Checkpoint:
    """One transfer's.  Where it cannot be kept, the transfer goes on without.

    Args:
        folder: made if need be.
        name: the same for the same transfer, and for no other.
        identity: a record of another is of no use.
    """

    def __init__(self, folder: str, name: str, identity: Mapping[str, Any]) -> None:
        self.path = os.path.join(folder, name)
        self._identity = dict(identity)
        self._file: Descriptor | None = None
        self._before: Record | None = None

    def open(self) -> None:
        """Lock it, and read what an earlier process has left."""
        try:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            self._file = _locked(self.path)
            if self._file is not None:
                _open.add(self)
                self._before = records.read(os.pread(self._file.number, _LONGEST, 0))
        except OSError:
            return

    @property
    def held(self) -> bool:
        return self._file is not None

    @property
    def before(self) -> Record | None:
        """What an earlier process has left of the same transfer."""
        found = self._before
        return found if found is not None and found.identity == self._identity else None

    @property
    def stale(self) -> Record | None:
        """What it has left of one that cannot be gone on with: of a file that has changed since, say."""
        return None if self.before is not None else self._before

    def begin(self, facts: Mapping[str, Any]) -> None:
        """A transfer from its start."""
        file = self._file
        if file is not None:
            self._before = None
            with suppress(OSError):
                os.ftruncate(file.number, 0)
            self._append(records.heading(self._identity, facts))

    def add(self, part: int, facts: Mapping[str, Any]) -> None:
        self._append(records.done(part, facts))

    def remove(self) -> None:
        """The transfer has ended, or is given up."""
        if self._file is not None:
            with suppress(OSError):
                os.remove(self.path)
            self.close()

    def close(self) -> None:
        """Leave it for the next process."""
        file, self._file = self._file, None
        if file is not None:
            _unlock(file)

    def _append(self, line: bytes) -> None:
        file = self._file
        if file is None:
            return
        try:
            whole = os.write(file.number, line) == len(line)
        except OSError:
            whole = False
        if not whole:  # the disk is full: what is there still counts, and no more is added to half a line
            self.close()


def _locked(path: str) -> Descriptor | None:
    """A file of ours that nobody else has open so; None if somebody has."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    while True:
        file = Descriptor(os.open(path, flags, 0o600))
        ours = os.fstat(file.number)
        if ours.st_uid != os.geteuid():
            return None
        try:
            fcntl.flock(file.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None
        # Who had it may have removed it meanwhile, and another have made it anew.
        with suppress(FileNotFoundError):
            if os.path.samestat(ours, os.stat(path)):
                return file


def _unlock(file: Descriptor) -> None:
    # Closing it is not enough: a child that was forked just now has it, too, and so the lock.
    import fcntl

    with suppress(OSError):
        fcntl.flock(file.number, fcntl.LOCK_UN)


_open: WeakSet[Checkpoint] = WeakSet()


def _forget() -> None:
    # A forked child would hold its parent's locks even when the parent is gone.  It must not unlock them.
    for checkpoint in list(_open):
        checkpoint._file = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def usual_folder() -> str:
    """Where uploads are noted: ``~/.cache/qcloud_cos/transfers``, or below ``XDG_CACHE_HOME``."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "qcloud_cos", "transfers")


def name_of(*what: str) -> str:
    """A file's name for a transfer, and for that only."""
    return hashlib.sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:32]
