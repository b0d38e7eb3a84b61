"""What a file has under one name: keys, or how to get them, and where the buckets are."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qcloud_cos.core.identity import shortened
from qcloud_cos.credentials.role import Role
from qcloud_cos.errors import CredentialsError

LARGEST_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredBucket:
    """A bucket that a file knows by a shorter name."""

    name: str
    region: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    name: str
    tool: str
    """Whose file it is: ``cos``, ``tccli``, ``coscli``, ``coscmd`` or ``shared``."""
    file: Path
    secret_id: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    expiry: float | None = None
    region: str = ""
    endpoint: str = ""
    scheme: str = ""
    appid: str = ""
    bucket: str = ""
    role: Role | None = None
    """To be assumed with the keys."""
    source_profile: str = ""
    """The profile whose keys assume the role, where this one has none."""
    cvm_role: str | None = None
    """The keys are those of the machine's role of this name; "" for the one it has."""
    anonymous: bool = False
    buckets: Mapping[str, StoredBucket] = field(default_factory=dict)
    """By their short names."""
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What else is in it, as it stands in the file."""
    renewal: str = ""
    """What to do when the keys have ended."""

    @property
    def has_keys(self) -> bool:
        return bool(self.secret_id and self.secret_key) or self.cvm_role is not None or bool(self.source_profile)

    def __str__(self) -> str:
        whose = f", {shortened(self.secret_id)}" if self.secret_id else ""
        return f"profile {self.name} in {shown(self.file)}{whose}"


def home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path("/nonexistent")


def there(file: Path) -> bool:
    """Whether we see it."""
    try:
        file.stat()
    except OSError:
        return False
    return True


def shown(file: Path) -> str:
    """With ``~`` for the home directory, whose name is nobody's business."""
    try:
        return f"~/{file.relative_to(home()).as_posix()}"
    except ValueError:
        return str(file)


def text_of(file: Path) -> str | None:
    """What is in it; None if there is no such file.

    Raises:
        CredentialsError: it is there, and cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig") as opened:
            text = opened.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        if not there(file):
            return None  # somebody else's home directory, as containers have it
        raise CredentialsError(
            f"{shown(file)} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    if len(text) > LARGEST_FILE:
        raise CredentialsError(f"{shown(file)} is too large to be a configuration")
    return text


def text(value: Any) -> str:
    """A field, of whatever type the file has it in."""
    return "" if value is None else str(value).strip()


def warning(file: Path) -> str:
    """That others can read the secrets in it, if they can."""
    if sys.platform == "win32":
        return ""
    try:
        mode = stat.S_IMODE(os.stat(file).st_mode)
    except OSError:
        return ""
    return f"others can read it, say: chmod 600 {shown(file)}" if mode & 0o077 else ""
