"""Profiles, `cos doctor`, completion."""

from __future__ import annotations

import json
import stat
from typing import Any

from cli.conftest import Command

NO_KEYS: dict[str, Any] = {"COS_SECRET_ID": "", "COS_SECRET_KEY": "", "COS_METADATA_DISABLED": "1"}


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
    assert cos("ls", cos.url, **NO_KEYS).code == 4
    assert cos("ls", cos.url, "--profile", "work", **NO_KEYS).code == 0
    assert cos("config", "rm", "--profile", "work").code == 2
    assert cos("config", "rm", "--profile", "work", "-y").code == 0
    assert cos("config", "show", "--profile", "work").code == 1


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
    (home / ".cos.conf").unlink()
    (home / ".cos.yaml").write_text(
        f"cos:\n  base:\n    secretid: {account.secret_id}\n    secretkey: {account.secret_key}\n"
        '    disableencryption: "true"\n  buckets:\n'
        f"  - name: {cos.bucket}\n    alias: mine\n    region: ap-guangzhou\n"
    )
    assert cos("cat", "cos://mine/a", **NO_KEYS).out == "x"
    assert cos("config", "list", "--output", "json", **NO_KEYS).json[0]["aliases"] == {"mine": cos.bucket}
    (home / ".cos.yaml").unlink()
    (home / ".tccli").mkdir()
    (home / ".tccli/default.credential").write_text(
        json.dumps({"secretId": account.secret_id, "secretKey": account.secret_key})
    )
    assert cos("cat", f"{cos.url}/a", **NO_KEYS).out == "x"
    assert cos("config", "import", "tccli", "--as", "copied").code == 0
    assert cos("cat", f"{cos.url}/a", "--profile", "copied", **NO_KEYS).out == "x"


def test_the_doctor_says_what_is_wrong(cos: Command) -> None:
    well = cos("doctor", cos.url, "--output", "json")
    assert well.code == 0
    assert {row["check"] for row in well.json} >= {"keys", "endpoint", "network", "clock", "access", "CRC-64"}
    assert cos.server.account.secret_key not in well.out
    keyless = cos("doctor", **NO_KEYS)
    assert (keyless.code, "cos config init" in keyless.out) == (4, True)
    assert cos("doctor", "--endpoint", "http://127.0.0.1:1").code == 1
    assert cos("doctor", f"{cos.url}9").code == 3


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
    assert completed(cos, f"cos cat {cos.url}/p", COS_SECRET_KEY="wrong") == []
    assert completed(cos, f"cos cat {cos.url}/p", COS_ENDPOINT="http://127.0.0.1:1") == []
    for shell in ("bash", "zsh", "fish"):
        assert "cos" in cos("completion", shell).out
