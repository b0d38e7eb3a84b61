"""Server-side encryption as far as callers can see it: asked for, told of, and the customer's key wanted again.

Nothing is encrypted on this machine's disk.  Of a customer's key only a salted hash is kept.

Source: https://cloud.tencent.com/document/product/436/18145
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from qcloud_cos.server.accounts import Account
from qcloud_cos.server.refusal import Refusal, argument

NAME = "x-cos-server-side-encryption"
OF_SOURCE = "x-cos-copy-source-server-side-encryption"
CUSTOMER_ALGORITHM = f"{NAME}-customer-algorithm"
ALGORITHMS = ("AES256", "cos/kms", "SM4")
_KMS = {"key_id": f"{NAME}-cos-kms-key-id", "context": f"{NAME}-context"}
_CUSTOMER = ("customer-algorithm", "customer-key", "customer-key-md5")
_ALL = frozenset({NAME, *_KMS.values(), *(f"{NAME}-{name}" for name in _CUSTOMER)})


def wanted(headers: Mapping[str, str]) -> dict[str, Any]:
    """What a write asks for, as the object's `extra` keeps it; empty without encryption.

    Raises:
        Refusal: InvalidArgument.
    """
    if _ALL.isdisjoint(headers):
        return {}
    key = customer_key(headers)
    algorithm = headers.get(NAME)
    if algorithm is None:
        if any(name in headers for name in _KMS.values()):
            raise argument(f"The key management's headers need {NAME}: cos/kms.")
        return {"sse": _sealed(key)} if key else {}
    if key is not None:
        raise argument("An object is encrypted with COS's key or with the customer's, not with both.")
    if algorithm not in ALGORITHMS:
        raise argument(f"{NAME} is one of {', '.join(ALGORITHMS)}.")
    details = {field: headers[name] for field, name in _KMS.items() if name in headers}
    if details and algorithm != "cos/kms":
        raise argument(f"The key management's headers need {NAME}: cos/kms.")
    if "context" in details and _decoded(details["context"]) is None:
        raise argument(f"{_KMS['context']} is not base64.")
    return {"sse": {"algorithm": algorithm, **details}}


def shown(extra: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, str]:
    """The answer's headers about an object; `headers` are the request's, with the customer's key if it has one."""
    kept = extra.get("sse")
    if kept is None:
        return {}
    if "algorithm" in kept:
        return {NAME: kept["algorithm"]} | {name: kept[field] for field, name in _KMS.items() if field in kept}
    names = (CUSTOMER_ALGORITHM, f"{NAME}-customer-key-md5")
    return {name: headers[name] for name in names if name in headers}


def check_caller(extra: Mapping[str, Any], caller: Account | None) -> None:
    """Raises:
    Refusal: AccessDenied to an anonymous caller, whatever an ACL says.
    """
    if caller is None and "sse" in extra:
        raise Refusal("AccessDenied", "What is encrypted is not served to anonymous callers.")


def check_key(extra: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Whether who reads an object, or adds to one, has brought the key that it was begun with.

    Raises:
        Refusal: InvalidArgument, InvalidRequest, SSEHeaderNotAllowed, AccessDenied.
    """
    key = customer_key(headers)
    kept = extra.get("sse", {})
    if "hash" not in kept:
        if key is not None:
            raise Refusal("SSEHeaderNotAllowed")
    elif key is None:
        # The codes of these two are not documented; they are S3's.
        raise Refusal("InvalidRequest", "The object is encrypted with a customer's key, which has to be given.")
    elif not _fits(kept, key):
        raise Refusal("AccessDenied", "The object is encrypted with another key.")


def check_source_key(extra: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """The same of a copy's source.

    Raises:
        Refusal: InvalidArgument, SSEHeaderNotAllowed, SsecDecryptHeaderInvalid.
    """
    key = customer_key(headers, OF_SOURCE)
    kept = extra.get("sse", {})
    if "hash" not in kept:
        if key is not None:
            raise Refusal("SSEHeaderNotAllowed")
    elif key is None or not _fits(kept, key):
        raise Refusal("SsecDecryptHeaderInvalid")


def etag(extra: Mapping[str, Any], md5: str) -> str:
    """The content's MD5, except where that would tell of what is encrypted with a key that COS does not own."""
    kept = extra.get("sse")
    return md5 if kept is None or kept.get("algorithm") in ("AES256", "SM4") else secrets.token_hex(16)


def customer_key(headers: Mapping[str, str], prefix: str = NAME) -> bytes | None:
    """The key in a request's three headers; None if there are none.

    Raises:
        Refusal: InvalidArgument.
    """
    algorithm, text, md5 = (headers.get(f"{prefix}-{name}") for name in _CUSTOMER)
    if algorithm is None and text is None and md5 is None:
        return None
    if algorithm != "AES256":
        raise argument(f"{prefix}-customer-algorithm is AES256.")
    key = _decoded(text or "")
    if key is None or len(key) != 32:
        raise argument(f"{prefix}-customer-key is not the base64 of 32 bytes.")
    if _decoded(md5 or "") != hashlib.md5(key).digest():
        raise argument(f"{prefix}-customer-key-MD5 is not the key's.")
    return key


def _sealed(key: bytes) -> dict[str, str]:
    salt = secrets.token_bytes(16)
    return {"salt": salt.hex(), "hash": _hash(salt, key)}


def _fits(kept: Mapping[str, str], key: bytes) -> bool:
    return hmac.compare_digest(_hash(bytes.fromhex(kept["salt"]), key), kept["hash"])


def _hash(salt: bytes, key: bytes) -> str:
    return hmac.digest(salt, key, "sha256").hex()


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
