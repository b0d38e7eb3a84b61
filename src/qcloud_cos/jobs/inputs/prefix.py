"""The objects whose keys begin with a prefix, as COS lists them while the job runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.cutting import Group, cut
from qcloud_cos.jobs.inputs.positions import Done

_OF_OBJECTS = frozenset({"key", "size", "etag", "modified", "storage_class"})


class Prefix:
    """Positions are keys: what is deleted or added while the job runs moves none of them.

    With `versions`, all versions and delete markers of a key are in one batch, so that keys are enough.
    """

    identity = ""

    def __init__(self, bucket: str, prefix: str = "", versions: bool = False) -> None:
        if not bucket:
            raise CosClientError("the input has no bucket: name it as cos://BUCKET-APPID/PREFIX")
        self._bucket, self._prefix, self._versions = bucket, prefix, versions
        self.fields = _OF_OBJECTS | ({"version_id", "latest", "delete_marker"} if versions else set())

    async def open(self, clients: Clients) -> None:
        """The first page will say whether the bucket can be listed."""

    async def count(self, clients: Clients) -> int | None:
        return None

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch]:
        pages = self._all_versions if self._versions else self._objects
        return cut(lambda after: pages(clients, after), size, done, where)

    async def _objects(self, clients: Clients, after: str) -> AsyncGenerator[list[Group]]:
        arguments: Any = {"Bucket": self._bucket, "Prefix": self._prefix, "Marker": after}
        async for page in clients.of().paginate("list_objects", **arguments):
            found = [entry_of(listed) for listed in page.get("Contents") or ()]
            after = self._checked([entry.key for entry in found], after)
            yield [Group(self._bucket, entry.key, (entry,)) for entry in found]

    async def _all_versions(self, clients: Clients, after: str) -> AsyncGenerator[list[Group]]:
        arguments: Any = {"Bucket": self._bucket, "Prefix": self._prefix, "KeyMarker": after}
        by_key: dict[str, list[Entry]] = {}
        async for page in clients.of().paginate("list_objects_versions", **arguments):
            found = [version_of(listed) for listed in page.get("Version") or ()]
            found += [marker_of(listed) for listed in page.get("DeleteMarker") or ()]
            for entry in found:
                by_key.setdefault(entry.key, []).append(entry)
            keys = sorted(by_key)
            self._checked(keys, after)
            after = keys[-2] if len(keys) > 1 else after
            # The last key's other versions may be on the next page.
            yield [Group(self._bucket, key, by_key.pop(key)) for key in keys[:-1]]
        yield [Group(self._bucket, key, entries) for key, entries in by_key.items()]

    def _checked(self, keys: list[str], after: str) -> str:
        """The last of them.

        Raises:
            CosClientError: one does not belong there: what deletes must not go by such a listing.
        """
        for key in keys:
            if not key.startswith(self._prefix) or key <= after:
                raise CosClientError(f"the listing of {self._prefix!r} has {key!r} after {after!r}")
            after = key
        return after


def entry_of(listed: Mapping[str, Any]) -> Entry:
    """Of an entry of a listing."""
    return Entry(
        listed["Key"],
        None,
        int(listed["Size"]),
        listed.get("ETag"),
        listed.get("LastModified"),
        listed.get("StorageClass"),
    )


def version_of(listed: Mapping[str, Any]) -> Entry:
    return entry_of(listed)._replace(version_id=_id(listed), latest=_is_latest(listed), delete_marker=False)


def marker_of(listed: Mapping[str, Any]) -> Entry:
    return Entry(
        listed["Key"],
        _id(listed),
        modified=listed.get("LastModified"),
        latest=_is_latest(listed),
        delete_marker=True,
    )


def _id(listed: Mapping[str, Any]) -> str:
    return listed.get("VersionId") or "null"  # what was stored before there were versions


def _is_latest(listed: Mapping[str, Any]) -> bool:
    return str(listed.get("IsLatest")).lower() == "true"
