"""Transfers over connections that break, lie and stall: the bytes are the same, or nothing is left."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from faults.fault_proxy import Answer, Asked, Corrupt, Drip, Fault, FaultProxy, Lose, Reset, Truncate, Wait
from qcloud_cos import CosClientError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.retry import Retry
from qcloud_cos.errors import AnswerLost, ChecksumMismatch, NoSuchUpload, ServiceUnavailable
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
CONTENT = os.urandom(3 * MIB + 1000)
"""Three parts of 1 MiB and a bit."""


@pytest.fixture
def proxy(world: World) -> Iterator[FaultProxy]:
    with FaultProxy(world.cos.port) as proxy:
        yield proxy


def client_through(world: World, port: int, retries: int = 3, **overrides: Any) -> Any:
    client = world.other(world.cos.config(Endpoint=f"127.0.0.1:{port}", **overrides), retries)
    client._policy = Retry(retries, base_seconds=0.01, longest_seconds=0.2)
    return client


def uploads(world: World) -> list[Any]:
    found: list[Any] = world.do(world.client.list_multipart_uploads(world.bucket)).get("Upload", [])
    return found


def first(fault: Fault, of: str = "PUT") -> Any:
    """Befalls each part, or each range, once."""

    def spoil(asked: Asked) -> Fault | None:
        if of == "PUT":
            return fault if asked.is_part and asked.number == 0 else None
        ours = asked.method == "GET" and "?" not in asked.target
        return fault if ours and asked.number < 3 else None

    return spoil


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "from").mkdir()
    path = tmp_path / "from" / "file"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def to(tmp_path: Path) -> Path:
    (tmp_path / "to").mkdir()
    return tmp_path / "to" / "file"


@pytest.mark.parametrize("tenth", range(10))
def test_a_part_whose_connection_is_reset_is_sent_again(
    world: World, proxy: FaultProxy, file: Path, tenth: int
) -> None:
    proxy.spoils(first(Reset(True, tenth * MIB // 10)))
    world.do(client_through(world, proxy.port).upload_file(world.bucket, "k", file, PartSize=1, MAXThread=2))
    assert proxy.spoiled >= 3
    assert world.read("k") == CONTENT
    assert uploads(world) == []


@pytest.mark.parametrize("fault", [Reset, Truncate])
@pytest.mark.parametrize("tenth", range(10))
def test_a_range_that_is_cut_off_is_gone_on_with_from_there(
    world: World, proxy: FaultProxy, to: Path, tenth: int, fault: Any
) -> None:
    world.put("k", CONTENT)
    proxy.spoils(first(fault(False, tenth * MIB // 10), "GET"))
    world.do(client_through(world, proxy.port).download_file(world.bucket, "k", to, PartSize=1, MAXThread=2))
    assert proxy.spoiled == 3
    assert to.read_bytes() == CONTENT
    assert os.listdir(to.parent) == ["file"]
    starts = [asked.head.lower().split(b"range: bytes=")[1].split(b"-")[0] for asked in proxy.asked[1:]]
    elsewhere = [start for start in starts if int(start) % MIB]
    assert len(elsewhere) >= (2 if fault is Truncate and tenth else 0)


def test_a_link_that_breaks_all_the_time_still_gets_there(world: World, proxy: FaultProxy, to: Path) -> None:
    world.put("k", CONTENT)
    proxy.spoils(lambda asked: Truncate(False, 200_000) if asked.method == "GET" else None)
    world.do(client_through(world, proxy.port, retries=0).download_file(world.bucket, "k", to, PartSize=2))
    assert to.read_bytes() == CONTENT
    assert proxy.spoiled > 12


def test_a_damaged_part_is_sent_again(world: World, proxy: FaultProxy, file: Path) -> None:
    proxy.spoils(first(Corrupt(True, 1000)))
    world.do(client_through(world, proxy.port).upload_file(world.bucket, "k", file, PartSize=1, EnableMD5=False))
    assert world.read("k") == CONTENT
    with file.open("rb") as reader:
        world.do(client_through(world, proxy.port).upload_file_from_buffer(world.bucket, "r", reader, PartSize=1))
    assert world.read("r") == CONTENT


def test_parts_that_are_always_damaged_fail_the_upload(world: World, proxy: FaultProxy, file: Path) -> None:
    proxy.spoils(lambda asked: Corrupt(True, 0) if asked.method == "PUT" else None)
    client = client_through(world, proxy.port)
    with pytest.raises(ChecksumMismatch, match="part . of k arrived damaged"):
        world.do(client.upload_file(world.bucket, "k", file, PartSize=1))
    assert (uploads(world), world.keys()) == ([], [])
    with pytest.raises(ChecksumMismatch, match="k arrived damaged"):
        world.do(client.upload_file(world.bucket, "k", file, PartSize=5))


def test_a_damaged_range_is_noticed_and_nothing_is_left(world: World, proxy: FaultProxy, to: Path) -> None:
    world.put("k", CONTENT)
    proxy.spoils(lambda asked: Corrupt(False, 5) if asked.method == "GET" else None)
    client = client_through(world, proxy.port)
    for part_size in (1, 5):
        with pytest.raises(ChecksumMismatch):
            world.do(client.download_file(world.bucket, "k", to, PartSize=part_size, resume="failed"))
        assert os.listdir(to.parent) == []


def test_a_damaged_object_of_one_part_is_read_again(world: World, proxy: FaultProxy, to: Path) -> None:
    # Zeros, which would not be written over what was damaged if the file were believed to be a hole there.
    content = bytes(2 * MIB)
    world.put("k", content)
    proxy.spoils(lambda asked: Corrupt(False, 5) if asked.method == "GET" and not asked.number else None)
    world.do(client_through(world, proxy.port).download_file(world.bucket, "k", to))
    assert to.read_bytes() == content


@pytest.mark.parametrize("status", [500, 503])
def test_bursts_of_server_errors_are_waited_out(
    world: World, proxy: FaultProxy, file: Path, to: Path, status: int
) -> None:
    proxy.spoils(lambda asked: Answer(False, status) if asked.number < 2 else None)
    client = client_through(world, proxy.port, retries=20)
    world.do(client.upload_file(world.bucket, "k", file, PartSize=1))
    world.do(client.download_file(world.bucket, "k", to, PartSize=1))
    assert to.read_bytes() == CONTENT
    assert uploads(world) == []


def test_a_slow_link_is_no_dead_link(world: World, proxy: FaultProxy, file: Path, to: Path) -> None:
    client = client_through(world, proxy.port, retries=0, Timeout=1)
    proxy.spoils(lambda asked: Drip(asked.method == "PUT", 64 * 1024, 0.08))
    world.do(client.upload_file(world.bucket, "k", file, PartSize=1))
    world.do(client.download_file(world.bucket, "k", to, PartSize=1))
    assert to.read_bytes() == CONTENT


def test_a_stalled_part_is_asked_for_again(world: World, proxy: FaultProxy, to: Path) -> None:
    world.put("k", CONTENT)
    proxy.spoils(first(Wait(False, 2), "GET"))
    client = client_through(world, proxy.port, Timeout=0.5)
    world.do(client.download_file(world.bucket, "k", to, PartSize=1))
    assert to.read_bytes() == CONTENT


@pytest.mark.parametrize("retries", [0, 2])
def test_a_completion_whose_answer_is_lost_counts_if_the_object_is_there(
    world: World, proxy: FaultProxy, file: Path, retries: int
) -> None:
    proxy.spoils(lambda asked: Lose() if asked.is_completion and not asked.number else None)
    client = client_through(world, proxy.port, retries)
    answer = world.do(client.upload_file(world.bucket, "k", file, PartSize=1))
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(CONTENT))
    assert answer["ETag"] == world.do(world.client.head_object(world.bucket, "k"))["ETag"]
    assert (world.read("k"), uploads(world)) == (CONTENT, [])


def test_a_completion_whose_answer_is_lost_fails_if_another_object_is_there(
    world: World, proxy: FaultProxy, file: Path
) -> None:
    from qcloud_cos import CosS3Client

    with CosS3Client(world.cos.config()) as other:

        def spoil(asked: Asked) -> Fault | None:
            if asked.is_completion and asked.number:
                other.put_object(world.bucket, b"another", "k")
            return Lose() if asked.is_completion and not asked.number else None

        proxy.spoils(spoil)
        with pytest.raises(NoSuchUpload):
            world.do(client_through(world, proxy.port).upload_file(world.bucket, "k", file, PartSize=1))
    assert world.read("k") == b"another"


def test_a_completion_that_never_arrives_leaves_nothing(world: World, proxy: FaultProxy, file: Path) -> None:
    proxy.spoils(lambda asked: Reset(True, 10) if asked.is_completion else None)
    with pytest.raises(AnswerLost):
        world.do(client_through(world, proxy.port, 1).upload_file(world.bucket, "k", file, PartSize=1))
    assert (uploads(world), world.keys()) == ([], [])


def test_a_server_that_is_restarted_meanwhile_is_waited_for(world: World, tmp_path: Path, to: Path) -> None:
    content = os.urandom(6 * MIB)
    (tmp_path / "f").write_bytes(content)
    with LocalCos(tmp_path / "root") as cos:
        port = cos.port
        restarted: list[LocalCos] = []

        def restart() -> None:
            cos.stop()
            restarted.append(LocalCos(tmp_path / "root", port=port).start())

        def restarting(at: int) -> Any:
            started: list[threading.Thread] = []

            def told(done: int, total: int) -> None:
                if done >= at and not started:
                    started.append(threading.Thread(target=restart))
                    started[0].start()

            return told

        mine: Any = World(cos, world.client, world.do, world.bucket, world.is_async)
        client = client_through(mine, port, retries=20)
        world.do(client.create_bucket(world.bucket))
        world.do(
            client.upload_file(world.bucket, "k", tmp_path / "f", 1, 2, progress_callback=restarting(2 * MIB))
        )
        cos = restarted.pop()
        world.do(
            client.download_file(world.bucket, "k", to, 1, 2, progress_callback=restarting(2 * MIB)),
        )
        assert to.read_bytes() == content
        assert not world.do(client.list_multipart_uploads(world.bucket)).get("Upload")
        world.do(client.close())
        for each in restarted:
            each.stop()


def test_a_failed_transfer_that_may_be_gone_on_with_is(
    world: World, proxy: FaultProxy, file: Path, to: Path, cache: Path
) -> None:
    client = client_through(world, proxy.port, retries=0)
    dead = [True]

    def spoil(asked: Asked) -> Fault | None:
        part = "partNumber=3" in asked.target or b"bytes=2097152" in asked.head
        return Reset(asked.method == "PUT", 0) if dead[0] and part else None

    proxy.spoils(spoil)
    with pytest.raises(CosClientError):
        world.do(client.upload_file(world.bucket, "k", file, 1, 1, resume="failed"))
    assert len(uploads(world)) == 1
    assert len(list(cache.rglob("*.upload"))) == 1
    dead[0] = False
    proxy.asked.clear()
    world.do(client.upload_file(world.bucket, "k", file, 1, 1, resume="failed"))
    assert [asked.target[-20:] for asked in proxy.asked if asked.is_part and "partNumber=1" in asked.target] == []
    assert (uploads(world), list(cache.rglob("*.upload"))) == ([], [])
    dead[0] = True
    with pytest.raises(CosClientError):
        world.do(client.download_file(world.bucket, "k", to, 1, 1, resume="failed"))
    assert len(os.listdir(to.parent)) == 2
    dead[0] = False
    proxy.asked.clear()
    world.do(client.download_file(world.bucket, "k", to, 1, 1, resume="failed"))
    assert to.read_bytes() == CONTENT
    assert len([asked for asked in proxy.asked if asked.method == "GET"]) == 2
    assert os.listdir(to.parent) == ["file"]


def test_parts_that_cannot_be_aborted_are_gone_on_with(
    world: World, proxy: FaultProxy, file: Path, cache: Path
) -> None:
    dead: list[bool] = []

    def spoil(asked: Asked) -> Fault | None:
        if "partNumber=3" in asked.target:
            dead.append(True)
        return Answer(False, 503) if dead else None

    proxy.spoils(spoil)
    client = client_through(world, proxy.port, retries=0)
    with pytest.raises(ServiceUnavailable):
        world.do(client.upload_file(world.bucket, "k", file, 1, 1))
    assert len(uploads(world)) == 1
    proxy.spoils(lambda asked: None)
    proxy.asked.clear()
    world.do(client.upload_file(world.bucket, "k", file, 1, 1))
    assert len([asked for asked in proxy.asked if asked.is_part]) == 2
    assert (world.read("k"), uploads(world), list(cache.rglob("*.upload"))) == (CONTENT, [], [])
