"""Pictures and files for data processing: what is sent, as values, no sockets."""

from __future__ import annotations

import io
from typing import Any

import pytest

from answered import do, read, response
from qcloud_cos import Calls, CosClientError
from qcloud_cos.core import xml
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import ChecksumMismatch
from qcloud_cos.types import PutObjectOutput

calls = Calls()
B = "b-1250000000"
RULES = '{"is_pic_info": 1, "rules": []}'
MADE = "<UploadResult><OriginalInfo><Key>k</Key></OriginalInfo></UploadResult>"


def but_for_the_answer(call: Call[Any]) -> Call[Any]:
    return call.but(returns=None)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"EnableMD5": True},
        {"PicOperations": RULES},
        {"Metadata": {"x-cos-forbid-overwrite": "true"}},
        {"SSECustomerKey": "a", "StorageClass": "STANDARD_IA"},
    ],
)
def test_a_picture_is_put_as_any_object(more: dict[str, Any]) -> None:
    for body in (b"data", "数据", io.BytesIO(b"data")):
        picture, plain = calls.ci_put_object(B, body, "k", **more), calls.put_object(B, body, "k", **more)
        assert but_for_the_answer(picture) == but_for_the_answer(plain)


def test_what_was_made_is_beside_the_headers() -> None:
    headers, made = read(calls.ci_put_object(B, b"data", "k", PicOperations=RULES), MADE, ETag='"e"')
    assert headers["ETag"] == '"e"'
    assert made == {"OriginalInfo": {"Key": "k"}}
    assert read(calls.ci_put_object(B, b"data", "k"), b"", ETag='"e"')[1] == {}


def test_other_bytes_than_were_sent_are_noticed() -> None:
    call: Call[tuple[PutObjectOutput, Any]] = calls.ci_put_object(B, b"data", "k")
    damaged = response(b"", x_cos_hash_crc64ecma="1")._replace(sent=2)
    with pytest.raises(ChecksumMismatch):
        call.returns(damaged)


def test_of_a_file_that_is_not_there_nothing_is_sent() -> None:
    with pytest.raises(FileNotFoundError):
        do(calls.ci_put_object_from_local_file(B, "/no/such/file", "k"), lambda request: response(MADE))


@pytest.mark.parametrize(
    "call",
    [
        calls.ci_image_process(B, "k", PicOperations=RULES),
        calls.ci_create_file_hash_job(B, "k", {"Type": "MD5"}),
        calls.ci_create_file_uncompress_job(B, "k", B, "r", {}),
        calls.ci_create_file_compress_job(B, B, "r", "k", {}),
        calls.ci_open_pic_bucket(B),
    ],
)
def test_what_begins_something_is_not_done_twice(call: Call[Any]) -> None:
    assert not call.repeatable


def test_a_task_says_only_what_was_given() -> None:
    told: dict[str, Any] = {"QueueId": "p1", "UserData": "u", "CallBackMqConfig": {"MqName": "q"}}
    plain: Any = calls.ci_create_file_hash_job(B, "k", {"Type": "MD5"})
    telling: Any = calls.ci_create_file_hash_job(B, "k", {"Type": "MD5"}, **told)
    assert xml.parse(plain.body, root="Request") == {
        "Input": {"Object": "k"},
        "Tag": "FileHashCode",
        "Operation": {"FileHashCodeConfig": {"Type": "MD5"}},
    }
    assert xml.parse(telling.body) == {
        **xml.parse(plain.body),
        "Operation": {"FileHashCodeConfig": {"Type": "MD5"}, "UserData": "u"},
        "QueueId": "p1",
        "CallBackMqConfig": {"MqName": "q"},
    }


def test_a_task_is_one_when_submitted_and_a_list_when_asked_for() -> None:
    answer = "<Response><JobsDetail><JobId>f1</JobId></JobsDetail></Response>"
    assert read(calls.ci_create_file_hash_job(B, "k", {}), answer) == {"JobsDetail": {"JobId": "f1"}}
    assert read(calls.ci_get_file_process_jobs(B, "f1"), answer) == {"JobsDetail": [{"JobId": "f1"}]}


def test_styles_have_a_host_of_their_own() -> None:
    call: Any = calls.ci_put_image_style(B, {"StyleName": "a", "StyleBody": "b & c"})
    assert (call.service, call.key, dict(call.query)) == ("pic", None, {"style": ""})
    assert xml.parse(call.body, root="AddStyle") == {"StyleName": "a", "StyleBody": "b & c"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: calls.ci_image_detect_label(B),
        lambda: calls.ci_recognize_logo_process(B),
        lambda: calls.ci_recognize_logo_process(B, Key="", Url=""),
        lambda: calls.ci_super_resolution_process(B),
    ],
)
def test_a_picture_must_be_named(ask: Any) -> None:
    with pytest.raises(CosClientError, match="give Key"):
        ask()


def test_parameters_do_not_stay_for_the_next_call() -> None:
    given = {"a": "1"}
    first: Any = next(calls.ci_process(B, "k", "p", given))
    second: Any = next(calls.ci_process(B, "k", "p"))
    assert (given, dict(second.query)) == ({"a": "1"}, {"ci-process": "p"})
    assert dict(first.query) == {"ci-process": "p", "a": "1"}
