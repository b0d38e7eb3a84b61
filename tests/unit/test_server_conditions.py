"""Conditions, ranges, and what the head of a write may say."""

from __future__ import annotations

import pytest

from qcloud_cos.server import metadata
from qcloud_cos.server.answer import iso, iso_seconds, rfc1123
from qcloud_cos.server.conditions import byte_range, check_copy, copy_range, evaluate
from qcloud_cos.server.refusal import KNOWN, Refusal

MODIFIED = 1_577_934_245.9  # Thu, 02 Jan 2020 03:04:05 GMT
SAME, BEFORE, AFTER = (
    "Thu, 02 Jan 2020 03:04:05 GMT",
    "Thu, 02 Jan 2020 03:04:04 GMT",
    "Thu, 02 Jan 2020 03:04:06 GMT",
)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-match": '"e"'}, 200),
        ({"if-match": "e"}, 200),
        ({"if-match": '"x", "e"'}, 200),
        ({"if-match": "*"}, 200),
        ({"if-match": '"x"'}, 412),
        ({"if-none-match": '"e"'}, 304),
        ({"if-none-match": 'W/"e"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-modified-since": SAME}, 304),
        ({"if-modified-since": AFTER}, 304),
        ({"if-modified-since": BEFORE}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-unmodified-since": SAME}, 200),
        ({"if-unmodified-since": BEFORE}, 412),
        ({"if-unmodified-since": "yesterday"}, 200),
        # An ETag says more than a time.
        ({"if-match": '"e"', "if-unmodified-since": BEFORE}, 200),
        ({"if-none-match": '"x"', "if-modified-since": AFTER}, 200),
        ({"if-match": '"x"', "if-none-match": '"e"'}, 412),
        ({"if-match": '"e"', "if-none-match": '"e"'}, 304),
    ],
)
def test_conditions(headers: dict[str, str], status: int) -> None:
    assert evaluate(headers, "e", MODIFIED) == status


@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        ({"x-cos-copy-source-if-match": '"e"'}, True),
        ({"x-cos-copy-source-if-match": '"x"'}, False),
        ({"x-cos-copy-source-if-none-match": '"e"'}, False),
        ({"x-cos-copy-source-if-modified-since": SAME}, False),
        ({"x-cos-copy-source-if-unmodified-since": BEFORE}, False),
        ({"x-cos-copy-source": "s", "if-match": '"x"'}, True),
    ],
)
def test_what_does_not_hold_of_a_copy_s_source_is_a_412(headers: dict[str, str], holds: bool) -> None:
    if holds:
        check_copy(headers, "e", MODIFIED)
        return
    with pytest.raises(Refusal) as refused:
        check_copy(headers, "e", MODIFIED)
    assert refused.value.code == "PreconditionFailed"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-0", (0, 1)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=5-99", (5, 10)),
        ("bytes=0-1,4-5", None),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 6000 + "-", None),
    ],
)
def test_ranges(header: str | None, expected: tuple[int, int] | None) -> None:
    assert byte_range(header, 10) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-0", 0), ("bytes=-1", 0)]
)
def test_ranges_beyond_the_end(header: str, size: int) -> None:
    with pytest.raises(Refusal) as refused:
        byte_range(header, size)
    assert refused.value.code == "InvalidRange"
    assert refused.value.headers == {"Content-Range": f"bytes */{size}"}


def test_a_copy_s_range_has_both_ends() -> None:
    assert copy_range(None, 10) == (0, 10)
    assert copy_range("bytes=0-9", 10) == (0, 10)
    for header, code in (
        ("bytes=0-", "InvalidArgument"),
        ("bytes=5-2", "InvalidArgument"),
        ("bytes=0-10", "InvalidRange"),
    ):
        with pytest.raises(Refusal) as refused:
            copy_range(header, 10)
        assert refused.value.code == code


def test_what_is_kept_of_a_head() -> None:
    headers = {
        "host": "h",
        "cache-control": "no-cache",
        "content-type": "text/plain",
        "x-cos-meta-a": "中",
        "x-cos-acl": "private",
        "x-cos-storage-class": "standard_ia",
        "x-cos-tagging": "a=1&b%20=%E4%B8%AD",
    }
    assert metadata.of(headers) == (
        {"cache-control": "no-cache", "content-type": "text/plain", "x-cos-meta-a": "中"},
        "STANDARD_IA",
        {"a": "1", "b ": "中"},
    )


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"x-cos-meta-a": "v" * 2048}, "InvalidArgument"),
        ({"x-cos-storage-class": "COLDER"}, "NotSupportedStorageClass"),
        ({"x-cos-storage-class": "MAZ_STANDARD"}, "MAZOperationNotSupportOnOAZBucket"),
        ({"x-cos-storage-class": "INTELLIGENT_TIERING"}, "NotSupportedStorageClass"),
        ({"x-cos-tagging": "a=1&a=2"}, "InvalidTag"),
        ({"x-cos-tagging": "&".join(f"k{n}=v" for n in range(11))}, "InvalidTag"),
        ({"x-cos-tagging": "=v"}, "InvalidTag"),
        ({"x-cos-tagging": "a=%21"}, "InvalidTag"),
        ({"x-cos-tagging": f"{'k' * 129}=v"}, "InvalidTag"),
    ],
)
def test_a_head_that_cannot_be(headers: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        metadata.of(headers)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("key", "code"),
    [("k" * 850, None), ("k" * 851, "KeyTooLong"), ("中" * 283, None), ("中" * 284, "KeyTooLong"),
     ("a\x17b", None), ("a\x18b", "InvalidObjectName"), ("a\x1bb", "InvalidObjectName")],
)  # fmt: skip
def test_keys(key: str, code: str | None) -> None:
    if code is None:
        metadata.check_key(key)
        return
    with pytest.raises(Refusal) as refused:
        metadata.check_key(key)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["7o3pGNBWQBRbGPcPTDqmAg", "7o3pGNBW", "not base64 at all!!!!!!=="])
def test_a_digest_that_is_none(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        metadata.content_md5({"content-md5": text})
    assert refused.value.code == "InvalidDigest"
    assert metadata.content_md5({"content-md5": "7o3pGNBWQBRbGPcPTDqmAg=="}) == "ee8de918d05640145b18f70f4c3aa602"


def test_times_as_cos_writes_them() -> None:
    assert iso(MODIFIED) == "2020-01-02T03:04:05.000Z"
    assert iso_seconds(MODIFIED) == "2020-01-02T03:04:05Z"
    assert rfc1123(MODIFIED) == SAME


def test_an_error_s_text_is_never_markup() -> None:
    body = Refusal("NoSuchKey", "<&>\x01").document('h/a"b]]>\r\n', "id", "trace").decode()
    assert "<Message>&lt;&amp;&gt;%01</Message>" in body
    assert "<Resource>h/a&quot;b]]&gt;%0D\n</Resource>" in body


def test_every_known_code_has_a_message() -> None:
    assert all(400 <= status < 600 and message for status, message in KNOWN.values())
