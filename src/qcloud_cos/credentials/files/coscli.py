"""coscli: ``~/.cos.yaml``.

Unless told otherwise it writes its secrets with AES and a key that is the same everywhere and published:
that keeps nothing secret, and is undone here.

Source: https://cloud.tencent.com/document/product/436/63144
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from pathlib import Path
from typing import Any

from qcloud_cos.credentials.files.stored import StoredBucket, StoredProfile, home, shown, text, text_of, there
from qcloud_cos.errors import CredentialsError

TOOL = "coscli"
_BLOCK = 16
_KNOWN_KEY = b"coscli-secret".ljust(_BLOCK, b"\0")
"""Of the tool, in its source: no secret."""
_MISSING = "{file} needs {package}: pip install 'cos-python-sdk-v5[cli]'"


def file(name: str = "default") -> Path:
    return home() / ".cos.yaml"


def names() -> list[str]:
    return ["default"] if there(file()) else []


def read(name: str) -> StoredProfile | None:
    """It has no profiles: what is in it is the default."""
    path = file()
    content = text_of(path) if name == "default" else None
    if content is None:
        return None
    found = _parsed(path, content)
    base = {key.lower(): value for key, value in _mapping(path, found.get("base")).items()}
    plain = text(base.get("disableencryption")).lower() == "true"
    by_machine = text(base.get("mode")) == "CvmRole"

    def secret(field: str) -> str:
        kept = "" if by_machine else text(base.get(field))
        return kept if plain else decrypted(path, kept)

    return StoredProfile(
        name,
        TOOL,
        path,
        secret_id=secret("secretid"),
        secret_key=secret("secretkey"),
        token=secret("sessiontoken"),
        scheme=text(base.get("protocol")),
        cvm_role=text(base.get("cvmrolename")) if by_machine else None,
        buckets=dict(_buckets(found.get("buckets"))),
    )


def decrypted(path: Path, secret: str) -> str:
    """The secret, whether it was encrypted or not: plain ones are never whole blocks in base64."""
    try:
        blocks = b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return secret
    if not blocks or len(blocks) % _BLOCK:
        return secret
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        raise CredentialsError(_MISSING.format(file=shown(path), package="cryptography")) from None
    undoing = Cipher(algorithms.AES(_KNOWN_KEY), modes.ECB()).decryptor()  # noqa: S305 - theirs, and kept nowhere
    plain = (undoing.update(blocks) + undoing.finalize()).rstrip(b"\0")
    return plain.decode() if plain.isascii() and plain.decode().isprintable() else secret


def _parsed(path: Path, content: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise CredentialsError(_MISSING.format(file=shown(path), package="PyYAML")) from None
    try:
        found = yaml.safe_load(content)
    except yaml.YAMLError as error:
        # Not what it says: it quotes the line, and that may hold a key.
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f", line {line + 1}"
        raise CredentialsError(f"{shown(path)} is not YAML{where}") from None
    return _mapping(path, _mapping(path, found).get("cos"))


def _mapping(path: Path, value: Any) -> dict[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise CredentialsError(f"{shown(path)} is not as coscli writes it")
    return {str(key): each for key, each in (value or {}).items()}


def _buckets(found: Any) -> list[tuple[str, StoredBucket]]:
    each = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [
        (
            text(one.get("alias")) or text(one.get("name")),
            StoredBucket(text(one.get("name")), text(one.get("region")), text(one.get("endpoint"))),
        )
        for one in each
    ]
