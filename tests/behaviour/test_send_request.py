"""Requests that programs make themselves, and programs that have a hand in every request."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosConfig, CosS3Auth, CosS3Client, CosServiceError
from qcloud_cos.core.exchange import Steps
from qcloud_cos.core.raw_exchange import raw_call, raw_exchange
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Response, Send, Sleep
from qcloud_cos.errors import AnswerLost, ConnectFailed, NoSuchKey
from qcloud_cos.raw_answers import RawResponse
from qcloud_cos.server import LocalCos
from qcloud_cos.streambody import StreamBody

CONF = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Token="t")
URL = "https://b-1.cos.ap-x.myqcloud.com/k"


def asked(world: World, method: str, key: str | None, **more: Any) -> Any:
    """As the published SDK's methods ask."""
    conf: CosConfig = world.client.get_conf()
    params = more.get("params")
    return world.do(
        world.client.send_request(
            method=method,
            url=conf.uri(bucket=world.bucket, path=key),
            bucket=world.bucket,
            auth=CosS3Auth(conf, key, {"acl": ""} if params == "acl" else params),
            **more,
        )
    )


def test_an_object_goes_there_and_back(world: World) -> None:
    put = asked(world, "PUT", "中 +/a", data="content", headers={"x-cos-meta-a": b"1", "Content-Type": None})
    assert (put.status_code, put.ok, bool(put)) == (200, True, True)
    assert put.headers["etag"] == put.headers["ETag"]
    got = asked(world, "GET", "中 +/a", headers={"Range": "bytes=0-2"})
    assert (got.status_code, got.content, got.text, got.headers["x-cos-meta-a"]) == (206, b"con", "con", "1")
    assert list(got.iter_content(2)) == [b"co", b"n"]
    assert (got.raw.read(), repr(got)) == (b"con", "<Response [206]>")
    head = asked(world, "HEAD", "中 +/a")
    assert (head.content, head.headers["Content-Length"]) == (b"", "7")
    assert asked(world, "DELETE", "中 +/a").status_code == 204


def test_parameters_are_sent_and_signed(world: World) -> None:
    world.put("a b")
    listed = asked(world, "GET", None, params={"prefix": "a b", "max-keys": 1, "marker": None})
    assert "<Key>a b</Key>" in listed.text
    asked(world, "PUT", "a b", params={"acl": ""}, headers={"x-cos-acl": "public-read"})
    assert "AllUsers" in asked(world, "GET", "a b", params="acl").text


def test_bodies_of_every_kind(world: World, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"file")
    with (tmp_path / "f").open("rb") as file:
        for body, content in (
            (b"bytes", b"bytes"),
            (file, b"file"),
            (io.BytesIO(b"memory"), b"memory"),
            (iter([b"a", b"b"]), b"ab"),
            ({"a": "1 2"}, b"a=1+2"),
            (None, b""),
        ):
            asked(world, "PUT", "k", data=body)
            assert world.read("k") == content
    asked(world, "PUT", "k", json={"a": [1]})
    got = asked(world, "GET", "k")
    assert (got.json(), got.headers["Content-Type"], got.encoding) == ({"a": [1]}, "application/json", "utf-8")


def test_a_refusal_is_raised_or_returned(world: World) -> None:
    with pytest.raises(NoSuchKey, match="send_request: 404 NoSuchKey"):
        asked(world, "GET", "nothing")
    with pytest.raises(CosServiceError) as missing:
        asked(world, "HEAD", "nothing")
    assert missing.value.get_error_code() == "NoSuchResource"
    answer = asked(world, "GET", "nothing", cos_request=False)
    assert (answer.status_code, bool(answer)) == (404, False)
    assert "NoSuchKey" in answer.text
    with pytest.raises(NoSuchKey):
        answer.raise_for_status()


def test_what_was_not_changed_is_no_error(world: World) -> None:
    etag = world.put("k")["ETag"]
    assert asked(world, "GET", "k", headers={"If-None-Match": etag}).status_code == 304


def test_a_body_is_read_when_it_is_asked_for(world: World) -> None:
    content = bytes(range(256)) * 1000
    world.put("k", content)
    answer = asked(world, "GET", "k", stream=True)
    if world.is_async:
        with pytest.raises(CosClientError, match="await"):
            _ = answer.content
        assert world.do(answer.raw.read()) == content
        return
    assert next(answer.iter_content(1000)) == content[:1000]
    answer.close()
    assert asked(world, "GET", "k", stream=True).content == content
    with asked(world, "GET", "k", stream=True) as streamed:
        assert streamed.raw.read(10) == content[:10]
    body = StreamBody(asked(world, "GET", "k", stream=True))
    assert (len(body), body.read()) == (len(content), content)


