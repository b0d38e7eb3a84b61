"""One peer doing one kind of work, in a process of its own: prints what it cost as a line of JSON.

Run by run.py with the Python of the peer's own folder, or by hand:

    python benchmarks/peers.py cos get --endpoint http://127.0.0.1:18080 --count 2000
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

BUCKET = "bench-1250000000"
KEY_ID, KEY = "AKID" + "x" * 32, "y" * 32
SMALL = b"s" * 4096
MIB = 1024 * 1024


class Cos:
    """Whichever qcloud_cos this Python has: ours, or the published one."""

    def __init__(self, endpoint: str, certificate: str) -> None:
        from qcloud_cos import CosConfig, CosS3Client

        scheme, _, host = endpoint.partition("://")
        self.conf = CosConfig(
            Region="ap-guangzhou", SecretId=KEY_ID, SecretKey=KEY, Scheme=scheme, Domain=host, PoolMaxSize=64,
            VerifySSL=certificate,
        )  # fmt: skip
        self.client = CosS3Client(self.conf)

    def get(self) -> int:
        return len(self.client.get_object(Bucket=BUCKET, Key="4k")["Body"].get_raw_stream().read())

    def head(self) -> object:
        return self.client.head_object(Bucket=BUCKET, Key="4k")["ETag"]

    def put(self) -> object:
        return self.client.put_object(Bucket=BUCKET, Key="small/x", Body=SMALL)["ETag"]

    def list(self) -> int:
        return len(self.client.list_objects(Bucket=BUCKET, MaxKeys=1000)["Contents"])

    def upload(self) -> object:
        return self.client.upload_file(Bucket=BUCKET, Key="up/big", LocalFilePath="www/1g")

    def download(self) -> int:
        self.client.download_file(Bucket=BUCKET, Key="1g", DestFilePath="down")
        return taken("down")


class Ours(Cos):
    """With what only this SDK has."""

    def __init__(self, endpoint: str, certificate: str) -> None:
        from qcloud_cos import AsyncCosS3Client

        super().__init__(endpoint, certificate)
        self.awaiting = AsyncCosS3Client(self.conf)

    async def get_awaiting(self) -> int:
        found = await self.awaiting.get_object(Bucket=BUCKET, Key="4k")
        return len(await found["Body"].read())


class Boto3:
    def __init__(self, endpoint: str, certificate: str) -> None:
        import boto3
        from botocore.config import Config

        config = Config(max_pool_connections=64, s3={"addressing_style": "path"})
        self.client: Any = boto3.client(
            "s3", endpoint_url=endpoint, region_name="us-east-1", verify=certificate, config=config,
            aws_access_key_id=KEY_ID, aws_secret_access_key=KEY,
        )  # fmt: skip

    def get(self) -> int:
        return len(self.client.get_object(Bucket=BUCKET, Key="4k")["Body"].read())

    def head(self) -> object:
        return self.client.head_object(Bucket=BUCKET, Key="4k")["ETag"]

    def put(self) -> object:
        return self.client.put_object(Bucket=BUCKET, Key="small/x", Body=SMALL)["ETag"]

    def list(self) -> int:
        return len(self.client.list_objects_v2(Bucket=BUCKET, MaxKeys=1000)["Contents"])

    def upload(self) -> object:
        return self.client.upload_file("www/1g", BUCKET, "up/big")

    def download(self) -> int:
        self.client.download_file(BUCKET, "1g", "down")
        return taken("down")


class Minio:
    def __init__(self, endpoint: str, certificate: str) -> None:
        import urllib3
        from minio import Minio as Client

        scheme, _, host = endpoint.partition("://")
        pool = urllib3.PoolManager(64, maxsize=64, ca_certs=certificate)
        secure = scheme == "https"
        self.client: Any = Client(
            host, access_key=KEY_ID, secret_key=KEY, secure=secure, region="us-east-1", http_client=pool
        )

    def get(self) -> int:
        answer = self.client.get_object(bucket_name=BUCKET, object_name="4k")
        try:
            return len(answer.read())
        finally:
            answer.close()
            answer.release_conn()

    def head(self) -> object:
        return self.client.stat_object(bucket_name=BUCKET, object_name="4k").etag

    def put(self) -> object:
        return self.client.put_object(
            bucket_name=BUCKET, object_name="small/x", data=io.BytesIO(SMALL), length=len(SMALL)
        )

    def list(self) -> int:
        return sum(1 for _ in self.client.list_objects(bucket_name=BUCKET, recursive=True))

    def upload(self) -> object:
        return self.client.fput_object(bucket_name=BUCKET, object_name="up/big", file_path="www/1g")

    def download(self) -> int:
        self.client.fget_object(bucket_name=BUCKET, object_name="1g", file_path="down")
        return taken("down")


class Obstore:
    def __init__(self, endpoint: str, certificate: str) -> None:
        import obstore
        from obstore.store import S3Store

        self.obstore: Any = obstore
        self.store: Any = S3Store(
            BUCKET, endpoint=endpoint, access_key_id=KEY_ID, secret_access_key=KEY, region="us-east-1",
            virtual_hosted_style_request=False,
            client_options={"allow_http": True, "allow_invalid_certificates": True},
        )  # fmt: skip

    def get(self) -> int:
        return len(self.obstore.get(self.store, "4k").bytes())

    async def get_awaiting(self) -> int:
        return len(await (await self.obstore.get_async(self.store, "4k")).bytes_async())

    def head(self) -> object:
        return self.obstore.head(self.store, "4k")["e_tag"]

    def put(self) -> object:
        return self.obstore.put(self.store, "small/x", SMALL, use_multipart=False)

    def list(self) -> int:
        return sum(len(page) for page in self.obstore.list(self.store, chunk_size=1000))

    def upload(self) -> object:
        with open("www/1g", "rb") as file:
            return self.obstore.put(self.store, "up/big", file, chunk_size=8 * MIB, max_concurrency=5)

    def download(self) -> int:
        with open("down", "wb") as file:
            for piece in self.obstore.get(self.store, "1g").stream(min_chunk_size=MIB):
                file.write(piece)
        return taken("down")


def taken(path: str) -> int:
    """How large a file is; it makes room for the next."""
    size = os.path.getsize(path)
    os.remove(path)
    return size


PEERS: dict[str, type] = {"cos": Ours, "published": Cos, "boto3": Boto3, "minio": Minio, "obstore": Obstore}


def spent() -> tuple[float, float]:
    """CPU seconds so far, of all threads; and the wall clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, time.perf_counter()


