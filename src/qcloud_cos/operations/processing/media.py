"""What is read out of, or made of, a file of audio or video while the caller waits."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import of_object, processed


class Media:
    @operation
    def get_media_info(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[types.MediaInformation]:
        """What a video or audio file is made of: its streams, their codecs, its length.

        Source: https://cloud.tencent.com/document/product/436/55672
        """
        returns = answers.document(types.MediaInformation)
        return of_object(Bucket, Key, {"ci-process": "videoinfo"}, headers, returns)

    @operation
    def get_snapshot(
        self,
        Bucket: str,
        Key: str,
        Time: str | float,
        Width: str | int | None = None,
        Height: str | int | None = None,
        Format: str = "jpg",
        Rotate: str = "auto",
        Mode: str = "exactframe",
        **headers: Unpack[types.GetHeaders],
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """A picture of a video, as it is at some time.

        Args:
            Time: seconds from the beginning, such as ``1.5``.
            Width: pixels; of width and height, the one that is not given follows the video's proportions.
            Format: ``jpg`` or ``png``.
            Rotate: ``auto`` turns it as the video says, ``off`` does not.
            Mode: ``exactframe``, or ``keyframe`` for the last key frame before.

        Returns:
            The headers, and `Body` to read the picture from.

        Source: https://cloud.tencent.com/document/product/436/55671
        """
        query = {
            "ci-process": "snapshot",
            "time": Time,
            "width": Width,
            "height": Height,
            "format": Format,
            "rotate": Rotate,
            "mode": Mode,
        }
        return of_object(Bucket, Key, query, headers, answers.made, streams=True)

    @operation
    def get_pm3u8(
        self, Bucket: str, Key: str, Expires: str | int, **headers: Unpack[types.GetHeaders]
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """A playlist whose segments are private, with a signature at each of their URLs.

        Args:
            Expires: seconds that the signatures are good for, 3600 to 43200.

        Returns:
            The headers, and `Body` to read the playlist from.

        Source: https://cloud.tencent.com/document/product/436/63740
        """
        query = {"ci-process": "pm3u8", "expires": Expires}
        return of_object(Bucket, Key, query, headers, answers.made, streams=True)

    @operation
    def ci_get_media_aigc_metadata(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, Any]]:
        """What a file of audio or video says about having been made by AI.

        Returns:
            The headers, and the answer.

        Source: https://cloud.tencent.com/document/api/436/124902
        """
        return processed(Bucket, f"/{Key}", "MediaAIGCMetadata", {}, headers, with_headers=True)
