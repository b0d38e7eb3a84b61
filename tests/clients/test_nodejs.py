"""cos-nodejs-sdk-v5, as npm has it, does all it can do with buckets and objects against the local server."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from docs.pages import ROOT
from qcloud_cos.server import LocalCos

STORIES = Path(__file__).with_name("nodejs")
MODULES = ROOT / ".clients" / "nodejs" / "node_modules"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(not MODULES.exists(), reason="make test-clients installs cos-nodejs-sdk-v5"),
]


@pytest.mark.parametrize("chapter", ["buckets", "objects", "parts", "configurations"])
def test_the_node_sdk(chapter: str, cos_server: LocalCos, tmp_path: Path) -> None:
    cos_server.reset()
    account = cos_server.account
    inbox = {
        "effect": "allow",
        "action": ["name/cos:PutObject"],
        "resource": [f"qcs::cos:*:uid/{account.appid}:*/inbox/*"],
    }
    issued = cos_server.sts({"version": "2.0", "statement": [inbox]})
    told = subprocess.run(
        ["node", "--test", "--test-reporter=spec", str(STORIES / f"{chapter}.js")],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "NODE_PATH": str(MODULES),
            "NODE_NO_WARNINGS": "1",
            "COS_ADDRESS": cos_server.endpoint.removeprefix("http://"),
            "COS_SECRET_ID": account.secret_id,
            "COS_SECRET_KEY": account.secret_key,
            "COS_APPID": account.appid,
            "COS_TEMPORARY": f"{issued.secret_id} {issued.secret_key} {issued.token}",
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stdout + told.stderr
