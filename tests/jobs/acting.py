"""What the stories of actions are told with: batches done as a worker does them, in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from typing import Any, NamedTuple

import pytest

from jobs.conftest import Bulk
from qcloud_cos.jobs import JobSpecification, identities, settings
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.pace import Share
from qcloud_cos.jobs.working import _Workshop

ODD_KEYS = [
    "p/plain",
    "p/文件 名.txt",
    "p/100% %41+&=",
    "p/two\nlines",
    "p/\"quotes\",'and' commas",
    "p//double",
    "/p/leading/slash",
]


class Row(NamedTuple):
    state: str
    code: str
    key: str
    result: Any = None


class Acting:
    def __init__(self, bulk: Bulk, patch: pytest.MonkeyPatch) -> None:
        self.bulk, self.client, self.server = bulk, bulk.client, bulk.server
        self.source, self.target = bulk.source, bulk.target
        self._patch = patch

    def put(self, *keys: str, body: bytes = b"content", **more: Any) -> list[Entry]:
        """Objects of the source, and their entries as a listing has them."""
        for key in keys:
            self.client.put_object(self.source, body, sent(key), **more)
        return [Entry(key, size=len(body)) for key in keys]

    def do(self, operation: str, entries: Sequence[Entry], by: Any = None, **options: Any) -> list[Row]:
        """A batch, by the server's own account, or by other keys."""
        config = self.server.config()
        if by is not None:
            config = self.server.config(SecretId=by.secret_id, SecretKey=by.secret_key, Token=by.token)
        who, variables = identities.described(config)
        for name, value in variables.items():
            self._patch.setenv(name, value)
        said = {"kind": "prefix", "bucket": self.source, "prefix": ""}
        specification = JobSpecification(
            operation, said, options, None, settings.described(config), who, retries=2
        )
        with closing(_Workshop(specification.to_text())) as shop:
            result = shop.do(Batch(self.source, "", "z", entries), Share())
        rows = [json.loads(line) for line in result.rows.decode().splitlines()]
        found = {
            (row["key"], row.get("version_id")): Row(
                row["state"], row.get("code", ""), row["key"], row.get("result")
            )
            for row in rows
        }
        return [found[entry.key, entry.version_id] for entry in entries]

    def one(self, operation: str, entry: Entry, by: Any = None, **options: Any) -> Row:
        [row] = self.do(operation, [entry], by, **options)
        return row

    def keys(self, bucket: str) -> list[str]:
        return [each["Key"] for each in self.client.objects(bucket)]

    def read(self, bucket: str, key: str) -> bytes:
        content: bytes = self.client.get_object(bucket, sent(key))["Body"].read()
        return content

    def head(self, key: str, bucket: str = "") -> Any:
        return self.client.head_object(bucket or self.source, sent(key))

    def to(self, prefix: str = "q/") -> str:
        return f"cos://{self.target}/{prefix}"

    def damage(self, content: bytes) -> None:
        """Turn a bit of a stored object, on the server's disk."""
        found = 0
        for path in self.server.root.rglob("*"):
            if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
                path.chmod(0o600)
                path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
                found += 1
        assert found


def states(rows: Sequence[Row]) -> list[str]:
    return [row.state for row in rows]


def sent(key: str) -> str:
    """The key as methods take it."""
    return f"/{key}" if key.startswith("/") else key
