"""What goes wrong with the published SDK, by the numbers of our list of its defects, and does not with this one.

Those of encryption, live channels, configurations and selections are named in those areas' own tests.
"""

from __future__ import annotations

import collections
import io
import logging
import multiprocessing
import os
import threading
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from faults.wire_server import Peer, Script, WireServer, always
from qcloud_cos import AsyncCosS3Client, CosClientError, CosConfig, CosS3Client, CosServiceError
from qcloud_cos.core import xml
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Response
from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, NotModified

BUCKET = "b-1250000000"
CONTENT = bytes(range(256)) * 4000


def client_of(server: WireServer, retry: int = 0, **options: Any) -> CosS3Client:
    endpoint = f"http://127.0.0.1:{server.origin.port}"
    keys: dict[str, Any] = {"SecretId": "AKIDcanarycanarycanary", "SecretKey": "key-canary"}
    return CosS3Client(CosConfig(Endpoint=endpoint, **(keys | options)), retry)


def chunked(*pieces: bytes, whole: bool = True) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return head + body + (b"0\r\n\r\n" if whole else b"")


def sized(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def then_close(answer: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(answer)
        peer.sock.close()

    return script


@pytest.mark.parametrize("read", ["read", "pieces", "file"])
def test_defect_1_a_chunked_body_arrives_whole(read: str, tmp_path: Path) -> None:
    with WireServer(always(chunked(CONTENT[:10007], CONTENT[10007:500_000], CONTENT[500_000:]))) as server:
        body = client_of(server).get_object(BUCKET, "k")["Body"]
        if read == "file":
            body.get_stream_to_file(str(tmp_path / "file"))
            assert (tmp_path / "file").read_bytes() == CONTENT
        elif read == "pieces":
            assert b"".join(iter(lambda: body.read(1024), b"")) == CONTENT
        else:
            assert body.read() == CONTENT


def test_defect_1_a_chunked_body_that_breaks_off_is_an_error(tmp_path: Path) -> None:
    with WireServer(then_close(chunked(CONTENT, whole=False))) as server:
        body = client_of(server).get_object(BUCKET, "k")["Body"]
        with pytest.raises(BodyCutShort):
            body.get_stream_to_file(str(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


def test_defect_4_text_is_data_and_never_code() -> None:
    assert xml.parse(xml.dump("R", {"Key": "'+__import__('os').getcwd()+'"})) == {
        "Key": "'+__import__('os').getcwd()+'"
    }
    assert xml.parse(xml.dump("R", {"Key": "a{http://s3.amazonaws.com/doc/2006-03-01/}b"})) == {
        "Key": "a{http://s3.amazonaws.com/doc/2006-03-01/}b"
    }
    with pytest.raises(xml.MalformedXML, match="nested"):
        xml.parse(b"<a>" * 1000 + b"</a>" * 1000)
    acl = b"<AccessControlPolicy><Owner><ID>mytype</ID></Owner><AccessControlList/></AccessControlPolicy>"
    with WireServer(always(sized(acl))) as server:
        assert client_of(server).get_bucket_acl(BUCKET)["Owner"]["ID"] == "mytype"


def test_defect_5_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with WireServer(always(sized(b""))) as server, caplog.at_level(logging.DEBUG):
        client = client_of(server, Token="token-canary")
        client.put_object(BUCKET, b"", "k", SSECustomerKey="customer-canary", SSECustomerAlgorithm="AES256")
        client.get_auth("GET", BUCKET, "k")
        client_of(server, EndpointCi=f"127.0.0.1:{server.origin.port}").ci_update_hls_play_key(
            BUCKET, "play-canary"
        )
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "/playKey" in said
    assert "canary" not in said
    assert "q-signature" not in said


def reset(peer: Peer) -> None:
    peer.head()
    peer.reset()


@pytest.mark.parametrize("session", [None, requests.Session()], ids=["sockets", "a session"])
@pytest.mark.parametrize("listening", [True, False])
def test_defect_5_no_play_key_is_in_what_the_network_raises(
    session: requests.Session | None, listening: bool
) -> None:
    key = "".join(["play", "-canary"])  # tracebacks quote this line
    with WireServer(reset) as server:
        conf = client_of(server, EndpointCi=f"127.0.0.1:{server.origin.port if listening else 1}").get_conf()
        with pytest.raises(CosClientError) as failed:
            CosS3Client(conf, retry=0, session=session).ci_update_hls_play_key(BUCKET, key)
    assert "canary" not in "".join(traceback.format_exception(failed.value)) + repr(failed.value)


def test_defect_6_a_body_that_cannot_go_back_meets_a_connection_error() -> None:
    with WireServer(reset) as server, pytest.raises(AnswerLost):
        client_of(server, retry=3).put_object(BUCKET, iter([b"x" * 100]), "k")
    assert len(server.heads) == 1


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_defect_7_a_redirect_is_no_success(status: str) -> None:
    with WireServer(always(sized(b"<Error/>", status, "Location: http://elsewhere/"))) as server:
        with pytest.raises(CosServiceError, match="Redirect"):
            client_of(server).put_object(BUCKET, b"x", "k")
        with pytest.raises(CosServiceError, match="Redirect"):
            client_of(server).get_object(BUCKET, "k")


def test_defect_7_not_modified_says_so() -> None:
    with WireServer(always(b"HTTP/1.1 304 Not Modified\r\n\r\n")) as server, pytest.raises(NotModified):
        client_of(server).get_object(BUCKET, "k", IfNoneMatch='"e"')


def test_defect_8_the_token_of_a_credential_instance_is_sent() -> None:
    given = SimpleNamespace(secret_id="i", secret_key="k", token="of-the-instance")
    with WireServer(always(sized(b""))) as server:
        client_of(server, SecretId=None, SecretKey=None, CredentialInstance=given).head_object(BUCKET, "k")
    assert b"x-cos-security-token: of-the-instance" in server.heads[0]


def test_defect_9_credentials_are_set_without_a_token() -> None:
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Token="t")
    conf.set_credential("i2", "k2")
    assert (conf._secret_id, conf._secret_key, conf._token) == ("i2", "k2", None)
    assert conf.credentials() == ("i2", "k2", None, None, "the arguments of CosConfig")


@pytest.mark.parametrize(
    "body", [b"<Error><Code>SlowDown</Code></Error>", b"<Error/>", b"", b"5", b'{"message": "m"}', b"<html>"]
)
def test_defect_10_no_getter_of_an_error_raises(body: bytes) -> None:
    with WireServer(always(sized(body, "403 Forbidden"))) as server, pytest.raises(CosServiceError) as caught:
        client_of(server).get_object(BUCKET, "k")
    getters = [name for name in dir(caught.value) if name.startswith("get_")]
    assert len([getattr(caught.value, name)() for name in getters]) == 8


def test_defect_10_a_refused_head_has_a_code_and_its_ids() -> None:
    answer = sized(b"", "403 Forbidden", "x-cos-request-id: R", "x-cos-trace-id: T")
    with WireServer(always(answer)) as server, pytest.raises(CosServiceError) as caught:
        client_of(server).head_object(BUCKET, "k")
    error = caught.value
    assert (error.get_error_code(), error.get_request_id(), error.get_trace_id()) == ("AccessDenied", "R", "T")


def test_defect_12_a_reader_that_fails_leaves_no_thread(cos_client: CosS3Client, cos_bucket: str) -> None:
    class Failing(io.RawIOBase):
        count = 0

        def read(self, size: int = -1) -> bytes:
            self.count += 1
            if self.count > 2:
                raise OSError("the reader failed")
            return bytes(size)

    with pytest.raises(OSError, match="the reader failed"):
        cos_client.upload_file_from_buffer(cos_bucket, "k", Failing(), PartSize=1)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("cos-call")]
    assert "Upload" not in cos_client.list_multipart_uploads(cos_bucket)


def test_defect_13_what_arrives_is_compared_with_what_was_stored() -> None:
    answer = sized(b"other bytes", "200 OK", "x-cos-hash-crc64ecma: 1")
    with WireServer(always(answer)) as server, pytest.raises(ChecksumMismatch):
        client_of(server).get_object(BUCKET, "k")["Body"].read()


def test_defect_14_a_failed_download_leaves_nothing_and_raises_ours(tmp_path: Path) -> None:
    with WireServer(then_close(sized(CONTENT)[:-1000])) as server:
        body = client_of(server).get_object(BUCKET, "k")["Body"]
        with pytest.raises(CosClientError, match="ended early"):
            body.get_stream_to_file(str(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


def test_defect_15_retries_wait_with_jitter_and_as_long_as_they_are_told() -> None:
    policy = Retry()
    assert len({policy.delay(3, Response(500, {}), repeatable=True, now=0) for _ in range(20)}) > 10
    told = Response(429, ResponseHeaders({"Retry-After": "9"}))
    assert policy.delay(1, told, repeatable=True, now=0) == pytest.approx(9, abs=0.5)


def test_defect_16_every_client_works_in_a_forked_child(cos_client: CosS3Client, cos_bucket: str) -> None:
    second = CosS3Client(cos_client.get_conf())
    for client in (cos_client, second):
        client.put_object(cos_bucket, b"x", "k")
    fork = multiprocessing.get_context("fork")
    heard, told = fork.Pipe(duplex=False)

    def child() -> None:
        with_threads: list[bytes] = []
        jobs = [
            threading.Thread(
                target=lambda c=client: with_threads.append(c.get_object(cos_bucket, "k")["Body"].read())
            )
            for client in (cos_client, second)
            for _ in range(4)
        ]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join(20)
        told.send((os.getpid(), with_threads))

    process = fork.Process(target=child)
    process.start()
    assert heard.poll(30)
    pid, found = heard.recv()
    process.join(20)
    assert pid != os.getpid()
    assert found == [b"x"] * 8


def test_defect_18_the_old_file_stays_until_the_new_is_complete(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with WireServer(then_close(sized(CONTENT)[:-1])) as server:
        body = client_of(server).get_object(BUCKET, "k")["Body"]
        with pytest.raises(BodyCutShort):
            body.get_stream_to_file(str(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == b"old"


def test_defect_19_a_failed_part_is_raised_as_it_failed(cos_client: CosS3Client, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(3 * 1024 * 1024))
    with pytest.raises(CosServiceError, match="NoSuchBucket"):
        cos_client.upload_file("nowhere-1250000000", "k", tmp_path / "file", PartSize=1)


def test_defect_20_the_hosts_of_data_processing_can_be_set() -> None:
    conf = CosConfig(
        Region="ap-x", SecretId="i", SecretKey="k", EndpointCi="ci.example", EndpointPic="pic.example"
    )
    assert (conf._endpoint_ci, conf._endpoint_pic) == ("ci.example", "pic.example")


def test_defect_21_nothing_is_patched_and_no_cookie_is_shared() -> None:
    assert not hasattr(collections, "Iterable")
    with WireServer(always(sized(b"", "200 OK", "Set-Cookie: a=b"))) as server:
        client_of(server).head_object(BUCKET, "k")
        client_of(server).head_object(BUCKET, "k")
    assert not any(b"cookie" in head.lower() for head in server.heads)
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")
    assert CosS3Client(conf).get_retry_exe_times() == AsyncCosS3Client(conf).get_retry_exe_times() == 0
