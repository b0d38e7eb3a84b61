"""Programs that bring requests along: as a session, with CosS3Auth, and around StreamBody."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import requests

from qcloud_cos import CosConfig, CosS3Auth, CosS3Client, CosServiceError
from qcloud_cos.errors import ConnectFailed, NoSuchKey
from qcloud_cos.server import LocalCos
from qcloud_cos.streambody import StreamBody


class Counted(requests.Session):
    """A caller's own session."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> Any:
        self.seen.append(f"{method} {kwargs.get('allow_redirects')}")
        return super().request(method, url, *args, **kwargs)


@pytest.fixture
def session() -> Iterator[Counted]:
    with Counted() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def bucket(cos_server: LocalCos) -> str:
    name = f"session-{uuid4().hex[:12]}-1250000000"
    CosS3Client(cos_server.config()).create_bucket(name)
    return name


def test_a_session_sends_every_request(cos_server: LocalCos, session: Counted, bucket: str) -> None:
    client = CosS3Client(cos_server.config(), session=session)
    assert client._session is session
    client.put_object(bucket, b"content", "中 +")
    client.put_object(bucket, iter([b"a", b"b"]), "chunks")
    assert client.get_object(bucket, "中 +")["Body"].read() == b"content"
    assert client.get_object(bucket, "chunks")["Body"].read() == b"ab"
    with pytest.raises(NoSuchKey, match="get_object: 404"):
        client.get_object(bucket, "nothing")
    assert client.object_exists(bucket, "nothing") is False
    conf = client.get_conf()
    answer = client.send_request("GET", conf.uri(bucket, "chunks"), bucket, auth=CosS3Auth(conf, "chunks"))
    assert answer.content == b"ab"
    methods = [seen.split()[0] for seen in session.seen]
    assert methods == ["PUT", "PUT", "GET", "GET", "GET", "HEAD", "GET"]
    assert {seen.split()[1] for seen in session.seen} == {"False"}


def test_a_session_that_reaches_nobody(session: Counted) -> None:
    conf = CosConfig(Endpoint="127.0.0.1:1", Scheme="http", SecretId="i", SecretKey="k")
    with pytest.raises(ConnectFailed):
        CosS3Client(conf, retry=0, session=session).head_bucket("b-1")


def test_a_session_can_be_put_in_later(cos_server: LocalCos, session: Counted, bucket: str) -> None:
    client: Any = CosS3Client(cos_server.config())
    client.head_bucket(bucket)
    client._session = session
    client.head_bucket(bucket)
    assert len(session.seen) == 1
    client._session = None
    client.head_bucket(bucket)
    client._session = client._session
    client.head_bucket(bucket)
    assert len(session.seen) == 1


def test_the_clients_own_connections_look_like_a_session(cos_server: LocalCos, bucket: str) -> None:
    client: Any = CosS3Client(cos_server.config())
    conf = client.get_conf()
    auth, url = CosS3Auth(conf, "k"), conf.uri(bucket, "k")
    for own in (client._session, client.generate_built_in_connection_pool(1, 1)):
        assert own.put(url, data=b"12", auth=auth, headers={}, timeout=5, proxies=None).status_code == 200
        assert own.get(url, auth=auth, stream=True).content == b"12"
        assert own.head(url, auth=auth).headers["Content-Length"] == "2"
        assert own.post(conf.uri(bucket), auth=CosS3Auth(conf), data=b"").status_code >= 400
        assert own.delete(url, auth=auth).status_code == 204
        assert own.get(url, auth=auth).status_code == 404
        own.close()
    other: Any = CosS3Client(cos_server.config(), session=client._session)
    assert other.object_exists(bucket, "k") is False


@pytest.mark.parametrize("beside", [False, True])
def test_requests_signs_with_our_auth(cos_server: LocalCos, session: Counted, bucket: str, beside: bool) -> None:
    conf = cos_server.config()
    headers = {}
    if beside:  # the bucket is named in the Host header, as with the published SDK and an IP
        conf = cos_server.config(Endpoint=None, IP="127.0.0.1", Port=cos_server.port)
        headers["Host"] = conf.get_host(bucket) or ""
    key = "中 a+%/./b"
    url = conf.uri(bucket, key)
    put = session.put(url, data=b"content", auth=CosS3Auth(conf, key), headers={**headers, "x-cos-meta-a": "1"})
    assert put.status_code == 200, put.text
    params = {"response-content-type": "a/b; c=d"}
    got = session.get(url, params=params, auth=CosS3Auth(conf, key, params), headers=headers)
    assert (got.content, got.headers["Content-Type"]) == (b"content", "a/b; c=d")
    wrong = session.get(url, params=params, auth=CosS3Auth(conf, "other", {"a": "b"}), headers=headers)
    assert wrong.status_code == 403
    listed = session.get(
        conf.uri(bucket), params={"prefix": "中"}, auth=CosS3Auth(conf, None, {"prefix": "中"}), headers=headers
    )
    assert key in listed.text


def test_a_body_around_an_answer_of_requests(cos_server: LocalCos, session: Counted, bucket: str) -> None:
    conf = cos_server.config()
    content = bytes(range(256)) * 4000
    CosS3Client(conf).put_object(bucket, content, "k")

    def answer() -> Any:
        return session.get(conf.uri(bucket, "k"), auth=CosS3Auth(conf, "k"), stream=True)

    with StreamBody(answer()) as body:
        assert (len(body), body.read(1000), body.read()) == (len(content), content[:1000], content[1000:])
    assert b"".join(StreamBody(answer()).get_stream(999)) == content
    assert b"".join(StreamBody(answer())) == content


def test_a_copied_configuration_works_on_its_own(cos_server: LocalCos, bucket: str) -> None:
    conf = cos_server.config(EnableOldDomain=(True,), EnableInternalDomain=(True,))
    other = copy.deepcopy(conf)
    other.set_credential("AKIDNOBODYNOBODYNOBODY00", "other")
    assert CosS3Client(conf).head_bucket(bucket)
    assert CosS3Client(other).get_conf() is other
    assert conf.credentials() != other.credentials()


def test_the_loggers_are_quiet_and_tell_a_line_for_each_answer(
    cos_server: LocalCos, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = CosS3Client(cos_server.config(Token="a-token"))
    with caplog.at_level(logging.DEBUG), suppress(CosServiceError):
        client.object_exists(bucket, "nothing")
    with caplog.at_level(logging.DEBUG), suppress(CosServiceError):
        # Defect 5: a customer's key was in a line for each request.
        client.put_object(bucket, b"", "k", SSECustomerKey="c2VjcmV0", Metadata={"x-cos-meta-a": "hidden"})
    lines = [record for record in caplog.records if record.name == "qcloud_cos.cos_client"]
    assert [record.levelno for record in lines] == [logging.DEBUG] * 2
    for secret in ("c2VjcmV0", "hidden", "q-sign", "a-token", client.get_conf()._secret_key or ""):
        assert secret not in caplog.text
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("qcloud_cos").handlers)
