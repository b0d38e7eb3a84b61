"""Signatures for programs that send requests themselves; an import path of the published SDK.

The signature is made in `qcloud_cos.core.signing` and `qcloud_cos.core.rtmp_signing`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from qcloud_cos.config import CosConfig
from qcloud_cos.core import signing
from qcloud_cos.core.endpoint import is_path_style
from qcloud_cos.core.rtmp_signing import rtmp_query
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.errors import CosClientError

__all__ = ["CosRtmpAuth", "CosS3Auth", "filter_headers"]

Prepared = TypeVar("Prepared")
_TOKENS = {"x-cos-security-token", "x-ci-security-token"}


class CosS3Auth:
    """Signs requests of the requests library, and whatever looks like them: ``requests.get(url, auth=...)``.

    It sets the Authorization header and, with temporary credentials, that of their token.  Credentials
    are asked for at each signature.

    Args:
        key: the object's key, with or without a slash before it; None for a request about the bucket.
        params: the query parameters to sign, those that the request is sent with.
        expire: seconds for which the signature is good.
        sign_host: overrides the configuration's SignHost.
    """

    def __init__(
        self,
        conf: CosConfig,
        key: str | None = None,
        params: Mapping[str, Any] | None = None,
        expire: int = signing.SIGNATURE_SECONDS,
        sign_host: bool | None = None,
    ) -> None:
        text = _text(key or "")
        self._conf = conf
        self._path = text if text.startswith("/") else f"/{text}"
        self._params = {_text(name): _text(value) for name, value in (params or {}).items() if value is not None}
        self._expire = expire
        self._sign_host = conf._sign_host if sign_host is None else bool(sign_host)

    @forgetful
    def __call__(self, r: Prepared) -> Prepared:
        request: Any = r
        credentials = None if self._conf._anonymous else self._conf.credentials()
        if credentials is None:
            request.headers["Authorization"] = ""
            return r
        if credentials.token:
            given = [name for name in request.headers if _text(name).lower() in _TOKENS]
            request.headers[given[0] if given else "x-cos-security-token"] = credentials.token
        request.headers["Authorization"] = signing.authorization(
            method=_text(request.method),
            path=self._signed_path(_text(request.url)),
            query=self._params if self._conf._sign_params else {},
            headers=self._signed_headers(request),
            secret_id=credentials.secret_id,
            secret_key=credentials.secret_key,
            key_time=signing.key_time(time.time(), self._expire),
        )
        return r

    def _signed_path(self, url: str) -> str:
        """The key; where the bucket is named in the path, it comes before the key."""
        parts = urlsplit(url)
        return unquote(parts.path) or "/" if is_path_style(parts.netloc) else self._path

    def _signed_headers(self, request: Any) -> dict[str, str]:
        found = filter_headers(request.headers)
        hosts = [name for name in found if name.lower() == "host"]
        if not self._sign_host:
            return {name: value for name, value in found.items() if name not in hosts}
        return found if hosts else {**found, "host": _host(_text(request.url))}


class CosRtmpAuth:
    """Signs the URL that a live channel's stream is pushed to.

    Args:
        params: signed, and part of the URL.
        expire: seconds for which the signature is good.
        presign_expire: seconds that a push may last, 60 at least; 0 for no limit.
    """

    def __init__(
        self,
        conf: CosConfig,
        bucket: str | None = None,
        channel: str | None = None,
        params: Mapping[str, Any] | None = None,
        expire: int = 3600,
        presign_expire: int = 0,
    ) -> None:
        if not bucket or not channel:
            raise CosClientError(f"{'channel' if bucket else 'bucket'} is missing: CosRtmpAuth needs both")
        self._conf = conf
        self._path = f"/{bucket}/{channel}"
        self._params = dict(params or {})
        self._expire = expire
        self._presign_expire = presign_expire

    def get_rtmp_sign(self) -> str:
        """The query to put after the URL and a question mark."""
        credentials = self._conf.credentials()
        if credentials is None:
            raise CosClientError("a push URL cannot be signed without SecretId and SecretKey")
        token = {"q-token": credentials.token} if credentials.token else {}
        return rtmp_query(
            self._path,
            {**self._params, **token},
            credentials.secret_id,
            credentials.secret_key,
            now=time.time(),
            seconds=self._expire,
            presign_seconds=self._presign_expire,
        )


def filter_headers(data: Mapping[Any, Any]) -> dict[str, str]:
    """The headers that are part of a signature."""
    return signing.signed_headers({_text(name): _text(value) for name, value in data.items()})


def _host(url: str) -> str:
    """What the Host header will be: with the port, unless it is the scheme's own."""
    parts = urlsplit(url)
    name = parts.netloc.rpartition("@")[2].lower()
    return name.removesuffix(":443" if parts.scheme == "https" else ":80")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
