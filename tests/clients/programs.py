"""Programs that speak S3, run as their users run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

HELP = "make test-clients installs it"


class Program:
    """One program, with an environment of its own."""

    def __init__(self, name: str, environment: Mapping[str, str], home: Path) -> None:
        found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
        if found is None:
            pytest.skip(f"{name} is not installed: {HELP}")
        self._path = found
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self._environment = {**kept, "HOME": str(home), **environment}

    def __call__(self, *arguments: str, feed: bytes | None = None) -> str:
        return self.raw(*arguments, feed=feed).decode()

    def raw(self, *arguments: str, feed: bytes | None = None) -> bytes:
        """What it writes; it must succeed."""
        done = self._run(arguments, feed)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()[-2000:]
        return done.stdout

    def failing(self, *arguments: str) -> str:
        """What it says; it must fail."""
        done = self._run(arguments, None)
        assert done.returncode != 0, done.stdout.decode()
        return done.stderr.decode() + done.stdout.decode()

    def _run(self, arguments: tuple[str, ...], feed: bytes | None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._path, *arguments], env=self._environment, input=feed, capture_output=True, timeout=120,
            check=False,
        )  # fmt: skip
