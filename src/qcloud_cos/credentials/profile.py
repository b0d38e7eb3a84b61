"""Keys in files: those of this tool, and of the tools that came before it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from qcloud_cos.core.identity import Credentials, utc
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.credentials.chain import Chain
from qcloud_cos.credentials.explanation import Step
from qcloud_cos.credentials.files import coscli, coscmd, own, shared, tccli
from qcloud_cos.credentials.files.stored import StoredProfile, shown, there, warning
from qcloud_cos.credentials.metadata import CvmRole
from qcloud_cos.credentials.provider import Absent, Finding, Provider
from qcloud_cos.credentials.role import from_environment
from qcloud_cos.errors import CredentialsError

NAMES = ("COS_PROFILE", "TCCLI_PROFILE", "TENCENTCLOUD_PROFILE")
DEFAULT = "default"
FILES: tuple[ModuleType, ...] = (own, tccli, coscli, coscmd, shared)
"""In this order."""


def named() -> str | None:
    """The profile that the environment names."""
    return next((os.environ[name] for name in NAMES if os.environ.get(name)), None)


class Profile(Chain):
    """The first file that has keys under a name.

    Args:
        name: None for the one that the environment names (``COS_PROFILE``, ``TCCLI_PROFILE``,
            ``TENCENTCLOUD_PROFILE``), and ``default`` without.
    """

    name = "a profile"

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        super().__init__([StoredKeys(file, name) for file in FILES])

    def search(self, steps: list[Step]) -> Finding:
        found = yield from super().search(steps)
        wanted = self._name or named()
        if isinstance(found, Absent) and wanted:
            # Somebody asked for it by name: keys from elsewhere would not be what they meant.
            why = "; ".join(f"{step.provider}: {step.why}" for step in steps[-len(FILES) :])
            raise CredentialsError(f"no profile {wanted!r} with keys was found. {why}")
        return found


class StoredKeys(Provider):
    """What one tool's file has under a name."""

    def __init__(self, file: ModuleType, profile: str | None = None) -> None:
        self._tool = str(file.TOOL)
        self._profile = profile

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"the file of {self._tool}" if self._tool != "shared" else "the file that the SDKs share"

    def find(self) -> Finding:
        wanted = self._profile or named() or DEFAULT
        stored = self._file.read(wanted)
        if stored is None:
            return Absent(_nothing(self._file, wanted))
        found = yield from _keys_of(stored, (wanted,))
        if isinstance(found, Absent):
            return found
        role = stored.role or from_environment()
        return found if role is None else (yield from role.assumed(found))

    def where(self) -> str:
        path = self._file.file(self._profile or named() or DEFAULT)
        return ", ".join(part for part in (shown(path), warning(path)) if part)

    @property
    def _file(self) -> ModuleType:
        return next(file for file in FILES if self._tool == file.TOOL)


def _keys_of(stored: StoredProfile, seen: tuple[str, ...]) -> Finding:
    source = f"profile {stored.name} in {shown(stored.file)}"
    if stored.cvm_role is not None:
        return (yield from CvmRole(stored.cvm_role or None).find())
    if stored.source_profile:
        return (yield from _borrowed(stored, source, seen))
    if not (stored.secret_id and stored.secret_key):
        half = stored.secret_id or stored.secret_key
        return Absent(f"{source} has {'only half a pair of' if half else 'no'} keys")
    if stored.expiry is not None and stored.expiry <= time.time():
        return Absent(", ".join(filter(None, [f"the keys ended at {utc(stored.expiry)}", stored.renewal])))
    return Credentials(stored.secret_id, stored.secret_key, stored.token or None, stored.expiry, source)


def _borrowed(stored: StoredProfile, source: str, seen: tuple[str, ...]) -> Finding:
    other = stored.source_profile
    if other in seen:
        raise CredentialsError(
            f"{source} takes its keys from {other}, and that from it: {' -> '.join((*seen, other))}"
        )
    lender = own.read(other)
    if lender is None:
        raise CredentialsError(f"{source} takes its keys from profile {other}, which is not there")
    found = yield from _keys_of(lender, (*seen, other))
    if isinstance(found, Absent):
        raise CredentialsError(f"{source} takes its keys from profile {other}: {found.why}")
    return found if lender.role is None else (yield from lender.role.assumed(found))


def _nothing(file: ModuleType, wanted: str) -> str:
    path = file.file(wanted)
    return f"it has no profile {wanted}" if there(path) else "there is no such file"


def paths() -> list[Path]:
    """The files that there may be for the profile of now."""
    return [file.file(named() or DEFAULT) for file in FILES]


def profiles() -> list[StoredProfile]:
    """Every profile of every file, in the order in which they are looked for.  Broken files are left out."""
    found = []
    for file in FILES:
        try:
            each = [file.read(name) for name in file.names()]
        except CredentialsError:
            continue
        found += [one for one in each if one is not None]
    return found


@forgetful
def read_profile(name: str | None = None) -> StoredProfile | None:
    """The first profile of a name, with keys or without; None if no file has it.

    Args:
        name: None for the one that the environment names, and ``default`` without.

    Raises:
        CredentialsError: a file before it is not as it should be.
    """
    wanted = name or named() or DEFAULT
    for file in FILES:
        found: StoredProfile | None = file.read(wanted)
        if found is not None:
            return found
    return None


def address() -> tuple[str, str]:
    """Region and endpoint of the first profile of that name that has either.  A broken file has none."""
    wanted = named() or DEFAULT
    for file in FILES:
        with suppress(CredentialsError):
            found: StoredProfile | None = file.read(wanted)
            if found is not None and (found.region or found.endpoint):
                scheme = f"{found.scheme}://" if found.scheme and "://" not in found.endpoint else ""
                return found.region, f"{scheme}{found.endpoint}" if found.endpoint else ""
    return "", ""
