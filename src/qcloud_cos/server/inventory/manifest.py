"""What lies beside an inventory's files: where they are, what is in them, and a checksum of that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from qcloud_cos.server.inventory.rows import schema
from qcloud_cos.server.inventory.schedule import beijing
from qcloud_cos.server.inventory.wanted import Wanted
from qcloud_cos.server.metadata import md5


class File(NamedTuple):
    key: str
    size: int
    md5: str


@dataclass(slots=True)
class Sums:
    """Of the objects that were looked at, and of those of them that are listed."""

    seen: int = 0
    seen_bytes: int = 0
    listed: int = 0
    listed_bytes: int = 0


def folder(wanted: Wanted, source: str) -> str:
    """Where the files of an inventory go, of this time and of all others."""
    name, _, appid = source.rpartition("-")
    return f"{wanted.folder}{appid}/{name}/{wanted.id}/"


def of(wanted: Wanted, source: str, sums: Sums, files: list[File]) -> bytes:
    source_name, _, source_appid = source.rpartition("-")
    target_name, _, target_appid = wanted.target.rpartition("-")
    content = {
        "sourceAppid": source_appid,
        "sourceBucket": source_name,
        "destinationAppid": target_appid,
        "destinationBucket": target_name,
        "fileFormat": "CSV",
        "listObjectCount": str(sums.seen),
        "listStorageSize": str(sums.seen_bytes),
        "filterObjectCount": str(sums.listed),
        "filterStorageSize": str(sums.listed_bytes),
        "fileSchema": ", ".join(schema(wanted)),
        "files": [{"key": key, "size": str(size), "md5Checksum": digest} for key, size, digest in files],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def objects(wanted: Wanted, source: str, begun: float, content: bytes) -> dict[str, bytes]:
    """The manifest and its checksum, by key; `begun` is when the bucket was begun to be read."""
    place = f"{folder(wanted, source)}{beijing(begun):%Y%m%d}/manifest"
    return {f"{place}.json": content, f"{place}.checksum": md5(content).encode()}
