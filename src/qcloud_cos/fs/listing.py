"""What is there: `info`, `ls`, `find` and what fsspec makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fsspec.asyn import AsyncFileSystem, _run_coros_in_chunks

from qcloud_cos.errors import CosServiceError
from qcloud_cos.fs import entries, memory
from qcloud_cos.fs.entries import Entry
from qcloud_cos.fs.failures import as_of_files, of_files
from qcloud_cos.fs.paths import asked_for, below, split

if TYPE_CHECKING:
    from qcloud_cos import AsyncCosS3Client

AT_ONCE = 32


class Listing(AsyncFileSystem):
    client: AsyncCosS3Client
    _infos: memory.Memory[Entry]
    _listings: memory.Memory[list[Entry]]
    _made: memory.MadeDirectories

    async def _info(self, path: str, version_id: str | None = None, refresh: bool = False, **kwargs: Any) -> Entry:
        """Size, type, ETag and the like, of the newest version unless told otherwise.

        Args:
            refresh: ask, even if it was asked less than a second ago.
        """
        path = self._strip_protocol(path)
        if version_id is None and not refresh and (known := self._infos.get(path)):
            return dict(known)
        asked = memory.now()
        with as_of_files(path):
            found = await self._asked_info(path, version_id)
        if version_id is None:
            self._infos.keep(path, found, asked)
        return dict(found)

    async def _asked_info(self, path: str, version_id: str | None) -> Entry:
        bucket, key = split(path)
        if not bucket:
            return entries.directory("")
        if not key:
            await self.client.head_bucket(bucket)
            return entries.directory(path)
        try:
            versioned: Any = {"VersionId": version_id} if version_id else {}
            return entries.headed(path, await self.client.head_object(bucket, asked_for(key), **versioned))
        except CosServiceError as error:
            if error.get_status_code() != 404 or version_id:
                raise
            page = await self.client.list_objects(bucket, Prefix=below(key), MaxKeys=1)
            if page.get("Contents") or self._made.has(path):
                return entries.directory(path)
            raise

    async def _ls(self, path: str, detail: bool = True, refresh: bool = False, **kwargs: Any) -> list[Any]:
        path = self._strip_protocol(path)
        found = None if refresh else self._listings.get(path)
        if found is None:
            asked = memory.now()
            found = await self._level(path)
            if not found:
                info = await self._info(path)
                found = [info] if info["type"] == "file" else []
            self._listings.keep(path, found, asked)
        return [dict(one) for one in found] if detail else sorted(one["name"] for one in found)

    async def _level(self, path: str, prefix: str = "") -> list[Entry]:
        """What is in a directory, and begins with the prefix."""
        if not path:
            return [one for one in await self._buckets() if one["name"].startswith(prefix)]
        asked = memory.now()
        bucket, key = split(path)
        top = below(key)
        found: list[Entry] = []
        with as_of_files(path):
            pages = self.client.paginate("list_objects", Bucket=bucket, Prefix=top + prefix, Delimiter="/")
            async for page in pages:
                found += entries.level(bucket, top, page)
        for one in found:
            self._infos.keep(one["name"], one, asked)
        names = {one["name"] for one in found}
        made = (name for name in self._made.within(path) if name.startswith(f"{path}/{prefix}"))
        return found + [entries.directory(name) for name in made if name not in names]

    async def _buckets(self) -> list[Entry]:
        found: list[Entry] = []
        with as_of_files(""):
            async for page in self.client.paginate("list_buckets"):
                listed: Any = page.get("Buckets") or {}
                found += [entries.directory(one["Name"]) for one in listed.get("Bucket") or ()]
        return found

    async def _find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        prefix: str = "",
        **kwargs: Any,
    ) -> Any:
        """All below a path, by listings of a thousand keys, which do not go from directory to directory.

        Args:
            prefix: how the names below the path begin.
        """
        if maxdepth is not None and maxdepth < 1:
            raise ValueError("maxdepth must be at least 1")
        path = self._strip_protocol(path)
        if maxdepth is None and path:
            found = await self._flat(path, prefix, withdirs)
        else:
            found = await self._levels(path, prefix, maxdepth, withdirs)
        if path and not prefix:
            if found and withdirs:
                found[path] = entries.directory(path)
            elif not found:
                found = await self._itself(path, withdirs)
        ordered = dict(sorted(found.items()))
        return ordered if detail else list(ordered)

    async def _itself(self, path: str, withdirs: bool) -> dict[str, Entry]:
        try:
            info = await self._info(path)
        except FileNotFoundError:
            return {}
        return {path: info} if withdirs or info["type"] == "file" else {}

    async def _flat(self, path: str, prefix: str, withdirs: bool) -> dict[str, Entry]:
        bucket, key = split(path)
        found: dict[str, Entry] = {}
        try:
            async for page in self.client.paginate("list_objects", Bucket=bucket, Prefix=below(key) + prefix):
                entries.gather(found, bucket, page, path, withdirs)
        except CosServiceError as error:
            if error.get_error_code() != "NoSuchBucket":
                raise of_files(error, path) from error
        return found

    async def _levels(self, path: str, prefix: str, maxdepth: int | None, withdirs: bool) -> dict[str, Entry]:
        """Directory by directory, those of a depth side by side."""
        found: dict[str, Entry] = {}
        here, depth = [(path, prefix)], 0
        while here and (maxdepth is None or depth < maxdepth):
            lists = await _run_coros_in_chunks(
                [self._level_if_there(*one) for one in here], batch_size=self.batch_size or AT_ONCE
            )
            all_here = [one for entries_of_one in lists for one in entries_of_one]
            found |= {one["name"]: one for one in all_here if withdirs or one["type"] == "file"}
            here = [(one["name"], "") for one in all_here if one["type"] == "directory"]
            depth += 1
        return found

    async def _level_if_there(self, path: str, prefix: str) -> list[Entry]:
        try:
            return await self._level(path, prefix)
        except FileNotFoundError:
            return []

    async def _du(self, path: str, total: bool = True, maxdepth: int | None = None, **kwargs: Any) -> Any:
        found = await self._find(path, maxdepth=maxdepth, detail=True, **kwargs)
        sizes = {name: one["size"] for name, one in found.items()}
        return sum(sizes.values()) if total else sizes

    async def _isfile(self, path: str) -> bool:
        return await self._type(path) == "file"

    async def _isdir(self, path: str) -> bool:
        return await self._type(path) == "directory"

    async def _type(self, path: str) -> str:
        """Only what is not there is nothing: whoever may not look, or cannot, is told so."""
        try:
            return str((await self._info(path))["type"])
        except FileNotFoundError:
            return ""
