"""A request as the handlers see it: decoded once, and nothing merged or stripped."""

from __future__ import annotations

import itertools
import os
import time
from base64 import b64encode
from binascii import b2a_base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.hosts import Host, host
from qcloud_cos.server.pace import Pace
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Bucket, Content, Version

if TYPE_CHECKING:
    from qcloud_cos.server.s3.conversation import Conversation

_sequence = itertools.count()
_process = f"7f000001_{os.getpid():x}"

Pairs = list[tuple[str, str]]
NOBODY = Accounts(())


@dataclass(slots=True)
class ServerRequest:
    method: str
    host: str
    """As it was sent: signatures cover it, with its port."""
    path: str
    """Decoded, and with the bucket in front if it was sent there."""
    place: Host
    bucket: str
    key: str
    query: dict[str, str]
    pairs: Pairs
    """The query as it came, repeated names and all."""
    headers: dict[str, str]
    """Lower-case names; empty ones are absent."""
    wire: Pairs
    """The headers as they came."""
    id: str
    now: float = 0.0
    """By the server's clock."""
    accounts: Accounts = NOBODY
    route: Any = None
    """A `Route`, once it is found."""
    caller: Account | None = None
    body: bytes = b""
    """A document sent to be read."""
    content: Content | None = None
    """What was sent to be stored."""
    row: Bucket | None = None
    """The bucket, as it was when access was checked."""
    version: Version | None = None
    """The object that access was checked on."""
    lifecycle: str | None = None
    """The bucket's lifecycle document, where an object is concerned."""
    draft: Any = None
    """What the checks before the body made of the head."""
    state: dict[str, Any] = field(default_factory=dict)
    """Shared with the connection, which says in it that the client stopped half-way ("cut_short") or is "gone"."""
    asked: bool = False
    """The body was asked for."""
    whole: bytes | None = None
    """The body, if it came with the head."""
    received: float = 0.0
    """When all of it had come, by `time.perf_counter`."""
    delta: int = 0
    """By how much the bucket grew, as far as its access log asks."""
    ip: str = ""
    """Of the machine that is connected, whatever proxies claim."""
    secure: bool = False
    """By TLS."""
    pace: Pace | None = None
    """At which the bodies of request and answer pass; None for any."""
    s3: Conversation | None = None
    """The request is in S3's dialect, and so will be its answer."""
    has_checksum: bool = False
    """Of its body, other than by Content-MD5; it is compared."""

    @property
    def resource(self) -> str:
        return f"{self.host or 'cos'}{self.path or '/'}"

    @property
    def version_id(self) -> str | None:
        """SDKs spell it versionId, VersionId and versionid."""
        query = self.query
        return query.get("versionId") or query.get("VersionId") or query.get("versionid") or None


def request_of(scope: Any) -> ServerRequest:
    """The request of an ASGI scope.

    Raises:
        Refusal: InvalidURI.
    """
    wire = [(name.decode("latin-1"), _text(value)) for name, value in scope["headers"]]
    headers = {name: value for name, value in wire if value}
    sent_host = headers.get("host", "")
    place = host(sent_host)
    raw_path: bytes = scope["raw_path"]
    path = decoded(raw_path)
    if place.kind == "path" or place.kind == "fetching":
        bucket, key = _path_style(raw_path)
    else:
        bucket, key = place.bucket, path[1:]
    pairs = query_pairs(scope["query_string"])
    return ServerRequest(
        scope["method"],
        sent_host,
        path,
        place,
        bucket,
        key,
        {_clean(name): _clean(value) for name, value in pairs},
        pairs,
        headers,
        wire,
        request_id(),
        state=scope["state"],
        ip=scope["client"][0] if scope.get("client") else "",
        secure=scope.get("scheme") == "https",
        whole=scope.get("whole"),
    )


def _path_style(raw_path: bytes) -> tuple[str, str]:
    # Split before decoding: a %2F belongs to the key.
    bucket, _, key = raw_path[1:].partition(b"/")
    return decoded(bucket), decoded(key)


def decoded(raw: bytes) -> str:
    """Percent-decoded, once; a plus stays a plus."""
    try:
        return (unquote_to_bytes(raw) if b"%" in raw else raw).decode()
    except UnicodeDecodeError:
        raise Refusal("InvalidURI", "The key is not UTF-8.") from None


def query_pairs(query: bytes) -> Pairs:
    """A plus in the query is a space; a name without "=" has an empty value.

    What is not UTF-8 comes as lone surrogates, because signatures are made of the bytes.
    """
    if not query:
        return []
    pairs = []
    for field_ in query.split(b"&"):
        if field_:
            name, _, value = field_.partition(b"=")
            pairs.append((_unquoted(name), _unquoted(value)))
    return pairs


def _unquoted(raw: bytes) -> str:
    if b"+" in raw:
        raw = raw.replace(b"+", b" ")
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("utf-8", "surrogateescape")


def _clean(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _text(value: bytes) -> str:
    # SDKs send metadata as UTF-8; latin-1 never fails.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def request_id() -> str:
    """As COS makes them: base64 of time_address_process_sequence in hexadecimal."""
    text = f"{int(time.time()):x}_{_process}_{next(_sequence):x}"
    return b2a_base64(text.encode(), newline=False).decode()


def trace_id() -> str:
    return b64encode(os.urandom(64).hex().encode()).decode()
