"""tccli: ``~/.tccli/NAME.credential`` and ``~/.tccli/NAME.configure``, both JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from qcloud_cos.credentials.files.stored import StoredProfile, home, shown, text, text_of
from qcloud_cos.credentials.role import SESSION_NAME, Role
from qcloud_cos.errors import CredentialsError

TOOL = "tccli"
FOLDER = "TENCENTCLOUD_SHARED_CREDENTIALS_DIR"


def file(name: str) -> Path:
    return _folder() / f"{name}.credential"


def names() -> list[str]:
    try:
        return sorted(found.stem for found in _folder().glob("*.credential"))
    except OSError:
        return []


def read(name: str) -> StoredProfile | None:
    path = file(name)
    found = _object(path)
    if found is None:
        return None
    arn, kind = text(found.get("role-arn")), text(found.get("type"))
    system = (_object(path.with_suffix(".configure")) or {}).get("_sys_param")
    return StoredProfile(
        name,
        TOOL,
        path,
        secret_id=text(found.get("secretId")),
        secret_key=text(found.get("secretKey")),
        token=text(found.get("token")),
        expiry=_seconds(path, found.get("expiresAt")),
        region=text(system.get("region")) if isinstance(system, dict) else "",
        role=Role(arn, text(found.get("role-session-name")) or SESSION_NAME) if arn else None,
        cvm_role="" if kind == "cvm-role" else None,
        # Not asked for here: tccli sends the tokens of the login without checking whom it sends them to.
        renewal=f"say: tccli {'sso' if kind == 'sso' else 'auth'} login" if kind in ("oauth", "sso") else "",
    )


def _folder() -> Path:
    given = os.environ.get(FOLDER)
    return Path(given).expanduser() if given else home() / ".tccli"


def _object(path: Path) -> dict[str, Any] | None:
    content = text_of(path)
    if content is None:
        return None
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CredentialsError(f"{shown(path)} is not JSON, or no object")
    return found


def _seconds(path: Path, value: Any) -> float | None:
    try:
        return float(value) if value else None
    except (TypeError, ValueError):
        raise CredentialsError(f"expiresAt in {shown(path)} is no time") from None
