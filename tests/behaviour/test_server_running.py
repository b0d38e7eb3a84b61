"""Starting and stopping: in a with statement, as a command, and when it cannot be."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from qcloud_cos import CosS3Client
from qcloud_cos.cli.commands import cos as command
from qcloud_cos.server import Account, LocalCos, ServerError
from qcloud_cos.server.command import account_of, greet
from qcloud_cos.server.exposure import Exposed
from raw import Wire


def test_it_starts_and_stops_in_no_time() -> None:
    with LocalCos():
        pass
    began = time.perf_counter()
    server = LocalCos().start()
    started = time.perf_counter()
    with Wire(server) as wire:
        assert wire.request("PUT", "/").status == 200
        stopping = time.perf_counter()
        server.stop()
        stopped = time.perf_counter()
    assert started - began < 0.5  # 5 ms where nothing else runs
    assert stopped - stopping < 0.5


def test_a_temporary_root_is_removed_and_a_given_one_is_kept(tmp_path: Path) -> None:
    with LocalCos() as server:
        root = server.root
        assert root.is_dir()
    assert not root.exists()
    for _ in range(2):
        with LocalCos(tmp_path / "kept") as server, Wire(server) as wire:
            wire.request("PUT", "/")
            wire.request("PUT", "/k", body=b"kept")
            assert wire.request("GET", "/k").body == b"kept"
    with LocalCos(tmp_path / "kept") as server, Wire(server) as wire:
        assert wire.request("GET", "/k").body == b"kept"


def test_starting_twice_is_starting_once() -> None:
    server = LocalCos()
    try:
        assert server.start().port == server.start().port
    finally:
        server.stop()
        server.stop()
    with pytest.raises(ServerError, match="not running"):
        _ = server.port


def test_a_reset_leaves_nothing() -> None:
    with LocalCos() as server, Wire(server) as wire:
        wire.request("PUT", "/")
        wire.request("PUT", "/k", body=bytes(100_000))
        server.advance(days=1)
        assert server.now() - time.time() > 86_000
        server.reset()
        assert abs(server.now() - time.time()) < 10
        assert wire.request("GET", "/k").code == "NoSuchBucket"
        assert wire.request("PUT", "/").status == 200


def test_a_moved_clock_locks_nobody_out() -> None:
    with LocalCos() as server, Wire(server) as wire:
        server.advance(days=400)
        assert wire.request("PUT", "/").status == 200
        assert wire.request("PUT", "/k", body=b"").status == 200
        assert wire.request("GET", "/").text("Contents/LastModified") > time.strftime("%Y-%m-%dT", time.gmtime())


def test_its_configuration_makes_a_client() -> None:
    account = Account("1300000000", "100000000009", "AKIDmine", "mine")
    with LocalCos(accounts=[account]) as server:
        with CosS3Client(server.config(Appid="1300000000")) as client:
            client.create_bucket(Bucket="mine")
            assert client.bucket_exists(Bucket="mine-1300000000")
        assert server.endpoint == f"http://127.0.0.1:{server.port}"
        assert server.account == account


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"cannot listen on 127.0.0.1:{port}: Address already in use"):
            LocalCos(port=port).start()


def test_a_host_that_is_none() -> None:
    with pytest.raises(ServerError, match="cannot listen on no.such.host.invalid"):
        LocalCos(host="no.such.host.invalid").start()


def test_a_root_that_is_in_use_or_no_directory_or_damaged(tmp_path: Path) -> None:
    with LocalCos(tmp_path / "used"), pytest.raises(ServerError) as locked:
        LocalCos(tmp_path / "used").start()
    assert "\n" not in str(locked.value)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ServerError):
        LocalCos(tmp_path / "file").start()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "meta.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ServerError):
        LocalCos(tmp_path / "damaged").start()


CONTROLS = {"control_url": "http://127.0.0.1:1/_local/", "control_file": Path("x/control.token"), "faults": ()}


def run(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def printed(process: subprocess.Popen[str], until: str = "print(client.get_object") -> str:
    """What it says before it serves."""
    assert process.stdout is not None
    lines: list[str] = []
    while not (lines and until in lines[-1]):
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        lines.append(line)
    return "".join(lines)


@pytest.mark.parametrize(
    ("number", "options"), [(signal.SIGINT, []), (signal.SIGTERM, ["--tls"])], ids=["interrupted", "tls"]
)
def test_the_command_greets_with_a_quick_start_that_runs(
    tmp_path: Path, number: signal.Signals, options: list[str]
) -> None:
    process = run("-m", "qcloud_cos.server", str(tmp_path / "root"), "--port", "0", *options)
    try:
        greeting = printed(process)
        assert str(tmp_path / "root") in greeting
        code = "\n".join(line[4:] for line in greeting.splitlines() if line.startswith("    "))
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.stdout, done.stderr) == ("b'hello'\n", "")
        if not options:
            assert "export COS_ENDPOINT=http://127.0.0.1:" in printed(process, "export ")
    finally:
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_the_command_says_in_one_line_why_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(command, ["server", str(tmp_path / "root"), "--port", port])
    assert result.exit_code == 1
    assert result.stderr == f"Error: cannot listen on 127.0.0.1:{port}: Address already in use\n"
    with LocalCos(tmp_path / "root"):
        result = CliRunner().invoke(command, ["server", str(tmp_path / "root"), "--port", "0"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("host", "warned"), [("0.0.0.0", True), ("::", True), ("127.0.0.1", False), ("::1", False)]
)
def test_the_command_warns_when_others_can_reach_it(
    host: str, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    # Only what would be said: nothing listens.
    account = Account("1300000000", "1300000000", "AKIDme", "a:b")
    said_of = SimpleNamespace(
        host=host, endpoint=f"http://{host}:1", root=Path("x"), account=account, ca_file=None, **CONTROLS
    )
    greet(cast("LocalCos", said_of), None)
    said = capsys.readouterr()
    assert "AKIDme" in said.out
    assert "a:b" not in said.out
    assert (f"WARNING: listening on {host}" in said.err) is warned


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_program_is_warned_when_others_can_reach_its_server(host: str, tmp_path: Path) -> None:
    with pytest.warns(
        Exposed, match=f"listening on {host}, .*, without TLS. Whoever reaches it, by the well-known"
    ):
        LocalCos(host=host).start().stop()
    own = [Account("1300000000", "1300000000", "AKIDme", "mine")]
    with pytest.warns(Exposed, match="Whoever has or overhears its keys can") as told:
        LocalCos(host=host, accounts=own).start().stop()
    assert told[0].filename == __file__
    with pytest.raises(Exposed):  # where warnings are errors, nothing is left running
        LocalCos(tmp_path, host).start()
    for loopback in ("127.0.0.1", "localhost", "::1"):
        LocalCos(tmp_path, loopback).start().stop()


def test_with_tls_the_command_names_the_authority_and_warns_of_less(capsys: pytest.CaptureFixture[str]) -> None:
    account, ca = Account("1300000000", "1300000000", "AKIDme", "a:b"), Path("/where/ca.pem")
    cos = SimpleNamespace(
        host="0.0.0.0", endpoint="https://0.0.0.0:1", root=Path("x"), account=account, ca_file=ca, **CONTROLS
    )
    greet(cast("LocalCos", cos), None)
    said = capsys.readouterr()
    assert "Clients must trust the certificate authority in /where/ca.pem." in said.out
    assert 'VerifySSL="/where/ca.pem",' in said.out
    assert "without TLS" not in said.err
    assert "overhears" not in said.err


def test_the_command_tells_where_the_token_is_and_not_the_token(tmp_path: Path) -> None:
    process = run(
        "-m", "qcloud_cos.server", str(tmp_path / "root"), "--port", "0", "--host", "0.0.0.0",
        "--fault", "create_bucket status=503 count=1",
    )  # fmt: skip
    try:
        greeting = printed(process)
        while "Fault" not in greeting:
            assert process.stdout is not None
            greeting += process.stdout.readline()
        port = int(greeting.partition("http://0.0.0.0:")[2].partition(",")[0])
        token = (tmp_path / "root" / "control.token").read_text().strip()
        assert (
            f"http://127.0.0.1:{port}/_local/, for who has the token in {tmp_path}/root/control.token" in greeting
        )
        assert "Fault 1: create_bucket status=503 count=1" in greeting
        url = f"http://127.0.0.1:{port}/_local/faults"
        asked = Request(url, headers={"Authorization": f"Bearer {token}"})
        with urlopen(asked, timeout=20) as answer:
            assert json.load(answer)["faults"][0]["count"] == 1
    finally:
        process.terminate()
        said, errors = process.communicate(timeout=20)
    assert token not in greeting + said + errors


def test_faults_on_the_command_line() -> None:
    result = CliRunner().invoke(command, ["server", "--port", "0", "--fault", "get_objct reset"])
    assert result.exit_code == 2
    assert "no request is a get_objct; there is get_object" in result.stderr


def test_accounts_on_the_command_line() -> None:
    assert account_of("1300000000:AKIDme:a:b") == Account("1300000000", "1300000000", "AKIDme", "a:b")
    for text in ("1300000000:AKIDme", "me:AKIDme:a", "1300000000::a"):
        result = CliRunner().invoke(command, ["server", "--port", "0", "--account", text])
        assert result.exit_code == 2


@pytest.mark.parametrize(
    ("missing", "extra", "program"),
    [
        ("uvicorn", "server", "from qcloud_cos.server.command import main\nmain(['--port', '0'])"),
        ("click", "cli", "from qcloud_cos.cli import main\nmain()"),
        ("click", "server", "import qcloud_cos.server.__main__"),
    ],
)
def test_what_is_not_installed_is_named_with_the_way_to_get_it(missing: str, extra: str, program: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert f"{missing} is missing: pip install 'cos-python-sdk-v5[{extra}]'" in line
