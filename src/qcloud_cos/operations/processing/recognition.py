"""What can be seen in a picture: labels, cars, logos, text, codes; and how good it is."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import of_object, processed

_FOUND = answers.document(dict)


class Recognition:
    @operation
    def ci_image_assess_quality(self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]) -> Call[Any]:
        """How sharp and how pleasing a picture is: `ClarityScore`, `AestheticScore` and more.

        Source: https://cloud.tencent.com/document/product/460/63228
        """
        return processed(Bucket, Key, "AssessQuality", {}, headers)

    @operation
    def ci_image_detect_car(self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]) -> Call[Any]:
        """The cars in a picture: their make, colour, plate and place.

        Source: https://cloud.tencent.com/document/product/460/63225
        """
        return processed(Bucket, Key, "DetectCar", {}, headers)

    @operation
    def ci_image_detect_label(
        self,
        Bucket: str,
        Key: str = "",
        Scenes: str | None = None,
        DetectUrl: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Call[Any]:
        """What is in a picture, and how certain that is: `Labels`.

        Args:
            Key: the picture; or give `DetectUrl`, where one is that anybody can read.
            Scenes: ``web``, ``camera``, ``album`` or ``news``, with commas between them.

        Source: https://cloud.tencent.com/document/product/460/39082
        """
        _one_is_given(Key, DetectUrl, "DetectUrl")
        query = {"scenes": Scenes, "detect-url": DetectUrl}
        return processed(Bucket, f"/{Key}" if Key else None, "detect-label", query, headers)

    @operation
    def ci_recognize_logo_process(
        self, Bucket: str, Key: str | None = None, Url: str | None = None, **headers: Unpack[types.GetHeaders]
    ) -> Call[dict[str, Any]]:
        """The logos in a picture, their names and places: `LogoInfo`.

        Args:
            Key: the picture; or give `Url`, where one is that anybody can read.

        Source: https://cloud.tencent.com/document/product/460/79736
        """
        _one_is_given(Key, Url, "Url")
        query = {"ci-process": "RecognizeLogo", "detect-url": Url or None}
        return of_object(Bucket, Key or None, query, headers, _FOUND)

    @operation
    def ci_super_resolution_process(
        self, Bucket: str, Key: str | None = None, Url: str | None = None, **headers: Unpack[types.GetHeaders]
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """A picture with more pixels than it has: the headers, and its content to be read from `Body`.

        Args:
            Key: the picture; or give `Url`, where one is that anybody can read.

        Source: https://cloud.tencent.com/document/product/460/83793
        """
        _one_is_given(Key, Url, "Url")
        query = {"ci-process": "AISuperResolution", "detect-url": Url or None}
        return of_object(Bucket, Key or None, query, headers, answers.made, streams=True)

    @operation
    def ci_ocr_process(
        self,
        Bucket: str,
        Key: str,
        Type: str = "general",
        LanguageType: str = "zh",
        Ispdf: bool = False,
        PdfPagenumber: int = 1,
        Isword: bool = False,
        EnableWordPolygon: bool = False,
        **headers: Unpack[types.GetHeaders],
    ) -> Call[dict[str, Any]]:
        """The text in a picture, line by line: `TextDetections`.

        Args:
            Type: ``general``, ``accurate``, ``efficient``, ``fast`` or ``handwriting``.
            LanguageType: of ``general``; ``zh`` is Chinese and English, ``auto`` finds out.
            Ispdf: of ``general`` and ``fast``: it is a PDF, of which the page `PdfPagenumber` is read.
            Isword: of ``general`` and ``accurate``: every character by itself, too.
            EnableWordPolygon: of ``handwriting``: the corners of each word, too.

        Source: https://cloud.tencent.com/document/product/460/63227
        """
        query = {
            "ci-process": "OCR",
            "type": Type,
            "language-type": LanguageType,
            "ispdf": _truth(Ispdf),
            "pdf-pagenumber": PdfPagenumber,
            "isword": _truth(Isword),
            "enable-word-polygon": _truth(EnableWordPolygon),
        }
        return of_object(Bucket, Key, query, headers, _FOUND)

    @operation
    def ci_get_object_qrcode(
        self, Bucket: str, Key: str, Cover: int, BarType: int = 0, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, dict[str, Any]]]:
        """The codes in a picture, their text and places: headers, and `CodeStatus` and `QRcodeInfo`.

        Args:
            Cover: 1 also returns the picture with its codes covered, as base64 in `ResultImage`; 0 does not.
            BarType: 0 both kinds, 1 QR codes, 2 bar codes.

        Source: https://cloud.tencent.com/document/product/460/37513
        """
        query = {"ci-process": "QRcode", "cover": Cover, "bar-type": BarType}
        return of_object(Bucket, Key, query, headers, answers.with_headers(_FOUND))

    @operation
    def ci_qrcode_generate(
        self,
        Bucket: str,
        QrcodeContent: str,
        Width: int | str,
        Mode: int = 0,
        **headers: Unpack[types.GetHeaders],
    ) -> Call[dict[str, Any]]:
        """A picture of a code that holds a text: base64 in `ResultImage`.

        Args:
            Width: in pixels; the height follows.
            Mode: 0 a QR code, 1 a bar code.

        Source: https://cloud.tencent.com/document/product/460/53491
        """
        query = {"ci-process": "qrcode-generate", "qrcode-content": QrcodeContent, "width": Width, "mode": Mode}
        return of_object(Bucket, None, query, headers, _FOUND)


def _one_is_given(key: str | None, url: str | None, name: str) -> None:
    if not (key or url):
        raise CosClientError(f"give Key, a picture in the bucket, or {name}, where one is that anybody can read")


def _truth(value: object) -> str:
    return str(value).lower()
