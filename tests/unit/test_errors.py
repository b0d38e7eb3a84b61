from __future__ import annotations

import pickle

import pytest

from qcloud_cos import CosClientError, CosException, CosServiceError
from qcloud_cos.errors import BY_CODE, NoSuchKey

BODY = (
    "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>NoSuchKey</Code>\n"
    "\t<Message>The specified key does not exist.</Message>\n"
    "\t<Resource>b-1.cos.ap-x.myqcloud.com/k</Resource>\n"
    "\t<RequestId>r==</RequestId>\n\t<TraceId>t==</TraceId>\n</Error>"
)


def test_the_eight_getters() -> None:
    error = CosServiceError.of("GET", BODY.encode(), 404)
    assert error.get_origin_msg() == BODY
    assert error.get_digest_msg() == {
        "code": "NoSuchKey",
        "message": "The specified key does not exist.",
        "resource": "b-1.cos.ap-x.myqcloud.com/k",
        "requestid": "r==",
        "traceid": "t==",
    }
    assert error.get_status_code() == 404
    assert error.get_error_code() == "NoSuchKey"
    assert error.get_error_msg() == "The specified key does not exist."
    assert error.get_resource_location() == "b-1.cos.ap-x.myqcloud.com/k"
    assert error.get_trace_id() == "t=="
    assert error.get_request_id() == "r=="


def test_a_code_has_a_class_that_is_still_a_service_error() -> None:
    error = CosServiceError.of("GET", BODY, 404)
    assert type(error) is NoSuchKey
    assert isinstance(error, CosServiceError)
    assert isinstance(error, CosException)
    assert not isinstance(error, CosClientError)
    assert type(CosServiceError.of("GET", {"code": "NeverHeardOf"}, 400)) is CosServiceError


def test_the_message_says_operation_status_code_message_and_request_id() -> None:
    error = CosServiceError.of("GET", BODY, 404).during("get_object")
    assert str(error) == "get_object: 404 NoSuchKey: The specified key does not exist. (request id r==)"


@pytest.mark.parametrize(
    "message",
    ["", "not xml", b"\xff\xfe", {}, {"code": None}, "<Error/>", "<Error><Code/></Error>", "[1]", "3", '{"a": 1}'],
)
def test_no_getter_raises_whatever_came(message: object) -> None:
    error = CosServiceError.of("PUT", message, 500)
    getters = [name for name in dir(error) if name.startswith("get_")]
    assert len(getters) == 8
    assert [getattr(error, name)() for name in getters if name != "get_digest_msg"]
    assert error.get_error_code() == "Unknown"


def test_json_and_partial_bodies_are_read_as_far_as_they_go() -> None:
    assert CosServiceError.of("GET", '{"code": 5, "message": "m"}', 400).get_error_code() == "5"
    partial = CosServiceError.of("GET", "<Error><Code>SlowDown</Code></Error>", 503)
    assert (partial.get_error_code(), partial.get_request_id()) == ("SlowDown", "Unknown")


@pytest.mark.parametrize(
    "error", [CosServiceError.of("GET", BODY, 404), CosServiceError.of("HEAD", {"code": "x"}, 404)]
)
def test_an_error_can_be_pickled(error: CosServiceError) -> None:
    error.during("get_object")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.get_digest_msg() == error.get_digest_msg()


def test_every_class_is_named_for_its_code() -> None:
    assert BY_CODE["NoSuchKey"] is NoSuchKey
    assert all(kind.__doc__ and kind.__doc__[:3].isdigit() for kind in BY_CODE.values())
