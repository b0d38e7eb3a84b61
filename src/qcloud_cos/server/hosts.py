"""Which bucket a Host header names, if it names one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

DEFAULT_REGION = "ap-guangzhou"

_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*-[0-9]+")
_ADDRESS = re.compile(r"\[[0-9a-f:.]*\]|[0-9.]+")
_REGIONAL = re.compile(r"cos[a-z0-9-]*\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)")
_LEGACY = re.compile(r"(cn-(?:north|south|south-2|east|southwest)|sg)\.myqcloud\.com")
_FOREIGN = re.compile(r"(ci|pic|migration|cos-control)\.(?:[a-z0-9-]+\.)*(?:myqcloud\.com|tencentcos\.cn)")


class Host(NamedTuple):
    """What a host says about the request.  `bucket` is empty when the path has to name it."""

    bucket: str
    region: str
    kind: Literal["bucket", "path", "service", "foreign"]


@lru_cache(1024)
def host(header: str) -> Host:
    """Real COS hosts, any suffix under a bucket's label, and plain addresses.

    "foreign" are hosts of other services: CI, migration, batch.
    """
    name = without_port(header).lower().rstrip(".")
    if _ADDRESS.fullmatch(name):
        return Host("", "", "path")
    if name.startswith("service.cos."):
        return Host("", "", "service")
    label, _, rest = name.partition(".")
    foreign = _FOREIGN.fullmatch(name) or _FOREIGN.fullmatch(rest)
    if foreign:
        return Host("", "", "foreign")
    if rest and _BUCKET.fullmatch(label):
        return Host(label, _region(rest), "bucket")
    return Host("", _region(name), "path")


def without_port(header: str) -> str:
    name, colon, port = header.rpartition(":")
    return name if colon and (port.isdigit() or not port) and not name.endswith(":") else header


def _region(name: str) -> str:
    known = _REGIONAL.fullmatch(name) or _LEGACY.fullmatch(name)
    return known[1] if known and known[1] != "accelerate" else ""


_BUCKET_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9]+")


def is_bucket_name(name: str) -> bool:
    """Whether it could be one: lower-case letters, digits and hyphens, and an APPID at the end."""
    return bool(_BUCKET_NAME.fullmatch(name))
