"""The file that Tencent Cloud's SDKs share: ``~/.tencentcloud/credentials`` or ``/etc/tencentcloud/credentials``.

Source: https://github.com/TencentCloud/tencentcloud-sdk-python#credentials
"""

from __future__ import annotations

from pathlib import Path

from qcloud_cos.credentials.files.ini import sections
from qcloud_cos.credentials.files.stored import StoredProfile, home, there
from qcloud_cos.credentials.role import Role

TOOL = "shared"
SYSTEM = Path("/etc/tencentcloud/credentials")


def file(name: str = "default") -> Path:
    own = home() / ".tencentcloud" / "credentials"
    return SYSTEM if not there(own) and there(SYSTEM) else own


def names() -> list[str]:
    return sorted(sections(file()) or {})


def read(name: str) -> StoredProfile | None:
    found = (sections(file()) or {}).get(name)
    if found is None:
        return None
    arn = _unquoted(found.get("role_arn", ""))
    return StoredProfile(
        name,
        TOOL,
        file(),
        secret_id=_unquoted(found.get("secret_id", "")),
        secret_key=_unquoted(found.get("secret_key", "")),
        token=_unquoted(found.get("token", "")),
        region=_unquoted(found.get("region", "")),
        role=Role(arn) if arn else None,
    )


def _unquoted(value: str) -> str:
    """The SDKs' own example has quotes around its values."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
