"""Audits, and previews of documents: values, no sockets."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from qcloud_cos import Calls, CosClientError
from qcloud_cos.core import xml
from qcloud_cos.published.keywords import CiDetectType

calls = Calls()
B = "b-1250000000"


def said(call: Any) -> Any:
    return xml.parse(call.body, root="Request")


def test_what_the_caller_gave_is_left_as_it_was() -> None:
    given: dict[str, Any] = {
        "Conf": {"Callback": "https://example.com"},
        "Input": {"Object": "k"},
        "UserInfo": {"TokenId": "u"},
    }
    before = deepcopy(given)
    call = calls.ci_auditing_submit_common(B, "", CiDetectType.ADS, "image", BizType="b", DataId="d", **given)
    assert said(call) == {
        "Input": {"Object": "k", "UserInfo": {"TokenId": "u"}, "DataId": "d"},
        "Conf": {"Callback": "https://example.com", "DetectType": "Ads", "BizType": "b"},
    }
    assert given == before


def test_a_call_has_nothing_of_the_last() -> None:
    first = calls.ci_auditing_submit_common(B, "k", CiDetectType.PORN, "image", BizType="b")
    second = calls.ci_auditing_submit_common(B, "k", None, "image")
    assert said(first)["Conf"] == {"DetectType": "Porn", "BizType": "b"}
    assert said(second)["Conf"] is None


@pytest.mark.parametrize(
    ("bits", "service", "pictures"),
    [
        (CiDetectType.PORN, "Porn", "porn"),
        (CiDetectType.TERRORIST | CiDetectType.POLITICS, "Terrorism,Politics", "terrorist,politics"),
        (CiDetectType.ILLEGAL | CiDetectType.ABUSE | CiDetectType.ADS, "Ads,Illegal,Abuse", "ads"),
        (CiDetectType.TEENAGER, "Teenager", "teenager"),
    ],
)
def test_what_is_looked_for_has_two_spellings(bits: int, service: str, pictures: str) -> None:
    assert said(calls.ci_auditing_virus_submit(B, "k"))["Conf"] == {"DetectType": "Virus"}
    assert said(calls.ci_auditing_audio_submit(B, "k", bits))["Conf"]["DetectType"] == service
    assert calls.get_object_sensitive_content_recognition(B, "k", bits).query["detect-type"] == pictures


def test_errors_say_what_to_give() -> None:
    with pytest.raises(CosClientError, match="give Key or Url"):
        calls.ci_auditing_video_submit(B, None)
    with pytest.raises(CosClientError, match="give Key or DetectUrl"):
        calls.get_object_sensitive_content_recognition(B)
    with pytest.raises(CosClientError, match=r"CiDetectType has, such as PORN \| ADS"):
        calls.ci_auditing_audio_submit(B, "k", "Porn")  # type: ignore[arg-type]
    with pytest.raises(CosClientError, match="Input is a list: say UserInfo and DataId in each"):
        calls.ci_auditing_submit_common(
            B, None, None, "image", Input=[{"Object": "k"}], UserInfo={"IP": "1"}, DataId="d"
        )


def test_submissions_are_sent_once_and_questions_as_often_as_needed() -> None:
    submitted: list[Any] = [
        calls.ci_auditing_text_submit(B, Content="a"),
        calls.ci_auditing_image_batch(B, [{"Object": "k"}]),
        calls.ci_auditing_report_badcase(B, 1, "Porn", "Normal"),
        calls.ci_create_doc_job(B, "a.docx", B, "ap-x", "${Number}.jpg"),
    ]
    asked: list[Any] = [
        calls.ci_auditing_text_query(B, "j"),
        calls.ci_list_doc_jobs(B),
        calls.ci_update_doc_queue(B, "q", {"State": "Paused"}),
        calls.get_object_sensitive_content_recognition(B, "k"),
    ]
    assert [call.repeatable for call in submitted] == [False] * 4
    assert [call.repeatable for call in asked] == [True] * 4
