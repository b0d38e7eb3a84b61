"""Where keys are given out, and where buckets are, if the environment says so."""

from __future__ import annotations

import os

from qcloud_cos.core.endpoint import split_port
from qcloud_cos.core.wire import Origin
from qcloud_cos.errors import CredentialsError

STS_ENDPOINT = "COS_STS_ENDPOINT"
STS_HOST = "https://sts.tencentcloudapi.com"
METADATA_ENDPOINT = "COS_METADATA_ENDPOINT"
METADATA_HOST = "http://metadata.tencentyun.com"
METADATA_DISABLED = "COS_METADATA_DISABLED"
REGIONS = ("COS_REGION", "TENCENTCLOUD_REGION", "TKE_REGION")
USUAL_REGION = "ap-guangzhou"


def sts() -> Origin:
    """The Security Token Service: the public one, or another such as ``https://sts.internal.tencentcloudapi.com``."""
    return _origin(STS_ENDPOINT, STS_HOST)


def metadata() -> Origin:
    """What tells a machine in Tencent Cloud about itself."""
    return _origin(METADATA_ENDPOINT, METADATA_HOST)


def metadata_is_disabled() -> bool:
    return os.environ.get(METADATA_DISABLED, "").lower() not in ("", "0", "false", "no")


def region() -> str | None:
    """The one that the environment names."""
    return next((os.environ[name] for name in REGIONS if os.environ.get(name)), None)


def authority(origin: Origin) -> str:
    """As a Host header has it."""
    scheme, name, port = origin
    host = f"[{name}]" if ":" in name else name
    return host if port == (443 if scheme == "https" else 80) else f"{host}:{port}"


def _origin(variable: str, usual: str) -> Origin:
    text = os.environ.get(variable) or usual
    scheme, found, host = text.partition("://")
    if not found:
        scheme, host = "https", text
    name, port = split_port(host.rstrip("/"))
    if scheme not in ("http", "https") or not name or "/" in name:
        raise CredentialsError(f"{variable} must be an address such as {usual}, not {text!r}")
    return Origin(scheme, name, port or (443 if scheme == "https" else 80))
