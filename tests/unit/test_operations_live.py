"""Live channels: values, no sockets."""

from __future__ import annotations

import hashlib
import hmac
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from answered import CONF, do, read, request, response
from qcloud_cos import Calls, CosClientError, CosConfig

calls: Any = Calls()
NOW = 1_700_000_000
MADE = (
    "<C><PublishUrls><Url>rtmp://b-1.cos.ap-x.myqcloud.com/live/ch</Url></PublishUrls>"
    "<PlayUrls><Url>http://b-1.cos.ap-x.myqcloud.com/ch/playlist.m3u8</Url></PlayUrls></C>"
)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: float(NOW))


def signature(path: str, params: str, seconds: int = 3600) -> str:
    """As the protocol has it: with the secret key, and no sign key in between."""
    times = f"{NOW - 60};{NOW + seconds}"
    digest = hashlib.sha1(f"{path}\n{params}\n".encode()).hexdigest()
    made = hmac.digest(b"k", f"sha1\n{times}\n{digest}\n".encode(), "sha1").hex()
    query = f"q-sign-algorithm=sha1&q-ak=i&q-sign-time={times}&q-key-time={times}&q-signature={made}"
    return f"{query}&{params}" if params else query


@pytest.mark.parametrize(
    ("call", "method", "key", "query"),
    [
        (calls.get_live_channel_info("b-1", "ch"), "GET", "ch", {"live": ""}),
        (calls.put_live_channel_switch("b-1", "ch", "enabled"), "PUT", "ch", {"live": "", "switch": "enabled"}),
        (calls.get_live_channel_history("b-1", "ch"), "GET", "ch", {"live": "", "comp": "history"}),
        (calls.get_live_channel_status("b-1", "ch"), "GET", "ch", {"live": "", "comp": "status"}),
        (calls.delete_live_channel("b-1", "ch"), "DELETE", "ch", {"live": ""}),
        (calls.get_vod_playlist("b-1", "ch", 1, 2), "GET", "ch", {"vod": "", "starttime": "1", "endtime": "2"}),
        (
            calls.post_vod_playlist("b-1", "ch", "p.m3u8", 1, 2),
            "POST",
            "ch/p.m3u8",
            {"vod": "", "starttime": "1", "endtime": "2"},
        ),
        (calls.list_live_channel("b-1"), "GET", None, {"live": "", "max-keys": "100"}),
        (
            calls.list_live_channel("b-1", 0, "p", "m"),
            "GET",
            None,
            {"live": "", "prefix": "p", "marker": "m"},
        ),
    ],
)
def test_requests_name_what_they_mean(call: Any, method: str, key: str | None, query: dict[str, str]) -> None:
    assert (call.method, call.key, dict(call.query), dict(call.headers)) == (method, key, query, {})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: calls.put_live_channel_switch("b-1", "ch", "on"), "Switch"),
        (lambda: calls.get_vod_playlist("b-1", "ch"), "Unix times"),
        (lambda: calls.get_vod_playlist("b-1", "ch", 2, 2), "Unix times"),
        (lambda: calls.post_vod_playlist("b-1", "ch", "p.mp4", 1, 2), "m3u8"),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Any, says: str) -> None:
    with pytest.raises(CosClientError, match=says):
        make()


def test_answers_are_read() -> None:
    one = "<L><LiveRecord><RemoteAddr>a</RemoteAddr></LiveRecord></L>"
    assert read(calls.get_live_channel_history("b-1", "ch"), one) == {"LiveRecord": [{"RemoteAddr": "a"}]}
    listed = "<L><Prefix>a%2F</Prefix><LiveChannel><Name>a%2Fb</Name></LiveChannel></L>"
    assert read(calls.list_live_channel("b-1"), listed) == {"Prefix": "a/", "LiveChannel": [{"Name": "a/b"}]}
    assert read(calls.get_live_channel_status("b-1", "ch"), "<S><Status>Idle</Status></S>") == {"Status": "Idle"}
    assert read(calls.get_vod_playlist("b-1", "ch", 1, 2), b"#EXTM3U") == b"#EXTM3U"
    assert read(calls.delete_live_channel("b-1", "ch"), b"", x_cos_request_id="r") == {"x-cos-request-id": "r"}


