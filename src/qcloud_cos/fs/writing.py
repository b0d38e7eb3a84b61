"""Bytes to COS, within COS, and away: `pipe`, `put`, `cp`, `mv`, `rm`, `mkdir`."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fsspec.asyn import _run_coros_in_chunks, sync, sync_wrapper
from fsspec.callbacks import DEFAULT_CALLBACK
from fsspec.core import has_magic

from qcloud_cos.content_types import guessed
from qcloud_cos.errors import ChecksumMismatch, CosServiceError
from qcloud_cos.fs import memory
from qcloud_cos.fs.failures import as_of_files, of_files
from qcloud_cos.fs.listing import AT_ONCE
from qcloud_cos.fs.paths import asked_for, below, split
from qcloud_cos.fs.progress import Bar
from qcloud_cos.fs.reading import Reading

_MODES = ("overwrite", "create")


class Writing(Reading):
    @contextmanager
    def _written(self, *paths: str) -> Iterator[None]:
        """Whether it succeeds or not, what was known before is not to be believed afterwards."""
        try:
            yield
        finally:
            memory.wrote(*paths)

    async def _pipe_file(self, path: str, value: Any, mode: str = "overwrite", **kwargs: Any) -> None:
        """Store bytes.

        Args:
            mode: ``create`` to raise FileExistsError if there is such an object.
            kwargs: as for `put_object`, such as ``ContentType`` and ``StorageClass``.
        """
        path = self._strip_protocol(path)
        bucket, key = _object(path)
        with self._written(path), as_of_files(path):
            if _is_new(mode):
                await self._created(bucket, asked_for(key), value, kwargs)
            else:
                await self.client.upload_file_from_buffer(bucket, asked_for(key), io.BytesIO(value), **kwargs)

    async def _created(self, bucket: str, key: str, value: Any, headers: dict[str, Any]) -> None:
        metadata = {**headers.pop("Metadata", {}), "x-cos-forbid-overwrite": "true"}
        await self.client.put_object(bucket, bytes(value), key, Metadata=metadata, **headers)

    async def _put_file(
        self, lpath: Any, rpath: str, callback: Any = DEFAULT_CALLBACK, mode: str = "overwrite", **kwargs: Any
    ) -> None:
        """Store a file, in parts if it is large, as what its name says; a directory is only remembered."""
        rpath = self._strip_protocol(rpath)
        if os.path.isdir(lpath):  # noqa: ASYNC240 - the files of one tree are all asked so by fsspec
            await self._makedirs(rpath, exist_ok=True)
            return
        bucket, key = _object(rpath)
        if _is_new(mode):
            metadata = {**kwargs.pop("Metadata", {}), "x-cos-forbid-overwrite": "true"}
            kwargs["Metadata"] = metadata
            if await self._exists(rpath):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), rpath)
        with self._written(rpath), as_of_files(rpath):
            kwargs.setdefault("ContentType", guessed(key, os.fspath(lpath)))
            await self.client.upload_file(bucket, asked_for(key), lpath, progress=Bar(callback), **kwargs)

    async def _cp_file(self, path1: str, path2: str, written: set[str] | None = None, **kwargs: Any) -> None:
        """Within COS, without the bytes passing through here.

        Args:
            written: where to note what was made.
        """
        path1, path2 = self._strip_protocol(path1), self._strip_protocol(path2)
        if path1 == path2:
            raise ValueError(f"{path1} cannot be copied to itself")
        (bucket1, key1), (bucket2, key2) = split(path1), split(path2)
        try:
            if not key1:
                await self._info(path1)
                return
            source: Any = {"Bucket": bucket1, "Key": asked_for(key1), **kwargs.pop("source", {})}
            _object(path2)
            with self._written(path2):
                await self.client.copy(bucket2, asked_for(key2), source, **kwargs)
            if written is not None:
                written.add(path2)
        except CosServiceError as error:
            if error.get_status_code() == 404 and await self._isdir(path1):
                self._made.add(path2)
                return
            raise of_files(error, path1) from error

    async def _mv_file(self, path1: str, path2: str) -> None:
        await self._cp_file(path1, path2)
        await self._rm_file(path1)

    def mv(
        self, path1: Any, path2: Any, recursive: bool = False, maxdepth: int | None = None, **kwargs: Any
    ) -> None:
        """Copy, and remove what was copied; nothing is removed unless all was copied."""
        source, target = self._strip_protocol(path1), self._strip_protocol(path2)
        if source == target:
            return
        if recursive and isinstance(source, str) and isinstance(target, str) and target.startswith(f"{source}/"):
            raise ValueError(f"{source} cannot be moved into itself, to {target}")
        # What comes there meanwhile is not copied, and so must not be removed; nor what the copying wrote.
        before, written = self._to_move(source, target, recursive, maxdepth), set[str]()
        self.copy(
            path1, path2, recursive=recursive, maxdepth=maxdepth, on_error="raise", written=written, **kwargs
        )
        sync(self.loop, self._deleted, sorted(before - written))
        if recursive and maxdepth is None and isinstance(source, str):
            self._made.all_removed(source)

    def _to_move(self, source: Any, target: Any, recursive: bool, maxdepth: int | None) -> set[str]:
        if isinstance(source, list) and isinstance(target, list):
            return set(source)
        if isinstance(source, str) and not has_magic(source):
            if not recursive:
                sync(self.loop, self._refuse_a_directory, source)
            elif maxdepth is None:
                found = self.find(source, withdirs=True, detail=True)
                return {f"{name}/" if one["type"] == "directory" else name for name, one in found.items()}
        return {name for name in self.expand_path(source, recursive, maxdepth) if split(name)[1]}

    async def _rm_file(self, path: str, version_id: str | None = None, **kwargs: Any) -> None:
        """Remove an object.  One that is not there is no error."""
        path = self._strip_protocol(path)
        bucket, key = _object(path)
        versioned: Any = {"VersionId": version_id} if version_id else {}
        with self._removed(path), as_of_files(path):
            await self.client.delete_object(bucket, asked_for(key), **versioned)

    async def _rm(
        self,
        path: Any,
        recursive: bool = False,
        maxdepth: int | None = None,
        batch_size: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Remove objects, a thousand to a request; with `recursive` also all that is below.

        A bucket is emptied and stays: `rmdir` removes it.
        """
        if not recursive and isinstance(path, str) and has_magic(path):
            matched = await self._glob(path, detail=True)
            await self._deleted([name for name, one in matched.items() if one["type"] == "file"])
            return
        paths = await self._expand_path(path)
        if not recursive:
            if isinstance(path, str):  # of many nothing is asked: removing twice does no harm
                await self._refuse_a_directory(paths[0])
            await self._deleted(paths)
        elif maxdepth is not None:
            found = await self._expand_path(paths, recursive=True, maxdepth=maxdepth, assume_literal=True)
            await self._deleted(await self._files(found))
        else:
            await _run_coros_in_chunks(
                [self._rm_tree(one) for one in paths], batch_size=batch_size or self.batch_size or AT_ONCE
            )

    async def _refuse_a_directory(self, path: str) -> None:
        if (await self._info(path))["type"] == "directory":
            raise IsADirectoryError(errno.EISDIR, "a directory: say recursive=True", path)

    async def _files(self, paths: list[str]) -> list[str]:
        return [one for one in paths if await self._isfile(one)]

    async def _rm_tree(self, path: str) -> None:
        bucket, key = split(path)
        if not bucket:
            raise ValueError("all buckets at once are not removed: name one")
        was_made = self._made.has(path)
        found = 0
        with as_of_files(path):
            pages = self.client.paginate("list_objects", Bucket=bucket, Prefix=below(key))
            async for page in pages:
                keys = [one["Key"] for one in page.get("Contents") or ()]
                found += len(keys)
                await self._deleted([f"{bucket}/{one}" for one in keys])
        self._made.all_removed(path)
        if key and await self._exists(path):
            await self._rm_file(path)
        elif not found and not was_made and key:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    async def _deleted(self, paths: list[str]) -> None:
        buckets: dict[str, list[str]] = {}
        for path in paths:
            bucket, key = _object(path)
            buckets.setdefault(bucket, []).append(key)
        for bucket, keys in buckets.items():
            with self._removed(*(f"{bucket}/{key}" for key in keys)), as_of_files(bucket):
                answer = await self.client.delete_keys(bucket, keys)
            if errors := answer.get("Error"):
                first = errors[0]
                kind = PermissionError if first.get("Code") == "AccessDenied" else OSError
                number = errno.EACCES if kind is PermissionError else errno.EIO
                what = (
                    f"{len(errors)} of {len(keys)} were not removed: {first.get('Code')}: {first.get('Message')}"
                )
                raise kind(number, what, f"{bucket}/{first.get('Key')}")

    @contextmanager
    def _removed(self, *paths: str) -> Iterator[None]:
        try:
            yield
        finally:
            memory.wrote(*paths)
            for path in paths:
                self._made.removed(path)

    async def _mkdir(self, path: str, create_parents: bool = True, **kwargs: Any) -> None:
        """Make a bucket; or a directory, which is remembered until something is in it, and sent nowhere."""
        path = self._strip_protocol(path)
        bucket, key = split(path)
        if key:
            if await self._exists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
            self._made.add(path)
            return
        with self._written(path), as_of_files(path):
            await self.client.create_bucket(bucket, **kwargs)

    async def _makedirs(self, path: str, exist_ok: bool = False) -> None:
        path = self._strip_protocol(path)
        if split(path)[1] and exist_ok:
            self._made.add(path)
            return
        if exist_ok and await self._exists(path):
            return
        await self._mkdir(path)

    async def _rmdir(self, path: str) -> None:
        """Remove an empty directory, or an empty bucket."""
        path = self._strip_protocol(path)
        bucket, key = split(path)
        if not key:
            with self._removed(path), as_of_files(path):
                await self.client.delete_bucket(bucket)
            return
        if (await self._info(path))["type"] != "directory":
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        if await self._ls(path):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)
        with self._removed(path), as_of_files(path):
            await self.client.delete_keys(bucket, [below(key)])

    rmdir = sync_wrapper(_rmdir)


def compare(answer: Any, checksum: int, what: str) -> None:
    """Raises:
    ChecksumMismatch: COS has other bytes than were sent.
    """
    theirs = answer.get("x-cos-hash-crc64ecma")
    if theirs is not None and int(theirs) != checksum:
        raise ChecksumMismatch(f"{what} is damaged: its CRC-64 is {theirs}, and should be {checksum}")


def _is_new(mode: str) -> bool:
    if mode not in _MODES:
        raise ValueError(f"mode must be 'overwrite' or 'create', not {mode!r}")
    return mode == "create"


def _object(path: str) -> tuple[str, str]:
    bucket, key = split(path)
    if not key:
        raise IsADirectoryError(errno.EISDIR, "a bucket, not an object: name it as bucket/key", path)
    return bucket, key