def repeated(do: Callable[[], object], count: int, threads: int) -> tuple[float, float]:
    """CPU and wall seconds of `count` calls, after some that are not counted."""
    if threads == 1:
        for _ in range(max(3, count // 20)):
            do()
        cpu, wall = spent()
        for _ in range(count):
            do()
    else:
        start = threading.Barrier(threads + 1)

        def work() -> None:
            for _ in range(5):
                do()
            start.wait()
            for _ in range(count // threads):
                do()

        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        start.wait()
        cpu, wall = spent()
        for worker in workers:
            worker.join()
    after_cpu, after_wall = spent()
    return after_cpu - cpu, after_wall - wall


def awaited(do: Callable[[], Awaitable[int]], count: int, tasks: int, loop: str) -> tuple[float, float]:
    """The same in so many tasks of one event loop."""

    async def together() -> tuple[float, float]:
        async def work(times: int) -> None:
            for _ in range(times):
                if await do() != 4096:
                    raise SystemExit("another object was read")

        async def all_of(times: int) -> None:
            await asyncio.gather(*[work(times) for _ in range(tasks)])

        await all_of(5)
        cpu, wall = spent()
        await all_of(count // tasks)
        after_cpu, after_wall = spent()
        return after_cpu - cpu, after_wall - wall

    if loop == "uvloop":
        import uvloop

        return uvloop.run(together())  # type: ignore[no-any-return]
    return asyncio.run(together())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("work", choices=["get", "head", "put", "list", "upload", "download", "import"])
    parser.add_argument("--endpoint", default="")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--tasks", type=int, default=0)
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    asked = parser.parse_args()
    if asked.work == "import":
        began = spent()
        __import__({"cos": "qcloud_cos", "published": "qcloud_cos"}.get(asked.peer, asked.peer))
        ended = spent()
        count, cpu, wall = 1, ended[0] - began[0], ended[1] - began[1]
    else:
        peer = PEERS[asked.peer](asked.endpoint, asked.certificate)
        do, count = getattr(peer, asked.work), asked.count
        if asked.work == "get" and do() != 4096:
            raise SystemExit(f"{asked.peer} read another object")
        if asked.work == "list" and do() != 1000:
            raise SystemExit(f"{asked.peer} read another page")
        if asked.work in ("upload", "download"):
            began = spent()  # nothing is done before: the peak of memory is to be that of one transfer
            done = [do() for _ in range(count)]
            ended = spent()
            cpu, wall = ended[0] - began[0], ended[1] - began[1]
            if asked.work == "download" and set(done) != {1024 * MIB}:
                raise SystemExit(f"{asked.peer} read another object")
        elif asked.tasks and hasattr(peer, f"{asked.work}_awaiting"):
            cpu, wall = awaited(getattr(peer, f"{asked.work}_awaiting"), count, asked.tasks, asked.loop)
        else:
            cpu, wall = repeated(do, count, asked.threads)
    # Not ru_maxrss, which begins with what the parent had when it forked.
    with open("/proc/self/status") as status:
        memory = int(status.read().split("VmHWM:")[1].split()[0]) / 1024
    row = {"peer": asked.peer, "work": asked.work, "threads": asked.threads, "tls": asked.endpoint[:5] == "https"}
    print(json.dumps({**row, "count": count, "cpu": cpu, "wall": wall, "mib": memory, "pid": os.getpid()}))


main()
sys.stdout.flush()
os._exit(0)  # obstore's threads abort the process now and then when the interpreter ends before them
