"""Policies and lists at work over the wire: every operation, everyone who may ask for it.

What is expected is the table of `unit/test_server_policy_matrix.py`, which asks many more policies as values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from qcloud_cos.server import LocalCos
from raw import Reply, Wire
from unit.test_server_permissions import CALLERS, GRANTEE, OWNER, STRANGER, WRITER, Asked
from unit.test_server_policy_matrix import ROWS, Policy, Said, wanted

HOST = "b-1250000000.cos.ap-guangzhou.myqcloud.com"
CHANGING = ("DELETE?policy", "PUT", "DELETE", "POST?append", "PUT?symlink", "PUT?acl")
POLICIES: dict[str, Policy] = {
    "all to all": (Said(True),),
    "nothing to nobody": (Said(True), Said(False)),
    "reading to one": (Said(True, who="stranger", what="get"),),
    "objects to anyone but one": (Said(False, who="stranger", what="objects"), Said(True, who="anonymous")),
    "one key, and a ban on the owner": (Said(True, where="the key"), Said(False, who="owner", what="objects")),
    "of another bucket, and of what is not there": (
        Said(True, where="another bucket"), Said(True, when="what is not there"), Said(False, when="by TLS"),
    ),
}  # fmt: skip


class Bucket:
    """With one object, by the account that the tables say has written it."""

    def __init__(self, cos: LocalCos) -> None:
        self.wires = {name: Wire(cos, account, HOST) for name, account in CALLERS.items()}
        self.owner = self.wires["owner"]
        assert self.owner.request("PUT", "/").status == 200
        assert self.owner.request("PUT", "/keep", body=b"so that the bucket is not empty").status == 200

    def prepare(self, said: Policy) -> None:
        self.owner.request("DELETE", "/", {"policy": ""})
        grant = {"x-cos-grant-write": f'id="{WRITER.uin}"'}
        assert self.owner.request("PUT", "/", {"acl": ""}, headers=grant).status == 200
        assert self.owner.request("DELETE", "/k").status == 204
        assert self.wires["writer"].request("PUT", "/k", body=b"x").status == 200
        assert self.owner.request("PUT", "/", {"acl": ""}, headers={"x-cos-acl": "private"}).status == 200
        document = {"version": "2.0", "Statement": [one.json() for one in said]}
        assert self.owner.request("PUT", "/", {"policy": ""}, json.dumps(document).encode()).status < 300

    def asked(self, asked: Asked, who: str) -> Reply:
        method, _, query = asked.text.partition("?")
        params = dict(pair.partition("=")[::2] for pair in query.split("&")) if query else {}
        path = "/" if asked.level == "bucket" else "/k"
        if who == "anonymous":
            return self.wires[who].unsigned(method, f"{path}?{query}".rstrip("?"), {"Content-Length": "0"})
        return self.wires[who].request(method, path, params, b"")


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with LocalCos(accounts=[OWNER, WRITER, GRANTEE, STRANGER], durability="os") as cos:
        made = Bucket(cos)
        yield made
        for wire in made.wires.values():
            wire.socket.close()


@pytest.mark.parametrize("name", POLICIES)
def test_who_may(bucket: Bucket, name: str) -> None:
    said = POLICIES[name]
    bucket.prepare(said)
    wrong = []
    for asked in ROWS:
        if "+copy" in asked.text:  # it is of two objects
            continue
        for who in CALLERS:
            answer = bucket.asked(asked, who)
            refused = answer.status == 403 and (asked.text == "HEAD" or answer.code == "AccessDenied")
            if refused == wanted(asked, who, said, "none", "none") and asked.text != "POST?delete":
                wrong.append((asked.level, asked.text, who, answer.status, answer.body[:200]))
            if not refused and asked.text in CHANGING:
                bucket.prepare(said)
    assert not wrong
