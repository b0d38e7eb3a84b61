"""The server's store: metadata in SQLite, large bodies in files, one writer, durable when it says so."""

from __future__ import annotations

from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.database import Snapshot
from qcloud_cos.server.store.failures import (
    BlobMissing,
    NoSuchState,
    RootDamaged,
    RootLocked,
    RootUnwritable,
    StateDamaged,
    StoreClosed,
    StoreError,
    StoreFull,
    StoreReadOnly,
    VersionLocked,
)
from qcloud_cos.server.store.loop_writer import LoopWriter
from qcloud_cos.server.store.page import Page
from qcloud_cos.server.store.reader import Reader
from qcloud_cos.server.store.receiver import Receiver
from qcloud_cos.server.store.schema import Durability
from qcloud_cos.server.store.store import Store
from qcloud_cos.server.store.values import (
    INLINE_LIMIT,
    LOCK,
    NULL_VERSION,
    Bucket,
    Content,
    Part,
    Segment,
    Task,
    Upload,
    Version,
)

__all__ = [
    "INLINE_LIMIT",
    "LOCK",
    "NULL_VERSION",
    "BlobMissing",
    "Bucket",
    "Changes",
    "Content",
    "Durability",
    "LoopWriter",
    "NoSuchState",
    "Page",
    "Part",
    "Reader",
    "Receiver",
    "RootDamaged",
    "RootLocked",
    "RootUnwritable",
    "Segment",
    "Snapshot",
    "StateDamaged",
    "Store",
    "StoreClosed",
    "StoreError",
    "StoreFull",
    "StoreReadOnly",
    "Task",
    "Upload",
    "Version",
    "VersionLocked",
]