def test_packed_content_is_unpacked_except_in_raw(world: World) -> None:
    packed = gzip.compress(b"content")
    world.put("k", packed, ContentEncoding="gzip")
    assert asked(world, "GET", "k").content == b"content"
    assert asked(world, "GET", "k").raw.read() == packed
    if not world.is_async:
        assert asked(world, "GET", "k", stream=True).content == b"content"
        assert b"".join(asked(world, "GET", "k", stream=True).iter_content(3)) == b"content"
        assert StreamBody(asked(world, "GET", "k", stream=True)).read() == packed


def test_nothing_is_signed_without_an_auth(world: World) -> None:
    world.put("k", ACL="public-read")
    world.put("private")
    conf = world.client.get_conf()
    answer = world.do(world.client.send_request("GET", conf.uri(world.bucket, "k"), bucket=world.bucket))
    assert answer.content == b"content"
    url = conf.uri(world.bucket, "private")
    refused = world.do(world.client.send_request("GET", url, bucket=world.bucket, cos_request=False))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("arguments", "says"),
    [({"files": {}}, "files"), ({"verify": False}, "VerifySSL"), ({"proxies": {"http": "p"}}, "Proxies")],
)
def test_what_cannot_be_asked_is_named(arguments: Any, says: str) -> None:
    with pytest.raises(CosClientError, match=says):
        CosS3Client(CONF).send_request("GET", URL, **arguments)
    with pytest.raises(CosClientError, match="https://"):
        CosS3Client(CONF).send_request("GET", "b-1.example/k")


def begun(method: str = "PUT", conf: CosConfig = CONF, **given: Any) -> tuple[Steps[Response], Any]:
    steps = raw_exchange(raw_call(conf, method, given.pop("url", URL), **given), conf, Retry())
    step = next(steps)
    assert isinstance(step, Send)
    return steps, step.request


def test_the_request_has_what_the_configuration_says() -> None:
    _, request = begun(data=b"12", headers={"host": "h.example", "X-A": 1}, timeout=7)
    assert request.headers == {
        "Host": "h.example",
        "X-A": "1",
        "User-Agent": CONF.user_agent,
        "Content-Length": "2",
        "x-cos-security-token": "t",
    }
    assert (request.timeout, request.origin, request.target) == (
        7,
        ("https", "b-1.cos.ap-x.myqcloud.com", 443),
        "/k",
    )
    assert begun(ci_request=True)[1].headers["x-ci-security-token"] == "t"
    beside = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", IP="10.0.0.1", Timeout=3, KeepAlive=False)
    _, request = begun(
        conf=beside, url="https://10.0.0.1/中 b?a=b#c", bucket="b-1", params={"x": ["1", "ü"]}, timeout=7
    )
    assert request.target == "/%E4%B8%AD%20b?a=b&x=1&x=%C3%BC"
    assert (request.headers["Host"], request.headers["Connection"]) == ("b-1.cos.ap-x.myqcloud.com", "close")
    assert request.timeout == 3
    assert begun(conf=beside, url="https://10.0.0.1/", appid="1")[1].headers["Host"] == "1.cos.ap-x.myqcloud.com"


def test_what_failed_is_tried_again_and_marked() -> None:
    steps, request = begun(data=b"x")
    assert "x-cos-sdk-retry" not in request.headers
    assert isinstance(steps.send(Response(500, {})), Sleep)
    again = steps.send(None)
    assert isinstance(again, Send)
    assert again.request.headers["x-cos-sdk-retry"] == "true"
    assert isinstance(steps.throw(AnswerLost("lost")), Sleep)
    steps.send(None)
    with pytest.raises(StopIteration) as done:
        steps.send(Response(404, {}))
    assert done.value.value.status == 404


@pytest.mark.parametrize(
    "given",
    [
        {"data": iter([b"x"])},
        {"params": {"append": "", "position": "0"}},
        {"headers": {"x-cos-forbid-overwrite": "true"}},
        {"method": "POST", "ci_request": True},
    ],
)
def test_what_must_not_be_done_twice_is_not(given: Any) -> None:
    steps, _ = begun(**given)
    with pytest.raises(AnswerLost):
        steps.throw(AnswerLost("lost"))
    steps, _ = begun(**(given | ({"data": iter([b"x"])} if "data" in given else {})))
    assert isinstance(steps.throw(ConnectFailed("no")), Sleep)


def test_the_second_domain_is_tried() -> None:
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", AutoSwitchDomainOnRetry=True)
    steps, _ = begun("GET", conf)
    assert steps.send(Response(307, {})) == Sleep(0.0)
    again = steps.send(None)
    assert isinstance(again, Send)
    assert again.request.origin.host == again.request.headers["Host"] == "b-1.cos.ap-x.tencentcos.cn"
    steps, _ = begun("GET", conf)
    with pytest.raises(StopIteration) as done:
        steps.send(Response(307, {"x-cos-request-id": "r"}))
    assert done.value.value.status == 307


