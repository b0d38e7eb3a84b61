"""How an upload in parts ends, with answers that a test makes up."""

from __future__ import annotations

from typing import Any

import pytest

from answered import do, response
from qcloud_cos import Calls
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Request, Response
from qcloud_cos.errors import AnswerLost, ChecksumMismatch, InvalidPart, NoSuchUpload, ServiceUnavailable
from qcloud_cos.transfer.completing import Sent, Upload

UPLOAD = Upload(Calls(), "b-1250000000", "k", "u", {"SSECustomerKeyMD5": "m", "Callback": "c"})
PARTS = [Sent(2, '"f"', 3, crc64(b"def")), Sent(1, '"e"', 3, crc64(b"abc"))]
WHOLE = str(crc64(b"abcdef"))
DONE = "<R><ETag>x-2</ETag></R>"
HEAD: dict[str, Any] = {"Content_Length": "6", "ETag": '"x-2"', "x_cos_hash_crc64ecma": WHOLE}


def refused(code: str, status: int) -> Response:
    return response(f"<Error><Code>{code}</Code><Message>m</Message></Error>", status)


def ended(completion: Any, listed: Any = None, head: Any = None, checksum: int | None = None) -> Any:
    """The result of completing, when COS says this to each kind of request."""

    def answer(asked: Request) -> Any:
        said = {"POST": completion, "GET": listed, "HEAD": head}[asked.method]
        assert said is not None, f"{asked.method} was not to be asked"
        assert asked.method != "HEAD" or asked.headers["x-cos-server-side-encryption-customer-key-MD5"] == "m"
        assert asked.method != "POST" or asked.headers["x-cos-callback"] == "c"
        return said

    return do(UPLOAD.completed(list(PARTS), checksum), answer)


def test_parts_are_listed_in_order_and_compared_as_one() -> None:
    sent: list[Request] = []

    def answer(asked: Request) -> Response:
        sent.append(asked)
        return response(DONE, x_cos_hash_crc64ecma=WHOLE)

    do(UPLOAD.completed(list(PARTS)), answer)
    body = sent[0].body
    assert isinstance(body, bytes)
    assert body.index(b"<PartNumber>1<") < body.index(b"<PartNumber>2<")


def test_a_wrong_object_is_reported_as_complete() -> None:
    with pytest.raises(ChecksumMismatch, match="the object k is complete, but it arrived damaged"):
        ended(response(DONE, x_cos_hash_crc64ecma="5"))
    with pytest.raises(ChecksumMismatch):
        ended(response(DONE, x_cos_hash_crc64ecma=WHOLE), checksum=5)
    assert ended(response(DONE))["ETag"] == "x-2"


GONE = refused("NoSuchUpload", 404)
FAILURES: list[Any] = [GONE, AnswerLost("lost"), refused("ServiceUnavailable", 503)]


@pytest.mark.parametrize("failure", FAILURES, ids=["gone", "lost", "503"])
def test_an_object_that_is_there_after_all_counts(failure: Any) -> None:
    found = ended(failure, GONE, response(**HEAD))
    assert (found["ETag"], found["Key"], found["x-cos-hash-crc64ecma"]) == ('"x-2"', "k", WHOLE)
    assert "Content-Length" not in found


OTHERS = [{"Content_Length": "7"}, {"ETag": '"x-3"'}, {"ETag": '"x"'}, {"x_cos_hash_crc64ecma": "5"}]


@pytest.mark.parametrize("other", OTHERS)
def test_another_object_does_not(other: dict[str, Any]) -> None:
    with pytest.raises(NoSuchUpload):
        ended(GONE, None, response(**{**HEAD, **other}))
    with pytest.raises(NoSuchUpload):
        ended(GONE, None, refused("AccessDenied", 403))


def test_an_upload_that_is_still_there_has_not_become_an_object() -> None:
    for listed in (response("<R></R>"), refused("AccessDenied", 403), AnswerLost("lost")):
        with pytest.raises(ServiceUnavailable):
            ended(refused("ServiceUnavailable", 503), listed)
    with pytest.raises(InvalidPart):
        ended(refused("InvalidPart", 400))


def test_a_part_without_a_checksum_leaves_the_whole_without() -> None:
    parts = [*PARTS, Sent(3, '"g"', 1, None)]
    answer: Any = lambda asked: response(DONE, x_cos_hash_crc64ecma="5")  # noqa: E731
    assert do(UPLOAD.completed(parts), answer)["ETag"] == "x-2"


def test_the_parts_that_arrived_are_listed_page_by_page() -> None:
    def page(asked: Request) -> Response:
        last = "part-number-marker=1&" not in asked.target
        number = 1 if last else 2
        more = "<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>" if last else ""
        return response(f"<R>{more}<Part><PartNumber>{number}</PartNumber><ETag>e</ETag></Part></R>")

    found = do(UPLOAD.arrived(), page)
    assert sorted(found) == [1, 2]
    assert do(UPLOAD.arrived(), lambda asked: GONE) is None
    with pytest.raises(ServiceUnavailable):
        do(UPLOAD.arrived(), lambda asked: refused("ServiceUnavailable", 503))


def test_what_is_aborted_is_known() -> None:
    aborted = [response(status=204), GONE, refused("ServiceUnavailable", 503), AnswerLost("lost")]

    def said(answer: Any) -> Any:
        return do(UPLOAD.aborted(), lambda asked: answer)

    assert [said(answer) for answer in aborted] == [True, True, False, False]
