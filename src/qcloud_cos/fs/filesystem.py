"""The file system that fsspec knows as cos://, cosn:// and tcos://."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from typing import Any

from fsspec.asyn import get_loop, sync_wrapper
from fsspec.utils import tokenize

from qcloud_cos import AsyncCosS3Client, CosConfig
from qcloud_cos.fs import memory
from qcloud_cos.fs.entries import Entry
from qcloud_cos.fs.failures import as_of_files
from qcloud_cos.fs.file import CosFile
from qcloud_cos.fs.known import Instances, recalled, received
from qcloud_cos.fs.paths import asked_for, split
from qcloud_cos.fs.stream import AsyncCosFile
from qcloud_cos.fs.writing import Writing


class CosFileSystem(Writing, metaclass=Instances):
    """Buckets as directories, objects as files: ``cos://examplebucket-1250000000/dir/file``.

    Args:
        config: a `CosConfig`; or, instead of it, the next ones.
        secret_id, secret_key, token: without them, keys are looked for where programs usually have them.
        region, endpoint, scheme: where COS is; without them, as the environment or the profile says.
        anon: sign nothing.
        info_seconds: how long `info` may be answered from memory.  What this process writes is always seen.
        use_listings_cache, listings_expiry_time: whether `ls` remembers, and for how many seconds; None for
            ever.  It does not, unless told to.
    """

    protocol = ("cos", "cosn", "tcos")
    root_marker = ""
    _pid: int

    def __init__(
        self,
        *,
        region: str | None = None,
        endpoint: str | None = None,
        scheme: str | None = None,
        anon: bool = False,
        info_seconds: float = 1.0,
        use_listings_cache: bool = False,
        listings_expiry_time: float | None = None,
        given: str | None = None,
        **options: Any,
    ) -> None:
        if self._cached:
            return
        super().__init__(use_listings_cache=False, **options)
        named = recalled(given)
        where = {"Region": region, "Endpoint": endpoint, "Scheme": scheme, "Anonymous": anon or None}
        given_where: Any = {name: value for name, value in where.items() if value is not None}
        self.config = named.config or CosConfig(**given_where, **named.keys)
        self.client = AsyncCosS3Client(self.config)
        self._infos: memory.Memory[Entry] = memory.Memory(info_seconds)
        self._listings: memory.Memory[list[Entry]] = memory.Memory(
            listings_expiry_time if use_listings_cache else 0
        )
        self._made = memory.made_at(self.config.uri())

    def __reduce__(self) -> Any:
        return received, (type(self), self.storage_options, self.config.without_keys())

    @property
    def loop(self) -> Any:
        """That of fsspec's thread; in a forked child its own."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._loop = None if self.asynchronous else get_loop()
        return self._loop

    @property
    def fsid(self) -> str:
        return f"cos {self.config.uri()}"

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget what COS has told, of a path and the directories above it, or of everything."""
        path = None if path is None else self._strip_protocol(path)
        self._infos.forget(path)
        self._listings.forget(path)

    def _open(
        self,
        path: str,
        mode: str = "rb",
        block_size: Any = None,
        autocommit: bool = True,
        cache_options: dict[str, Any] | None = None,
        cache_type: str = "readahead",
        **kwargs: Any,
    ) -> CosFile:
        return CosFile(self, path, mode, block_size, autocommit, cache_type, cache_options, **kwargs)

    async def open_async(
        self, path: str, mode: str = "rb", block_size: Any = None, version_id: str | None = None, **kwargs: Any
    ) -> AsyncCosFile:
        """A file whose `read`, `write` and `close` are awaited.

        Args:
            mode: ``rb`` or ``wb``.
        """
        if mode not in ("rb", "wb") or kwargs.pop("compression", None):
            raise ValueError(f"mode must be 'rb' or 'wb', without compression, not {mode!r}")
        path = self._strip_protocol(path)
        details = await self._info(path, version_id) if mode == "rb" else None
        if details is not None and details["type"] != "file":
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return AsyncCosFile(self, path, mode, block_size, details, version_id, **kwargs)

    def created(self, path: str) -> datetime:
        """As `modified`: an object is not changed, but made anew."""
        return self.modified(path)

    def modified(self, path: str) -> datetime:
        found: datetime | None = self.info(path).get("LastModified")
        if found is None:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return found

    def checksum(self, path: str, refresh: bool = False) -> int:
        """A number that changes with the content: of the ETag."""
        return int(tokenize(self.info(path, refresh=refresh).get("ETag")), 16)

    def ukey(self, path: str) -> str:
        info = self.info(path)
        return str(tokenize(path, info.get("ETag"), info["size"]))

    async def _url(self, path: str) -> str:
        """The object's URL, without a signature."""
        bucket, key = split(self._strip_protocol(path))
        return await self.client.get_object_url(bucket, asked_for(key))

    async def _sign(self, path: str, expiration: int = 100, method: str = "GET", **kwargs: Any) -> str:
        """A URL that lets whoever has it read the object, or send another request of `method`, so many seconds."""
        bucket, key = split(self._strip_protocol(path))
        return await self.client.get_presigned_url(bucket, asked_for(key), method, expiration, **kwargs)

    async def _versions(self, path: str) -> list[Entry]:
        """The versions of an object, the newest first; of a delete marker ``type`` is ``deletion``."""
        path = self._strip_protocol(path)
        bucket, key = split(path)
        found: list[Entry] = []
        with as_of_files(path):
            async for one in self.client.versions(bucket, key):
                entry: Any = one
                if entry["Key"] == key:
                    found.append(_version(path, entry))
        return sorted(found, key=lambda entry: (entry["is_latest"], entry["LastModified"]), reverse=True)

    async def _tags(self, path: str) -> dict[str, str]:
        """The tags of an object."""
        path = self._strip_protocol(path)
        bucket, key = split(path)
        with as_of_files(path):
            answer = await self.client.get_object_tagging(bucket, asked_for(key))
        return {tag["Key"]: tag["Value"] for tag in (answer["TagSet"] or {}).get("Tag") or []}

    async def _put_tags(self, path: str, tags: dict[str, str]) -> None:
        """Give an object these tags, and no others."""
        path = self._strip_protocol(path)
        bucket, key = split(path)
        with as_of_files(path):
            await self.client.put_object_tagging(
                bucket,
                asked_for(key),
                {"TagSet": {"Tag": [{"Key": name, "Value": value} for name, value in tags.items()]}},
            )

    url = sync_wrapper(_url)
    sign = sync_wrapper(_sign)
    versions = sync_wrapper(_versions)
    tags = sync_wrapper(_tags)
    put_tags = sync_wrapper(_put_tags)


def _version(path: str, entry: Any) -> Entry:
    return {
        "name": path,
        "type": "file" if "Size" in entry else "deletion",
        "size": int(entry.get("Size") or 0),
        "ETag": entry.get("ETag"),
        "VersionId": entry["VersionId"],
        "is_latest": entry["IsLatest"] == "true",
        "LastModified": datetime.fromisoformat(entry["LastModified"]),
    }
