"""The life of a call, step by step, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qcloud_cos import Calls, CosClientError, CosConfig, CosServiceError
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Call, Flow, Request, Response, Send, Sleep, together
from qcloud_cos.errors import AnswerLost, ConnectFailed, NoSuchResource, NotModified

CONF = CosConfig(Region="ap-guangzhou", SecretId="AKIDEXAMPLE", SecretKey="k", Token="t/=")
calls = Calls()


def response(status: int, body: bytes = b"", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, ResponseHeaders(named), body)


def answers(*given: Response | Exception) -> Callable[[Any, CosConfig], tuple[Any, list[Request], list[float]]]:
    """Do a plan with these answers; give what it returned, what it sent, and how long it waited."""

    def do(plan: Any, conf: CosConfig = CONF) -> tuple[Any, list[Request], list[float]]:
        left, sent, waited = list(given), [], []
        steps = exchange(plan, conf, Retry())
        try:
            step = next(steps)
            while True:
                if isinstance(step, Sleep):
                    waited.append(step.seconds)
                    step = steps.send(None)
                    continue
                assert isinstance(step, Send)
                sent.append(step.request)
                came = left.pop(0)
                step = steps.throw(came) if isinstance(came, Exception) else steps.send(came)
        except StopIteration as done:
            assert not left
            return done.value, sent, waited

    return do


def sent(plan: Any, conf: CosConfig = CONF) -> Request:
    return answers(response(200, b"<R><ETag>e</ETag></R>"))(plan, conf)[1][0]


def test_a_request_has_all_it_needs() -> None:
    request = sent(calls.put_object("b-1", "héllo", "a/中 文?.txt", ACL="private", ContentType="text/plain"))
    assert request.method == "PUT"
    assert request.url == ("https://b-1.cos.ap-guangzhou.myqcloud.com/a/%E4%B8%AD%20%E6%96%87%3F.txt")
    assert request.body == "héllo".encode()
    shown = {name: value for name, value in request.headers.items() if name != "Authorization"}
    assert shown == {
        "Host": "b-1.cos.ap-guangzhou.myqcloud.com",
        "x-cos-acl": "private",
        "Content-Type": "text/plain",
        "Content-Length": "6",
        "x-cos-security-token": "t/=",
        "User-Agent": "cos-python-sdk-v5.1.10.0",
    }
    assert (
        "q-header-list=content-length;content-type;host;x-cos-acl;x-cos-security-token&"
        in request.headers["Authorization"]
    )


def test_the_query_is_signed_and_encoded() -> None:
    request = sent(calls.list_objects("b-1", Prefix="a b/", Delimiter="/"))
    assert request.target == "/?prefix=a%20b%2F&delimiter=%2F&marker=&max-keys=1000&encoding-type=url"
    assert "q-url-param-list=delimiter;encoding-type;marker;max-keys;prefix&" in request.headers["Authorization"]
    assert "Content-Length" not in request.headers


def test_a_bucket_in_the_path_is_signed_with_it() -> None:
    local = CosConfig(Endpoint="http://127.0.0.1:9000", SecretId="i", SecretKey="k")
    request = sent(calls.head_object("b-1", "k"), local)
    assert request.url == "http://127.0.0.1:9000/b-1/k"
    assert request.headers["Host"] == "127.0.0.1:9000"


def test_nothing_is_signed_for_the_anonymous() -> None:
    request = sent(calls.head_object("b-1", "k"), CosConfig(Region="ap-x", Anonymous=True))
    assert "Authorization" not in request.headers


def test_the_configuration_may_leave_host_and_query_unsigned() -> None:
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", SignHost=False, SignParams=False)
    authorization = sent(calls.list_objects("b-1"), conf).headers["Authorization"]
    assert "&q-header-list=&q-url-param-list=&" in authorization


def test_an_own_user_agent_and_closed_connections() -> None:
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", UA="mine/1", KeepAlive=False, Timeout=7)
    request = sent(
        calls.complete_multipart_upload("b-1", "k", "u", {"Part": [{"PartNumber": 1, "ETag": "e"}]}), conf
    )
    assert request.headers["User-Agent"] == "mine/1"
    assert request.headers["Connection"] == "close"
    assert request.timeout == 7


def test_a_body_of_unknown_length_is_chunked() -> None:
    request = sent(calls.put_object("b-1", (piece for piece in [b"a", b"b"]), "k"))
    assert request.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in request.headers
    known = sent(calls.put_object("b-1", iter([b"ab"]), "k", ContentLength=2))
    assert known.headers["Content-Length"] == "2"
    assert "Transfer-Encoding" not in known.headers


def test_a_lost_answer_is_asked_for_again_and_marked() -> None:
    _, requests, waited = answers(response(500), AnswerLost("reset"), response(200))(
        calls.head_object("b-1", "k"), CONF
    )
    assert [request.headers.get("x-cos-sdk-retry") for request in requests] == [None, "true", "true"]
    assert "x-cos-sdk-retry" in requests[1].headers["Authorization"]
    assert len(waited) == 2


def test_what_was_refused_is_not_asked_again() -> None:
    body = b"<Error><Code>NoSuchBucket</Code><Message>m</Message><RequestId>r</RequestId></Error>"
    with pytest.raises(CosServiceError) as caught:
        answers(response(404, body))(calls.list_objects("b-1"), CONF)
    assert caught.value.get_error_code() == "NoSuchBucket"


def test_a_body_that_can_be_read_once_is_sent_once() -> None:
    with pytest.raises(CosServiceError, match="500"):
        answers(response(500))(calls.put_object("b-1", iter([b"x"]), "k"), CONF)
    _, requests, _ = answers(ConnectFailed("refused"), response(200))(
        calls.put_object("b-1", iter([b"x"]), "k"), CONF
    )
    assert len(requests) == 2


def test_what_must_not_happen_twice_is_repeated_only_if_it_did_not_happen() -> None:
    once = calls.put_object("b-1", b"x", "k", Metadata={"x-cos-forbid-overwrite": "true"})
    with pytest.raises(AnswerLost):
        answers(AnswerLost("reset"))(once, CONF)
    _, requests, _ = answers(response(503), ConnectFailed("refused"), response(200))(once, CONF)
    assert len(requests) == 3


@pytest.mark.parametrize(("status", "code"), [(301, "Redirect"), (307, "Redirect"), (304, "NotModified")])
def test_a_3xx_is_no_success(status: int, code: str) -> None:
    with pytest.raises(CosServiceError) as caught:
        answers(response(status, Location="https://elsewhere/"))(calls.get_object("b-1", "k"), CONF)
    assert caught.value.get_error_code() == code
    assert (type(caught.value) is NotModified) is (status == 304)


def test_an_error_inside_a_200_is_an_error_and_tried_again_if_cos_was_busy() -> None:
    source: Any = {"Bucket": "b-1", "Key": "s"}
    busy = response(200, b"<Error><Code>InternalError</Code><Message>m</Message></Error>")
    done = response(200, b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>", x_cos_request_id="r")
    result, requests, _ = answers(busy, done)(calls.copy_object("b-1", "k", source), CONF)
    assert result == {"ETag": "e", "x-cos-request-id": "r"}
    assert len(requests) == 2
    gone = response(200, b"<Error><Code>NoSuchKey</Code><Message>m</Message></Error>")
    with pytest.raises(CosServiceError, match="200 NoSuchKey"):
        answers(gone)(calls.copy_object("b-1", "k", source), CONF)


def test_an_answer_that_is_no_xml_is_a_client_error() -> None:
    with pytest.raises(CosClientError, match="unreadable XML"):
        answers(response(200, b"<html><p>hotel login"))(calls.list_objects("b-1"), CONF)


def test_head_says_404_without_a_body() -> None:
    with pytest.raises(NoSuchResource) as caught:
        answers(response(404, x_cos_request_id="r", x_cos_trace_id="t"))(
            calls.head_object("b-1", "k", VersionId="v"), CONF
        )
    assert caught.value.get_digest_msg() == {
        "code": "NoSuchResource",
        "message": "The Resource You Head Not Exist",
        "resource": "https://b-1.cos.ap-guangzhou.myqcloud.com/k",
        "requestid": "r",
        "traceid": "t",
    }


SWITCHING = CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k", AutoSwitchDomainOnRetry=True)


def hosts(requests: list[Request]) -> list[str]:
    return [request.headers["Host"].partition(".cos.ap-guangzhou.")[2] for request in requests]


def test_the_second_domain_is_tried_last() -> None:
    lost = AnswerLost("reset")
    _, requests, _ = answers(lost, lost, lost, response(200))(calls.head_object("b-1", "k"), SWITCHING)
    assert hosts(requests) == ["myqcloud.com"] * 3 + ["tencentcos.cn"]
    assert requests[3].origin.host == "b-1.cos.ap-guangzhou.tencentcos.cn"


def test_a_strange_redirect_switches_the_domain_at_once() -> None:
    _, requests, waited = answers(response(302), response(200))(calls.head_object("b-1", "k"), SWITCHING)
    assert hosts(requests) == ["myqcloud.com", "tencentcos.cn"]
    assert waited == [0.0]
    with pytest.raises(CosServiceError, match="Redirect"):
        answers(response(302, x_cos_request_id="r"))(calls.head_object("b-1", "k"), SWITCHING)
    with pytest.raises(CosServiceError, match="Redirect"):
        answers(response(302))(calls.head_object("b-1", "k"), CONF)


def test_a_failed_call_is_raised_inside_its_flow() -> None:
    def flow() -> Flow[str]:
        try:
            yield from calls.head_object("b-1", "k")
        except CosServiceError as error:
            return error.get_error_code()
        return "found"

    assert answers(response(403))(flow(), CONF)[0] == "AccessDenied"


def test_existence_is_a_question_with_two_answers() -> None:
    assert answers(response(200))(calls.object_exists("b-1", "k"), CONF)[0] is True
    assert answers(response(404))(calls.bucket_exists("b-1"), CONF)[0] is False
    with pytest.raises(CosServiceError, match="403"):
        answers(response(403))(calls.object_exists("b-1", "k"), CONF)


def test_an_abandoned_flow_is_closed() -> None:
    closed = []

    def flow() -> Flow[None]:
        try:
            yield from calls.head_object("b-1", "k")
        finally:
            closed.append(True)

    steps = exchange(flow(), CONF, Retry())
    next(steps)
    steps.close()
    assert closed == [True]


def test_a_call_is_a_value() -> None:
    again = calls.head_object("b-1", "k", IfMatch='"e"')
    assert calls.head_object("b-1", "k", IfMatch='"e"') == again
    assert isinstance(again, Call)
    assert next(iter(together([again], 2))).workers == 2
