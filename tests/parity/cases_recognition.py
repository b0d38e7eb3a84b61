"""What can be seen in pictures."""

from __future__ import annotations

from .case import BUCKET, OBJECT, Case, document
from .cases_objects import CONTENT
from .cases_processing import B, asked, called
from .inputs import ODD_KEYS

_CAR = "<CarTags><Serial>a</Serial></CarTags>"
_LABEL = "<Labels><Name>猫</Name><Confidence>91</Confidence></Labels>"
_LOGO = "<LogoInfo><Name>a</Name><Location><Point>1</Point><Point>2</Point></Location></LogoInfo>"
_LINE = "<TextDetections><DetectedText>一</DetectedText></TextDetections>"
_CODE = "<CodeStatus>1</CodeStatus><QRcodeInfo><CodeUrl>u</CodeUrl></QRcodeInfo>"
_URL = "https://example.com/a b.jpg?c=图"
_KEYS = {title: {"Bucket": BUCKET, "Key": key} for title, key in ODD_KEYS.items()}
_ANSWER = document("<Response><a>b</a></Response>")

CASES = [
    *asked("ci_image_assess_quality", OBJECT, {"one": "<ClarityScore>50</ClarityScore>"}),
    *asked("ci_image_detect_car", OBJECT, {"one": _CAR, "two": _CAR * 2}),
    *asked("ci_image_detect_label", OBJECT, {"one": _LABEL, "two": _LABEL * 2}),
    *[Case("ci_image_detect_label", f"a key with {title}", key, _ANSWER) for title, key in _KEYS.items()],
    Case("ci_image_detect_label", "everything", {**OBJECT, "Scenes": "web,news", "DetectUrl": _URL}, _ANSWER),
    Case("ci_image_detect_label", "a picture elsewhere", {**B, "DetectUrl": _URL}, _ANSWER),
    Case("ci_image_detect_label", "no picture", B, _ANSWER),
    *asked("ci_recognize_logo_process", OBJECT, {"one": _LOGO, "two": _LOGO * 2}),
    Case("ci_recognize_logo_process", "a picture elsewhere", {**B, "Url": _URL}, _ANSWER),
    Case("ci_recognize_logo_process", "everything", {**OBJECT, "Url": _URL}, _ANSWER),
    Case("ci_recognize_logo_process", "no picture", B, _ANSWER),
    *called("ci_super_resolution_process", OBJECT, CONTENT),
    Case("ci_super_resolution_process", "a picture elsewhere", {**B, "Url": _URL}, CONTENT),
    Case("ci_super_resolution_process", "no picture", B, CONTENT),
    *asked("ci_ocr_process", OBJECT, {"one": _LINE, "two": _LINE * 2}),
    *[Case("ci_ocr_process", f"a key with {title}", key, _ANSWER) for title, key in _KEYS.items()],
    Case(
        "ci_ocr_process",
        "everything",
        {
            **OBJECT,
            "Type": "fast",
            "LanguageType": "auto",
            "Ispdf": True,
            "PdfPagenumber": 2,
            "Isword": "true",
            "EnableWordPolygon": True,
            "VersionId": "MTg0",
        },
        _ANSWER,
    ),
    *asked("ci_get_object_qrcode", {**OBJECT, "Cover": 0}, {"one": _CODE, "two": _CODE * 2}),
    Case("ci_get_object_qrcode", "everything", {**OBJECT, "Cover": 1, "BarType": 2, "VersionId": "MTg0"}, _ANSWER),
    *asked(
        "ci_qrcode_generate",
        {**B, "QrcodeContent": "二 & 维", "Width": 200},
        {"one": "<ResultImage>a</ResultImage>"},
    ),
    Case("ci_qrcode_generate", "everything", {**B, "QrcodeContent": "a", "Width": "100", "Mode": 1}, _ANSWER),
]
