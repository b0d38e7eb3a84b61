"""Profiles, `cos doctor`, completion."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command

NO_KEYS: dict[str, Any] = {"COS_SECRET_ID": "", "COS_SECRET_KEY": "", "COS_METADATA_DISABLED": "1"}
FAR: dict[str, Any] = {"COS_ENDPOINT": "", "COS_REGION": "ap-guangzhou", **NO_KEYS}
"""Not at the local server, whose keys everybody knows.  Without keys nothing is sent there."""


def test_a_profile_is_stored_for_its_owner_only_and_used(cos: Command) -> None:
    account = cos.server.account
    file = cos.folder / "home/.config/cos/config.toml"
    assert (
        cos("config", "set", f"secret_id={account.secret_id}", "region=ap-guangzhou", "--profile", "work").code
        == 0
    )
    stored = cos("config", "set", "secret_key=-", "--profile", "work", stdin=f"{account.secret_key}\n".encode())
    assert (stored.code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
    assert "history" in cos("config", "set", "secret_key=abc").err
    for shown in (cos("config", "show", "--profile", "work"), cos("config", "list"), stored):
        assert account.secret_key not in shown.out + shown.err
    assert cos("ls", cos.url, **FAR).code == 4
    assert cos("ls", cos.url, "--profile", "work", **NO_KEYS).code == 0
    assert f"{account.secret_id[:4]}***" in cos("doctor", "--profile", "work", **NO_KEYS).out
    assert cos("config", "rm", "--profile", "work").code == 2
    assert cos("config", "rm", "--profile", "work", "-y").code == 0
    assert cos("config", "show", "--profile", "work").code == 1


def keys_from(cos: Command) -> str:
    """Which place they are from, by what `cos doctor` says."""
    rows = cos("doctor", "--output", "json", **NO_KEYS).json
    return " ".join(row["found"].partition(":")[0] for row in rows if row["check"] == "keys" and row["ok"])


def test_a_local_server_needs_no_keys_and_nobody_else_is_asked(cos: Command) -> None:
    cos.put("a", b"x")
    nothing: dict[str, Any] = {"COS_SECRET_ID": "", "COS_SECRET_KEY": ""}
    assert cos("cat", f"{cos.url}/a", **nothing).out == "x"
    assert keys_from(cos) == "the local server's account"
    assert "metadata" not in cos("doctor", **nothing).out
    far = cos("cat", f"{cos.url}/a", **FAR)
    assert (far.code, "cos config init" in far.err) == (4, True)


def test_files_of_other_tools_are_read_as_they_are(cos: Command) -> None:
    account = cos.server.account
    home = cos.folder / "home"
    cos.put("a", b"x")
    (home / ".cos.conf").write_text(
        f"[common]\nsecret_id = {account.secret_id}\nsecret_key = {account.secret_key}\nregion = ap-guangzhou\n"
        f"bucket = {cos.bucket}\n"
    )
    short = cos.bucket.rpartition("-")[0]
    assert cos("cat", f"cos://{short}/a", **NO_KEYS).out == "x"
    assert keys_from(cos) == "the file of coscmd"
    (home / ".cos.conf").unlink()
    (home / ".cos.yaml").write_text(
        f"cos:\n  base:\n    secretid: {account.secret_id}\n    secretkey: {account.secret_key}\n"
        '    disableencryption: "true"\n  buckets:\n'
        f"  - name: {cos.bucket}\n    alias: mine\n    region: ap-guangzhou\n"
    )
    assert cos("cat", "cos://mine/a", **NO_KEYS).out == "x"
    assert keys_from(cos) == "the file of coscli"
    assert cos("config", "list", "--output", "json", **NO_KEYS).json[0]["aliases"] == {"mine": cos.bucket}
    (home / ".cos.yaml").unlink()
    (home / ".tccli").mkdir()
    (home / ".tccli/default.credential").write_text(
        json.dumps({"secretId": account.secret_id, "secretKey": account.secret_key})
    )
    assert cos("cat", f"{cos.url}/a", **NO_KEYS).out == "x"
    assert keys_from(cos) == "the file of tccli"
    assert cos("config", "import", "tccli", "--as", "copied").code == 0
    assert cos("cat", f"{cos.url}/a", "--profile", "copied", **NO_KEYS).out == "x"


def test_the_doctor_says_what_is_wrong(cos: Command) -> None:
    well = cos("doctor", cos.url, "--output", "json")
    assert well.code == 0
    assert {row["check"] for row in well.json} >= {"keys", "endpoint", "network", "clock", "access", "CRC-64"}
    assert cos.server.account.secret_key not in well.out
    refused = ("doctor", "--endpoint", "http://127.0.0.1:1", "--retries", "0")
    keyless = cos(*refused, "--profile", "none")
    assert (keyless.code, "no profile 'none' has any" in keyless.out) == (4, True)
    assert "refused; is the port right" in keyless.out  # that there are no keys is no matter of the network
    assert cos(*refused).code == 1
    nowhere = cos("doctor", COS_ENDPOINT="", **NO_KEYS)
    assert (nowhere.code, "--region says it" in nowhere.out) == (2, True)
    absent = cos("doctor", f"{cos.url}9")
    assert (absent.code, "named with its appid" in absent.out) == (3, True)
    wrong = cos("doctor", COS_SECRET_KEY="wrong")
    assert (wrong.code, "not that of the SecretId" in wrong.out) == (4, True)


@pytest.mark.parametrize(("seconds", "word"), [(3600, "ahead"), (-3600, "behind")])
def test_the_doctor_says_that_this_machine_s_clock_is_off(cos: Command, seconds: int, word: str) -> None:
    code = (
        f"import time; right = time.time; time.time = lambda: right() + {seconds}\n"
        "from qcloud_cos.cli.ending import run; run(['doctor'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=cos.environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert re.search(f"(3599|360[0-9]) s {word}: COS refuses signatures from 900 s on", done.stdout.decode())


def completed(cos: Command, line: str, **environment: Any) -> list[str]:
    ended = cos(COS_LINE=line, _COS_COMPLETE="bash_complete", **environment)
    assert ended.err == ""
    return [each.partition(",")[2] for each in ended.out.splitlines() if each]


def test_buckets_and_keys_are_completed(cos: Command) -> None:
    for key in ("photos/1.jpg", "photos/2.jpg", "plain"):
        cos.put(key)
    assert completed(cos, "cos ls cos://cl") == [f"{cos.url}/"]
    assert completed(cos, f"cos cp {cos.url}/p") == [f"{cos.url}/photos/", f"{cos.url}/plain"]
    assert completed(cos, f"cos cp -r x {cos.url}/photos/") == [
        f"{cos.url}/photos/1.jpg",
        f"{cos.url}/photos/2.jpg",
    ]
    assert completed(cos, "cos ver") == ["versioning"]
    cos("config", "set", "region=ap-guangzhou", "--profile", "work")
    assert completed(cos, "cos ls --profile w") == ["work"]
    assert completed(cos, f"cos cat {cos.url}/p", COS_SECRET_KEY="wrong") == []
    assert completed(cos, f"cos cat {cos.url}/p", COS_ENDPOINT="http://127.0.0.1:1") == []
    for shell in ("bash", "zsh", "fish"):
        assert "cos" in cos("completion", shell).out


_INTERRUPTED = """
import os, signal, sys

interrupted = sys.argv[1]
sys.argv[1:] = ["ls", "--help"]

class Interrupting:
    def find_spec(self, name, *_):
        if name == interrupted:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from MODULE import NAME
NAME()
"""


@pytest.mark.parametrize("importing", ["qcloud_cos", "qcloud_cos.client", "click", "qcloud_cos.cli.listing"])
def test_it_is_interrupted_quietly_while_it_is_still_importing(importing: str) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    module, _, name = project["project"]["scripts"]["cos"].partition(":")
    code = _INTERRUPTED.replace("MODULE", module).replace("NAME", name)
    # Coverage imports some of them itself.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", code, importing], capture_output=True, timeout=60, check=False, env=plain
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"cos: interrupted")
