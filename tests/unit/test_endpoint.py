from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.core import endpoint
from qcloud_cos.core.endpoint import Address
from qcloud_cos.core.wire import Origin


@pytest.mark.parametrize(
    ("region", "options", "host"),
    [
        ("ap-guangzhou", (), "cos.ap-guangzhou.myqcloud.com"),
        ("cos.ap-guangzhou", (), "cos.ap-guangzhou.myqcloud.com"),
        ("cn-north", (), "cn-north.myqcloud.com"),
        ("sg", (), "sg.myqcloud.com"),
        ("cossh", (), "cos.ap-shanghai.myqcloud.com"),
        ("ap-guangzhou", ("cos", False, True), "cos-internal.ap-guangzhou.tencentcos.cn"),
        ("ap-guangzhou", ("cos", False, False), "cos.ap-guangzhou.tencentcos.cn"),
        ("ap-guangzhou", ("cos", (True,), (True,)), "cos.ap-guangzhou.myqcloud.com"),
        ("ap-guangzhou", ("ci",), "ci.ap-guangzhou.myqcloud.com"),
    ],
)
def test_a_region_is_a_host(region: str, options: tuple[object, ...], host: str) -> None:
    assert endpoint.regional(region, *options) == host  # type: ignore[arg-type]


@pytest.mark.parametrize("region", ["ap_guangzhou", "ap guangzhou", "", "-ap", "ap/x", "evil.com/?"])
def test_what_is_no_region_is_refused_by_name(region: str) -> None:
    with pytest.raises(CosClientError, match="^Region"):
        endpoint.regional(region)


@pytest.mark.parametrize(
    ("bucket", "appid", "name"),
    [
        ("test01", "1250000000", "test01-1250000000"),
        ("test01-1250000000", "1250000000", "test01-1250000000"),
        ("test01-1250000000", None, "test01-1250000000"),
        ("x", "", "x"),
    ],
)
def test_the_appid_completes_a_bucket_name(bucket: str, appid: str | None, name: str) -> None:
    assert endpoint.bucket_name(bucket, appid) == name


@pytest.mark.parametrize("bucket", ["", "a_b", "-a", "a-", "a/b", "a.b", "桶", None, 7])
def test_what_is_no_bucket_is_refused_by_name(bucket: object) -> None:
    with pytest.raises(CosClientError, match="^Bucket"):
        endpoint.bucket_name(bucket, None)


@pytest.mark.parametrize("key", ["", "/", None, 7])
def test_a_key_that_names_nothing_is_refused_by_name(key: object) -> None:
    with pytest.raises(CosClientError, match="^Key"):
        endpoint.object_key(key)


def test_one_leading_slash_is_not_part_of_a_key() -> None:
    assert endpoint.object_key("/a") == "a"
    assert endpoint.object_key("//a") == "/a"


def test_a_key_may_be_the_bytes_of_one() -> None:
    assert endpoint.object_key("/中".encode()) == "中"
    endpoint.refuse_a_key_that_merges_away(b"a/b")  # type: ignore[arg-type]
    with pytest.raises(CosClientError, match="is not UTF-8"):
        endpoint.object_key(b"\xff")


def test_a_dot_before_a_slash_is_hidden_from_those_who_merge_paths() -> None:
    assert endpoint.encoded_path("a/./b/../c d+é") == "a/.%2Fb/..%2Fc%20d%2B%C3%A9"


@given(st.text(st.characters(codec="utf-8")))
def test_a_path_decodes_to_what_it_was(key: str) -> None:
    assert unquote(endpoint.encoded_path(key)) == key


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CosClientError, match="UTF-8"):
        endpoint.encoded_path("\ud800")


@pytest.mark.parametrize("key", [".", "a/..", "./", "//", "a/../../"])
def test_a_key_that_merges_into_the_bucket_is_refused(key: str) -> None:
    with pytest.raises(CosClientError, match="KeySimplifyCheck=False"):
        endpoint.refuse_a_key_that_merges_away(key)


@pytest.mark.parametrize("key", ["a", "a/../b", "../a", ".hidden"])
def test_a_key_that_stays_a_key_is_let_through(key: str) -> None:
    endpoint.refuse_a_key_that_merges_away(key)
    assert key


@pytest.mark.parametrize(
    ("host", "is_one"),
    [("127.0.0.1:9000", True), ("localhost", True), ("[::1]:9000", True), ("cos.ap-x.myqcloud.com", False)],
)
def test_an_address_has_no_subdomains(host: str, is_one: bool) -> None:
    assert endpoint.is_path_style(host) is is_one


def test_a_port_is_split_off() -> None:
    assert endpoint.split_port("[::1]:9000") == ("::1", 9000)
    assert endpoint.split_port("h:80") == ("h", 80)
    assert endpoint.split_port("h") == ("h", None)
    assert endpoint.split_port("::1") == ("::1", None)


def test_only_a_bucket_of_the_first_domain_has_a_second() -> None:
    first = endpoint.address("https", *["b-1250000000.cos.ap-beijing-1.myqcloud.com"] * 2)
    second = "b-1250000000.cos.ap-beijing-1.tencentcos.cn"
    assert endpoint.switched(first) == Address(Origin("https", second, 443), second)
    assert endpoint.switched(endpoint.address("https", "cos.ap-x.myqcloud.com", "cos.ap-x.myqcloud.com")) is None
    assert endpoint.switched(endpoint.address("http", "10.0.0.1", first.host)) is None
