"""The engine that has its workers from Dask: what engines promise, with workers that are lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs import deeds
from jobs.conftest import Bulk
from qcloud_cos import CosClientError, CosConfig, jobs
from qcloud_cos.jobs import DaskEngine
from qcloud_cos.jobs.engines.engine import WorkerLost
from qcloud_cos.jobs.engines.turns import Turns

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("dask")]
pytest.importorskip("distributed")

Story = Callable[[DaskEngine], Awaitable[Any]]


def told(story: Story, workers: int = 2, **options: Any) -> Any:
    """The story, with an engine that is closed at its end."""

    async def whole() -> Any:
        engine = DaskEngine(workers if "scheduler" not in options else None, **options)
        await engine.open({})
        try:
            return await story(engine)
        finally:
            await engine.close()

    return asyncio.run(asyncio.wait_for(whole(), 60))


async def until(folder: Path, files: int) -> list[Path]:
    """Those that workers made, as many as that."""
    while len(found := [each for each in folder.iterdir() if each.name != "go"]) < files:  # noqa: ASYNC110, ASYNC240
        await asyncio.sleep(0.01)
    return found


def test_workers_are_asked_and_answer() -> None:
    async def story(engine: DaskEngine) -> None:
        assert engine.capacity() == len(engine.pids) == 2
        answers = await asyncio.gather(*(engine.submit(deeds.double, number) for number in range(30)))
        assert answers == [2 * number for number in range(30)]
        with pytest.raises(CosClientError, match="what was wrong"):
            await engine.submit(deeds.fail, "what was wrong")
        with pytest.raises(RuntimeError, match="cannot be sent"):
            await engine.submit(deeds.unsendable)
        pids.extend(engine.pids)

    pids: list[int] = []
    told(story)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_an_engine_may_be_opened_again() -> None:
    async def whole() -> None:
        engine = DaskEngine(1)
        for _ in range(2):
            await engine.open({})
            assert await engine.submit(deeds.double, 21) == 42
            await engine.close()

    asyncio.run(asyncio.wait_for(whole(), 60))


def test_what_was_sent_is_not_kept() -> None:
    async def story(engine: DaskEngine) -> None:
        async def rounds(count: int) -> None:
            for _ in range(count):
                await engine.submit(deeds.length, os.urandom(400_000))

        await rounds(15)  # more than the few that are kept
        before = resident_mib()
        await rounds(60)  # 24 MB; Dask would keep them twice, for its developers
        assert resident_mib() - before < 12

    told(story, workers=1)


def resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_what_a_killed_worker_had_is_done_by_another(tmp_path: Path) -> None:
    async def story(engine: DaskEngine) -> tuple[int, list[tuple[int, int]]]:
        calls = [engine.submit(deeds.note_and_wait, str(tmp_path), number) for number in range(6)]
        lost = int((await until(tmp_path, 2))[0].suffix[1:])
        os.kill(lost, signal.SIGKILL)
        await until(tmp_path, 3)  # the other one, or one in its place, has begun with something
        (tmp_path / "go").touch()
        return lost, await asyncio.gather(*calls)

    lost, answers = told(story)
    assert [number for number, _ in answers] == list(range(6))
    assert lost not in {pid for _, pid in answers}


def test_a_batch_that_kills_its_workers_fails_and_no_other(tmp_path: Path) -> None:
    async def story(engine: DaskEngine) -> list[Any]:
        calls: list[asyncio.Future[Any]] = []
        for number in range(12):
            calls.append(engine.submit(deeds.kill_oneself if number == 3 else deeds.double, number))
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = told(story)
    assert isinstance(answers[3], WorkerLost)
    assert str(answers[3]) == "3 workers were lost over it"
    assert [each for number, each in enumerate(answers) if number != 3] == [2 * n for n in range(12) if n != 3]


def test_what_is_cancelled_ends_at_once(tmp_path: Path) -> None:
    async def story(engine: DaskEngine) -> float:
        calls = [engine.submit(deeds.note_and_wait, str(tmp_path), number) for number in range(4)]
        await until(tmp_path, 2)
        engine.cancel()
        await asyncio.wait(calls)
        assert all(call.cancelled() for call in calls)
        return time.monotonic()

    began = told(story)
    assert time.monotonic() - began < 8  # a worker is not waited for


def test_a_scheduler_that_is_there_is_joined_and_left_as_it_was() -> None:
    async def whole() -> None:
        from distributed import Client, LocalCluster

        async with (
            LocalCluster(
                n_workers=1, threads_per_worker=2, processes=False, asynchronous=True, dashboard_address=None
            ) as cluster,
            Client(cluster, asynchronous=True, set_as_default=False) as other,
        ):
            for scheduler in (cluster, cluster.scheduler_address):
                engine = DaskEngine(scheduler=scheduler)
                await engine.open({})
                assert engine.capacity() == 2
                assert await engine.submit(deeds.double, 21) == 42
                await engine.close()
            assert await other.submit(deeds.double, 21) == 42
            assert engine.pids == []

    asyncio.run(asyncio.wait_for(whole(), 60))


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A scheduler with a worker, as programs of their own: its address and its process."""
    folder = tmp_path_factory.mktemp("dask")
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    quiet: dict[str, Any] = {
        "cwd": folder,
        "env": found,
        "stderr": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
    }
    begin = [sys.executable, "-m", "dask"]
    with (
        subprocess.Popen([*begin, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                          "--scheduler-file", "file"], **quiet) as scheduler,
        subprocess.Popen([*begin, "worker", "--scheduler-file", "file", "--nthreads", "1", "--no-dashboard"],
                         **quiet) as worker,
    ):  # fmt: skip
        try:
            # It is there before it is written.
            while not (folder / "file").exists() or not (folder / "file").read_text().rstrip().endswith("}"):
                time.sleep(0.01)
            yield json.loads((folder / "file").read_text())["address"], scheduler.pid
        finally:
            worker.kill()
            scheduler.kill()


