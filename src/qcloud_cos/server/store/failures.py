"""What can go wrong with a store, each in one line for whoever runs the server."""

from __future__ import annotations


class StoreError(Exception):
    """Base of the store's errors."""


class RootLocked(StoreError):
    """Another server has this root open."""


class RootUnwritable(StoreError):
    """The root cannot be made, or written in."""


class RootDamaged(StoreError):
    """The root's database is not whole, not a COS store's, or of another version."""


class StoreFull(StoreError):
    """The disk is full: this write was undone.  A later one may succeed."""


class StoreReadOnly(StoreError):
    """A write could not be made durable: what is stored can be read, nothing more is written."""


class StoreClosed(StoreError):
    """The store was closed."""


class VersionLocked(StoreError):
    """The version that is to be removed or replaced is locked.  Nothing was changed."""


class NoSuchState(StoreError, LookupError):
    """No state was saved by that name."""


class StateDamaged(StoreError, ValueError):
    """A file is no saved state, or not the whole of one."""


class BlobMissing(StoreError):
    """A content's bytes are gone: the version was deleted, or overwritten, since it was read."""
