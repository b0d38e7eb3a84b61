"""AWS Signature Version 2, which old clients still sign with.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence

from qcloud_cos.server.routes import SUBRESOURCES

PREFIX = "x-amz-"
SIGNED = SUBRESOURCES | frozenset(
    (
        "analytics metrics requestPayment torrent select-type storageClass versionId VersionId versionid "
        "response-content-type response-content-language response-expires response-cache-control "
        "response-content-disposition response-content-encoding"
    ).split()
)
"""The parameters that are signed: all that decide what a request does."""


def string_to_sign(
    method: str, date: str, headers: Mapping[str, str], wire: Iterable[tuple[str, str]], resource: str
) -> str:
    """`date` is a URL's end, or the header that is not among the x-amz-*; `headers` are those of the content.

    Of `wire`, as it came, the x-amz-* are signed.
    """
    values: dict[str, list[str]] = {}
    for name, value in wire:
        if name.startswith(PREFIX):
            values.setdefault(name, []).append(value.strip())
    listed = "".join([f"{name}:{','.join(values[name])}\n" for name in sorted(values)])
    digest, kind = headers.get("content-md5", "").strip(), headers.get("content-type", "").strip()
    return f"{method}\n{digest}\n{kind}\n{date}\n{listed}{resource}"


def resource(bucket: str, path: str, query: Sequence[tuple[str, str]]) -> str:
    """`bucket` if the host names it; `path` as it is encoded; the parameters as they were sent."""
    named = sorted((name, f"{name}={value}" if value else name) for name, value in query if name in SIGNED)
    parameters = "&".join([text for _, text in named])
    return f"{f'/{bucket}' if bucket else ''}{path}{'?' if parameters else ''}{parameters}"


def signature(secret_key: str, text: str) -> str:
    signed = text.encode("utf-8", "surrogateescape")
    return base64.b64encode(hmac.digest(secret_key.encode(), signed, "sha1")).decode()
