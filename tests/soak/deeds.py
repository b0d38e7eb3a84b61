"""What workers do, and what has to be true of it."""

from __future__ import annotations

import asyncio
import faulthandler
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from qcloud_cos import CosS3Client
from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from soak.content import MIB, content, number_of
from soak.worker import BUCKET, DAMAGED, VERSIONED, Steps, Worker

_KEPT_VERSIONS = 4
_CHILDS_SECONDS = 45


def put(worker: Worker) -> Steps[None]:
    key, number = worker.key(), worker.fresh()
    data = content(number)
    bodies: list[Callable[[], Any]] = [lambda: data, lambda: io.BytesIO(data)]
    if worker.is_direct:  # the proxy knows no chunks
        bodies.append(lambda: iter([data[:100], data[100:]]))
    body = worker.random.choice(bodies)()
    yield from worker.write(key, number, lambda: worker.client.put_object(BUCKET, body, key))


def get(worker: Worker) -> Steps[None]:
    key = worker.key()
    worker.check(key, (yield from worker.read(key)))


def get_range(worker: Worker) -> Steps[None]:
    if found := worker.settled():
        key, number = found
        data = yield from worker.read(key, Range="bytes=5-90")
        assert data in (content(number)[5:91], content(number, large=True)[5:91]), f"a range of {key} is another's"


def head(worker: Worker) -> Steps[None]:
    key = worker.key()
    may = worker.may.get(key, {None})
    try:
        answer = yield worker.client.head_object(BUCKET, key)
    except CosServiceError as error:
        if error.get_status_code() != 404:
            raise
        assert None in may, f"{key} is gone"
    else:
        assert DAMAGED in may or int(answer["Content-Length"]) in worker.lengths(key), f"{key} has another length"


def delete(worker: Worker) -> Steps[None]:
    key = worker.key()
    yield from worker.write(key, None, lambda: worker.client.delete_object(BUCKET, key))


def listing(worker: Worker) -> Steps[None]:
    page = yield worker.client.list_objects(BUCKET, Prefix=f"{worker.name}/")
    there = {entry["Key"] for entry in page.get("Contents", [])}
    for key, may in worker.may.items():
        assert key in there or None in may, f"{key} is not in the listing"
        assert key not in there or may != {None}, f"{key} is in the listing, and was deleted"


def multipart(worker: Worker) -> Steps[None]:
    key, number, client = worker.key(), worker.fresh(), worker.client
    data = content(number, large=True)
    upload = (yield client.create_multipart_upload(BUCKET, key))["UploadId"]
    try:
        parts = []
        for at, start in enumerate(range(0, len(data), MIB), 1):
            sent = yield client.upload_part(BUCKET, key, data[start : start + MIB], at, upload)
            parts.append({"PartNumber": at, "ETag": sent["ETag"]})
        yield from worker.write(
            key, number, lambda: client.complete_multipart_upload(BUCKET, key, upload, {"Part": parts})
        )
    except CosException:
        with suppress(CosException):
            yield client.abort_multipart_upload(BUCKET, key, upload)
        raise


def copy(worker: Worker) -> Steps[None]:
    if found := worker.settled():
        source = {"Bucket": BUCKET, "Key": found[0], "Region": "ap-guangzhou"}
        key = worker.key()
        yield from worker.write(key, found[1], lambda: worker.client.copy_object(BUCKET, key, source))


def versions(worker: Worker) -> Steps[None]:
    client, key, number = worker.client, f"{worker.name}/v", worker.fresh()
    answer = yield client.put_object(VERSIONED, content(number), key)
    worker.versions[answer["x-cos-version-id"]] = number
    page = yield client.list_objects_versions(VERSIONED, Prefix=key)
    listed = [entry["VersionId"] for entry in page["Version"]]
    assert set(worker.versions) <= set(listed), f"{key} lacks a version"
    one = worker.random.choice(listed)
    body = (yield client.get_object(VERSIONED, key, VersionId=one))["Body"]
    data = yield body.read()
    found = number_of(data)
    # What arrived damaged and was sent again is a version, too, which nobody has acknowledged.
    assert found is not None or not worker.is_direct, f"version {one} of {key} is torn"
    assert worker.versions.get(one, found) == found, f"version {one} of {key} is another"
    worker.bytes_checked += len(data)
    for old in listed[_KEPT_VERSIONS:]:
        worker.versions.pop(old, None)
        yield client.delete_object(VERSIONED, key, VersionId=old)


def tags(worker: Worker) -> Steps[None]:
    if found := worker.settled():
        wanted = {"TagSet": {"Tag": [{"Key": "number", "Value": str(worker.fresh())}]}}
        yield worker.client.put_object_tagging(BUCKET, found[0], wanted)
        assert (yield worker.client.get_object_tagging(BUCKET, found[0])) == wanted, f"{found[0]} has other tags"


def presigned(worker: Worker) -> Steps[None]:
    """Without the client; so without its trying again, too."""
    key, number = worker.key(), worker.fresh()
    into = yield worker.client.get_presigned_url(BUCKET, key, "PUT")
    out = yield worker.client.get_presigned_url(BUCKET, key, "GET")
    is_async = not isinstance(worker.client, CosS3Client)

    def asked(*request: Any) -> Any:
        return asyncio.to_thread(_asked, *request) if is_async else _asked(*request)

    yield from worker.write(key, number, lambda: asked("PUT", into, content(number)))
    worker.check(key, (yield asked("GET", out)))


def _asked(method: str, url: str, body: bytes | None = None) -> bytes:
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=30)
    try:
        connection.request(method, f"{address.path}?{address.query}", body)
        answer = connection.getresponse()
        data = answer.read()
    except (OSError, HTTPException) as error:
        raise CosClientError("no answer to a presigned request") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise CosClientError(f"{answer.status} to a presigned request")
    if method == "GET" and answer.headers["x-cos-hash-crc64ecma"] != str(crc64(data)):
        raise CosClientError("the answer to a presigned request is damaged")
    return data


def fork(worker: Worker) -> Steps[None]:
    """A child goes on with the client while other threads of its parent are using it."""
    key, number = f"{worker.name}/child", worker.fresh()
    yield from worker.write(key, number, lambda: _forked(worker, key, content(number)))
    worker.check(key, (yield from worker.read(key)))


def _forked(worker: Worker, key: str, data: bytes) -> None:
    child = os.fork()
    if child == 0:
        faulthandler.register(signal.SIGALRM, chain=True)  # where it hangs
        signal.alarm(_CHILDS_SECONDS)
        status = 1
        try:
            worker.client.put_object(BUCKET, data, key)
            assert worker.client.get_object(BUCKET, key)["Body"].read() == data
            status = 0
        except CosException:
            status = 3
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 3), f"a forked child ended with {status}"
    if status:
        raise CosClientError("the forked child's request failed")
