"""The published SDK: installed once into a folder of its own, and run in another process."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import spoken
from .case import Case
from .spoken import Record

VERSION = "1.9.44"
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".published" / VERSION
COMPLETE = ".complete"


def installed() -> Path:
    """The folder it is in; installs it if need be, once even when several processes want it at a time."""
    if (FOLDER / COMPLETE).exists():
        return FOLDER
    FOLDER.parent.mkdir(exist_ok=True)
    with open(FOLDER.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / COMPLETE).exists():
            _install()
    return FOLDER


def _install() -> None:
    unfinished = FOLDER.with_name(f"{VERSION}.unfinished")
    for leftover in (unfinished, FOLDER):
        shutil.rmtree(leftover, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = ["--target", str(unfinished), f"cos-python-sdk-v5=={VERSION}"]
    ran = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"the published SDK, to compare with, could not be installed:\n{ran.stderr}")
    (unfinished / COMPLETE).touch()
    unfinished.rename(FOLDER)


class Published:
    """A process that runs one call after another."""

    def __init__(self, folder: Path) -> None:
        here = Path(__file__).parent
        self._home = tempfile.TemporaryDirectory()  # it leaves records of its downloads there
        # -S: of the packages installed for us it sees none.
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-P", "-m", f"{here.name}.published_driver"],
            env={
                **os.environ,
                "HOME": self._home.name,
                "PYTHONPATH": os.pathsep.join([str(folder), str(here.parent)]),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        file, self.version, self.signatures, self.surface = self._heard()
        self.file = Path(file)

    def done(self, case: Case) -> Record:
        assert self._process.stdin
        asked = [case.method, case.arguments, case.whole_config, case.script, case.retry, case.then]
        self._process.stdin.write(spoken.line(asked))
        self._process.stdin.flush()
        record: Record = self._heard()
        return record

    def _heard(self) -> Any:
        assert self._process.stdout
        text = self._process.stdout.readline()
        assert text, "the process of the published SDK has ended"
        return spoken.parsed(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.__exit__(kind, error, trace)
        self._home.cleanup()
