"""What a type checker sees.  `make static` checks this file; running it proves that wrong code is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, assert_type

from qcloud_cos import (
    AsyncCosS3Client,
    AsyncCosVectorsClient,
    Calls,
    CosS3Client,
    CosVectorsClient,
    MetaInsightClient,
)
from qcloud_cos import types as t
from qcloud_cos.core.wire import Call, Flow
from qcloud_cos.credentials import Credentials
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.streams import StreamBody

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def blocking(client: CosS3Client) -> None:
    assert_type(client.put_object("b", b"", "k", ACL="private"), t.PutObjectOutput)
    assert_type(client.get_object(Bucket="b", Key="k", Range="bytes=0-1"), t.GetObjectOutput)
    assert_type(client.get_object("b", "k")["Body"], StreamBody)
    assert_type(client.get_snapshot("b", "k", 1.5)["Body"], StreamBody)
    assert_type(client.ci_get_media_jobs("b", "j")["JobsDetail"], list[dict[str, Any]])
    assert_type(client.list_objects("b")["Contents"][0]["Key"], str)
    assert_type(client.object_exists("b", "k"), bool)
    assert_type(client.get_presigned_url("b", "k", "GET"), str)
    assert_type(client.delete_bucket("b"), None)
    assert_type(client.credentials.explain().found, bool)
    assert_type(client.sts.scoped_token("b", "p/", "read"), Credentials)


def of_other_services(vectors: CosVectorsClient, insight: MetaInsightClient) -> None:
    assert_type(vectors.get_vectors("b", "i", ["k"])[1]["vectors"][0]["key"], str)
    assert_type(vectors.calls.get_index("b", "i"), Call[tuple[dict[str, Any], t.GetIndexOutput]])
    assert_type(insight.ci_describe_datasets()[1]["Datasets"], list[dict[str, Any]])


async def awaiting_vectors(vectors: AsyncCosVectorsClient) -> None:
    assert_type((await vectors.query_vectors("b", "i", {"float32": [0.5]}, 1))[1], t.VectorsOutput)


async def awaiting(client: AsyncCosS3Client) -> None:
    assert_type(await client.put_object("b", b"", "k"), t.PutObjectOutput)
    assert_type((await client.get_object("b", "k"))["Body"], AsyncStreamBody)
    assert_type((await client.get_pm3u8("b", "k", 3600))["Body"], AsyncStreamBody)
    assert_type(await client.object_exists("b", "k"), bool)
    assert_type(await client.get_presigned_url("b", "k", "GET"), str)
    assert_type(await client.credentials.current(), Credentials | None)
    assert_type(await client.sts.scoped_token("b", "p/", "read"), Credentials)


def undone(calls: Calls) -> None:
    assert_type(calls.head_bucket("b"), Call[t.HeadBucketOutput, t.HeadBucketOutput])
    assert_type(calls.object_exists("b", "k"), Flow[bool])


def test_wrong_code_is_found() -> None:
    cache = ROOT / ".mypy_cache" / "wrong_usage"
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(cache)]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *settings, "wrong_usage.py"],
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    found = {int(line.split(":")[1]) for line in checked.stdout.splitlines() if ": error:" in line}
    wanted = {
        number
        for number, line in enumerate((HERE / "wrong_usage.py").read_text().splitlines(), 1)
        if line.endswith("# wrong")
    }
    assert wanted
    assert found == wanted, checked.stdout + checked.stderr
