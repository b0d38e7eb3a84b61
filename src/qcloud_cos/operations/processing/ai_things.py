"""What else is recognized: things, pets and scenes of games in pictures; and texts translated.

Each returns a tuple: the answer's headers, and a dict.  `DetectUrl` names a picture elsewhere, in place of
`ObjectKey`.
"""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.operations.processing.ai_asking import NO_OBJECT, key_of, key_or_url
from qcloud_cos.operations.processing.general import General


class AiThings(General):
    @operation
    def cos_create_ai_object_detect_job(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Find what a picture is mainly of, with its place, as ``DetectMultiObj``; the answer comes at once.

        Source: https://cloud.tencent.com/document/product/460/97979
        """
        key = key_or_url(ObjectKey, DetectUrl)
        return self.ci_process(Bucket, key, "AIObjectDetect", {"detect-url": DetectUrl}, True, **headers)

    @operation
    def cos_ai_detect_pet(
        self, Bucket: str, ObjectKey: str, **headers: Unpack[types.GetHeaders]
    ) -> Flow[tuple[Any, Any]]:
        """Find the pets in a picture, with their places.

        Source: https://cloud.tencent.com/document/product/460/95753
        """
        return self.ci_process(Bucket, key_of(ObjectKey), "detect-pet", None, True, **headers)

    @operation
    def cos_ai_game_rec(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Which game a picture is of, as ``GameLabels``.

        Source: https://cloud.tencent.com/document/product/460/93153
        """
        key = key_or_url(ObjectKey, DetectUrl)
        return self.ci_process(Bucket, key, "AIGameRec", {"detect-url": DetectUrl}, True, **headers)

    @operation
    def cos_auto_translation_block(
        self,
        Bucket: str,
        InputText: str,
        SourceLang: str,
        TargetLang: str,
        TextDomain: str = "general",
        TextStyle: str = "sentence",
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Translate a text, as ``TranslationResult``.

        Args:
            SourceLang: such as ``zh``; the target alike.
            TextDomain: ``general`` or ``ecommerce``.
            TextStyle: ``sentence`` or ``title``.

        Source: https://cloud.tencent.com/document/product/460/83547
        """
        query = {
            "InputText": InputText,
            "SourceLang": SourceLang,
            "TargetLang": TargetLang,
            "TextDomain": TextDomain,
            "TextStyle": TextStyle,
        }
        return self.ci_process(Bucket, NO_OBJECT, "AutoTranslationBlock", query, True, **headers)
