"""Where a request goes: region, bucket and key to scheme, host and path.

Source: https://cloud.tencent.com/document/product/436/6224
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from qcloud_cos.core.wire import Origin
from qcloud_cos.errors import CosClientError

_REGION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?")
_IPV4 = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
_is_plain = re.compile(r"[A-Za-z0-9_~/.-]*").fullmatch
_BUCKET = re.compile(r"[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?")
_SWITCHABLE = re.compile(r"([a-z0-9-]+-[0-9]+\.cos\.[a-z]+-[a-z]+(?:-[a-z]+)?(?:-1)?)\.myqcloud\.com")
_WITHOUT_SERVICE = frozenset(["cn-north", "cn-south", "cn-south-2", "cn-east", "cn-southwest", "sg"])
_BEFORE_2017 = {
    "cossh": "ap-shanghai",
    "cosgz": "ap-guangzhou",
    "cosbj": "ap-beijing",
    "costj": "ap-beijing-1",
    "coscd": "ap-chengdu",
    "cossgp": "ap-singapore",
    "coshk": "ap-hongkong",
    "cosca": "na-toronto",
    "cosger": "eu-frankfurt",
}


class Address(NamedTuple):
    """Where to connect, what to call it, and what precedes the key in the path."""

    origin: Origin
    host: str
    """The Host header, with the port unless it is the scheme's own."""
    prefix: str = ""
    """"/bucket-appid" where the bucket is named in the path."""


def regional(region: str, service: str = "cos", old_domain: object = True, internal: object = True) -> str:
    """``ap-guangzhou`` to ``cos.ap-guangzhou.myqcloud.com``; the names of older APIs are understood.

    Raises:
        CosClientError: characters that no region has.
    """
    _check_region(region)
    if f"{service}." not in region and region not in _WITHOUT_SERVICE:
        if service == "cos" and not old_domain and internal:
            service = "cos-internal"
        region = f"{service}.{_BEFORE_2017.get(region, region)}"
    return f"{region}.{'myqcloud.com' if old_domain else 'tencentcos.cn'}"


def vectors(region: str) -> str:
    """``ap-guangzhou`` to ``vectors.ap-guangzhou.coslake.com``, where vectors are."""
    _check_region(region)
    return f"vectors.{_BEFORE_2017.get(region, region)}.coslake.com"


def _check_region(region: str) -> None:
    if not isinstance(region, str) or not region:
        raise CosClientError(f"Region must be a text such as 'ap-guangzhou', not {region!r}")
    if not _REGION.fullmatch(region):
        raise CosClientError(
            f"Region {region!r} is not a region: only letters, digits, '-' and '.', as in 'ap-guangzhou'"
        )


def bucket_name(bucket: object, appid: str | None) -> str:
    """The bucket's whole name: ``test01`` and ``1250000000`` to ``test01-1250000000``.

    Raises:
        CosClientError: not a name that a bucket can have.
    """
    if not isinstance(bucket, str):
        raise CosClientError(f"Bucket must be a str such as 'photos-1250000000', not {type(bucket).__name__}")
    if not bucket:
        raise CosClientError("Bucket is empty: give the bucket's name, such as 'photos-1250000000'")
    if not _BUCKET.fullmatch(bucket):
        raise CosClientError(
            f"Bucket {bucket!r} is not a bucket's name: letters, digits and '-', as in 'photos-1250000000'"
        )
    return bucket if not appid or bucket.endswith(f"-{appid}") else f"{bucket}-{appid}"


def object_key(key: object) -> str:
    """The key as it is signed and stored: without one leading slash.

    Raises:
        CosClientError: empty, or not text; an empty key would address the bucket instead.
    """
    stripped = _text(key).removeprefix("/")
    if not stripped:
        raise CosClientError(f"Key is empty ({key!r}): name the object, such as 'dir/photo.jpg'")
    return stripped


def _text(key: object) -> str:
    if isinstance(key, bytes):  # as programs have it that were begun in Python 2
        try:
            return key.decode()
        except UnicodeDecodeError:
            raise CosClientError(f"Key {key!r} is not UTF-8") from None
    if not isinstance(key, str):
        raise CosClientError(f"Key must be a str, not {type(key).__name__}")
    return key


def encoded_path(path: str) -> str:
    """For the request line.  A dot before a slash is hidden, so that nobody on the way merges ``./``.

    Raises:
        CosClientError: a lone surrogate, which is no character.
    """
    if _is_plain(path) and "./" not in path:
        return path
    try:
        return quote(path, safe="/-_.~").replace("./", ".%2F")
    except UnicodeEncodeError:
        raise CosClientError(f"Key {path!r} cannot be encoded in UTF-8") from None


def refuse_a_key_that_merges_away(key: str) -> None:
    """Raise if a proxy that merges path segments would make the bucket of it: ``a/..``, ``./``."""
    if isinstance(key, str) and key[:1] not in "./" and "/.." not in key:
        return  # its first segment stays
    kept: list[str] = []
    for segment in _text(key).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    if not kept:
        raise CosClientError(
            f"Key {key!r} is '/' once its segments are merged, which would list the bucket; "
            "if it is meant, pass KeySimplifyCheck=False"
        )


@lru_cache(256)
def address(scheme: str, authority: str, host: str, prefix: str = "") -> Address:
    """Connect to `authority` ("name" or "name:port"), and say `host`."""
    name, port = split_port(authority.lower())
    usual = 443 if scheme == "https" else 80
    # Spelled as every HTTP library will: who opens a presigned URL must send the host that was signed.
    return Address(Origin(scheme, name, port or usual), host.lower().removesuffix(f":{usual}"), prefix)


def split_port(authority: str) -> tuple[str, int | None]:
    """``[::1]:9000`` to ``::1`` and 9000."""
    name, colon, port = authority.rpartition(":")
    if colon and port.isdigit() and (":" not in name or name.startswith("[")):
        return name.strip("[]"), int(port)
    return authority.strip("[]"), None


@lru_cache(64)
def is_path_style(endpoint: str) -> bool:
    """An address has no subdomains: there the bucket is named in the path."""
    name, _ = split_port(endpoint)
    return name == "localhost" or ":" in name or bool(_IPV4.fullmatch(name))


def is_loopback(endpoint: str) -> bool:
    """It is on this machine: ``http://127.0.0.1:9000``, ``localhost``."""
    name, _ = split_port(endpoint.rpartition("://")[2].rstrip("/"))
    return name in ("localhost", "::1") or (name.startswith("127.") and bool(_IPV4.fullmatch(name)))


def switched(address: Address) -> Address | None:
    """The second domain of the same bucket, ``tencentcos.cn``; None if it has none."""
    found = _SWITCHABLE.fullmatch(address.host)
    if not found or address.origin.host != address.host:
        return None
    host = f"{found[1]}.tencentcos.cn"
    return Address(address.origin._replace(host=host), host, address.prefix)
