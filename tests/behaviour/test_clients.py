"""One client in threads, forked children, event loops; what it logs; what it keeps to itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client, CosServiceError
from qcloud_cos.errors import NoSuchKey
from qcloud_cos.server import LocalCos


def test_one_client_serves_many_threads(cos_client: CosS3Client, cos_bucket: str) -> None:
    def own(number: int) -> bool:
        key, body = f"k{number}", bytes([number]) * (number * 3000)
        cos_client.put_object(cos_bucket, body, key)
        return cos_client.get_object(cos_bucket, key)["Body"].read() == body

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(own, range(100)))


def test_a_client_made_before_a_fork_works_in_parent_and_child(cos_client: CosS3Client, cos_bucket: str) -> None:
    cos_client.put_object(cos_bucket, b"before", "k")  # a connection is open now
    fork = multiprocessing.get_context("fork")
    heard, told = fork.Pipe(duplex=False)

    def child() -> None:
        told.send((cos_client.get_object(cos_bucket, "k")["Body"].read(), os.getpid()))

    children = [fork.Process(target=child) for _ in range(3)]
    for process in children:
        process.start()
    for _ in children:
        assert cos_client.get_object(cos_bucket, "k")["Body"].read() == b"before"
        assert heard.poll(20)
        content, process_id = heard.recv()
        assert content == b"before"
        assert process_id != os.getpid()
    for process in children:
        process.join(20)
        assert process.exitcode == 0
    assert cos_client.get_object(cos_bucket, "k")["Body"].read() == b"before"


def test_one_async_client_serves_one_event_loop_after_another(
    async_cos_client: AsyncCosS3Client, cos_bucket: str
) -> None:
    async def story(number: int) -> bytes:
        await async_cos_client.put_object(cos_bucket, b"%d" % number, "k")
        bodies = await asyncio.gather(*(async_cos_client.get_object(cos_bucket, "k") for _ in range(20)))
        contents = {await body["Body"].read() for body in bodies}
        await async_cos_client.close()
        assert len(contents) == 1
        return contents.pop()

    assert [asyncio.run(story(number)) for number in range(3)] == [b"0", b"1", b"2"]


def test_a_cancelled_request_does_not_disturb_the_next(
    async_cos_client: AsyncCosS3Client, cos_bucket: str
) -> None:
    async def story() -> None:
        await async_cos_client.put_object(cos_bucket, b"x" * 100_000, "big")
        await async_cos_client.put_object(cos_bucket, b"small", "small")
        for _ in range(20):
            slow = asyncio.ensure_future(async_cos_client.get_object(cos_bucket, "big"))
            await asyncio.sleep(0)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            answer = await async_cos_client.get_object(cos_bucket, "small")
            assert await answer["Body"].read() == b"small"
        await async_cos_client.close()

    asyncio.run(story())


def test_a_debug_line_per_answer_and_no_secret_in_it(
    cos_server: LocalCos, cos_bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    conf = cos_server.config(Token="token-canary")
    client = CosS3Client(conf, retry=0)
    key = "SSECustomerKey"
    with caplog.at_level(logging.DEBUG, "qcloud_cos"), contextlib.suppress(CosServiceError):
        client.put_object(cos_bucket, b"", "k", SSECustomerKey="customer-canary", SSECustomerAlgorithm="AES256")
    assert any("PUT" in record.getMessage() and "/k " in record.getMessage() for record in caplog.records)
    everything = " ".join(record.getMessage() for record in caplog.records)
    for secret in ("token-canary", "customer-canary", "q-signature", conf._secret_key or "", key):
        assert secret not in everything


def test_an_expected_404_is_no_error_line(
    cos_client: CosS3Client, cos_bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "qcloud_cos"):
        assert cos_client.object_exists(cos_bucket, "nowhere") is False
        with pytest.raises(NoSuchKey):
            cos_client.get_object(cos_bucket, "nowhere")
    assert caplog.records == []


def test_an_error_crosses_processes(cos_client: CosS3Client, cos_bucket: str) -> None:
    with pytest.raises(NoSuchKey) as caught:
        cos_client.get_object(cos_bucket, "nowhere")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert str(again) == str(caught.value)


def test_the_retries_are_counted() -> None:
    client = CosS3Client(CosConfig(Endpoint="http://127.0.0.1:1", SecretId="i", SecretKey="k"), retry=2)
    with pytest.raises(Exception, match="127.0.0.1:1"):
        client.head_bucket("b-1250000000")
    assert client.get_retry_exe_times() == 2


def test_importing_brings_neither_asyncio_nor_ssl_nor_http_libraries() -> None:
    code = "import sys, qcloud_cos; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"asyncio", "ssl", "requests", "httpx", "cryptography", "uvicorn", "click", "xml.etree", "logging"}
    assert heavy.isdisjoint(loaded)
