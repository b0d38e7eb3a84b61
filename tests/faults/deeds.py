"""Kinds of operations, each with what has to be true when it is done: for whatever may go wrong meanwhile."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from qcloud_cos import AsyncCosS3Client, CosS3Client
from qcloud_cos.core.retry import Retry
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
BUCKET = "deeds-1250000000"
RETRIES = 1
_PROBES = {"probe/empty": 0, "probe/a": 10, "probe/b": 3000, "probe/c": 100_000}
_numbers = count()


@lru_cache(64)
def content(key: str, size: int = 100) -> bytes:
    """Another for each key, so that a wrong answer is seen."""
    return random.Random(key).randbytes(size)  # noqa: S311


@dataclass
class Stage:
    """A server, the client that is watched, and one that nothing befalls."""

    cos: LocalCos
    client: Any
    do: Callable[[Any], Any]
    is_async: bool
    sure: CosS3Client
    folder: Path
    left: Sequence[Any] = ()
    """Uploads that were neither completed nor aborted."""

    def key(self, name: str) -> str:
        return f"{name}/{next(_numbers)}"

    def put(self, key: str, size: int = 100) -> None:
        self.sure.put_object(BUCKET, content(key, size), key)

    def stored(self, key: str) -> bytes:
        data: bytes = self.sure.get_object(BUCKET, key)["Body"].read()
        return data

    def uploads(self, key: str) -> list[Any]:
        found: list[Any] = self.sure.list_multipart_uploads(BUCKET, Prefix=key).get("Upload", [])
        return found

    def read(self, key: str) -> bytes:
        data: bytes = self.do(self.do(self.client.get_object(BUCKET, key))["Body"].read())
        return data

    def check_own_answers(self) -> None:
        """One after another and all at once, each request gets the answer that is its own."""
        for key in ("probe/a", "probe/b"):
            assert self.read(key) == content(key, _PROBES[key])
        assert self.do(self.client.head_object(BUCKET, "probe/c"))["Content-Length"] == str(_PROBES["probe/c"])
        assert self._read_at_once(list(_PROBES)) == [content(key, size) for key, size in _PROBES.items()]

    def _read_at_once(self, keys: list[str]) -> list[bytes]:
        if not self.is_async:
            with ThreadPoolExecutor(4) as threads:
                return list(threads.map(self.read, keys))

        async def read(key: str) -> bytes:
            answer = await self.client.get_object(BUCKET, key)
            data: bytes = await answer["Body"].read()
            return data

        async def read_all() -> list[bytes]:
            return await asyncio.gather(*map(read, keys))

        found: list[bytes] = self.do(read_all())
        return found


@contextmanager
def staged(cos: LocalCos, kind: str, folder: Path, port: int | None = None, **overrides: Any) -> Iterator[Stage]:
    """The client's requests go by `port`, if it is given."""
    if port is not None:
        overrides["Endpoint"] = f"127.0.0.1:{port}"
    conf = cos.config(**overrides)
    with CosS3Client(cos.config()) as sure, asyncio.Runner() as runner:
        if not sure.bucket_exists(BUCKET):
            sure.create_bucket(BUCKET)
            for key, size in _PROBES.items():
                sure.put_object(BUCKET, content(key, size), key)

        def do(result: Any) -> Any:
            async def wait() -> Any:
                return await result

            return runner.run(wait()) if isinstance(result, Awaitable) else result

        client: Any = CosS3Client(conf, RETRIES) if kind == "blocking" else AsyncCosS3Client(conf, RETRIES)
        client._policy = Retry(RETRIES, base_seconds=0.005)
        yield Stage(cos, client, do, kind != "blocking", sure, folder)
        do(client.close())


Deed = Callable[[Stage], None]


def put(stage: Stage) -> None:
    key = stage.key("put")
    try:
        stage.do(stage.client.put_object(BUCKET, content(key), key))
    except Exception:
        # It may be there or not, but never in part.
        assert not stage.sure.object_exists(BUCKET, key) or stage.stored(key) == content(key)
        raise
    assert stage.stored(key) == content(key)


def get(stage: Stage) -> None:
    key = stage.key("get")
    stage.put(key)
    assert stage.read(key) == content(key)


def head(stage: Stage) -> None:
    key = stage.key("head")
    stage.put(key, 12_345)
    assert stage.do(stage.client.head_object(BUCKET, key))["Content-Length"] == "12345"


def listing(stage: Stage) -> None:
    prefix = stage.key("list")
    for name in "abc":
        stage.put(f"{prefix}/{name}")
    page = stage.do(stage.client.list_objects(BUCKET, Prefix=f"{prefix}/"))
    assert [entry["Key"] for entry in page["Contents"]] == [f"{prefix}/{name}" for name in "abc"]


def delete(stage: Stage) -> None:
    key = stage.key("delete")
    stage.put(key)
    stage.do(stage.client.delete_object(BUCKET, key))
    assert not stage.sure.object_exists(BUCKET, key)


def upload(stage: Stage) -> None:
    key = stage.key("upload")
    path = stage.folder / "up"
    path.write_bytes(content(key, MIB + 1000))
    try:
        stage.do(stage.client.upload_file(BUCKET, key, path, PartSize=1, MAXThread=2))
    except Exception:
        assert not stage.sure.object_exists(BUCKET, key)
        raise
    finally:
        stage.left = stage.uploads(key)
    assert stage.stored(key) == path.read_bytes()


def download(stage: Stage) -> None:
    key = stage.key("download")
    stage.put(key, MIB + 1000)
    folder = stage.folder / key.replace("/", "-")
    folder.mkdir()
    try:
        stage.do(stage.client.download_file(BUCKET, key, folder / "down", PartSize=1, MAXThread=2))
    except Exception:
        assert list(folder.iterdir()) == []
        raise
    assert (folder / "down").read_bytes() == content(key, MIB + 1000)
    assert len(list(folder.iterdir())) == 1


def copy(stage: Stage) -> None:
    source, key = stage.key("source"), stage.key("copy")
    stage.put(source)
    stage.do(stage.client.copy_object(BUCKET, key, {"Bucket": BUCKET, "Key": source, "Region": "ap-guangzhou"}))
    assert stage.stored(key) == content(source)


def paging(stage: Stage) -> None:
    prefix = stage.key("page")
    wanted = [f"{prefix}/{number}" for number in range(5)]
    for key in wanted:
        stage.put(key)
    pages = stage.client.paginate("list_objects", Bucket=BUCKET, Prefix=f"{prefix}/", MaxKeys=2)
    if stage.is_async:

        async def collect() -> list[Any]:
            return [page async for page in pages]

        found = stage.do(collect())
    else:
        found = list(pages)
    assert [entry["Key"] for page in found for entry in page["Contents"]] == wanted
