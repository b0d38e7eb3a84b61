"""The file of this SDK and of the `cos` command: ``~/.config/cos/config.toml``.

[profiles.default]
secret_id = "AKID..."
secret_key = "..."
region = "ap-guangzhou"

[profiles.reader]
role_arn = "qcs::cam::uin/100000000001:roleName/reader"
source_profile = "default"
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qcloud_cos.credentials.files.stored import StoredBucket, StoredProfile, home, shown, text, text_of
from qcloud_cos.credentials.role import SESSION_NAME, Role, checked
from qcloud_cos.errors import CosClientError, CredentialsError

TOOL = "cos"
FILE = "COS_CONFIG_FILE"
_PLAIN = ("secret_id", "secret_key", "token", "region", "endpoint", "scheme", "appid", "bucket")
_ROLE = ("role_arn", "role_session_name", "role_duration_seconds", "external_id")
_OTHER = ("source_profile", "cvm_role", "anonymous", "buckets")


def file(name: str = "default") -> Path:
    """Where it is, whether there is one or not: all profiles are in the same."""
    if given := os.environ.get(FILE):
        return Path(given).expanduser()
    if sys.platform == "win32" and (roaming := os.environ.get("APPDATA")):
        return Path(roaming) / "cos" / "config.toml"
    folder = os.environ.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else home() / ".config") / "cos" / "config.toml"


def names() -> list[str]:
    return sorted(_profiles(file()))


def read(name: str) -> StoredProfile | None:
    """The profile; None if the file has none of that name.

    Raises:
        CredentialsError: the file is not as it should be.
    """
    path = file()
    found = _profiles(path).get(name)
    if found is None:
        return None
    if not isinstance(found, dict):
        raise CredentialsError(f"profiles.{name} in {shown(path)} is no table")
    buckets = found.get("buckets", {})
    plain: dict[str, Any] = {field: text(found.get(field)) for field in _PLAIN}
    return StoredProfile(
        name,
        TOOL,
        path,
        **plain,
        role=_role(path, name, found),
        source_profile=text(found.get("source_profile")),
        cvm_role=text(found["cvm_role"]) if "cvm_role" in found else None,
        anonymous=found.get("anonymous") is True,
        buckets={
            short: StoredBucket(*(text(one.get(field)) for field in ("name", "region", "endpoint")))
            for short, one in (buckets.items() if isinstance(buckets, dict) else ())
            if isinstance(one, dict)
        },
        settings={key: value for key, value in found.items() if key not in (*_PLAIN, *_ROLE, *_OTHER)},
    )


def _role(path: Path, name: str, found: Mapping[str, Any]) -> Role | None:
    if not found.get("role_arn"):
        return None
    session = text(found.get("role_session_name")) or SESSION_NAME
    seconds = found.get("role_duration_seconds", 7200)
    try:
        return checked(Role(text(found["role_arn"]), session, int(seconds), None, found.get("external_id")))
    except (CosClientError, ValueError, TypeError) as error:
        raise CredentialsError(f"profiles.{name} in {shown(path)}: {error}") from None


def _profiles(path: Path) -> dict[str, Any]:
    found = parsed(path, text_of(path) or "").get("profiles", {})
    if not isinstance(found, dict):
        raise CredentialsError(f"profiles in {shown(path)} is no table")
    return found


def parsed(path: Path, content: str) -> dict[str, Any]:
    if not content:
        return {}
    import tomllib  # slow to import

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise CredentialsError(f"{shown(path)} is not TOML: {error}") from None
