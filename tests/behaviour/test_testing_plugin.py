"""The pytest fixtures that come with the package."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from qcloud_cos import AsyncCosS3Client, CosS3Client, testing
from qcloud_cos.errors import NoSuchKey
from qcloud_cos.server import LocalCos
from qcloud_cos.server.control.faults import ActiveFault


def test_a_bucket_to_fill(cos_client: CosS3Client, cos_bucket: str) -> None:
    cos_client.put_object(Bucket=cos_bucket, Body=b"hello", Key="k")
    assert cos_client.get_object(Bucket=cos_bucket, Key="k")["Body"].read() == b"hello"


def test_another_test_another_bucket(cos_client: CosS3Client, cos_bucket: str) -> None:
    assert "Contents" not in cos_client.list_objects(Bucket=cos_bucket)
    cos_client.create_multipart_upload(Bucket=cos_bucket, Key="left behind")


def test_buckets_are_gone_after_their_tests(cos_client: CosS3Client, cos_bucket: str) -> None:
    listed = cos_client.list_buckets()["Buckets"]
    assert listed is not None
    assert [bucket["Name"] for bucket in listed["Bucket"] if bucket["Name"].startswith("test-")] == [cos_bucket]


def test_a_test_may_remove_its_bucket_itself(cos_client: CosS3Client, cos_bucket: str) -> None:
    cos_client.delete_bucket(Bucket=cos_bucket)


def test_a_bucket_with_something_locked_stays_until_the_server_goes() -> None:
    bucket = "test-locked-1250000000"
    with LocalCos() as cos, CosS3Client(cos.config()) as client:
        client.create_bucket(bucket)
        client.put_bucket_object_lock(
            bucket, {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Days": 1}}}
        )
        client.put_object(bucket, b"", "k")
        testing._remove(client, bucket)
        assert client.bucket_exists(bucket)
        cos.advance(days=2)
        testing._remove(client, bucket)
        assert not client.bucket_exists(bucket)


def test_an_async_client_without_a_plugin_for_it(
    async_cos_client: AsyncCosS3Client, cos_bucket: str, cos_server: LocalCos
) -> None:
    async def story() -> bytes:
        async with async_cos_client as client:
            await client.put_object(Bucket=cos_bucket, Body=b"hello", Key="k")
            answer = await client.get_object(Bucket=cos_bucket, Key="k")
            return await answer["Body"].read()

    assert asyncio.run(story()) == b"hello"
    assert cos_server.port


@pytest.mark.cos(faults=["get_object status=503 count=2", "create_bucket reset"])
def test_a_marked_test_meets_its_faults(
    cos_faults: list[ActiveFault], cos_client: CosS3Client, cos_bucket: str
) -> None:
    cos_client.put_object(Bucket=cos_bucket, Body=b"hello", Key="k")
    assert cos_client.get_object(Bucket=cos_bucket, Key="k")["Body"].read() == b"hello"
    assert [fault.hits for fault in cos_faults] == [2, 0]


@pytest.mark.cos(faults=["get_object status=404"])
def test_a_marked_test_need_not_name_the_fixture(cos_client: CosS3Client, cos_bucket: str) -> None:
    cos_client.put_object(Bucket=cos_bucket, Body=b"hello", Key="k")
    with pytest.raises(NoSuchKey):
        cos_client.get_object(Bucket=cos_bucket, Key="k")


def test_faults_go_with_their_test(cos_server: LocalCos, cos_faults: list[ActiveFault]) -> None:
    assert cos_faults == []
    assert not cos_server.faults


def test_the_plugin_brings_nothing_heavy_along() -> None:
    code = (
        "import sys, pytest, qcloud_cos\nbefore = set(sys.modules)\nimport qcloud_cos.testing\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("['qcloud_cos.testing']", "['qcloud_cos.testing', 'uuid']")
