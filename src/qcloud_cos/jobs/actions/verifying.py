"""Objects compared with their copies: below another prefix, or in a local directory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.actions.checksums import differences
from qcloud_cos.jobs.actions.elsewhere import CRC64, Elsewhere, head_or_none, sent, size_of, version
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, Outcome
from qcloud_cos.jobs.places import is_url

_PIECE = 1024 * 1024


class Verify:
    """Whether each object is there, of the same size and CRC-64.  What is there beside them is not looked for.

    It changes nothing, however often it is done.  A copy in COS is asked for its headers; a file is read.

    Options:
        against: ``cos://bucket-appid/prefix``, or a local directory, which all workers must see.
        prefix: what keys lose before `against` goes before them.
        region: of the copies in COS, if not that of the job.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("verify", options)
        self._elsewhere: Elsewhere | None = None
        self._folder = ""
        if is_url(read.text("against")) or not read.given("against"):
            self._elsewhere = Elsewhere(read, "against")
        else:
            self._folder, self._prefix = os.path.abspath(read.text("against")), read.text("prefix")
            if not os.path.isdir(self._folder):
                raise read.wrong("against", f"is no directory: {self._folder}")
        read.end()

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        head: Any = await clients.of().head_object(bucket, sent(entry), **version(entry))
        if self._elsewhere is not None:
            where = self._elsewhere.of(entry)
            there = await head_or_none(self._elsewhere.client(clients), where)
            if there is None:
                await self._elsewhere.check(clients)
            copy = None if there is None else {"size": size_of(there), "crc64": there.get(CRC64)}
            return _compared(head, copy, str(where))
        path = local_path(self._folder, self._prefix, entry.key)
        return _compared(head, await asyncio.to_thread(_looked_at, path, size_of(head)), path)


def _compared(head: Mapping[str, Any], copy: Mapping[str, Any] | None, where: str) -> Outcome:
    if copy is None:
        return Outcome("mismatch", 0, "Missing", f"there is nothing at {where}")
    wrong = differences(copy, {"whose": "the source", "size": size_of(head), "crc64": head.get(CRC64)})
    if wrong:
        return Outcome("mismatch", 0, wrong[0], f"of {where}: {wrong[1]}")
    if head.get(CRC64) is None or copy["crc64"] is None:
        return Outcome("failed", 0, "NoChecksum", f"COS keeps no CRC-64 to compare with that of {where}")
    return Outcome(bytes=size_of(head))


def local_path(folder: str, prefix: str, key: str) -> str:
    """The file of a key.

    Raises:
        CosClientError: the key cannot be a file below the directory.
    """
    name = key.removeprefix(prefix)
    parts = name.removesuffix("/").split("/")
    if not key.startswith(prefix) or any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise CosClientError(f"{key!r} cannot be a file below {folder}")
    return os.path.join(folder, *parts) + ("/" if name.endswith("/") else "")


def _looked_at(path: str, size: int) -> dict[str, Any] | None:
    """A file's size, and its CRC-64 if the size is right; None if there is none."""
    if path.endswith("/"):
        return {"size": 0, "crc64": "0"} if os.path.isdir(path) else None
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno()).st_size
            if found != size:
                return {"size": found, "crc64": None}
            checksum = 0
            while piece := file.read(_PIECE):
                checksum = crc64(piece, checksum)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    return {"size": found, "crc64": str(checksum)}
