"""Reading on the event loop, where every request asks for the same few buckets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qcloud_cos.server.store import Bucket, Snapshot, Store, Version

if TYPE_CHECKING:
    from qcloud_cos.server.terms import Terms

_MOST = 10_000


class Recent:
    """A snapshot that remembers buckets and their documents as long as none of them changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._generation = store.generation
        self._buckets: dict[str, Bucket] = {}
        self._documents: dict[tuple[str, str], str | None] = {}
        self._everywhere: dict[str, tuple[tuple[str, str], ...]] = {}
        self._terms: dict[str, Terms] = {}

    def bucket(self, name: str) -> Bucket | None:
        self._check()
        known = self._buckets.get(name)
        if known is None:
            known = self._store.read.bucket(name)
            if known is not None and len(self._buckets) < _MOST:
                self._buckets[name] = known
        return known

    def document(self, bucket: str, name: str) -> str | None:
        """Of a bucket that is there."""
        self._check()
        wanted = (bucket, name)
        if wanted in self._documents:
            return self._documents[wanted]
        text = self._store.read.document(bucket, name)
        if bucket in self._buckets:
            self._documents[wanted] = text
        return text

    def version(self, bucket: str, key: str, version_id: str | None = None) -> Version | None:
        return self._store.read.version(bucket, key, version_id)

    def everywhere(self, name: str) -> tuple[tuple[str, str], ...]:
        """The documents of that name of all buckets, each with its bucket."""
        self._check()
        known = self._everywhere.get(name)
        if known is None:
            known = self._everywhere[name] = tuple(self._store.read.documents(name))
        return known

    def terms(self, bucket: str, read: Callable[[], Terms]) -> Terms:
        """The bucket's terms, as `read` makes them of its documents."""
        self._check()
        known = self._terms.get(bucket)
        if known is None:
            generation = self._generation
            known = read()
            if bucket in self._buckets and generation == self._store.generation:
                self._terms[bucket] = known
        return known

    def _check(self) -> None:
        """Forget, if anything was committed since that may not be as it is remembered."""
        generation = self._store.generation
        if generation != self._generation:
            self._generation = generation
            for memory in (self._buckets, self._documents, self._everywhere, self._terms):
                memory.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store.read, name)


Reading = Snapshot | Recent
