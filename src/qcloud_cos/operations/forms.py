"""Uploads by web forms: a browser sends a file straight to COS."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import signing
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Settings, Signer
from qcloud_cos.operations.presigning import for_others

_FILENAME = "${filename}"


class Forms:
    @operation
    def create_post_form(
        self,
        Bucket: str,
        Key: str,
        Expired: int = 300,
        Conditions: Iterable[Mapping[str, Any] | list[Any] | tuple[Any, ...]] | None = None,
        Fields: Mapping[str, str] | None = None,
    ) -> Flow[types.CreatePostFormOutput]:
        """What a form needs so that whoever has it can upload one file for `Expired` seconds.  Nothing is sent.

        Args:
            Key: where the file goes; ``${filename}`` in it stands for the file's own name.
            Conditions: what the upload must fulfil besides, such as ``["content-length-range", 1, 1048576]`` or
                ``["starts-with", "$Content-Type", "image/"]``.
            Fields: further fields of the form, such as ``{"success_action_status": "200"}``; they must be sent so.

        Returns:
            The `Url` to post to, and the `Fields` to send, before `file`.  Without a signature if the client
            is anonymous.

        Source: https://cloud.tencent.com/document/product/436/14690
        """
        config: CosConfig = yield from Settings()
        address = for_others(config, Bucket, "cos")
        url = f"{address.origin.scheme}://{address.host}{address.prefix}/"
        fields = {"key": Key.removeprefix("/"), **{name: str(value) for name, value in (Fields or {}).items()}}
        credentials: Credentials | None = yield from Signer()
        if credentials is None:
            return {"Url": url, "Fields": fields}
        conditions = [{"bucket": config.bucket_name(Bucket)}, *_of(fields), *(Conditions or [])]
        return {"Url": url, "Fields": {**fields, **_signed(credentials, conditions, time.time(), Expired)}}


def _of(fields: Mapping[str, str]) -> Iterable[Any]:
    """Conditions that hold the form to these fields."""
    for name, value in fields.items():
        start, varies, _ = value.partition(_FILENAME)
        yield ["starts-with", "$key", start] if varies and name == "key" else {name: value}


def _signed(credentials: Credentials, conditions: list[Any], now: float, seconds: int) -> dict[str, str]:
    import json  # few documents are JSON

    times = signing.key_time(now, seconds)
    expiration = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(int(now) + seconds))
    who = [{"q-sign-algorithm": "sha1"}, {"q-ak": credentials.secret_id}, {"q-sign-time": times}]
    policy = json.dumps({"expiration": expiration, "conditions": [*conditions, *who]}, ensure_ascii=False).encode()
    token = {"x-cos-security-token": credentials.token} if credentials.token else {}
    return {
        "policy": b64encode(policy).decode(),
        "q-sign-algorithm": "sha1",
        "q-ak": credentials.secret_id,
        "q-key-time": times,
        "q-signature": signing.policy_signature(credentials.secret_key, times, policy),
        **token,
    }
