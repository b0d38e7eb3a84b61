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
_FETCHING = re.compile(r"([a-z0-9-]+)\.migration\.(?:myqcloud\.com|tencentcos\.cn)")
_FOREIGN = re.compile(
    r"(ci|pic|migration|cos-control)\.(?:[a-z0-9-]+\.)*(?:myqcloud\.com|tencentcos\.cn)"
    r"|vectors\.[a-z0-9-]+\.(?:coslake\.com|internal\.tencentcos\.com)"
)
_ACCELERATE = re.compile(r"cos(?:-internal)?\.accelerate\.(?:myqcloud\.com|tencentcos\.cn)")
_DEFAULT = re.compile(r"(?:.+\.)?(?:myqcloud\.com|tencentcos\.cn)")

Kind = Literal["bucket", "path", "service", "foreign", "fetching", "website", "accelerate"]


class Host(NamedTuple):
    """What a host says about the request.  `bucket` is empty when the path has to name it."""

    bucket: str
    region: str
    kind: Kind
    domain: str = ""
    """The name itself, where it may be a bucket's own domain."""
    further: bool = False
    """The name does not say it all: see `domains`."""


@lru_cache(1024)
def host(header: str) -> Host:
    """Real COS hosts, any suffix under a bucket's label, and plain addresses.

    "fetching" are those that fetch, "foreign" those of other services: CI, batch, vectors.
    """
    name = without_port(header).lower().rstrip(".")
    if _ADDRESS.fullmatch(name):
        return Host("", "", "path")
    if name.startswith("service.cos."):
        return Host("", "", "service")
    if fetching := _FETCHING.fullmatch(name):
        return Host("", fetching[1], "fetching")
    label, _, rest = name.partition(".")
    foreign = _FOREIGN.fullmatch(name) or _FOREIGN.fullmatch(rest)
    if foreign:
        return Host("", "", "foreign")
    if rest and _BUCKET.fullmatch(label):
        if rest.startswith("cos-website."):
            return Host(label, _region(rest), "website", further=True)
        if _ACCELERATE.fullmatch(rest):
            return Host(label, "", "accelerate", further=True)
        domain = _own(name)
        return Host(label, _region(rest), "bucket", domain, bool(domain))
    domain = _own(name)
    return Host("", _region(name), "path", domain, bool(domain))


def _own(name: str) -> str:
    """The name, if it may be a bucket's own domain: no address, none of COS's, none of this machine's."""
    local = name == "localhost" or name.endswith(".localhost")
    return "" if local or "." not in name or is_default(name) else name


def is_default(name: str) -> bool:
    """Whether it is a host of COS's own, not of a customer's."""
    return bool(_DEFAULT.fullmatch(name))


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
