"""What came of a tree: counts, bytes, and each item that failed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Literal, NamedTuple

from qcloud_cos.errors import (
    Cancelled,
    CosClientError,
    CosException,
    CredentialsError,
    InvalidAccessKeyId,
    NoSuchBucket,
    RequestTimeTooSkewed,
    SignatureDoesNotMatch,
)

Action = Literal["upload", "download", "copy", "delete", "skip"]
_COUNTED = {
    "upload": "uploaded",
    "download": "downloaded",
    "copy": "copied",
    "delete": "deleted",
    "skip": "skipped",
}
HOPELESS = (
    Cancelled,
    CredentialsError,
    NoSuchBucket,
    InvalidAccessKeyId,
    SignatureDoesNotMatch,
    RequestTimeTooSkewed,
)
"""What every other item would meet, too: raised, not counted."""


class Failure(NamedTuple):
    """An item that was not done; `key` or `path` is empty where there is none."""

    key: str
    path: str
    error: Exception


class TreeEvent(NamedTuple):
    """How far one item is; `finished` is true once an item, and `error` says whether it failed."""

    action: Action
    key: str
    path: str
    size: int
    done: int
    """Bytes of this item so far."""
    finished: bool
    error: Exception | None
    result: TreeResult
    """The counts so far."""


TreeCallback = Callable[[TreeEvent], object]
"""Called from any thread, never twice at once.  What it raises stops the work."""


class TreeResult:
    """How many items were done, of each kind; of a dry run, how many would have been."""

    __slots__ = (*_COUNTED.values(), "bytes", "spared", "failures", "dry_run")

    def __init__(self, dry_run: bool = False) -> None:
        self.uploaded = self.downloaded = self.copied = self.deleted = self.skipped = 0
        self.bytes = 0
        """Bytes uploaded, downloaded or copied."""
        self.spared = 0
        """What `Delete` would have removed, had nothing failed before."""
        self.failures: list[Failure] = []
        self.dry_run = dry_run

    @property
    def failed(self) -> int:
        return len(self.failures)

    def raise_for_failures(self) -> None:
        """Do nothing if nothing failed.

        Raises:
            CosClientError: says how many, and the first.
        """
        if self.failures:
            first = self.failures[0]
            raise CosClientError(
                f"{self.failed} failed, the first being {first.key or first.path!r}: {first.error}"
            ) from first.error

    def __repr__(self) -> str:
        counts = {name: getattr(self, name) for name in (*_COUNTED.values(), "failed", "bytes", "spared")}
        told = " ".join(f"{name}={count}" for name, count in counts.items() if count)
        return f"<TreeResult{' of a dry run' if self.dry_run else ''}: {told or 'nothing to do'}>"


def _let_go(error: BaseException) -> None:
    """Of the frames of its transfer, which its traceback would keep in memory, and those of its causes."""
    chain: BaseException | None = error
    while chain is not None and chain.__traceback__ is not None:
        chain.__traceback__ = None
        chain = chain.__cause__ or chain.__context__


class Report:
    """Counts what the workers finish, and tells whoever asked."""

    def __init__(self, dry_run: bool, stop_on_error: bool, callback: TreeCallback | None) -> None:
        self.result = TreeResult(dry_run)
        self.dry_run = dry_run
        self._stop_on_error = stop_on_error
        self._callback = callback
        self._lock = Lock()

    def done(self, action: Action, key: str, path: str = "", size: int = 0) -> None:
        with self._lock:
            counted = _COUNTED[action]
            setattr(self.result, counted, getattr(self.result, counted) + 1)
            if action not in ("skip", "delete"):
                self.result.bytes += size
            self._tell(action, key, path, size, size, True)

    def failed(self, action: Action, key: str, path: str, error: Exception) -> None:
        """Count it and go on.

        Raises:
            Exception: `error` itself, if it is the end: every other item would meet it, or that was asked for.
        """
        if self._stop_on_error or isinstance(error, HOPELESS):
            raise error
        _let_go(error)
        if isinstance(error, CosException):
            error.during(error.operation or action)
        with self._lock:
            self.result.failures.append(Failure(key, path, error))
            self._tell(action, key, path, 0, 0, True, error)

    def moving(self, action: Action, key: str, path: str) -> Callable[[int, int], object] | None:
        """The `progress_callback` of the transfer of one item."""
        if self._callback is None:
            return None

        def tell(done: int, total: int) -> None:
            with self._lock:
                self._tell(action, key, path, total, done, False)

        return tell

    def _tell(
        self,
        action: Action,
        key: str,
        path: str,
        size: int,
        done: int,
        finished: bool,
        error: Exception | None = None,
    ) -> None:
        if self._callback is not None:
            self._callback(TreeEvent(action, key, path, size, done, finished, error, self.result))