def test_no_error_shows_the_query(world: World) -> None:
    with pytest.raises(CosServiceError) as error:
        asked(world, "HEAD", "nothing", params={"secret": "s3cr3t"})
    assert "s3cr3t" not in f"{error.value} {error.value.get_digest_msg()}"


class Handed(CosS3Client):
    """A program's client, which has a hand in every request."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.seen: list[Any] = []

    def send_request(self, method: str, url: str, bucket: Any = None, timeout: Any = 30, **kwargs: Any) -> Any:  # type: ignore[override]
        self.seen.append((method, url.rpartition("/")[2], bucket, kwargs.get("params")))
        kwargs["headers"]["x-cos-meta-hand"] = "1"
        return super().send_request(method, url, bucket, timeout, **kwargs)


def test_an_overridden_send_request_sees_every_operation(cos_server: LocalCos, tmp_path: Path) -> None:
    client = Handed(cos_server.config())
    bucket = "handed-1250000000"
    client.create_bucket(bucket)
    (tmp_path / "f").write_bytes(b"x" * 100_000)
    with (tmp_path / "f").open("rb") as file:
        client.put_object(bucket, file, "k")
    assert client.get_object(bucket, "k")["Body"].read() == b"x" * 100_000
    assert "x-cos-meta-hand" in client.head_object(bucket, "k")
    assert client.list_objects(bucket)["Contents"][0]["Key"] == "k"
    with pytest.raises(NoSuchKey, match="get_object: 404"):
        client.get_object(bucket, "nothing")
    assert client.object_exists(bucket, "nothing") is False
    client.delete_object(bucket, "k")
    client.delete_bucket(bucket)
    assert client.seen[1] == ("PUT", "k", bucket, {})
    assert client.seen[4][3]["encoding-type"] == "url"
    assert [method for method, *_ in client.seen] == "PUT PUT GET HEAD GET GET HEAD DELETE DELETE".split()
    assert client.get_retry_exe_times() == 0


def test_a_patched_send_request_answers_for_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(self: Any, method: str, url: str, **kwargs: Any) -> Any:
        call = raw_call(CONF, method, url)
        return RawResponse(call, Response(200, {"ETag": '"fake"', "x-method": method}, json.dumps(url).encode()))

    monkeypatch.setattr(CosS3Client, "send_request", fake)
    client = CosS3Client(CONF)
    assert client.put_object("b-1", b"", "k")["ETag"] == '"fake"'
    assert client.get_object("b-1", "k")["Body"].read() == json.dumps(URL).encode()


def test_the_private_steps_of_uploads(cos_server: LocalCos, tmp_path: Path) -> None:
    client, bucket, path = CosS3Client(cos_server.config()), "private-1250000000", tmp_path / "f"
    mib = 1024 * 1024
    path.write_bytes(b"a" * mib + b"b" * mib + b"c")
    client.create_bucket(bucket)
    upload_id = client.create_multipart_upload(bucket, "k")["UploadId"]
    assert client._get_resumable_uploadid(bucket, "/k") == upload_id
    assert client._get_resumable_uploadid(bucket, "other") is None
    sent: list[dict[str, Any]] = []
    client._upload_part(bucket, "k", str(path), 0, mib, 1, upload_id, sent, False, {}, True)
    client._upload_part_from_buffer(bucket, "k", b"b" * mib, 2, upload_id, sent)
    there: dict[int, str] = {}
    assert client._check_all_upload_parts(bucket, "k", upload_id, str(path), 3, mib, 1, there)
    assert there == {part["PartNumber"]: part["ETag"] for part in sent}
    assert not client._check_all_upload_parts(bucket, "k", upload_id, str(path), 1, mib, 1, {})
    again: list[dict[str, Any]] = []
    client._upload_part(bucket, "k", str(path), mib, mib, 2, upload_id, again, True, there, False)
    assert again == [sent[1]]
    client._upload_part(bucket, "k", str(path), 2 * mib, 1, 3, upload_id, sent, True, there, False)
    client.complete_multipart_upload(bucket, "k", upload_id, {"Part": sent})  # type: ignore[typeddict-item]
    assert client.get_object(bucket, "k")["Body"].read() == path.read_bytes()
    copied: list[dict[str, Any]] = []
    upload_id = client.create_multipart_upload(bucket, "k2")["UploadId"]
    source = {"Bucket": bucket, "Key": "k", "Region": "ap-guangzhou"}
    client._upload_part_copy(bucket, "k2", 1, upload_id, source, "bytes=0-0", copied)
    assert copied[0]["ETag"] == '"0cc175b9c0f1b6a831c399e269772661"'
