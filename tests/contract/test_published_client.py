"""The published SDK, as it is, is served by the local server like any program's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parity.published import installed
from qcloud_cos.server import LocalCos


@pytest.mark.xdist_group("published")
def test_a_program_with_the_published_sdk_does_its_work(cos_server: LocalCos, tmp_path: Path) -> None:
    account = cos_server.account
    arguments = [str(cos_server.port), account.secret_id, account.secret_key, str(tmp_path)]
    told = subprocess.run(
        [sys.executable, "-S", "-P", str(Path(__file__).with_name("published_story.py")), *arguments],
        env={**os.environ, "PYTHONPATH": str(installed()), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (told.stdout, told.returncode) == ("told\n", 0), told.stderr
