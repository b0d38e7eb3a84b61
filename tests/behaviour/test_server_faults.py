"""Faults on demand, as clients and bare sockets meet them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, InternalError, SlowDown
from qcloud_cos.server import LocalCos
from raw import Wire

BIG = bytes(range(256)) * 4096  # 1 MiB: more than a piece


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """With a client that tries once."""
    client: Any = world.other(world.cos.config())
    yield replace(world, client=client)
    world.do(client.close())


def test_a_status_comes_with_its_code_and_nothing_is_done(world: World) -> None:
    world.put("k", b"before")
    with world.cos.fault("put_object", status=503) as fault:
        with pytest.raises(SlowDown, match="told to answer so: put_object status=503"):
            world.put("k", b"after")
        assert world.read("k") == b"before"
    assert fault.hits == 1
    with world.cos.fault(status=500), pytest.raises(InternalError):
        world.read("k")
    with world.cos.fault("get_object", code="SlowDown", count=1):
        with pytest.raises(SlowDown):
            world.read("k")
        assert world.read("k") == b"before"
    with world.cos.fault(status=418, code="Teapot"), pytest.raises(CosServiceError) as caught:
        world.read("k")
    assert (caught.value.get_status_code(), caught.value.get_error_code()) == (418, "Teapot")
    assert caught.value.get_request_id() == world.cos.requests[-1].request_id


def test_a_client_that_tries_again_gets_through(world: World) -> None:
    client: Any = world.other(world.cos.config(), retry=3)
    with world.cos.fault(status=503, count=2) as fault:
        world.do(client.put_object(world.bucket, b"content", "k"))
    assert (fault.hits, world.read("k")) == (2, b"content")
    world.do(client.close())


def test_only_what_is_meant_is_hit(world: World) -> None:
    world.put("logs/a.gz")
    world.put("b.txt")
    with (
        world.cos.fault("get_object", "logs/*", status=503),
        world.cos.fault(bucket="another-*", status=500),
        world.cos.fault("get_object", "b.txt", status=503, skip=2),
    ):
        assert world.read("b.txt") == world.read("b.txt") == b"content"
        for key in ("logs/a.gz", "b.txt"):
            with pytest.raises(SlowDown):
                world.read(key)
        world.do(world.client.head_object(world.bucket, "logs/a.gz"))


@pytest.mark.parametrize(("before", "kept"), [(False, b"after"), (True, b"before")])
def test_a_reset_comes_after_the_deed_or_before_it(world: World, before: bool, kept: bytes) -> None:
    world.put("k", b"before")
    with world.cos.fault("put_object", reset=True, before=before), pytest.raises(AnswerLost, match="reset"):
        world.put("k", b"after")
    assert world.read("k") == kept


@pytest.mark.parametrize(("before", "kept"), [(False, b"after"), (True, b"before")])
def test_a_delay_comes_after_the_deed_or_before_it(world: World, before: bool, kept: bytes) -> None:
    world.put("k", b"before")
    impatient: Any = world.other(world.cos.config(Timeout=0.3))
    with world.cos.fault("put_object", delay=60, before=before) as fault:
        with pytest.raises(AnswerLost, match=r"0\.3 seconds"):
            world.do(impatient.put_object(world.bucket, b"after", "k"))
        assert fault.hits == 1
        assert world.read("k") == kept
    world.do(impatient.close())


def test_a_delayed_answer_is_the_right_one(world: World) -> None:
    world.put("k")
    with world.cos.fault(delay=0.05) as fault:
        assert world.read("k") == b"content"
    assert fault.hits == 1
    [record] = records(world.cos, bucket=world.bucket, fault="* delay=0.05")
    assert (record.status, record.operation) == (200, "get_object")


@pytest.mark.parametrize("size", [0, 100, 900_000])
def test_a_body_is_cut_after_so_many_bytes(world: World, size: int) -> None:
    world.put("k", BIG)
    with (
        world.cos.fault("get_object", truncate=size),
        pytest.raises(BodyCutShort, match=f"after {size} of {len(BIG)}"),
    ):
        world.read("k")
    with (
        world.cos.fault("get_object", truncate=2 * len(BIG)),
        pytest.raises(BodyCutShort, match=f"{len(BIG) - 1} of"),
    ):
        world.read("k")
    assert world.read("k") == BIG


def test_an_answer_without_a_body_is_cut_in_its_head(world: World) -> None:
    with world.cos.fault("put_object", truncate=10), pytest.raises(AnswerLost, match="middle of a head"):
        world.put("k")
    assert world.read("k") == b"content"


def test_a_corrupt_body_is_noticed_and_the_object_is_whole(world: World) -> None:
    for content in (b"small", BIG):
        world.put("k", content)
        with world.cos.fault("get_object", corrupt=True, count=1), pytest.raises(ChecksumMismatch):
            world.read("k")
        assert world.read("k") == content


def test_a_corrupt_checksum_of_a_part_is_noticed(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(BIG * 3)
    with world.cos.fault("upload_part", corrupt=True) as fault, pytest.raises(ChecksumMismatch):
        world.do(world.client.upload_file(world.bucket, "k", tmp_path / "file", PartSize=1))
    assert fault.hits
    assert world.keys() == []


def test_a_fault_that_is_no_fault_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="no request is a get_objekt; there is get_object"):
        world.cos.fault("get_objekt", status=503)
    assert world.cos.faults == ()


def test_a_reset_removes_faults() -> None:
    with LocalCos() as cos:
        fault = cos.fault(status=503)
        assert list(cos.faults) == [fault]
        cos.reset()
        assert not cos.faults


def test_faults_may_be_set_before_the_server_runs() -> None:
    cos = LocalCos()
    cos.fault("create_bucket", status=503, count=1)
    with cos, Wire(cos) as wire:
        assert [wire.request("PUT", "/").status for _ in range(2)] == [503, 200]


def test_a_server_with_an_answer_on_hold_stops() -> None:
    asked = threading.Event()
    with LocalCos() as cos, Wire(cos) as wire, cos._log.told(asked.set):
        cos.fault("create_bucket", delay=3600)
        wire.send(*wire.signed("PUT", "/", None, "Content-Length: 0"))
        assert asked.wait(20)
        cos.stop()
        assert wire.reply("PUT").status == 200


def test_a_status_leaves_the_connection_in_order() -> None:
    with LocalCos() as cos, Wire(cos) as wire:
        wire.request("PUT", "/")
        cos.fault("put_object", status=503, count=1)
        assert wire.request("PUT", "/k", body=BIG).code == "SlowDown"
        assert wire.request("PUT", "/k", body=BIG).status == 200
        assert wire.request("GET", "/k").body == BIG


def test_a_reset_is_a_reset_and_a_cut_is_none() -> None:
    with LocalCos() as cos, Wire(cos) as wire:
        wire.request("PUT", "/")
        wire.request("PUT", "/k", body=b"content")
        cos.fault("get_object", truncate=3, count=1)
        wire.send(*wire.signed("GET", "/k"))
        assert wire.left().endswith(b"\r\n\r\ncon")
        cos.fault("get_object", reset=True)
        with Wire(cos) as another:
            another.send(*another.signed("GET", "/k"))
            with pytest.raises(ConnectionResetError):
                another.left()


def test_an_upload_is_reset_while_it_is_sent() -> None:
    with LocalCos() as cos, Wire(cos) as wire:
        wire.request("PUT", "/")
        with cos.fault("put_object", reset=True, before=True):
            wire.send(*wire.signed("PUT", "/k", None, "Content-Length: 100000000"))
            with pytest.raises(ConnectionError):
                wire.socket.sendall(bytes(100_000_000))
        with Wire(cos) as another:
            assert another.request("HEAD", "/k").status == 404


def test_unknown_operations_can_be_hit_too() -> None:
    with LocalCos() as cos, Wire(cos) as wire, cos.fault(status=503):
        assert wire.request("GET", "/", {"nothing": ""}).status == 503
        assert wire.unsigned("PATCH", "/k").status == 503


def records(cos: LocalCos, **fields: Any) -> list[Any]:
    return [each for each in cos.requests if all(getattr(each, name) == value for name, value in fields.items())]


def test_the_log_names_the_fault(world: World) -> None:
    with world.cos.fault("put_object", reset=True, before=True), pytest.raises(AnswerLost):
        world.put("cut")
    cut, *_ = records(world.cos, key="cut", bucket=world.bucket)
    assert (cut.status, cut.fault) == (0, "put_object reset before")
