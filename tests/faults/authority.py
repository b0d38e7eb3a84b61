"""A certificate authority of the tests' own, made with openssl."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple


class Authority(NamedTuple):
    ca: Path
    """The CA's certificate: what a client must trust."""
    cert: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


def authority(folder: Path) -> Authority:
    """A CA, and its certificate for 127.0.0.1."""
    made = Authority(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    new: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    _run(*new, "-days", "2", "-keyout", folder / "ca.key", "-out", made.ca, "-subj", "/CN=test CA")
    signed: list[str | Path] = [
        "-CA",
        made.ca,
        "-CAkey",
        folder / "ca.key",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    signed += ["-addext", "basicConstraints=critical,CA:FALSE"]
    _run(*new, "-days", "2", "-keyout", made.key, "-out", made.cert, "-subj", "/CN=test", *signed)
    return made


def self_signed(folder: Path, host: str = "IP:127.0.0.1") -> Authority:
    """A certificate that vouches for itself."""
    made = Authority(folder / "self.pem", folder / "self.pem", folder / "self.key")
    key: list[str | Path] = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        made.key,
    ]
    of: list[str | Path] = [
        "-days",
        "2",
        "-out",
        made.cert,
        "-subj",
        "/CN=test",
        "-addext",
        f"subjectAltName={host}",
    ]
    _run("openssl", "req", "-x509", *key, *of)
    return made


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
