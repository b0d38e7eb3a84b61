"""Secrets that can be told apart, and every place where they might be told."""

from __future__ import annotations

import pickle
import re
import traceback
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import md5
from urllib.parse import quote

from qcloud_cos.server import Account

SECRET, TOKEN = "canaryOfTheKey0", "canaryOfTheToken0"
OURS = b"canaryOfTheKeyOfTheCustomer0000"[:32].ljust(32, b"0")
CUSTOMER = b64encode(OURS).decode()
SSE_C = {
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": CUSTOMER,
    "SSECustomerKeyMD5": b64encode(md5(OURS).digest()).decode(),
}
CANARIES = (SECRET, TOKEN, CUSTOMER, quote(CUSTOMER, safe=""), OURS.decode())
_PROOF = re.compile("[Ss]ignature(?:=|%3[Dd])[0-9a-f]{8}")
"""Of whatever kind."""
ACCOUNT = Account("1250000000", "100000000001", "AKIDcanaryOfTheId0", SECRET, token=TOKEN)


def found_in(*texts: str) -> set[str]:
    """The canaries that are in one of them."""
    proofs = {found for text in texts for found in _PROOF.findall(text)}
    return proofs | {canary for canary in CANARIES for text in texts if canary in text}


def seen(error: BaseException, known: set[int] | None = None) -> Iterator[str]:
    """All that tells of an error and of those behind it: as what collects errors sends it along."""
    known = known if known is not None else set()
    known.add(id(error))
    yield "".join(traceback.format_exception(error))
    yield repr(error)
    with suppress(TypeError, AttributeError, pickle.PicklingError):
        yield pickle.dumps(error).decode("latin-1")
    for name in ("get_error_msg", "get_digest_msg", "get_trace_id"):
        if hasattr(error, name):
            yield str(getattr(error, name)())
    yield from (f"{name}={value!r}" for name, value in vars(error).items())
    yield from locals_of(error)
    for behind in (error.__cause__, error.__context__):
        if behind is not None and id(behind) not in known:
            yield from seen(behind, known)


def locals_of(error: BaseException) -> Iterator[str]:
    """Of each frame of ours in its traceback."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        if module.split(".")[0] == "qcloud_cos":
            where = f"{module}:{line} {frame.f_code.co_name}"
            for name, value in frame.f_locals.items():
                with suppress(AttributeError):  # it is half made
                    yield f"{where}: {name}={value!r}"
