"""Keys, parameters and headers that would write lines of their own into a log, or move a terminal's cursor."""

from __future__ import annotations

import csv
import http.client
import json
import logging
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from behaviour.world import World
from faults.wire_server import WireServer, always
from qcloud_cos import CosConfig, CosServiceError
from raw import Wire

FORGED = "FORGED"
BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "\0",
    "\x08",
    "\x7f",
    "\x9b31m",
    "\u202e",
    '" "',
    "\t",
]
NOT_OF_KEYS = ["\x1b[31m", "\x1c", "\x1d"]


def harmless(line: str) -> bool:
    return line.isprintable() and len(line.splitlines()) <= 1


@pytest.fixture
def log(world: World) -> str:
    """The bucket that the story's is logged to."""
    target = f"logs-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=target))
    wanted: Any = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "logs/"}}
    world.do(world.client.put_bucket_logging(world.bucket, wanted))
    return target


def asked(world: World) -> int:
    """Requests with line breaks in all that can have them; how many."""
    count = 0
    with Wire(world.cos, host=f"{world.bucket}.cos.ap-guangzhou.myqcloud.com") as wire:
        for odd in BREAKS + NOT_OF_KEYS:
            text = f"a{odd}{FORGED} GET /x 200"
            wire.unsigned("GET", f"/{quote(text)}?{quote(text)}={quote(text)}&prefix={quote(text)}")
            count += 1
            if odd == "\t" or odd.isprintable() or odd[0] >= "\x80":  # others are refused as no request at all
                headers = {"User-Agent": text, "Referer": text, "Origin": text, "x-cos-meta-a": text}
                wire.unsigned("GET", "/k", headers)
                count += 1
    return count


def test_each_request_is_a_line_of_the_access_log(world: World, log: str) -> None:
    count = asked(world)
    world.cos.settle()
    text = b""
    for entry in world.do(world.client.list_objects(log, Prefix="logs/")).get("Contents", []):
        body = world.do(world.client.get_object(log, entry["Key"]))["Body"]
        text += world.do(body.read())
    lines = [line for line in text.decode().splitlines() if FORGED in line]
    assert len(lines) == count
    assert not [line for line in text.decode().splitlines() if not harmless(line)]
    for [fields] in (list(csv.reader([line], delimiter=" ")) for line in lines):
        assert (len(fields), fields[0], fields[1]) == (31, "1.0", world.bucket)


def test_each_request_is_a_line_of_the_request_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = world.cos.requests[-1].number
    count = asked(world)
    control = http.client.HTTPConnection(world.cos.host, world.cos.port, timeout=20)
    control.request(
        "GET",
        f"/_local/requests?follow=1&after={before}",
        headers={"Authorization": f"Bearer {world.cos.control_token}"},
    )
    answer = control.getresponse()
    lines = [answer.readline() for _ in range(count)]
    control.close()
    answer.close()
    numbers = [json.loads(line)["number"] for line in lines]
    assert numbers == [*range(before + 1, before + count + 1)]
    assert all(FORGED in line.decode() and harmless(line.decode().rstrip("\n")) for line in lines)
    assert not [record for record in caplog.records if not harmless(record.getMessage())]


@pytest.mark.parametrize("odd", BREAKS, ids=ascii)
def test_the_client_s_log_and_errors_are_lines(world: World, odd: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = f"a{odd}{FORGED}"
    world.put(key)
    with pytest.raises(CosServiceError) as refused:
        world.do(world.client.get_object(world.bucket, f"{key}-none"))
    assert harmless(str(refused.value))
    messages = [record.getMessage() for record in caplog.records if record.name.startswith("qcloud_cos")]
    assert len([message for message in messages if FORGED in message]) >= 2
    assert not [message for message in messages if not harmless(message)]


@pytest.mark.parametrize("odd", [*BREAKS, *NOT_OF_KEYS], ids=ascii)
def test_what_a_server_says_is_a_line(world: World, odd: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = f"a{odd}{FORGED}"
    document = (
        f"<Error><Code>{quote(text)}</Code><Message>{''.join(f'&#{ord(c)};' for c in text)}</Message>"
        f"<RequestId>{text}</RequestId></Error>"
    ).encode()
    head = b"HTTP/1.1 403 no\r\nContent-Length: %d\r\n" % len(document)
    if odd[0] >= "\x80":
        head += f"x-cos-request-id: {text}\r\n".encode()
    with WireServer(always(head + b"\r\n" + document)) as server:
        conf = CosConfig(
            Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="AKIDx", SecretKey="none"
        )
        with pytest.raises(CosServiceError) as refused:
            world.do(world.other(conf).list_objects(world.bucket))
    assert refused.value.get_error_msg() == text
    assert harmless(str(refused.value))
    assert all(harmless(record.getMessage()) for record in caplog.records if record.name.startswith("qcloud_cos"))
