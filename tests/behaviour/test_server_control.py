"""``/_local/``: the same controls from another process, and from nowhere else."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos
from raw import Wire

BUCKET = "test-1250000000"


class Answer(NamedTuple):
    status: int
    json: Any
    headers: Any


class Remote:
    """A program that knows the address and the token."""

    def __init__(self, cos: LocalCos, **headers: str) -> None:
        self._port = cos.port
        self._headers = {"Authorization": f"Bearer {cos.control_token}"} | headers

    def raw(self, method: str, path: str, body: bytes | None = None) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request(method, f"/_local/{path}", body, self._headers)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def __call__(self, method: str, path: str, document: Any = None) -> Answer:
        response, body = self.raw(method, path, None if document is None else json.dumps(document).encode())
        assert response.headers["Content-Type"] == "application/json"
        return Answer(response.status, json.loads(body), response.headers)


@pytest.fixture
def cos(tmp_path: Path) -> Iterator[LocalCos]:
    with LocalCos(tmp_path / "root", durability="os") as cos:
        yield cos


@pytest.fixture
def remote(cos: LocalCos) -> Remote:
    return Remote(cos)


@pytest.fixture
def client(cos: LocalCos) -> Iterator[CosS3Client]:
    with CosS3Client(cos.config(), retry=0) as client:
        client.create_bucket(BUCKET)
        yield client


# who may


def test_the_token_is_in_a_file_of_the_user_alone(tmp_path: Path) -> None:
    with LocalCos(tmp_path) as cos:
        path = tmp_path / "control.token"
        assert path.read_text() == f"{cos.control_token}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(cos.control_token) >= 40
    assert not path.exists()
    path.symlink_to(tmp_path / "elsewhere")  # what is left there by others is not written through
    with LocalCos(tmp_path) as another:
        assert another.control_token != cos.control_token
        assert not path.is_symlink()


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", "Basic {}", "{}", "Bearer {}x", "Bearer é"])
def test_nobody_without_the_token(cos: LocalCos, given: str) -> None:
    answer = Remote(cos, Authorization=given.format(cos.control_token))("GET", "clock")
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert cos.control_token not in str(answer)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "cos"}, 403),
        ({"Host": "192.0.2.1:{port}"}, 403),
        ({"Host": "localhost.evil"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "[::1]:{port}"}, 200),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
    ],
)
def test_no_page_in_a_browser_even_with_the_token(cos: LocalCos, headers: dict[str, str], status: int) -> None:
    remote = Remote(cos, **{name: value.format(port=cos.port) for name, value in headers.items()})
    response, body = remote.raw("GET", "clock")
    assert response.status == status
    assert response.headers["Access-Control-Allow-Origin"] is None
    assert (b'"now"' in body) is (status == 200)


def test_only_from_this_machine() -> None:
    from qcloud_cos.server.control.door import Problem, check

    def asked(address: str) -> Any:
        headers = [(b"host", b"127.0.0.1"), (b"authorization", b"Bearer t")]
        return {"client": (address, 1), "scheme": "http", "headers": headers}

    for address in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"):
        check(asked(address), "t")
    for address in ("192.0.2.1", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "", "localhost.evil"):
        with pytest.raises(Problem, match="server's machine"):
            check(asked(address), "t")


def test_an_object_of_that_name_is_an_object(cos: LocalCos, client: CosS3Client) -> None:
    client.put_object(BUCKET, b"content", "_local/clock")
    with Wire(cos) as wire:
        assert wire.request("GET", "/_local/clock").body == b"content"
        assert wire.request("PUT", "/_local/clock", body=b"other").status == 200


def test_it_is_not_in_the_log_and_no_fault_befalls_it(cos: LocalCos, remote: Remote) -> None:
    cos.fault(status=503)
    assert remote("GET", "clock").status == 200
    assert cos.requests == []


# what


def test_about(cos: LocalCos, remote: Remote) -> None:
    cos.snapshot("s")
    cos.fault(status=503)
    answer = remote("GET", "")
    assert (answer.json["snapshots"], answer.json["faults"], answer.json["requests"]) == (["s"], 1, 0)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_clock(cos: LocalCos, remote: Remote) -> None:
    before = remote("GET", "clock").json
    assert abs(before["now"] - time.time()) < 60
    assert before["iso"].endswith("Z")
    assert remote("POST", "clock", {"days": 31, "seconds": 5}).json["now"] - before["now"] >= 31 * 86_400 + 5
    assert remote("POST", "clock", {"stop": True, "set": 2_000_000_000}).json == {
        "now": 2_000_000_000.0, "iso": "2033-05-18T03:33:20Z", "stopped": True,
    }  # fmt: skip
    assert cos.now() == 2_000_000_000
    assert remote("POST", "clock", {"go_on": True}).json["stopped"] is False
    remote("POST", "clock", {"reset": True})
    assert abs(cos.now() - time.time()) < 60


def test_snapshots_and_resets(cos: LocalCos, remote: Remote, client: CosS3Client) -> None:
    client.put_object(BUCKET, b"content", "k")
    assert remote("POST", "snapshots", {"name": "s"}).json == {"name": "s"}
    unnamed = remote("POST", "snapshots").json["name"]
    assert [each["name"] for each in remote("GET", "snapshots").json["snapshots"]] == sorted(["s", unnamed])
    assert remote("POST", "reset").status == 200
    assert not client.bucket_exists(BUCKET)
    assert remote("POST", "restore", {"name": "s"}).status == 200
    assert client.get_object(BUCKET, "k")["Body"].read() == b"content"
    assert remote("POST", "reset", {"bucket": BUCKET}).status == 200
    assert not client.bucket_exists(BUCKET)
    assert remote("DELETE", "snapshots/s").status == 200
    assert remote("POST", "restore", {"name": "s"}).status == 404
    assert remote("POST", "settle").status == 200


def test_a_snapshot_as_a_file(cos: LocalCos, remote: Remote, client: CosS3Client, tmp_path: Path) -> None:
    client.put_object(BUCKET, content := os.urandom(3_000_000), "k")
    remote("POST", "snapshots", {"name": "s"})
    response, file = remote.raw("GET", "snapshots/s")
    assert (response.status, response.headers["Content-Type"]) == (200, "application/x-tar")
    with LocalCos(tmp_path / "other") as other, CosS3Client(other.config()) as theirs:
        there = Remote(other)
        response, _ = there.raw("PUT", "snapshots/t", file)
        assert response.status == 200
        assert there("POST", "restore", {"name": "t"}).status == 200
        assert theirs.get_object(BUCKET, "k")["Body"].read() == content
        response, said = there.raw("PUT", "snapshots/u", file[:-2_000_000])
        assert (response.status, b"not the whole of one" in said) == (400, True)
        assert other.snapshots == ["t"]
        assert there("GET", "snapshots/u").status == 404


def test_faults(cos: LocalCos, remote: Remote, client: CosS3Client) -> None:
    added = remote("POST", "faults", {"operation": "get_object", "status": 503, "count": 5}).json
    assert (added["fault"], added["hits"]) == ("get_object status=503 count=5", 0)
    other = remote("POST", "faults", {"fault": "put_object delay=0.01"}).json
    client.put_object(BUCKET, b"", "k")
    assert [(each["id"], each["hits"]) for each in remote("GET", "faults").json["faults"]] == [
        (added["id"], 0), (other["id"], 1),
    ]  # fmt: skip
    assert remote("DELETE", f"faults/{other['id']}").status == 200
    assert remote("DELETE", f"faults/{other['id']}").status == 404
    assert [active.id for active in cos.faults] == [added["id"]]
    assert remote("DELETE", "faults").status == 200
    assert not cos.faults


def test_requests(cos: LocalCos, remote: Remote, client: CosS3Client) -> None:
    for key in "abc":
        client.put_object(BUCKET, b"", key)
    found = remote("GET", "requests?after=2").json
    assert ([each["key"] for each in found["requests"]], found["count"]) == (["b", "c"], 4)
    assert [each["number"] for each in remote("GET", "requests?limit=1").json["requests"]] == [1]
    with Wire(cos) as wire:
        wire.unsigned("GET", "/a")
    [last] = remote("GET", "requests?after=4").json["requests"]
    assert (last["status"], last["details"]["part"]) == (403, "acl")


@pytest.mark.parametrize(
    ("method", "path", "document", "status", "said"),
    [
        ("GET", "nothing", None, 404, "there is no 'nothing' here, but clock, faults"),
        ("PUT", "clock", None, 405, "PUT is not for clock"),
        ("POST", "clock", {"advance": 1}, 400, "'advance' is not known here: reset"),
        ("POST", "clock", {"days": -1}, 400, "only moves forward"),
        ("POST", "clock", {"days": "many"}, 400, "could not convert"),
        ("POST", "clock", [1], 400, "not a JSON object"),
        ("POST", "reset", {"buckets": 1}, 400, "'buckets' is not known"),
        ("POST", "snapshots", {"name": "../x"}, 400, "letters, digits"),
        ("POST", "faults", {"operation": "get_objct", "status": 503}, 400, "there is get_object"),
        ("POST", "faults", {"fault": "* status=1"}, 400, "between 400 and 599"),
        ("GET", "requests?after=x", None, 400, "after is a number"),
        ("POST", "restore", {"name": "s" * 70_000}, 413, "larger than 65536"),
        ("DELETE", "snapshots/..%2Fx", None, 404, "there is no snapshot"),
    ],
)
def test_what_cannot_be_is_said(
    remote: Remote, method: str, path: str, document: Any, status: int, said: str
) -> None:
    answer = remote(method, path, document)
    assert answer.status == status
    assert said in answer.json["error"]


def test_what_is_not_json(remote: Remote) -> None:
    response, body = remote.raw("POST", "clock", b"{")
    assert (response.status, b"not JSON" in body) == (400, True)


# following


def lines(cos: LocalCos, path: str, *headers: str) -> tuple[socket.socket, Any]:
    """A connection that follows the log, and what comes over it."""
    sock = socket.create_connection(("127.0.0.1", cos.port), timeout=20)
    head = [
        f"GET /_local/{path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {cos.control_token}",
        *headers,
    ]
    sock.sendall("\r\n".join([*head, "", ""]).encode())
    response = http.client.HTTPResponse(sock, method="GET")
    response.begin()
    assert response.status == 200
    return sock, response


def test_the_log_is_followed(cos: LocalCos, client: CosS3Client) -> None:
    sock, response = lines(cos, "requests?follow=1&after=0")
    with sock, response:
        assert response.headers["Content-Type"] == "application/x-ndjson"
        assert json.loads(response.readline())["operation"] == "create_bucket"
        for number in range(2, 5):
            client.put_object(BUCKET, b"", f"k{number}")
            record = json.loads(response.readline())
            assert (record["number"], record["key"]) == (number, f"k{number}")
    client.put_object(BUCKET, b"", "k")  # nobody is there any more
    client.put_object(BUCKET, b"", "k")


def test_a_browser_follows_events_and_goes_on_where_it_was(cos: LocalCos, client: CosS3Client) -> None:
    client.put_object(BUCKET, b"", "a")
    client.put_object(BUCKET, b"", "b")
    sock, response = lines(cos, "requests?follow=true", "Accept: text/event-stream", "Last-Event-ID: 2")
    with sock, response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.readline() == b"id: 3\n"
        line = response.readline()
        assert line.startswith(b"data: ")
        assert json.loads(line[6:])["key"] == "b"
        assert response.readline() == b"\n"


def test_followers_do_not_keep_a_server_from_stopping(cos: LocalCos) -> None:
    sock, response = lines(cos, "requests?follow=1")
    began = time.monotonic()
    cos.stop()
    with sock, response:
        assert response.read() == b""
    assert time.monotonic() - began < 4  # it would wait for 5 seconds, and then cut


def test_a_server_that_stops_says_so(cos: LocalCos, remote: Remote) -> None:
    cos._up, running = None, cos._up
    try:
        assert remote("GET", "snapshots").status == 503
    finally:
        cos._up = running


def test_controls_are_used_by_many_at_once(cos: LocalCos, client: CosS3Client, remote: Remote) -> None:
    problems: list[Any] = []

    def work(number: int) -> None:
        for _ in range(5):
            for method, path, document in (
                ("POST", "snapshots", {"name": f"s{number}"}),
                ("POST", "restore", {"name": f"s{number}"}),
                ("POST", "clock", {"seconds": 1}),
                ("POST", "faults", {"fault": "list_buckets status=503"}),
            ):
                answer = remote(method, path, document)
                if answer.status != 200:
                    problems.append(answer)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(cos.faults) == 20
