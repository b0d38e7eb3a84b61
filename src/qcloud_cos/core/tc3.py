"""TC3-HMAC-SHA256, the signature of Tencent Cloud's other APIs, as a pure function of the request and the time.

COS itself does not take it; the Security Token Service does.

Source: https://cloud.tencent.com/document/api/1312/48202
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping

ALGORITHM = "TC3-HMAC-SHA256"
SIGNED = ("content-type", "host")


def authorization(
    *,
    secret_id: str,
    secret_key: str,
    service: str,
    headers: Mapping[str, str],
    body: bytes,
    timestamp: int,
) -> str:
    """The Authorization header's value of a POST to "/".

    `headers` has ``content-type`` and ``host``; others are not signed.
    """
    scope = f"{day(timestamp)}/{service}/tc3_request"
    names = ";".join(SIGNED)
    signed = signature(secret_key, service, {name: headers[name] for name in SIGNED}, body, timestamp)
    return f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signed}"


def signature(secret_key: str, service: str, headers: Mapping[str, str], body: bytes, timestamp: int) -> str:
    """Over all of `headers`, whose names are lower-case, and the body."""
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in names)
    request = f"POST\n/\n\n{lines}\n{';'.join(names)}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day(timestamp)}/{service}/tc3_request"
    text = f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def day(timestamp: int) -> str:
    """In UTC, whatever the time zone here: the signature names it."""
    return time.strftime("%Y-%m-%d", time.gmtime(timestamp))
