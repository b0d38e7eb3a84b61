"""Recognition in pictures, and pictures made of pictures."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, KEY, Case, document
from .cases_objects import CONTENT
from .cases_processing import B, again, asked
from .inputs import ODD_KEYS

_OF = {"Bucket": BUCKET, "ObjectKey": KEY}
_ELSEWHERE = {**B, "DetectUrl": "http://www.example.com/图.jpg?a=b&c"}
_CHINESE = {**B, "ObjectKey": "图 片/a+b.jpg"}
_PICTURE = CONTENT._replace(headers={**CONTENT.headers, "Content-Type": "image/png"})
_FOUND = "<RequestId>r</RequestId><Info><Score>9</Score></Info><Info><Score>8</Score></Info>"
_DONE = document(f"<Response>{_FOUND}</Response>")
_MADE: dict[str, dict[str, Any]] = {
    "cos_goods_matting": {"CenterLayout": 1, "PaddingLayout": "20x10"},
    "cos_ai_pic_matting": {"CenterLayout": 1, "PaddingLayout": "20x10"},
    "cos_ai_portrait_matting": {"CenterLayout": 1, "PaddingLayout": "20x10"},
    "cos_ai_image_crop": {"Width": 100, "Height": 200, "Fixed": 1, "IgnoreError": 1},
    "cos_ai_image_coloring": {},
    "cos_ai_enhance_image": {"Denoise": 0, "Sharpen": 5, "IgnoreError": 1},
    "cos_image_repair": {"MaskPic": "aHR0cDovL2E_Yg==", "MaskPoly": "W1tbMV1dXQ=="},
}
"""With all that each takes."""
_RECOGNIZED: dict[str, dict[str, Any]] = {
    "cos_ai_detect_face": {"MaxFaceNum": 120},
    "cos_ai_body_recognition": {},
    "cos_ai_face_effect": {
        "Type": "face-age-transformation",
        "Whitening": 0,
        "Smoothing": 1,
        "FaceLifting": 2,
        "EyeEnlarging": 3,
        "Gender": 0,
        "Age": 80,
    },
    "cos_ai_id_card_ocr": {"CardSide": "FRONT", "Config": '{"CropIdCard":true}'},
    "cos_ai_license_rec": {"CardType": "DriverLicense"},
    "cos_liveness_recognition": {
        "IdCard": "000000000000000000",
        "Name": "张三",
        "LivenessType": "ACTION",
        "ValidateData": "2,1",
        "BestFrameNum": 3,
    },
    "cos_create_ai_object_detect_job": {},
    "cos_ai_detect_pet": {},
    "cos_ai_game_rec": {},
    "cos_get_search_image": {"MatchThreshold": 1, "Offset": 2, "Limit": 100, "Filter": "a>=1 AND b!=图"},
}
_NEEDED = {"Width", "Height", "Type", "CardType", "IdCard", "Name", "LivenessType"}
_KEY_ONLY = {
    "cos_ai_detect_face",
    "cos_ai_id_card_ocr",
    "cos_liveness_recognition",
    "cos_ai_detect_pet",
    "cos_get_search_image",
}
_ENTITY = {"EntityId": "鞋-1", "CustomContent": "a & b", "Tags": '{"colour": "red"}'}
_TRANSLATED = {**B, "InputText": "你好 & hello", "SourceLang": "zh", "TargetLang": "en"}


def _least(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in _NEEDED}


def _everything(method: str, arguments: dict[str, Any]) -> list[Case]:
    least = _least(arguments)
    cases = [
        Case(method, "everything", {**_CHINESE, **arguments}, _DONE),
        Case(method, "no picture", {**B, "ObjectKey": "", **least}, _DONE),
    ]
    if method not in _KEY_ONLY:
        cases += [
            Case(method, "elsewhere", {**_ELSEWHERE, **least}, _DONE),
            Case(method, "both", {**_ELSEWHERE, **_OF, **least}, _DONE),
        ]
    return cases


def _made(method: str, arguments: dict[str, Any]) -> list[Case]:
    least = {**_OF, **_least(arguments)}
    return [
        *_everything(method, arguments),
        Case(method, "a picture", least, _PICTURE),
        Case(method, "a picture, not as a stream", {**least, "Stream": False}, _PICTURE),
        Case(method, "a document in place of a picture", least, _DONE),
    ]


CASES = [
    *[case for method, arguments in _MADE.items() for case in _made(method, arguments)],
    *[case for method, arguments in _RECOGNIZED.items() for case in _everything(method, arguments)],
    *[
        case
        for method, arguments in _RECOGNIZED.items()
        for case in asked(method, {**_OF, **_least(arguments)}, {"one": _FOUND})
    ],
    *asked("cos_image_repair", _OF, {"one": _FOUND}),
    *again("cos_image_repair", _OF, _DONE),
    *again("cos_ai_detect_face", _OF, _DONE),
    *[
        Case("cos_ai_detect_pet", f"a key with {title}", {**B, "ObjectKey": key}, _DONE)
        for title, key in ODD_KEYS.items()
    ],
    *asked("cos_auto_translation_block", _TRANSLATED, {"one": _FOUND}),
    Case(
        "cos_auto_translation_block",
        "everything",
        {**_TRANSLATED, "TextDomain": "ecommerce", "TextStyle": "title"},
        _DONE,
    ),
    *asked("cos_get_live_code", B, {"one": "<LiveCode>1234</LiveCode>"}),
    *asked("cos_get_action_sequence", B, {"one": "<ActionSequence>2,1</ActionSequence>"}),
    *asked("ci_image_search_bucket", {**B, "Body": {"MaxCapacity": 10, "MaxQps": 1}}, {"one": _FOUND}),
    *again("ci_image_search_bucket", {**B, "Body": {"MaxCapacity": 10, "MaxQps": 1}}, _DONE),
    *[
        case
        for method in ("cos_add_image_search", "cos_delete_image_search")
        for case in (
            *asked(method, {**_OF, "Body": _ENTITY}, {"one": _FOUND}),
            *again(method, {**_OF, "Body": _ENTITY}, _DONE),
            Case(method, "a key to encode", {**_CHINESE, "Body": {"EntityId": "a"}}, _DONE),
            Case(method, "no picture", {**B, "ObjectKey": "", "Body": {}}, _DONE),
        )
    ],
]
