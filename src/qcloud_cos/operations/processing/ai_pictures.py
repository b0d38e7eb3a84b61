"""Pictures made of pictures: cut out, cropped, coloured, sharpened, repaired.

Each returns a tuple: the answer's headers, and the picture, with `Stream` a body as of `get_object`, else bytes.
`DetectUrl` names a picture elsewhere, in place of `ObjectKey`.
"""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.operations.processing.ai_asking import key_or_url
from qcloud_cos.operations.processing.general import General


class AiPictures(General):
    @operation
    def cos_goods_matting(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        CenterLayout: int = 0,
        PaddingLayout: str | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Cut goods out of their background.

        Args:
            CenterLayout: 1 puts them in the middle.
            PaddingLayout: pixels left free, ``<left and right>x<above and below>``, such as ``20x10``.

        Source: https://cloud.tencent.com/document/product/460/79735
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {
            "detect-url": DetectUrl,
            "center-layout": CenterLayout or None,
            "padding-layout": PaddingLayout,
        }
        return self.ci_process(Bucket, key, "GoodsMatting", query, True, Stream, **headers)

    @operation
    def cos_ai_pic_matting(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        CenterLayout: int = 0,
        PaddingLayout: str | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Cut whatever a picture is mainly of out of its background.

        Args:
            CenterLayout: 1 puts it in the middle.
            PaddingLayout: pixels left free, up to 1000, ``<left and right>x<above and below>``, such as ``20x10``.

        Source: https://cloud.tencent.com/document/product/460/106750
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {"detect-url": DetectUrl, "center-layout": CenterLayout, "padding-layout": PaddingLayout}
        return self.ci_process(Bucket, key, "AIPicMatting", query, True, Stream, **headers)

    @operation
    def cos_ai_portrait_matting(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        CenterLayout: int = 0,
        PaddingLayout: str | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Cut people out of their background.

        Args:
            CenterLayout: 1 puts them in the middle.
            PaddingLayout: pixels left free, up to 1000, ``<left and right>x<above and below>``, such as ``20x10``.

        Source: https://cloud.tencent.com/document/product/460/106751
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {"detect-url": DetectUrl, "center-layout": CenterLayout, "padding-layout": PaddingLayout}
        return self.ci_process(Bucket, key, "AIPortraitMatting", query, True, Stream, **headers)

    @operation
    def cos_ai_image_crop(
        self,
        Bucket: str,
        Width: int,
        Height: int,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        Fixed: int = 0,
        IgnoreError: int | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Crop a picture to what it is mainly of, `Width` to `Height`, best between 1:1 and 5:2.

        Args:
            Fixed: 1 for so many pixels exactly; with 0 only their ratio counts.
            IgnoreError: 1 returns the picture as it is where it cannot be done, because it is too big.

        Source: https://cloud.tencent.com/document/product/460/83791
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {
            "width": Width,
            "height": Height,
            "detect-url": DetectUrl,
            "fixed": Fixed,
            "ignore-error": IgnoreError,
        }
        return self.ci_process(Bucket, key, "AIImageCrop", query, True, Stream, **headers)

    @operation
    def cos_ai_image_coloring(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Colour a picture in black and white.

        Source: https://cloud.tencent.com/document/product/460/83794
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {"detect-url": DetectUrl}
        return self.ci_process(Bucket, key, "AIImageColoring", query, True, Stream, **headers)

    @operation
    def cos_ai_enhance_image(
        self,
        Bucket: str,
        ObjectKey: str = "",
        Denoise: int = 3,
        Sharpen: int = 3,
        DetectUrl: str | None = None,
        IgnoreError: int | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Take noise out of a picture, and sharpen it.

        Args:
            Denoise: how much, 0 (not at all) to 5.
            Sharpen: how much, 0 to 5.
            IgnoreError: 1 returns the picture as it is where it cannot be done.

        Source: https://cloud.tencent.com/document/product/460/83792
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {
            "denoise": Denoise,
            "sharpen": Sharpen,
            "detect-url": DetectUrl,
            "ignore-error": IgnoreError,
        }
        return self.ci_process(Bucket, key, "AIEnhanceImage", query, True, Stream, **headers)

    @operation
    def cos_image_repair(
        self,
        Bucket: str,
        ObjectKey: str = "",
        DetectUrl: str | None = None,
        MaskPic: str | None = None,
        MaskPoly: str | None = None,
        Stream: bool = True,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """Take something, such as a mark, out of a picture, and fill the gap with what may have been there.

        Args:
            MaskPic: the URL of a picture that is white there, in URL-safe Base64; it goes before `MaskPoly`.
            MaskPoly: polygons around it, ``[[[100, 200], [300, 200], [300, 400]]]``, in URL-safe Base64.

        Source: https://cloud.tencent.com/document/product/460/79042
        """
        key = key_or_url(ObjectKey, DetectUrl)
        query = {"detect-url": DetectUrl, "MaskPic": MaskPic, "MaskPoly": MaskPoly}
        return self.ci_process(Bucket, key, "ImageRepair", query, True, Stream, **headers)
