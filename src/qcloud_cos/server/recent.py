"""Reading on the event loop, where every request asks for the same few buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qcloud_cos.server.store import Bucket, Snapshot, Store

if TYPE_CHECKING:
    from qcloud_cos.server.terms import Terms

_MOST = 10_000
_CHANGED_BY_OBJECTS = frozenset({"live"})


class Recent:
    """A snapshot that remembers buckets and their documents until it is told to forget.

    Only requests on buckets change them, and those are followed by `forget` before they are answered;
    what requests on keys change is not remembered.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._buckets: dict[str, Bucket] = {}
        self._documents: dict[tuple[str, str], str | None] = {}
        self._everywhere: dict[str, tuple[tuple[str, str], ...]] = {}
        self.terms: dict[str, Terms] = {}

    def forget(self) -> None:
        self._buckets.clear()
        self._documents.clear()
        self._everywhere.clear()
        self.terms.clear()

    def bucket(self, name: str) -> Bucket | None:
        known = self._buckets.get(name)
        if known is None:
            known = self._store.read.bucket(name)
            if known is not None and len(self._buckets) < _MOST:
                self._buckets[name] = known
        return known

    def document(self, bucket: str, name: str) -> str | None:
        """Of a bucket that is there."""
        wanted = (bucket, name)
        if wanted in self._documents:
            return self._documents[wanted]
        text = self._store.read.document(bucket, name)
        if bucket in self._buckets and name not in _CHANGED_BY_OBJECTS:
            self._documents[wanted] = text
        return text

    def everywhere(self, name: str) -> tuple[tuple[str, str], ...]:
        """The documents of that name of all buckets, each with its bucket."""
        known = self._everywhere.get(name)
        if known is None:
            known = self._everywhere[name] = tuple(self._store.read.documents(name))
        return known

    def knows(self, bucket: str) -> bool:
        """Whether what is made of its documents may be remembered."""
        return bucket in self._buckets

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store.read, name)


Reading = Snapshot | Recent