def test_a_scheduler_that_is_lost_is_an_error_that_says_how_to_go_on(
    tmp_path: Path, elsewhere: tuple[str, int]
) -> None:
    address, pid = elsewhere

    async def story(engine: DaskEngine) -> None:
        call = engine.submit(deeds.note_and_wait, str(tmp_path), 1)
        await until(tmp_path, 1)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(CosClientError, match=rf"scheduler at {address} was lost.*same state"):
            await call
        with pytest.raises(CosClientError, match="was lost"):
            await engine.submit(deeds.double, 1)

    told(story, scheduler=address)


def test_no_scheduler_is_said_with_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(CosClientError, match=f"no Dask scheduler at tcp://127.0.0.1:{port}"):
        told(_nothing, scheduler=f"tcp://127.0.0.1:{port}", patience_seconds=1)


def test_a_scheduler_without_workers_is_waited_for_and_then_an_error() -> None:
    async def whole() -> None:
        from distributed import LocalCluster

        async with LocalCluster(
            n_workers=0, processes=False, asynchronous=True, dashboard_address=None
        ) as cluster:
            with pytest.raises(CosClientError, match="no worker for 0.5 seconds"):
                await DaskEngine(scheduler=cluster.scheduler_address, patience_seconds=0.5).open({})
            engine = DaskEngine(scheduler=cluster.scheduler_address)
            opening = asyncio.create_task(engine.open({}))
            cluster.scale(1)
            await opening
            assert await engine.submit(deeds.double, 21) == 42
            await engine.close()

    asyncio.run(asyncio.wait_for(whole(), 60))


