"""TLS of a server on this machine: an authority of the user's own, and certificates for whatever name is asked.

The authority is made once and kept in a folder, so that it can be trusted once.  It can vouch only for this
machine, for addresses of private networks, for COS's own domains and for domains that are there for examples:
who trusts it trusts it with nothing else, even if its key gets out.
"""

from __future__ import annotations

import fcntl
import os
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DOMAINS = (
    "localhost",
    "myqcloud.com",
    "tencentcos.cn",
    "test",
    "example",
    "example.com",
    "example.net",
    "example.org",
    "internal",
)
_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_YEARS = timedelta(days=3650)
_RENEWED_BEFORE = timedelta(days=30)
_LEAF = timedelta(days=397)  # browsers take none that last longer
_ALREADY = timedelta(hours=1)  # for clocks that are behind
_MOST_NAMES = 256


def user_folder() -> Path:
    """``~/.local/share/qcloud_cos/tls``, or below ``XDG_DATA_HOME``."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(data) / "qcloud_cos" / "tls"


class Authority:
    """The certificate authority that a folder holds; a new one if it holds none, or one about to end.

    Raises:
        OSError: the folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self.ca_file = folder / "ca.pem"
        self._folder = folder
        self._key_file = folder / "ca-key.pem"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(folder / "lock"):
            kept = self._kept()
            self._certificate, self._key = kept or self._made()
        self._named = lru_cache(_MOST_NAMES)(self._context_for)

    def context(self, host: str = "") -> ssl.SSLContext:
        """For a server on `host`: with a certificate for the name that each client asks for."""
        addresses = [ip_address(text) for text in dict.fromkeys(("127.0.0.1", "::1", host)) if is_private(text)]
        context = self._context([x509.DNSName("localhost"), *map(x509.IPAddress, addresses)])
        context.sni_callback = self._choose
        return context

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        if name and name != "localhost" and covers(name):
            connection.context = self._named(name.lower())

    def _context_for(self, name: str) -> ssl.SSLContext:
        return self._context([x509.DNSName(name)])

    def _context(self, names: list[x509.GeneralName]) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = (
            _begun(key, self._certificate.subject, _LEAF)
            .subject_name(_name("local COS"))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_authority_of(self._certificate), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        # ssl reads files only.  This one is for its owner alone, and gone at once.
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="leaf-", suffix=".pem") as file:
            file.write(_private(key) + leaf.public_bytes(serialization.Encoding.PEM))
            file.flush()
            context.load_cert_chain(file.name)
        return context

    def _kept(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
        try:
            certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
            key = serialization.load_pem_private_key(self._key_file.read_bytes(), None)
        except (FileNotFoundError, ValueError):
            return None
        fits = isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key()
        if not fits or certificate.not_valid_after_utc - _RENEWED_BEFORE < datetime.now(UTC):
            return None
        self._key_file.chmod(0o600)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - it fits
        return certificate, key

    def _made(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"local COS of {socket.gethostname()}"[:64])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        permitted = [*map(x509.DNSName, _DOMAINS), *map(x509.IPAddress, _NETWORKS)]
        certificate = (
            _begun(key, name, _YEARS)
            .subject_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.NameConstraints(permitted, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self._key_file, _private(key), 0o600)
        _write(self.ca_file, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
        return certificate, key


def covers(name: str) -> bool:
    """Whether the authority may vouch for a host of that name."""
    lower = name.lower()
    return any(lower == each or lower.endswith(f".{each}") for each in _DOMAINS)


def is_private(text: str) -> bool:
    """Whether it is an address that the authority may vouch for."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in _NETWORKS)


def _begun(key: ec.EllipticCurvePrivateKey, issuer: x509.Name, lasts: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _ALREADY)
        .not_valid_after(now + lasts)
    )


def _authority_of(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """All of it under that name, or nothing; never for a moment for others to read."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time: two that start together share one authority."""
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
