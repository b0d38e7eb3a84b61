"""Pytest fixtures: a local COS, clients of it, a bucket to fill.

Installed with the package.  Everything heavy is imported when a fixture is first used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from qcloud_cos import AsyncCosS3Client, CosS3Client
    from qcloud_cos.server import LocalCos
    from qcloud_cos.server.control.faults import ActiveFault
    from qcloud_cos.types.objects import ObjectToDelete


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "cos(faults=[...]): let requests to cos_server go wrong during the test, such as 'get_object reset'",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test that is marked gets its faults without asking for the fixture."""
    names = getattr(item, "fixturenames", None)
    if names is not None and item.get_closest_marker("cos") is not None and "cos_faults" not in names:
        names.append("cos_faults")


@pytest.fixture(scope="session")
def cos_server() -> Iterator[LocalCos]:
    """A local COS of its own for the whole run, in a temporary directory."""
    from qcloud_cos.server import LocalCos

    with LocalCos() as cos:
        yield cos


@pytest.fixture
def cos_client(cos_server: LocalCos) -> Iterator[CosS3Client]:
    """A client of `cos_server`, in the name of its first account."""
    from qcloud_cos import CosS3Client

    with CosS3Client(cos_server.config()) as client:
        yield client


@pytest.fixture
def async_cos_client(cos_server: LocalCos) -> AsyncCosS3Client:
    """The same for async tests, whatever runs their event loop.  Close it in a loop of yours, or not at all."""
    from qcloud_cos import AsyncCosS3Client

    return AsyncCosS3Client(cos_server.config())


@pytest.fixture
def cos_bucket(cos_server: LocalCos, cos_client: CosS3Client) -> Iterator[str]:
    """The name of a fresh bucket; it is emptied and removed after the test."""
    bucket = f"test-{uuid4().hex[:16]}-{cos_server.account.appid}"
    cos_client.create_bucket(Bucket=bucket)
    yield bucket
    _remove(cos_client, bucket)


@pytest.fixture
def cos_faults(cos_server: LocalCos, request: pytest.FixtureRequest) -> Iterator[list[ActiveFault]]:
    """The faults of the test's marker ``cos(faults=[...])``, at work until the test ends; each counts its hits."""
    for name in ("cos_bucket", "cos_client", "async_cos_client"):
        if name in request.fixturenames:
            request.getfixturevalue(name)  # what they ask for is not what is to go wrong
    marker = request.node.get_closest_marker("cos")
    texts = marker.kwargs.get("faults", ()) if marker else ()
    with ExitStack() as at_work:
        yield [at_work.enter_context(cos_server.add_fault(text)) for text in texts]


def _remove(client: CosS3Client, bucket: str) -> None:
    from qcloud_cos import CosServiceError

    try:
        client.head_bucket(Bucket=bucket)
    except CosServiceError as error:
        if error.get_status_code() == 404:
            return  # the test did it
        raise
    for upload in client.list_multipart_uploads(Bucket=bucket).get("Upload", []):
        client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    while True:
        page = client.list_objects_versions(Bucket=bucket)
        found = [*page.get("Version", []), *page.get("DeleteMarker", [])]
        if not found:
            break
        doomed: list[ObjectToDelete] = [
            {"Key": one["Key"], "VersionId": one["VersionId"] or "null"} for one in found
        ]
        left = client.delete_objects(Bucket=bucket, Delete={"Object": doomed, "Quiet": "true"})
        if left.get("Error"):
            return  # locked: it goes with the server
    client.delete_bucket(Bucket=bucket)
