"""Symbolic links: objects that stand for others."""

from typing import TypedDict

PutSymlinkOutput = TypedDict(
    "PutSymlinkOutput", {"ETag": str, "x-cos-version-id": str, "x-cos-request-id": str}, total=False
)

GetSymlinkOutput = TypedDict(
    "GetSymlinkOutput",
    {"ETag": str, "x-cos-symlink-target": str, "x-cos-version-id": str, "x-cos-request-id": str},
    total=False,
)
