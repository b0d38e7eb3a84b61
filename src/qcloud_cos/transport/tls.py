"""TLS contexts: whom to trust, how to prove who we are."""

from __future__ import annotations

import os
import socket
import ssl
import warnings
from collections.abc import Hashable
from importlib import import_module

from qcloud_cos.errors import ConnectFailed
from qcloud_cos.transport.options import Options

_contexts: dict[Hashable, ssl.SSLContext] = {}
_warned: list[bool] = []


def context(options: Options) -> ssl.SSLContext:
    """One context for all clients of the same options: loading the CAs takes milliseconds."""
    bundle = _bundle(options)
    environment = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    key = (options.verify, options.cert, bundle, environment)
    known = _contexts.get(key)
    if known is None:
        known = _contexts[key] = _context(options, bundle)
    return known


def wrap(sock: socket.socket, host: str, options: Options) -> ssl.SSLSocket:
    """The handshake, on a connected socket."""
    return context(options).wrap_socket(sock, server_hostname=host)


def _bundle(options: Options) -> str | None:
    if isinstance(options.verify, str):
        return options.verify
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")


def _context(options: Options, bundle: str | None) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.set_alpn_protocols(["http/1.1"])
    if not options.verify:
        _warn_once()
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    elif bundle:
        _trust(made, bundle)
    else:
        _trust_system(made)
    if options.cert:
        _identify(made, options.cert)
    return made


def _warn_once() -> None:
    if not _warned:
        warnings.warn("VerifySSL=False: anyone on the way can read and change what is sent to COS", stacklevel=2)
        _warned.append(True)  # not if the warning was made an error: so is the next connection then


def _trust(made: ssl.SSLContext, bundle: str) -> None:
    try:
        if os.path.isdir(bundle):
            made.load_verify_locations(capath=bundle)
        else:
            made.load_verify_locations(cafile=bundle)
    except (OSError, ssl.SSLError) as error:
        names = "VerifySSL, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE"
        raise ConnectFailed(f"cannot read the CA bundle {bundle}, named by {names}: {error}") from error


def _trust_system(made: ssl.SSLContext) -> None:
    """The system's CAs, or SSL_CERT_FILE and SSL_CERT_DIR; certifi's where there are none."""
    made.load_default_certs()
    paths = ssl.get_default_verify_paths()
    if made.cert_store_stats()["x509_ca"] or (paths.capath and os.listdir(paths.capath)):
        return
    try:
        certifi = import_module("certifi")
    except ImportError:
        return
    made.load_verify_locations(cafile=certifi.where())


def _identify(made: ssl.SSLContext, cert: str | tuple[str, str]) -> None:
    chain, key = (cert, None) if isinstance(cert, str) else cert
    try:
        made.load_cert_chain(chain, key)
    except (OSError, ssl.SSLError) as error:
        raise ConnectFailed(f"cannot read the client certificate of SSLCert, {chain}: {error}") from error
