"""People in pictures: faces, bodies, cards, and whether somebody is who they say.

Each returns a tuple: the answer's headers, and a dict.  `DetectUrl` names a picture elsewhere, in place of
`ObjectKey`.  What these are told and what they answer is personal data: the SDK neither logs it nor puts it into
errors.
"""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.operations.processing.ai_asking import NO_OBJECT, key_of, key_or_url
from qcloud_cos.operations.processing.general import General


class AiPeople(General):
    @operation
    def cos_ai_detect_face(
        self, Bucket: str, ObjectKey: str, MaxFaceNum: int = 1, **headers: Unpack[types.GetHeaders]
    ) -> Flow[tuple[Any, Any]]:
        """Find the faces in a picture, with their places, as ``FaceInfo``.

        Args:
            MaxFaceNum: at most so many, the biggest first, up to 120.

        Source: https://cloud.tencent.com/document/product/460/63223
        """
        query = {"max-face-num": MaxFaceNum}
        return self.ci_process(Bucket, key_of(ObjectKey), "DetectFace", query, True, **headers)

    @operation
    def cos_ai_body_recognition(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Find the people in a picture, with their places, as ``PedestrianInfo``.

        Source: https://cloud.tencent.com/document/product/460/83196
        """
        key = key_or_url(ObjectKey, DetectUrl)
        return self.ci_process(Bucket, key, "AIBodyRecognition", {"detect-url": DetectUrl}, True, **headers)

    @operation
    def cos_ai_face_effect(
        self,
        Bucket: str,
        Type: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        Whitening: int = 30,
        Smoothing: int = 10,
        FaceLifting: int = 70,
        EyeEnlarging: int = 70,
        Gender: int | None = None,
        Age: int | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Change the faces in a picture; the new one is in the dict, in Base64, as ``ResultImage``.

        Args:
            Type: ``face-beautify``, ``face-gender-transformation``, ``face-age-transformation`` or
                ``face-segmentation``.
            Whitening: 0 to 100, as are the three after it; they are for ``face-beautify``.
            Gender: 0 makes a woman of a man, 1 a man of a woman; needed for ``face-gender-transformation``.
            Age: 10 to 80; needed for ``face-age-transformation``.

        Source: https://cloud.tencent.com/document/product/460/47197
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {
            "type": Type,
            "detect-url": DetectUrl,
            "whitening": Whitening,
            "smoothing": Smoothing,
            "faceLifting": FaceLifting,
            "eyeEnlarging": EyeEnlarging,
            "gender": Gender,
            "age": Age,
        }
        return self.ci_process(Bucket, key, "face-effect", query, True, **headers)

    @operation
    def cos_ai_id_card_ocr(
        self,
        Bucket: str,
        ObjectKey: str,
        CardSide: str | None = None,
        Config: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Read a Chinese identity card, as ``IdInfo``.

        Args:
            CardSide: ``FRONT``, with the photograph, or ``BACK``; found out if not given.
            Config: what else is wanted, a text of JSON such as ``{"CropIdCard":true}``.

        Source: https://cloud.tencent.com/document/product/460/48638
        """
        query = {"CardSide": CardSide, "Config": Config}
        return self.ci_process(Bucket, key_of(ObjectKey), "IDCardOCR", query, True, **headers)

    @operation
    def cos_ai_license_rec(
        self,
        Bucket: str,
        CardType: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Read an identity card or a driver's licence.

        Args:
            CardType: ``IDCard`` or ``DriverLicense``.

        Source: https://cloud.tencent.com/document/product/460/96767
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {"CardType": CardType, "detect-url": DetectUrl}
        return self.ci_process(Bucket, key, "AILicenseRec", query, True, **headers)

    @operation
    def cos_liveness_recognition(
        self,
        Bucket: str,
        ObjectKey: str,
        IdCard: str,
        Name: str,
        LivenessType: str,
        ValidateData: str | None = None,
        BestFrameNum: int | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Whether a video shows somebody alive, who is the person of that card and name.

        Args:
            LivenessType: ``LIP`` reads digits aloud, ``ACTION`` moves as told, ``SILENT`` does nothing.
            ValidateData: the digits of `cos_get_live_code`, or the moves of `cos_get_action_sequence`.
            BestFrameNum: how many pictures of the video to return, 1 to 10.

        Source: https://cloud.tencent.com/document/product/460/48641
        """
        query = {
            "IdCard": IdCard,
            "Name": Name,
            "LivenessType": LivenessType,
            "ValidateData": ValidateData,
            "BestFrameNum": BestFrameNum,
        }
        return self.ci_process(Bucket, key_of(ObjectKey), "LivenessRecognition", query, True, **headers)

    @operation
    def cos_get_live_code(self, Bucket: str, **headers: Unpack[types.GetHeaders]) -> Flow[tuple[Any, Any]]:
        """Digits to be read aloud for `cos_liveness_recognition`, as ``LiveCode``.

        Source: https://cloud.tencent.com/document/product/460/48647
        """
        return self.ci_process(Bucket, NO_OBJECT, "GetLiveCode", None, True, **headers)

    @operation
    def cos_get_action_sequence(self, Bucket: str, **headers: Unpack[types.GetHeaders]) -> Flow[tuple[Any, Any]]:
        """Moves to be made for `cos_liveness_recognition`, as ``ActionSequence``.

        Source: https://cloud.tencent.com/document/product/460/48648
        """
        return self.ci_process(Bucket, NO_OBJECT, "GetActionSequence", None, True, **headers)
