"""Writing the own file: readable by its owner only, whole or not at all, and the rest of it as it was."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.credentials.files import own
from qcloud_cos.credentials.files.stored import shown, text_of
from qcloud_cos.errors import CosClientError

Field = str | int | float | bool
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TABLE = re.compile(r"\s*\[")


@forgetful
def write_profile(name: str, **fields: Field | None) -> Path:
    """Store a profile, replacing one of that name; None leaves a field out.  Other profiles, settings and
    comments stay as they are.

    Args:
        name: letters, digits, ``-`` and ``_``.
        fields: such as secret_id, secret_key, token, region, endpoint, role_arn, source_profile.

    Returns:
        The file that was written.

    Raises:
        CosClientError: a name or a value that it cannot hold.
    """
    if not _NAME.fullmatch(name):
        raise CosClientError(f"a profile's name is 1 to 64 letters, digits, '-' and '_', not {name!r}")
    given = {field: value for field, value in fields.items() if value is not None}
    _replace(name, given)
    return own.file()


@forgetful
def remove_profile(name: str) -> bool:
    """Whether there was one."""
    if name not in own.names():
        return False
    _replace(name, None)
    return True


def _replace(name: str, fields: dict[str, Field] | None) -> None:
    path = own.file()
    before = text_of(path) or ""
    wanted = own.parsed(path, before)
    wanted.setdefault("profiles", {}).pop(name, None)
    lines = _without(before.splitlines(), name)
    if fields is not None:
        wanted["profiles"][name] = fields
        blank = [""] if lines and lines[-1].strip() else []
        lines += [*blank, f"[profiles.{name}]", *(f"{field} = {_value(value)}" for field, value in fields.items())]
    after = "".join(f"{line}\n" for line in lines)
    # A file that somebody wrote in another of TOML's many forms is not spoilt by ours.
    try:
        same = _meant(own.parsed(path, after)) == _meant(wanted)
    except CosClientError:
        same = False
    if not same:
        raise CosClientError(f"{shown(path)} has a form that cannot be changed here: change it with an editor")
    _store(path, after)


def _without(lines: list[str], name: str) -> list[str]:
    """All but the profile's table, and the tables in it."""
    head = re.compile(rf"""\s*\[\s*profiles\s*\.\s*(?:"{name}"|'{name}'|{name})\s*[\].]""")
    kept, inside = [], False
    for line in lines:
        if _TABLE.match(line):
            inside = bool(head.match(line))
        if not inside:
            kept.append(line)
    return kept


def _meant(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "profiles" or value}


def _value(value: Field) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _store(path: Path, content: str) -> None:
    import tempfile  # slow to import, and hardly ever needed

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = path.resolve()  # a link, as dotfiles often are, stays one
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".config-")  # of mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
