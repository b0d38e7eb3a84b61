"""The network's errors in our words: where, what happened, what to do.

They name scheme, host and port only: paths, queries and headers hold keys and signatures.
"""

from __future__ import annotations

import socket

from qcloud_cos.core.wire import Origin
from qcloud_cos.errors import AnswerLost, ConnectFailed


class BadFraming(Exception):
    """What arrived is not an HTTP/1.1 answer."""


class Unanswered(Exception):
    """The connection ended before the first byte of an answer."""


class SocketFailed(Exception):
    """The socket's error, told from those of the file or the generator that was being sent."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def place(origin: Origin) -> str:
    host = origin.host.strip("[]")
    host = f"[{host}]" if ":" in host else host
    return f"{origin.scheme}://{host}:{origin.port}"


def is_timeout(error: BaseException) -> bool:
    # A socket with SO_RCVTIMEO reports its timeout as EAGAIN.
    return isinstance(error, TimeoutError | BlockingIOError)


def connect_failed(origin: Origin, error: Exception, seconds: float | None) -> ConnectFailed:
    return ConnectFailed(f"cannot connect to {place(origin)}: {_reason(origin, error, seconds)}")


def answer_lost(origin: Origin, error: BaseException, seconds: float | None) -> AnswerLost:
    return AnswerLost(f"no answer from {place(origin)}: {interruption(error, seconds)}")


def interruption(error: BaseException, seconds: float | None) -> str:
    """Why a connection that stood is of no more use."""
    if is_timeout(error) and seconds is not None:
        return f"nothing moved for {seconds:g} seconds (Timeout= changes this)"
    if isinstance(error, Unanswered | BadFraming):
        return str(error)
    return f"the connection broke ({_said(error)})"


def _reason(origin: Origin, error: Exception, seconds: float | None) -> str:
    if is_timeout(error) and seconds is not None:
        return f"no connection within {seconds:g} seconds (Timeout= changes this)"
    if isinstance(error, socket.gaierror):
        return f"DNS does not know this host; check Region, Endpoint, Domain and Bucket ({_said(error)})"
    if isinstance(error, ConnectionRefusedError):
        return "refused; is the port right, and does a server listen there?"
    verify_message = getattr(error, "verify_message", None)
    if verify_message:
        return (
            f"its certificate is not trusted: {verify_message}. If its CA is your own, name it by "
            "VerifySSL='/path/to/ca.pem' or SSL_CERT_FILE; VerifySSL=False does not check at all"
        )
    if type(error).__module__ == "ssl":
        return f"no TLS with it; is it a plain http port, or a proxy in between? ({_said(error)})"
    return _said(error)


def _said(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
