"""The signature of a live channel's push URL, as a pure function of the channel and the time.

Source: https://cloud.tencent.com/document/product/436/32502
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from qcloud_cos.core.signing import key_time

SHORTEST_PRESIGN_SECONDS = 60


def rtmp_query(
    path: str,
    params: Mapping[str, object],
    secret_id: str,
    secret_key: str,
    *,
    now: float,
    seconds: int = 3600,
    presign_seconds: int = 0,
) -> str:
    """The query that lets whoever has it push to a channel for `seconds` seconds.

    `path` is "/bucket/channel".  `params` are signed as they are, in their order, and travel along;
    they are not percent-encoded, since nothing decodes them on an RTMP URL.

    Args:
        presign_seconds: how long a push may last; COS takes 60 and more, less is left out.
    """
    signed = dict(params)
    if presign_seconds >= SHORTEST_PRESIGN_SECONDS:
        signed["presign"] = presign_seconds
    text = "&".join(f"{name}={value}" for name, value in signed.items())
    times = key_time(now, seconds)
    digest = hashlib.sha1(f"{path}\n{text}\n".encode()).hexdigest()
    # Unlike a request's, it is made with the secret key itself: there is no sign key.
    signature = hmac.digest(secret_key.encode(), f"sha1\n{times}\n{digest}\n".encode(), "sha1").hex()
    query = (
        f"q-sign-algorithm=sha1&q-ak={secret_id}&q-sign-time={times}&q-key-time={times}&q-signature={signature}"
    )
    return f"{query}&{text}" if text else query
