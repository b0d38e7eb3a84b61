"""Pictures: processed as they are stored, where they lie, and as they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, local
from qcloud_cos.operations.objects import stored_whole
from qcloud_cos.operations.processing.asking import of_object, processed, saved

Path = str | os.PathLike[str]


class Images:
    @operation
    def ci_put_object(
        self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **headers: Unpack[types.ObjectHeaders]
    ) -> Call[tuple[types.PutObjectOutput, types.PictureUploadOutput]]:
        """Store a picture as `put_object` does, and with it what `PicOperations` makes of it.

        Args:
            PicOperations: JSON, such as ``{"is_pic_info": 1, "rules": [{"fileid": "small.png", "rule":
                "imageMogr2/thumbnail/200x"}]}``; each result is an object named by its ``fileid``.

        Returns:
            The headers, and what was made: `OriginalInfo` and `ProcessResults`; nothing without `PicOperations`.

        Raises:
            CosClientError: `Body` cannot be sent, or is too large.
            ChecksumMismatch: COS got other bytes than were sent; known only without `PicOperations`.

        Source: https://cloud.tencent.com/document/product/460/18147
        """
        put: Call[Any] = stored_whole(Bucket, Body, Key, EnableMD5, headers)
        made = answers.document(types.PictureUploadOutput, optional=True)
        return put.but(returns=answers.with_headers(made, put.returns))

    @operation
    def ci_put_object_from_local_file(
        self,
        Bucket: str,
        LocalFilePath: Path,
        Key: str,
        EnableMD5: bool = False,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[tuple[types.PutObjectOutput, types.PictureUploadOutput]]:
        """Store a picture of a file as `ci_put_object` does, at most 5 GiB.

        Raises:
            OSError: the file cannot be read.

        Source: https://cloud.tencent.com/document/product/460/18147
        """
        file: Any = yield from local(open, LocalFilePath, "rb")
        try:
            # Describing it may read all of the file, for its MD5.
            put = yield from local(partial(self.ci_put_object, Bucket, file, Key, EnableMD5, **headers))
            return (yield from put)
        finally:
            file.close()

    @operation
    def ci_put_object_from_local_file_and_get_qrcode(
        self,
        Bucket: str,
        LocalFilePath: Path,
        Key: str,
        EnableMD5: bool = False,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[tuple[types.PutObjectOutput, types.PictureUploadOutput]]:
        """Store a picture of a file as `ci_put_object` does; a rule of ``QRcode/cover/0`` reads its codes.

        Returns:
            The headers, and what was read, in `ProcessResults`.

        Source: https://cloud.tencent.com/document/product/460/37513
        """
        return (yield from self.ci_put_object_from_local_file(Bucket, LocalFilePath, Key, EnableMD5, **headers))

    @operation
    def ci_image_process(
        self, Bucket: str, Key: str, **headers: Unpack[types.ObjectHeaders]
    ) -> Call[tuple[Any, types.PictureUploadOutput]]:
        """Make new objects of a stored picture, as `PicOperations` says; see `ci_put_object`.

        Not sent again when an answer got lost: a result may have replaced the picture itself.

        Source: https://cloud.tencent.com/document/product/460/18147
        """
        returns = answers.with_headers(answers.document(types.PictureUploadOutput))
        query = {"image_process": ""}
        return Call(
            "POST", Bucket, Key, query=query, headers=to_headers(headers), returns=returns, repeatable=False
        )

    @operation
    def ci_get_object(
        self, Bucket: str, Key: str, DestImagePath: Path, Rule: str, **headers: Unpack[types.GetHeaders]
    ) -> Flow[Any]:
        """Read a picture, processed, into a file.  The file appears when it is complete, or never.

        Args:
            Rule: such as ``imageMogr2/thumbnail/200x`` or ``imageView2/format/png``.

        Returns:
            The headers.

        Raises:
            BodyCutShort: it ended early.
            OSError: the file cannot be written.

        Source: https://cloud.tencent.com/document/product/460/36540
        """
        return (yield from _into_file(Bucket, Key, DestImagePath, Rule, headers))

    @operation
    def ci_download_compress_image(
        self,
        Bucket: str,
        Key: str,
        DestImagePath: Path,
        CompressType: str,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[Any]:
        """Read a picture, compressed, into a file, as `ci_get_object` does.

        Args:
            CompressType: ``tpg``, ``heif``, ``avif`` or another format of ``imageMogr2/format/``.

        Source: https://cloud.tencent.com/document/product/460/36543
        """
        rule = f"imageMogr2/format/{CompressType}"
        return (yield from _into_file(Bucket, Key, DestImagePath, rule, headers))

    @operation
    def ci_get_image_info(
        self, Bucket: str, Key: str, Param: str = "imageInfo", **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, bytes]]:
        """What a picture is: its format, width, height and size, as JSON.

        Args:
            Param: what to ask for instead.

        Returns:
            The headers, and the JSON's bytes.

        Source: https://cloud.tencent.com/document/product/460/6927
        """
        return _told(Bucket, Key, Param, headers)

    @operation
    def ci_get_image_exif_info(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, bytes]]:
        """What the camera noted in a picture (EXIF), as JSON; results as of `ci_get_image_info`.

        Source: https://cloud.tencent.com/document/product/460/6926
        """
        return _told(Bucket, Key, "exif", headers)

    @operation
    def ci_get_image_ave_info(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, bytes]]:
        """A picture's average colour, as JSON such as ``{"RGB": "0x736246"}``; results as of `ci_get_image_info`.

        Source: https://cloud.tencent.com/document/product/460/6928
        """
        return _told(Bucket, Key, "imageAve", headers)

    @operation
    def ci_image_inspect(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, bytes]]:
        """Whether a picture hides another file behind it, as JSON; results as of `ci_get_image_info`.

        Source: https://cloud.tencent.com/document/product/460/75997
        """
        return _told(Bucket, Key, "imageInspect", headers)

    @operation
    def ci_get_image_aigc_metadata(
        self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]
    ) -> Call[tuple[Any, Any]]:
        """What a JPEG, PNG or AVIF says of having been made by a machine (AIGC): the headers, and a dict.

        Source: https://cloud.tencent.com/document/product/460
        """
        return processed(Bucket, f"/{Key}", "ImageAIGCMetadata", {}, headers, with_headers=True)


def _told(bucket: str, key: str, about: str, headers: Mapping[str, object]) -> Call[tuple[Any, bytes]]:
    return of_object(bucket, key, {about: ""}, headers, answers.with_headers(answers.content))


def _into_file(bucket: str, key: str, path: Path, rule: str, headers: Mapping[str, object]) -> Flow[Any]:
    return saved(of_object(bucket, key, {rule: ""}, headers, answers.made, streams=True), path)
