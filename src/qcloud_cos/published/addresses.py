"""Regions, hosts, buckets, keys, and the sources of copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from qcloud_cos.core import endpoint as at
from qcloud_cos.errors import CosClientError
from qcloud_cos.published.texts import to_unicode


def format_region(
    region: str, module: str, EnableOldDomain: object = True, EnableInternalDomain: object = True
) -> str:
    """``ap-guangzhou`` and ``cos.`` to ``cos.ap-guangzhou``."""
    host = at.regional(region, module.rstrip("."), EnableOldDomain, EnableInternalDomain)
    return host.removesuffix(".myqcloud.com" if EnableOldDomain else ".tencentcos.cn")


def format_endpoint(
    endpoint: str | None,
    region: str | None,
    module: str,
    EnableOldDomain: object = True,
    EnableInternalDomain: object = True,
) -> str | None:
    """The endpoint if one is given, else the region's."""
    if endpoint:
        return str(to_unicode(endpoint))
    if region:
        return at.regional(region, module.rstrip("."), EnableOldDomain, EnableInternalDomain)
    if module == "cos.":
        raise CosClientError("Region or Endpoint is missing: give one of them")
    return None


def format_bucket(bucket: str, appid: str | None) -> str:
    """The bucket's whole name, with the appid."""
    return at.bucket_name(bucket, appid)


def format_path(path: str) -> str:
    """The key percent-encoded, without a slash before it."""
    return quote(at.object_key(path), safe="/-_.~")


def path_simplify_check(path: str) -> None:
    """Raise CosClientError for a key that merges away, such as ``a/..``."""
    at.refuse_a_key_that_merges_away(to_unicode(path))


def switch_hostname(host: str) -> str:
    """A bucket's second domain for its first, any other host as it is."""
    if not host:
        raise CosClientError("the host is empty")
    found = at.switched(at.address("https", host, host))
    return found.host if found else host


def switch_hostname_for_url(url: str) -> str:
    """The same for the host in a URL."""
    if not url:
        raise CosClientError("the URL is empty")
    parts = urlsplit(url)
    host = parts.hostname
    return parts._replace(netloc=parts.netloc.replace(host, switch_hostname(host))).geturl() if host else url


def get_copy_source_info(
    CopySource: Mapping[str, Any], EnableOldDomain: object = True, EnableInternalDomain: object = True
) -> tuple[str, str, str | None, str]:
    """Bucket with its appid, key, endpoint and version id ("" if none) of a copy's source."""
    missing = [name for name in ("Bucket", "Key") if name not in CopySource]
    if missing:
        raise CosClientError(f"CopySource has no {missing[0]}: it needs Bucket and Key")
    where = format_endpoint(
        CopySource.get("Endpoint"), CopySource.get("Region"), "cos.", EnableOldDomain, EnableInternalDomain
    )
    bucket = format_bucket(CopySource["Bucket"], CopySource.get("Appid"))
    key = str(to_unicode(CopySource["Key"])).removeprefix("/")
    return bucket, key, where, str(to_unicode(CopySource.get("VersionId", "")))


def gen_copy_source_url(
    CopySource: Mapping[str, Any], EnableOldDomain: object = True, EnableInternalDomain: object = True
) -> str:
    """The value of x-cos-copy-source."""
    bucket, key, where, version = get_copy_source_info(CopySource, EnableOldDomain, EnableInternalDomain)
    return f"{bucket}.{where}/{quote(key, safe='/-_.~')}" + (f"?versionId={version}" if version else "")


def gen_copy_source_range(begin_range: Any, end_range: Any) -> str:
    """The value of x-cos-copy-source-range; both ends are included."""
    return f"bytes={to_unicode(begin_range)}-{to_unicode(end_range)}"
