"""A URL of this machine read into the store."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import SHUT_RDWR
from threading import Lock

from qcloud_cos.server.fetching.wanted import NotHere, is_local, local
from qcloud_cos.server.metadata import KEPT
from qcloud_cos.server.store import Receiver

SECONDS = 30.0
"""Without a byte."""
_CHUNK = 1 << 20


class Failed(Exception):
    """The message says why, in words for whoever asked for the task."""


class Lines:
    """The connections that are open, to be cut when the server stops."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: set[HTTPConnection] = set()
        self.are_cut = False

    def cut(self) -> None:
        with self._lock:
            self.are_cut = True
            for line in self._open:
                with suppress(OSError):
                    line.sock.shutdown(SHUT_RDWR)

    @contextmanager
    def to(self, url: str) -> Iterator[tuple[HTTPConnection, str]]:
        """A connection to a host of this machine, and what to ask it for.

        Raises:
            Failed.
        """
        try:
            parts = local(url)
        except NotHere as error:
            raise Failed(str(error)) from None
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
        with closing(line):
            try:
                line.connect()
                if not is_local(line.sock.getpeername()[0]):
                    raise Failed(f"{parts.hostname} leads away from this machine")
                with self._lock:
                    if self.are_cut:
                        raise Failed("the server stops")
                    self._open.add(line)
                yield line, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            except (OSError, HTTPException, ValueError) as error:
                raise Failed(f"{parts.hostname} could not be asked: {error or type(error).__name__}") from error
            finally:
                with self._lock:
                    self._open.discard(line)


def fetch(lines: Lines, url: str, receiver: Receiver, most: int) -> dict[str, str]:
    """Read a URL to its end; the headers that an object keeps.

    Raises:
        Failed: what came is not all, too much, or not what its own sums say.
    """
    with lines.to(url) as (line, target):
        line.request("GET", target, headers={"Accept-Encoding": "identity", "User-Agent": "tencent-cos-fetch"})
        response = line.getresponse()
        if response.status != 200:
            raise Failed(f"the source answered {response.status} {response.reason}")
        announced = response.length
        if announced is not None and announced > most:
            raise Failed(f"the source has {announced} bytes; at most {most} are fetched")
        while piece := response.read(_CHUNK):
            receiver.write(piece)
            if receiver.size > most:
                raise Failed(f"the source has more than {most} bytes")
        if announced is not None and receiver.size != announced:
            raise Failed(f"the source announced {announced} bytes and sent {receiver.size}")
        _check_sums(response, receiver)
        headers = {name.lower(): value for name, value in response.getheaders()}
    return {name: value for name, value in headers.items() if name in KEPT and value.isprintable()}


def tell(lines: Lines, url: str, body: bytes) -> None:
    """Post a message.

    Raises:
        Failed.
    """
    with lines.to(url) as (line, target):
        line.request("POST", target, body, {"Content-Type": "application/json"})
        line.getresponse().read(_CHUNK)


def _check_sums(response: HTTPResponse, receiver: Receiver) -> None:
    crc64 = response.headers.get("x-cos-hash-crc64ecma", "")
    if crc64.isdecimal() and int(crc64) != receiver.crc64:
        raise Failed(f"the CRC-64 of what came is {receiver.crc64}, and the source says {crc64}")
    try:
        digest = base64.b64decode(response.headers.get("Content-MD5", ""), validate=True).hex()
    except (binascii.Error, ValueError):
        return
    if digest and digest != receiver.md5:
        raise Failed(f"the MD5 of what came is {receiver.md5}, and the source says {digest}")
