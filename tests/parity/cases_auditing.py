"""Audits of content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .case import OBJECT, Case, document
from .cases_processing import B, again, asked

_BITS = 1 | 8
"""Porn and ads."""
_ALL_BITS = 127
_JOB = {**B, "JobID": "av1"}
_SUBMITTED = "<JobsDetail><JobId>av1</JobId><State>Submitted</State></JobsDetail><RequestId>r</RequestId>"
_ONE = "<OcrResults><Text>t</Text><Keywords>k</Keywords></OcrResults>"
_TWO = "<OcrResults><Text>t</Text><Keywords>k</Keywords><Keywords>l</Keywords></OcrResults>" * 2
_THING = "<ObjectResults><Name>n</Name></ObjectResults>"
_FINDINGS = {
    "one of each": _ONE + _THING,
    "two of each": _TWO + _THING * 2,
    "empty lists": "<OcrResults/><ObjectResults/>",
    "no keywords": "<OcrResults><Text>t</Text><Keywords/></OcrResults>",
    "nothing": "<HitFlag>0</HitFlag><Score>0</Score>",
}
_HEARD = {
    "one of each": "<Keywords>k</Keywords>",
    "two of each": "<Keywords>k</Keywords><Keywords>l</Keywords>",
    "empty lists": "<Keywords/>",
}
_WHO = {"UserInfo": {"TokenId": "u & 1", "IP": "10.0.0.1"}, "DataId": "数据 <1>"}
_TOLD = {"Callback": "https://example.com/?a=b&c", "CallbackType": 2, "Freeze": {"PornScore": 90, "AdsScore": 50}}
_ENCRYPTION = {"Algorithm": "aes-256-ctr", "Key": "a2V5", "IV": "aXY=", "KeyId": "1.0", "KeyType": 0}
_URL = "https://example.com/a.b?c=d&e=f"


def _infos(found: str, terror: str = "Terrorism") -> str:
    kinds = ("Porn", terror, "Politics", "Ads", "Illegal")
    return "".join(f"<{kind}Info>{found}</{kind}Info>" for kind in kinds)


def _answered(found: Mapping[str, str], before: str = "", after: str = "", times: int = 1) -> dict[str, str]:
    """Of each finding an answer, and one of several of what is looked at."""
    whole = {title: f"{before}{_infos(inside)}{after}" for title, inside in found.items()}
    return {**whole, "several": whole["one of each"] * (times + 1)} if times else whole


def _job(inside: Mapping[str, str], open: str = "", close: str = "") -> dict[str, str]:
    return {
        title: f"<JobsDetail><JobId>av1</JobId>{open}{each}{close}</JobsDetail>" for title, each in inside.items()
    }


def _answers(method: str, arguments: Mapping[str, Any], insides: Mapping[str, str]) -> list[Case]:
    return [
        Case(method, f"{title} in the answer", arguments, document(f"<Response>{inside}</Response>"))
        for title, inside in insides.items()
    ]


def _submitted(method: str, **variants: Mapping[str, Any]) -> list[Case]:
    answer = document(f"<Response>{_SUBMITTED}</Response>")
    return [
        Case(f"ci_auditing_{method}", title.replace("_", " "), {**B, **given}, answer)
        for title, given in variants.items()
    ]


_FRAMES = _answered(_FINDINGS, "<Snapshot><Url>u</Url>", "</Snapshot>")
_SECTIONS = _answered(_HEARD, "<AudioSection><Text>t</Text>", "</AudioSection>")
_PAGES = _answered(_FINDINGS, "<Results><Url>u</Url>", "</Results>")
_FILE = "<Result><FileName>f</FileName><VirusName>v</VirusName></Result>"

OF_QUERIES = [
    *asked("ci_auditing_video_query", _JOB, _job(_FRAMES)),
    *_answers(
        "ci_auditing_video_query",
        _JOB,
        {f"{title}, of speech": inside for title, inside in _job(_SECTIONS).items()},
    ),
    *_answers("ci_auditing_video_query", _JOB, {"no finding": f"<JobsDetail>{_infos('')}</JobsDetail>"}),
    *_answers(
        "ci_auditing_video_query", _JOB, _job({"a frame of empty findings": f"<Snapshot>{_infos('')}</Snapshot>"})
    ),
    *_answers("ci_auditing_audio_query", _JOB, _job(_answered(_HEARD, "<Section>", "</Section>"))),
    *_answers(
        "ci_auditing_text_query",
        _JOB,
        _job(
            {
                "one": "<Section><StartByte>0</StartByte></Section>",
                "two": "<Section><Label>a</Label></Section>" * 2,
                "an empty list": "<Section/>",
            }
        ),
    ),
    *_answers("ci_auditing_document_query", _JOB, _job(_PAGES, "<PageSegment>", "</PageSegment>")),
    *_answers("ci_auditing_document_query", _JOB, {"one that is not done": _SUBMITTED}),
    *_answers("ci_auditing_html_query", _JOB, _job(_PAGES, "<ImageResults>", "</ImageResults>")),
    *_answers(
        "ci_auditing_html_query",
        _JOB,
        _job({"one text": "<Results><Text>a</Text></Results>"}, "<TextResults>", "</TextResults>"),
    ),
    *_answers("ci_auditing_image_query", _JOB, _job(_answered(_FINDINGS, times=0))),
    *_answers(
        "ci_auditing_virus_query",
        _JOB,
        _job(
            {
                "one": f"<DetectDetail>{_FILE}</DetectDetail>",
                "two": f"<DetectDetail>{_FILE * 2}</DetectDetail>" * 2,
                "an empty list": "<DetectDetail/>",
                "none": "<Suggestion>normal</Suggestion>",
            }
        ),
    ),
    *_answers("ci_auditing_query_common", {**_JOB, "Type": "md5"}, _job({"one": "<Snapshot/>", **_FRAMES})),
    Case("ci_auditing_video_query", "an id to encode", {**B, "JobID": "a b/任务?"}, document("<Response/>")),
    Case("ci_auditing_video_query", "no id", {**B, "JobID": ""}, document("<Response/>")),
]

_ONE_PICTURE: dict[str, dict[str, Any]] = {
    "a key": {"Key": "文件夹/a b+c.jpg"},
    "a URL": {"DetectUrl": _URL},
    "neither key nor URL": {},
    "everything": {
        **{"Key": "k", "DetectType": _ALL_BITS, "Interval": 5, "MaxFrames": 6, "BizType": "b1"},
        **{"DetectUrl": _URL, "LargeImageDetect": 1, "DataId": "数据 1", "Async": 1},
        **{"CallBack": _URL, "VersionId": "MTg0NDUx"},
    },
    "bits that pictures have not": {"Key": "k", "DetectType": 16 | 32},
    "no bits": {"Key": "k", "DetectType": 0},
    "a type as text": {"Key": "k", "DetectType": "porn"},
}
_PICTURES: dict[str, dict[str, Any]] = {
    "minimal": {"Input": [{"Object": "a & b.jpg"}]},
    "two pictures": {"Input": [{"Object": "a.jpg", "DataId": "1"}, {"Url": _URL}], "DetectType": _BITS},
    "one that is no list": {"Input": {"Object": "a.jpg"}},
    "no picture": {"Input": []},
    "everything": {
        "Input": [{"Content": "aGk=", "Interval": 5, "Encryption": _ENCRYPTION, "UserInfo": {"IP": "1"}}],
        **{"DetectType": _ALL_BITS, "BizType": "b1", "Async": 0, "Callback": _URL},
        "Freeze": {"PornScore": 90},
    },
    "by and by": {"Input": [{"Object": "a.jpg"}], "Async": 1, "Callback": _URL},
}
_PICTURE = {**OBJECT, "DetectType": _BITS}
OF_PICTURES = [
    *asked(
        "get_object_sensitive_content_recognition",
        _PICTURE,
        {title: _infos(inside, "Terrorist") for title, inside in _FINDINGS.items()},
        "RecognitionResult",
    ),
    *again(
        "get_object_sensitive_content_recognition",
        {**_PICTURE, "Async": 1},
        document(f"<RecognitionResult>{_infos('')}</RecognitionResult>"),
    ),
    *[
        Case("get_object_sensitive_content_recognition", title, {**B, **given}, document("<RecognitionResult/>"))
        for title, given in _ONE_PICTURE.items()
    ],
    *[
        Case("ci_auditing_image_batch", title, {**B, **given}, document(f"<Response>{_SUBMITTED}</Response>"))
        for title, given in _PICTURES.items()
    ],
    *_answers(
        "ci_auditing_image_batch",
        {**B, "Input": [{"Object": "a.jpg"}]},
        _answered(_FINDINGS, "<JobsDetail>", "</JobsDetail>"),
    ),
]

_VIDEO = {"Key": "图/a b.mp4"}
OF_SUBMISSIONS = [
    *asked("ci_auditing_video_submit", {**B, **_VIDEO}, {"a task": _SUBMITTED}),
    *again("ci_auditing_video_submit", {**B, **_VIDEO}, document(f"<Response>{_SUBMITTED}</Response>")),
    *_submitted(
        "video_submit",
        a_URL={"Key": None, "Url": _URL, "DetectType": _BITS},
        another_type={**_VIDEO, "ContentType": "text/plain"},
        neither_key_nor_URL={"Key": ""},
        everything={
            **{**_VIDEO, "DetectType": _ALL_BITS, "Url": _URL, **_TOLD, "CallbackVersion": "Detail"},
            **{"DetectContent": 1, "Mode": "Fps", "Count": 7, "TimeInterval": 0.5, "BizType": "b1", **_WHO},
            "Encryption": _ENCRYPTION,
        },
    ),
    *_submitted(
        "submit_common",
        minimal={"Key": "k", "DetectType": None, "Type": "md5"},
        an_Input={"Key": "k", "DetectType": _BITS, "Type": "image", "Input": {"Url": _URL}, "DataId": "1"},
        Inputs={"Key": "k", "DetectType": None, "Type": "image", "Input": [{"Object": "a"}, {"Object": "b"}]},
        Inputs_and_one_DataId={
            **{"Key": "k", "DetectType": None, "Type": "image", "Input": [{"Object": "a"}], "DataId": "1"}
        },
        everything={
            **{"Key": "k", "DetectType": _ALL_BITS, "Type": "video", "Url": _URL, "BizType": "b1"},
            **{"Conf": {"Callback": _URL, "DetectType": "x"}, **_WHO, "RequestType": "live_video"},
            **{"StorageConf": {"Path": "live/"}, "Encryption": _ENCRYPTION},
        },
    ),
    *_submitted(
        "audio_submit",
        minimal={"Key": "a.mp3"},
        everything={
            **{"Key": "a.mp3", "DetectType": _ALL_BITS, "Url": _URL, "BizType": "b1", **_WHO, **_TOLD},
            "CallbackVersion": "Detail",
        },
    ),
    *_submitted(
        "text_submit",
        a_key={"Key": "a.txt"},
        a_text={"Content": "文字 <a>".encode()},
        a_text_as_str={"Content": "文字 <a>"},
        nothing_to_look_at={"Content": b""},
        everything={
            **{"Key": "a.txt", "DetectType": _ALL_BITS, "Content": b"text", "BizType": "b1", "Url": _URL},
            **{**_WHO, **_TOLD, "CallbackVersion": "Detail"},
        },
    ),
    *_answers(
        "ci_auditing_text_submit",
        {**B, "Content": b"text"},
        _job({"one": "<Section><Label>a</Label></Section>", "an empty list": "<Section/>"}),
    ),
    *_submitted(
        "document_submit",
        a_URL={"Url": _URL},
        a_key={"Key": "图/a.docx", "Type": "docx"},
        everything={
            **{"Url": _URL, "DetectType": _ALL_BITS, "Key": "k", "Type": "docx", "BizType": "b1"},
            **{**_WHO, **_TOLD},
        },
    ),
    *_submitted(
        "html_submit",
        minimal={"Url": _URL},
        no_URL={"Url": ""},
        everything={
            **{"Url": _URL, "DetectType": _ALL_BITS, "ReturnHighlightHtml": True, "Callback": _URL},
            **{"BizType": "b1", **_WHO},
        },
    ),
    *_submitted(
        "live_video_submit",
        minimal={"BizType": "b1", "Url": "rtmp://example.com/live/1"},
        everything={
            **{"BizType": "b1", "DetectType": _ALL_BITS, "Url": "rtmp://example.com/live/1", **_WHO},
            **{"Callback": _URL, "CallbackType": 1, "StorageConf": {"Path": "live/"}},
        },
    ),
    *_submitted("live_video_cancle", minimal={"JobID": "av1"}, no_id={"JobID": ""}),
    *_submitted(
        "virus_submit",
        a_key={"Key": "图/a.exe"},
        everything={"Key": "a.exe", "Url": _URL, "Callback": _URL},
    ),
    *_submitted(
        "report_badcase",
        minimal={"ContentType": 1, "Label": "Porn", "SuggestedLabel": "Normal"},
        everything={
            **{"ContentType": 2, "Label": "Porn", "SuggestedLabel": "Normal", "Text": "aGk=", "Url": _URL},
            **{"JobId": "j1", "ModerationTime": "2021-08-07T12:12:12+08:00"},
        },
    ),
]
CASES = [*OF_QUERIES, *OF_PICTURES, *OF_SUBMISSIONS]