def test_a_channel_comes_with_a_signed_url_to_push_to() -> None:
    put = calls.put_live_channel("b-1", "ch", 60, LiveChannelConfiguration={"Switch": "Enabled"})
    made = do(put, lambda _: response(MADE))
    assert made["PublishUrls"]["Url"] == f"rtmp://b-1.cos.ap-x.myqcloud.com/live/ch?{signature('/b-1/ch', '', 60)}"
    sent = request(calls.put_live_channel("b-1", "ch"), said=response(MADE))
    assert sent.target == "/ch?live="
    assert (
        sent.body
        == b'<?xml version="1.0" encoding="utf-8"?>\n<LiveChannelConfiguration></LiveChannelConfiguration>'
    )
    assert sent.headers["Content-MD5"] == "hRB4IjYnTDz1EVLRL7q8MQ=="


@pytest.mark.parametrize(("presign", "params"), [(59, ""), (60, "presign=60")])
def test_segments_are_signed_if_wanted(presign: int, params: str) -> None:
    made = do(calls.put_live_channel("b-1", "ch", PreSignExpire=presign), lambda _: response(MADE))
    assert made["PublishUrls"]["Url"].endswith(signature("/b-1/ch", params))


@pytest.mark.parametrize(
    "body", ["<C><PublishUrls><Url/></PublishUrls></C>", "<C><PublishUrls/></C>", "<C><A>1</A></C>"]
)
def test_where_there_is_no_url_none_is_signed(body: str) -> None:
    made = do(calls.put_live_channel("b-1", "ch"), lambda _: response(body))
    assert "q-signature" not in str(made)


def test_an_anonymous_client_gets_the_url_as_it_came() -> None:
    anonymous = CosConfig(Region="ap-x", Anonymous=True)
    made = do(calls.put_live_channel("b-1", "ch"), lambda _: response(MADE), anonymous)
    assert made["PublishUrls"]["Url"] == "rtmp://b-1.cos.ap-x.myqcloud.com/live/ch"
    with pytest.raises(CosClientError, match="no credentials"):
        do(calls.get_rtmp_signed_url("b-1", "ch"), lambda _: response(), anonymous)


def pushed(conf: CosConfig, *args: Any, **kwargs: Any) -> str:
    url: str = do(calls.get_rtmp_signed_url(*args, **kwargs), lambda _: response(), conf)
    return url


def test_a_url_to_push_to_is_made_without_a_request() -> None:
    url = pushed(CONF, "b-1", "ch", 60, {"a": 1, "b": "x"})
    assert url == f"rtmp://b-1.cos.ap-x.myqcloud.com/live/ch?{signature('/b-1/ch', 'a=1&b=x', 60)}"
    short = CosConfig(Region="ap-x", Appid="1", SecretId="i", SecretKey="k")
    assert pushed(short, "b", "ch") == pushed(CONF, "b-1", "ch")


def test_a_url_to_push_to_needs_a_region() -> None:
    nowhere = CosConfig(Endpoint="cos.example.com", SecretId="i", SecretKey="k")
    with pytest.raises(CosClientError, match="Region is missing"):
        pushed(nowhere, "b-1", "ch")


def test_defect_17_one_clients_token_is_not_in_another_clients_url() -> None:
    temporary = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Token="t")
    params = {"a": "1"}
    assert pushed(temporary, "b-1", "ch", Params=params).endswith(signature("/b-1/ch", "a=1&q-token=t"))
    assert params == {"a": "1"}
    assert "q-token" not in pushed(CONF, "b-1", "ch")


def test_defect_8_a_credential_instance_signs_urls_to_push_to() -> None:
    given = SimpleNamespace(secret_id="i", secret_key="k", token="t2")
    conf = CosConfig(Region="ap-x", CredentialInstance=given)
    url = pushed(conf, "b-1", "ch")
    assert dict(parse_qsl(url.partition("?")[2]))["q-token"] == "t2"
    assert url.endswith(signature("/b-1/ch", "q-token=t2"))
