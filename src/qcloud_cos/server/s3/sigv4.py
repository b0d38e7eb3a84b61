"""AWS Signature Version 4, as pure functions: what is signed, and with what.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()
_SPACES = re.compile(r"[ \t]+")
Pairs = Sequence[tuple[str, str]]


class Scope(NamedTuple):
    """Where and when a signing key is good."""

    date: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


@lru_cache(64)
def signing_key(secret_key: str, scope: Scope) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for text in (*scope, "aws4_request"):
        key = hmac.digest(key, text.encode(), "sha256")
    return key


def canonical_request(
    method: str, path: str, query: Pairs, headers: Pairs, names: Collection[str], payload: str
) -> str:
    """`path` as it is encoded; `query` and `headers` all there are, `names` the headers that are signed."""
    values: dict[str, list[str]] = {name: [] for name in names}
    for name, value in headers:
        if name in values:
            values[name].append(_SPACES.sub(" ", value.strip(" \t")))
    signed = [f"{name}:{','.join(values[name])}\n" for name in names]
    return "\n".join([method, path, _query(query), "".join(signed), ";".join(names), payload])


def _query(pairs: Pairs) -> str:
    return "&".join([f"{name}={value}" for name, value in sorted((encoded(n), encoded(v)) for n, v in pairs)])


def encoded(text: str, safe: str = "") -> str:
    # What is not UTF-8 comes as lone surrogates, and is signed by its bytes.
    return quote(text.encode("utf-8", "surrogateescape"), safe=f"-_.~{safe}")


def string_to_sign(moment: str, scope: Scope, request: str) -> str:
    """`moment` is the request's time, as ``20130524T000000Z``."""
    return (
        f"{ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(request.encode(errors='surrogateescape')).hexdigest()}"
    )


def signature(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


@dataclass(slots=True)
class Chain:
    """The signatures of a body's chunks, each of which signs the one before; the first, the request's."""

    key: bytes = field(repr=False)
    moment: str
    scope: Scope
    before: str

    def next(self, chunk: str) -> str:
        """The signature of a chunk with this SHA-256."""
        return self._signed("PAYLOAD", f"{EMPTY}\n{chunk}")

    def of_trailer(self, fields: str) -> str:
        """The signature of the trailer: its lines ``name:value`` and a line feed."""
        return self._signed("TRAILER", hashlib.sha256(fields.encode()).hexdigest())

    def _signed(self, what: str, text: str) -> str:
        said = f"{ALGORITHM}-{what}\n{self.moment}\n{self.scope}\n{self.before}\n{text}"
        self.before = signature(self.key, said)
        return self.before
