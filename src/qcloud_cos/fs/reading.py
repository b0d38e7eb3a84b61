"""Bytes from COS: `cat`, `cat_ranges`, `get`."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from fsspec.asyn import _run_coros_in_chunks
from fsspec.callbacks import DEFAULT_CALLBACK
from fsspec.core import has_magic
from fsspec.utils import isfilelike, merge_offset_ranges

from qcloud_cos.errors import BodyCutShort, CosClientError, CosServiceError, InvalidRange
from qcloud_cos.fs.failures import as_of_files, of_files, of_local_files
from qcloud_cos.fs.listing import AT_ONCE, Listing
from qcloud_cos.fs.paths import asked_for, split
from qcloud_cos.fs.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = 64 * 1024
"""So many bytes between two ranges are read along, rather than asking twice."""
BLOCK = 8 * 1024 * 1024
"""Ranges are not joined beyond this: several arrive side by side."""
_TRIES = 3


class Reading(Listing):
    async def _cat_file(
        self,
        path: str,
        start: int | None = None,
        end: int | None = None,
        version_id: str | None = None,
        etag: str | None = None,
        **kwargs: Any,
    ) -> bytes:
        """An object, whose CRC-64 is checked, or a range of it, as slices have it.

        Args:
            etag: what it must still have.
        """
        path = self._strip_protocol(path)
        bucket, key = split(path)
        if not key:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if (start is not None and start < 0 and end is not None) or (end is not None and end < 0):
            size = (await self._info(path, version_id))["size"]
            start, end, _ = slice(start, end).indices(size)
        if end is not None and end <= (start or 0):
            return b""
        asked: Any = {"VersionId": version_id, "IfMatch": etag, "Range": _range(start, end)}
        given: Any = {name: value for name, value in asked.items() if value is not None}
        with as_of_files(path):
            try:
                return await self._read(bucket, asked_for(key), given)
            except InvalidRange:
                return b""

    async def _read(self, bucket: str, key: str, given: Any) -> bytes:
        for tried in range(1, _TRIES + 1):
            answer = await self.client.get_object(bucket, key, **given)
            try:
                async with answer["Body"] as body:
                    return await body.read()
            except BodyCutShort:
                if tried == _TRIES:
                    raise
        raise AssertionError

    async def _cat(
        self,
        path: Any,
        recursive: bool = False,
        on_error: str = "raise",
        batch_size: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """The bytes of objects.  Of a glob, or of a tree, of the files in it: directories have none."""
        if isinstance(path, str) and (recursive or has_magic(path)):
            files = await self._files_of(path, recursive)
            if not files:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
            path = path if files == [self._strip_protocol(path)] else files
        return await super()._cat(path, on_error=on_error, batch_size=batch_size, **kwargs)

    async def _files_of(self, path: str, recursive: bool) -> list[str]:
        if not has_magic(path):
            return sorted(await self._find(path))
        found = await self._glob(path, detail=True)
        if not recursive:
            return sorted(name for name, one in found.items() if one["type"] == "file")
        return sorted({name for top in found for name in await self._find(top)})

    async def _cat_ranges(
        self,
        paths: list[str],
        starts: Any,
        ends: Any,
        max_gap: int | None = None,
        batch_size: int | None = None,
        on_error: str = "return",
        **kwargs: Any,
    ) -> list[Any]:
        """Ranges of objects, side by side; those that nearly touch are asked for as one.

        Args:
            max_gap: how many bytes may be between them, 64 KiB if not given.
        """
        if not isinstance(paths, list):
            raise TypeError("paths must be a list")
        wanted = list(zip(map(self._strip_protocol, paths), _each(starts, paths), _each(ends, paths), strict=True))
        plain = [one for one in wanted if one[1] is not None and one[1] >= 0 and (one[2] or -1) > one[1]]
        joined = (
            merge_offset_ranges(
                *(list(column) for column in zip(*plain)),
                max_gap=GAP if max_gap is None else max_gap,
                max_block=BLOCK,
            )
            if plain
            else ([], [], [])
        )
        blocks = list(zip(*joined))
        others = list(set(wanted) - set(plain))
        results = await _run_coros_in_chunks(
            [self._cat_file(path, start, end, **kwargs) for path, start, end in (*blocks, *others)],
            batch_size=batch_size or self.batch_size or AT_ONCE,
            return_exceptions=True,
        )
        known = dict(zip((*blocks, *others), results))
        out = [known[one] if one in known else _cut(one, blocks, known) for one in wanted]
        if on_error != "return" and (error := next((one for one in out if isinstance(one, Exception)), None)):
            raise error
        return out

    async def _get_file(
        self,
        rpath: str,
        lpath: Any,
        callback: Any = DEFAULT_CALLBACK,
        version_id: str | None = None,
        **kwargs: Any,
    ) -> None:
        """To a file, which appears whole and checked, or not at all; or into one that is open."""
        rpath = self._strip_protocol(rpath)
        bucket, key = split(rpath)
        if ".." in key.split("/"):
            # Older versions of fsspec put the files of a tree wherever their names say.
            raise ValueError(
                f"{rpath} would be written outside of where it is to go: read it with open() or cat()"
            )
        if isfilelike(lpath):
            lpath.write(await self._cat_file(rpath, version_id=version_id))
            return
        if not key:
            os.makedirs(lpath, exist_ok=True)
            return
        versioned: Any = {"VersionId": version_id} if version_id else {}
        try:
            await self.client.download_file(bucket, asked_for(key), lpath, progress=Bar(callback), **versioned)
        except CosServiceError as error:
            if error.get_status_code() == 404 and not version_id and await self._isdir(rpath):
                os.makedirs(lpath, exist_ok=True)
                return
            raise of_files(error, rpath) from error
        except CosClientError as error:
            raise of_local_files(error) or error from error.__cause__


def _range(start: int | None, end: int | None) -> str | None:
    if start is not None and start < 0:
        return f"bytes={start}"
    if not start and end is None:
        return None
    return f"bytes={start or 0}-{'' if end is None else end - 1}"


def _each(values: Any, paths: list[str]) -> Iterable[Any]:
    return values if hasattr(values, "__iter__") else [values] * len(paths)


def _cut(wanted: tuple[str, int, int], blocks: list[Any], known: dict[Any, Any]) -> Any:
    """What was wanted, out of the block that it was read with."""
    path, start, end = wanted
    block = next(one for one in blocks if one[0] == path and one[1] <= start and end <= one[2])
    data = known[block]
    return data if isinstance(data, Exception) else data[start - block[1] : end - block[1]]
