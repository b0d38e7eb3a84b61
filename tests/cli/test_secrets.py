"""What the command says, at its most talkative, of the keys that it is given: nothing."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from typing import Any

import pytest

from cli.conftest import Command, Ended


def temporary(cos: Command) -> dict[str, str]:
    keys = cos.server.sts()
    return {"COS_SECRET_ID": keys.secret_id, "COS_SECRET_KEY": keys.secret_key, "COS_TOKEN": keys.token}


def told(ended: Ended, keys: dict[str, str]) -> list[str]:
    """What of the keys is in it; a presigned URL is meant to be printed."""
    texts = [ended.err] if "q-signature" in ended.out else [ended.err, ended.out]
    secrets = [keys["COS_SECRET_KEY"], keys["COS_TOKEN"], keys["COS_SECRET_ID"]]
    found = [secret for secret in secrets for text in texts if secret in text]
    return found + re.findall(r"[Ss]ignature(?:=|%3D)[0-9a-f]{8}", "".join(texts))


def test_no_command_tells_a_secret(cos: Command) -> None:
    keys = temporary(cos)
    big = cos.write("big", b"x" * 3_000_000)
    cos.put("there/a", b"content")
    commands: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("cp", big, f"{cos.url}/big", "--part-size", "1MiB"), {}),
        (("sync", f"{cos.url}/there", cos.folder / "here"), {}),
        (("cat", f"{cos.url}/none"), {}),
        (("presign", f"{cos.url}/big"), {}),
        (("ls", cos.url), {"COS_ENDPOINT": "http://127.0.0.1:1"}),
        (("ls", cos.url), {"COS_SECRET_KEY": "a-wrong-secret-key-of-no-one"}),
        (("rm", f"{cos.url}/big", "--nonsense"), {}),
        (("doctor",), {}),
    ]
    for words, environment in commands:
        given: dict[str, Any] = {**keys, **environment}
        ended = cos(*words, "--debug", "--retries", 0, **given)
        assert not told(ended, given), words
        assert "Traceback" in ended.err or "GET" in ended.err or ended.code in (0, 2), words


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_report_has_no_secret(cos: Command) -> None:
    keys = temporary(cos)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        where = {"COS_ENDPOINT": f"http://127.0.0.1:{listener.getsockname()[1]}", "PYTHONFAULTHANDLER": "1"}
        process = subprocess.Popen(
            cos.argv("cat", f"{cos.url}/f", "--debug"), env=cos.environment | keys | where, cwd=cos.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        waiting, _ = listener.accept()
        with waiting:
            assert b"q-signature=" in waiting.recv(65536)
            process.send_signal(signal.SIGABRT)
            out, err = process.communicate(timeout=30)
    ended = Ended(process.returncode, out, err.decode())
    assert "Fatal Python error" in ended.err
    assert not told(ended, keys)
