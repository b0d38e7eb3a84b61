"""Contents read, and compared with what is said of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.jobs.actions.elsewhere import CRC64, sent, size_of, version
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.actions.reading import pieces
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, Outcome

_READS = 2
"""A bit may turn on the way: what is not as it should be is read once more."""
_MD5 = re.compile(r'"?([0-9a-f]{32})"?')


class Checksum:
    """Reads each object, and compares its CRC-64 with the one that COS keeps of it, and with the input's if that
    has one; the size, too, and the MD5 where the ETag is one.  It changes nothing, however often it is done.

    The results have what was computed.

    Options:
        md5: false to leave the MD5 out, which takes most of the time.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("checksum", options)
        self._md5 = read.flag("md5", default=True)
        read.end()

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        head: Any = await clients.of().head_object(bucket, sent(entry), **version(entry))
        for _ in range(_READS):
            found = await self._read(clients, bucket, entry, head)
            wrong = differences(found, _said_by(head)) or differences(found, _said_by_input(entry))
            if wrong is None:
                return Outcome("ok", found["size"], result=found)
        assert wrong is not None  # noqa: S101 - the last time read, it differed
        return Outcome("mismatch", found["size"], *wrong, found)

    async def _read(self, clients: Clients, bucket: str, entry: Entry, head: Any) -> dict[str, Any]:
        crc, md5, size = 0, hashlib.md5(usedforsecurity=False), 0
        async with aclosing(pieces(clients.of(), bucket, sent(entry), head, version(entry))) as content:
            async for piece in content:
                size += len(piece)
                crc = crc64(piece, crc)
                if self._md5:
                    md5.update(piece)
        found = {"size": size, "crc64": str(crc)}
        return {**found, "md5": md5.hexdigest()} if self._md5 else found


def differences(found: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first thing that is not as it was said to be: a code, and words."""
    whose = said["whose"]
    for name, code in (("size", "SizeDiffers"), ("crc64", "Crc64Differs"), ("md5", "Md5Differs")):
        one, other = found.get(name), said.get(name)
        if one is not None and other is not None and one != other:
            return code, f"its {name} is {one}, and {other} by {whose}"
    return None


def _said_by(head: Mapping[str, Any]) -> dict[str, Any]:
    # Of an encrypted object, and of one in parts, the ETag is no MD5.
    is_plain = not any(name.lower().startswith("x-cos-server-side-encryption") for name in head)
    md5 = _MD5.fullmatch(str(head.get("ETag"))) if is_plain else None
    return {
        "whose": "its headers",
        "size": size_of(head),
        "crc64": head.get(CRC64),
        "md5": md5[1] if md5 and head.get("x-cos-object-type") != "appendable" else None,
    }


def _said_by_input(entry: Entry) -> dict[str, Any]:
    return {"whose": "the input", "size": entry.size, "crc64": entry.crc64}
