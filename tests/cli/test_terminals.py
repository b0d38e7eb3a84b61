"""The command on a terminal: bars, questions, and Ctrl-C."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Any

import pytest

from cli.conftest import Command

if sys.platform == "win32":
    pytest.skip("there are no such terminals", allow_module_level=True)
pexpect = pytest.importorskip("pexpect")

MIB = 1024 * 1024


def on_a_terminal(cos: Command, *words: object, **more: str) -> Any:
    first, *rest = cos.argv(*words)
    environment = cos.environment | {"TERM": "xterm", "COLUMNS": "120"} | more
    return pexpect.spawn(first, rest, env=environment, cwd=str(cos.folder), timeout=20, encoding="utf-8")


def ended(child: Any) -> tuple[int | None, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def test_bars_are_drawn_and_a_summary_stays(cos: Command) -> None:
    cos.write("big", os.urandom(3 * MIB))
    child = on_a_terminal(cos, "cp", "big", f"{cos.url}/big", "--bwlimit", "6M")
    child.expect("━")
    code, shown = ended(child)
    assert code == 0
    assert "1 uploaded, 3.0 MiB in" in shown
    quiet = on_a_terminal(cos, "-q", "cp", "big", f"{cos.url}/big")
    assert ended(quiet) == (0, "")
    dumb = on_a_terminal(cos, "cp", "big", f"{cos.url}/big", TERM="dumb")
    code, shown = ended(dumb)
    assert (code, "━" in shown, f"upload big -> {cos.url}/big" in shown) == (0, False, True)


def test_deleting_asks_first(cos: Command) -> None:
    cos.put("w/extra")
    cos.write("site/a", b"a")
    child = on_a_terminal(cos, "sync", "site", f"{cos.url}/w", "--delete")
    child.expect("1 of .* Delete them\\?")
    child.sendline("n")
    code, shown = ended(child)
    assert (code, "nothing was done" in shown, "interrupted" in shown) == (130, True, False)
    assert cos.keys() == ["w/extra"]
    child = on_a_terminal(cos, "sync", "site", f"{cos.url}/w", "--delete")
    child.expect("Delete them\\?")
    child.sendline("y")
    assert ended(child)[0] == 0
    assert cos.keys() == ["w/a"]


def test_keys_are_asked_for_and_the_secret_is_not_shown(cos: Command) -> None:
    child = on_a_terminal(cos, "config", "init")
    child.expect("SecretId")
    child.sendline("AKIDexampleexampleexample")
    child.expect("SecretKey")
    child.waitnoecho()
    child.sendline("not-to-be-seen")
    child.expect("Region")
    child.sendline("")
    child.expect("Appid")
    child.sendline("")
    code, shown = ended(child)
    assert (code, "not-to-be-seen" in shown) == (0, False)
    assert "not-to-be-seen" in (cos.folder / "home/.config/cos/config.toml").read_text()


@pytest.mark.parametrize("way", ["up", "down", "tree"])
def test_an_interruption_ends_it_and_the_same_command_goes_on(cos: Command, way: str) -> None:
    content = os.urandom(12 * MIB)
    cos.write("d/big", content)
    if way == "down":
        cos.put("big", content)
    words: tuple[object, ...] = {
        "up": ("cp", "d/big", f"{cos.url}/big"),
        "down": ("cp", f"{cos.url}/big", "back"),
        "tree": ("sync", "d", cos.url),
    }[way]
    child = on_a_terminal(cos, *words, "--part-size", "1M", "--bwlimit", "4M")
    child.expect(r"[2-4]\.\d/12\.6 MB|[2-4]\.\d/12\.0 MiB")
    child.sendintr()
    child.expect("interrupted: what was done stays done; the same command goes on", timeout=2)
    assert ended(child)[0] == 130
    unfinished = cos("lsparts", cos.url, "--output", "json").json
    assert len(unfinished) == (way != "down")
    again = cos(*words, "--part-size", "1M", "--output", "json")
    assert again.code == 0
    if way == "down":
        assert (cos.folder / "back").read_bytes() == content
    else:
        assert cos.get("big") == content
    assert cos("lsparts", cos.url, "--output", "json").json == []


def test_bash_completes_urls_and_quotes_what_must_be(cos: Command) -> None:
    for key in ("one/only space.txt", "two/a:b:c.txt", "three/it's.txt", "four/x", "four/y/z"):
        cos.put(key)
    program = cos.write("bin/cos", f'#!/bin/sh\nexec {shlex.join(cos.argv())} "$@"\n'.encode())
    program.chmod(0o755)
    environment = cos.environment | {
        "PATH": f"{cos.folder / 'bin'}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "@ ", "COLUMNS": "300",
    }  # fmt: skip
    shell = pexpect.spawn(
        "bash", ["--norc", "--noprofile"], env=environment, encoding="utf-8", timeout=20, dimensions=(40, 300)
    )
    shell.sendline("bind 'set enable-bracketed-paste off'; source <(cos completion bash); echo re''ady")
    shell.expect("ready")
    for typed, completed in (
        (f"{cos.url}/one/o", f"{cos.url}/one/only\\ space.txt "),
        (f"{cos.url}/one/only\\ s", f"{cos.url}/one/only\\ space.txt "),
        (f"'{cos.url}/one/only s", f"'{cos.url}/one/only space.txt' "),
        (f"{cos.url}/two/a:b", f"{cos.url}/two/a:b\\:c.txt "),
        (f'"{cos.url}/three/i', f'"{cos.url}/three/it\'s.txt" '),
        (f"{cos.url}/fo", f"{cos.url}/four/"),
        ("cos:", "cos://"),
        ("cos://c", f"{cos.url}/"),
        ("co", "cos://"),
    ):
        shell.send(f"cos cat {typed}\t")
        shell.expect_exact(f"cos cat {completed}")
        shell.send("\x15")  # the line is taken back
    shell.close(force=True)


def test_a_job_tells_how_far_it_is_and_ctrl_c_reaches_its_driver_alone(cos: Command) -> None:
    for number in range(40):
        cos.put(f"p/{number:02}", b"x")
    copy = ("job", "run", "copy", f"{cos.url}/p/", "--to", f"{cos.url}/q/", "--state", "job", "--batch", 5)
    with cos.server.add_fault("copy_object delay=0.1"):
        child = on_a_terminal(cos, *copy, "--workers", 2, "--at-once", 1)
        child.expect(r"\d+ done, .* objects a second")
        child.sendintr()
        child.expect("Ctrl-C again")
        code, shown = ended(child)
    assert code == 130
    assert "cos job resume job" in shown
    assert cos("job", "status", "job").out.startswith("copy: interrupted")
    assert cos("job", "resume", "job", "--output", "json").json["objects"] == 40
