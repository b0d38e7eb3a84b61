"""What is told of an object, a directory or a bucket: the dictionaries that `info` and `ls` give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

Entry = dict[str, Any]


def directory(path: str) -> Entry:
    return {"name": path, "size": 0, "type": "directory"}


def listed(bucket: str, found: Mapping[str, Any]) -> Entry:
    """Of a listing's line."""
    return {
        "name": f"{bucket}/{found['Key']}",
        "size": int(found["Size"]),
        "type": "file",
        "ETag": found.get("ETag"),
        "LastModified": datetime.fromisoformat(found["LastModified"]),
        "StorageClass": found.get("StorageClass") or "STANDARD",
    }


def headed(path: str, head: Mapping[str, Any]) -> Entry:
    """Of an object's headers: what a listing says, and more."""
    modified, checksum = head.get("Last-Modified"), head.get("x-cos-hash-crc64ecma")
    return {
        "name": path,
        "size": int(head["Content-Length"]),
        "type": "file",
        "ETag": head.get("ETag"),
        "LastModified": parsedate_to_datetime(modified) if modified else None,
        "StorageClass": head.get("x-cos-storage-class") or "STANDARD",
        "ContentType": head.get("Content-Type"),
        "VersionId": head.get("x-cos-version-id"),
        "CRC64": None if checksum is None else int(checksum),
    }


def level(bucket: str, prefix: str, page: Mapping[str, Any]) -> list[Entry]:
    """What a page of a listing with a delimiter has; not the mark of the directory itself."""
    # One slash is taken off, and no more: "a//" is a directory in "a", whose name is empty.
    found = [directory(f"{bucket}/{one['Prefix'][:-1]}") for one in page.get("CommonPrefixes") or ()]
    return found + [listed(bucket, one) for one in page.get("Contents") or () if not one["Key"].endswith("/")]


def gather(
    found: dict[str, Entry], bucket: str, page: Mapping[str, Any], top: str, with_directories: bool
) -> None:
    """Add what a page of a listing without a delimiter has; with the directories below `top`, too.

    Where a file has the name of a directory, the file is what counts.
    """
    for one in page.get("Contents") or ():
        name = f"{bucket}/{one['Key']}"
        is_mark = name.endswith("/")
        above = name[:-1] if is_mark else name.rpartition("/")[0]
        if not is_mark:
            found[name] = listed(bucket, one)
        while with_directories and len(above) > len(top) and above not in found:
            found[above] = directory(above)
            above = above.rpartition("/")[0]