@pytest.fixture
def without_package(tmp_path: Path) -> dict[str, str]:
    """An environment whose Python has all but this package."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if not each.name.startswith(("cos_python_sdk", "_cos_python_sdk", "qcloud_cos")) and each.suffix != ".pth":
            (folder / each.name).symlink_to(each)
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_a_worker_without_this_package_is_told_by_its_address(without_package: dict[str, str]) -> None:
    async def whole() -> str:
        from distributed import LocalCluster

        async with LocalCluster(
            n_workers=0, processes=False, protocol="tcp", asynchronous=True, dashboard_address=None
        ) as cluster:
            command = [sys.executable, "-S", "-m", "distributed.cli.dask_worker", cluster.scheduler_address]
            with subprocess.Popen(  # noqa: ASYNC220
                [*command, "--no-nanny", "--no-dashboard"], env=without_package, stderr=subprocess.DEVNULL
            ) as worker:
                try:
                    await DaskEngine(scheduler=cluster.scheduler_address).open({})
                except CosClientError as error:
                    return str(error)
                finally:
                    worker.terminate()
        return ""

    said = asyncio.run(asyncio.wait_for(whole(), 60))
    assert "tcp://127.0.0.1" in said
    assert "has none" in said
    assert "pip install 'cos-python-sdk-v5==" in said


def test_nobody_else_on_this_machine_has_a_say_in_its_cluster() -> None:
    async def story(engine: DaskEngine) -> None:
        from distributed import Client

        address = engine._cluster.scheduler_address
        assert address.startswith("tls://127.0.0.1:")
        port = engine._cluster.scheduler.http_server.port
        stranger = Client(address, asynchronous=True, set_as_default=False, timeout=1)
        with pytest.raises((OSError, TimeoutError, TypeError)):
            await stranger
        await stranger.close()  # else its finalizer tries, in whatever test it is then
        for page in ("status", "info/main/workers.html", "json/counts.json", "metrics"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET /{page} HTTP/1.0\r\n\r\n".encode())
            assert b" 404 " in await reader.readline()
            writer.close()

    told(story, workers=1)


def test_keys_are_not_sent_to_workers() -> None:
    with pytest.raises(CosClientError, match="COS_SECRET_ID") as caught:
        asyncio.run(DaskEngine(1).open({"COS_SECRET_ID": "id", "COS_SECRET_KEY": "the secret"}))
    assert "the secret" not in str(caught.value)


@pytest.mark.parametrize("options", [{"workers": 0}, {"workers": 300}, {"workers": 2, "scheduler": "tcp://a:1"}])
def test_what_cannot_be_is_said_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(CosClientError, match="worker"):
        DaskEngine(**options)


def test_a_program_that_its_workers_would_begin_again_is_told_so(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import asyncio\nfrom qcloud_cos.jobs import DaskEngine\n"
        "asyncio.run(DaskEngine(1, patience_seconds=5).open({}))\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "if __name__ == '__main__'" in done.stderr


def test_alone_means_alone() -> None:
    async def story() -> list[str]:
        turns, said = Turns(), list[str]()

        async def one(name: str, turn: Any) -> None:
            async with turn():
                said.append(f"{name} begins")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                said.append(f"{name} ends")

        order: list[Coroutine[Any, Any, None]] = [
            one("a", turns.together), one("b", turns.together), one("c", turns.alone), one("d", turns.together)
        ]  # fmt: skip
        async with asyncio.TaskGroup() as group:
            for each in order:
                group.create_task(each)
                await asyncio.sleep(0)
        return said

    said = asyncio.run(asyncio.wait_for(story(), 5))
    assert said[-4:] == ["c begins", "c ends", "d begins", "d ends"]
    assert set(said[:4]) == {"a begins", "a ends", "b begins", "b ends"}


async def _nothing(engine: DaskEngine) -> None:
    pass


def test_a_job_is_done_by_workers_of_dask(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, account = bulk.fill(60), bulk.server.account
    monkeypatch.setenv("COS_SECRET_ID", account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", account.secret_key)
    engine = DaskEngine(2)
    lost: list[int] = []

    def told(progress: Any) -> None:
        if not lost:
            lost.append(engine.pids[0])
            os.kill(lost[0], signal.SIGKILL)

    config = CosConfig(Region="ap-guangzhou", Endpoint=bulk.server.endpoint)
    summary = bulk.copy(config=config).run(engine, told=told)
    assert (summary.how, summary.ok + summary.skipped, summary.failed) == ("done", 60, 0)
    assert bulk.copied() == [key.replace("p/", "q/") for key in keys]
    said = "".join(path.read_text() for path in Path(bulk.state).rglob("*") if path.is_file())
    assert account.secret_key not in said


def test_ctrl_c_lets_workers_end_what_they_have_begun(bulk: Bulk) -> None:
    bulk.fill(60)
    account, parts = bulk.server.account, Path(bulk.state) / "parts"
    keys = {"COS_SECRET_ID": account.secret_id, "COS_SECRET_KEY": account.secret_key}
    command = [str(Path(sys.executable).with_name("cos")), "job", "run", "copy", f"cos://{bulk.source}/p/"]
    command += ["--to", f"cos://{bulk.target}/q/", "--state", bulk.state, "--engine", "dask", "--workers", "2"]
    with subprocess.Popen(
        [*command, "--batch", "5", "--rate", "20"],
        env={**os.environ, **keys, "COS_ENDPOINT": bulk.server.endpoint},
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as job:
        while not parts.exists() or not list(parts.iterdir()):
            time.sleep(0.01)
        os.killpg(job.pid, signal.SIGINT)  # as a terminal does: the driver and its workers
        _, said = job.communicate(timeout=60)
    seen = jobs.load(bulk.state, bulk.config).status()
    assert (job.returncode, seen.how, seen.failed) == (130, "interrupted", 0), said
    assert 0 < seen.ok < 60
    assert seen.skipped == 0  # nothing was done twice: no worker was lost
    assert jobs.load(bulk.state, bulk.config).run(workers=1).ok == 60
