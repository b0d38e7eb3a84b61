"""Master keys in files of the user's own."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from pathlib import Path

from qcloud_cos.errors import CosClientError

logger = logging.getLogger("qcloud_cos.crypto")


def aes_path() -> Path:
    return Path.home() / ".cos_local_aes" / ".aes_key.pem"


def rsa_paths() -> tuple[Path, Path]:
    """Of the public key, and of the private."""
    directory = Path.home() / ".cos_local_rsa"
    return directory / ".public_key.pem", directory / ".private_key.pem"


def content(path: str | os.PathLike[str], secret: bool = True) -> bytes:
    """A key file's.

    Raises:
        CosClientError: it cannot be read.  None is made in its place: it could not decrypt anything.
    """
    try:
        with open(path, "rb") as file:
            if secret and os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                logger.warning("%s can be read by other users: chmod 600 it", path)
            return file.read()
    except OSError as error:
        raise CosClientError(f"the key file {os.fspath(path)} cannot be read: {error.strerror}") from error


def create(path: Path, data: bytes, mode: int = 0o600) -> bool:
    """Write a new file, whole and on the disk, or not at all; False if there is one already."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            os.link(unfinished, path)  # unlike a rename, it never replaces a file
        finally:
            os.unlink(unfinished)
        _sync(path.parent)
    except FileExistsError:
        return False
    except OSError as error:
        raise CosClientError(f"the new master key cannot be kept in {path}: {error.strerror}") from error
    logger.warning("made a new key, %s: keep a copy, as nothing else can decrypt what it encrypts", path)
    return True


def _sync(directory: Path) -> None:
    """A key that a power cut takes away takes the objects with it."""
    with contextlib.suppress(OSError):  # not every system opens directories
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
