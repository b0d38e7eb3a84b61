"""Audits of content: what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import below, given, of_object, of_service
from qcloud_cos.operations.processing.detecting import of_images

T = TypeVar("T")


class AuditResults:
    @operation
    def get_object_sensitive_content_recognition(
        self,
        Bucket: str,
        Key: str | None = None,
        DetectType: int | None = None,
        Interval: int | None = None,
        MaxFrames: int | None = None,
        BizType: str | None = None,
        DetectUrl: str | None = None,
        LargeImageDetect: int | None = None,
        DataId: str | None = None,
        Async: int = 0,
        CallBack: str | None = None,
        **headers: Unpack[types.VersionHeaders],
    ) -> Call[types.SensitiveContent]:
        """Audit a picture, of `Key` or anywhere at `DetectUrl`, while you wait.

        Args:
            DetectType: of `CiDetectType`, added up; without it what `BizType` says.
            Interval: of an animation, one frame of so many is looked at.
            MaxFrames: and at most so many.
            BizType: the policy, made in the console.
            LargeImageDetect: 1 to shrink what is over 5 MB first, which costs extra.
            DataId: comes back in the result, at most 512 bytes.
            Async: 1 to be told at the URL `CallBack`, or to ask with `ci_auditing_image_query`; the request
                is then not sent again when the answer gets lost.

        Source: https://cloud.tencent.com/document/product/460/37318
        """
        if not (Key or DetectUrl):
            raise CosClientError("there is no picture to audit: give Key or DetectUrl")
        said = {
            "interval": Interval,
            "max-frames": MaxFrames,
            "biz-type": BizType,
            "detect-url": DetectUrl,
            "large-image-detect": LargeImageDetect,
            "dataid": DataId,
            "async": Async,
            "callback": CallBack,
        }
        query = {
            "ci-process": "sensitive-content-recognition",
            "detect-type": None if DetectType is None else of_images(DetectType),
            **given(said),
        }
        call = of_object(Bucket, Key or None, query, headers, answers.document(types.SensitiveContent))
        return call.but(repeatable=not Async)

    @operation
    def ci_auditing_query_common(
        self, Bucket: str, Type: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.AuditSubmitted]:
        """What an audit of any kind found; the methods of a kind have lists where one may be many.

        Args:
            Type: ``video``, ``audio``, ``text``, ``document``, ``webpage`` or ``image``.

        Source: https://cloud.tencent.com/document/product/460/46926
        """
        return _found(types.AuditSubmitted, Bucket, f"/{Type}/auditing/", JobID, headers)

    @operation
    def ci_auditing_video_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.VideoAudit]:
        """What an audit of a video, or of a live stream, found: in its pictures and in its speech.

        Results are kept for a month.

        Source: https://cloud.tencent.com/document/product/460/46926
        """
        return _found(types.VideoAudit, Bucket, "/video/auditing/", JobID, headers)

    @operation
    def ci_auditing_audio_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.AudioAudit]:
        """What an audit of speech found, by section.  Results are kept for a month.

        Source: https://cloud.tencent.com/document/product/460/53396
        """
        return _found(types.AudioAudit, Bucket, "/audio/auditing/", JobID, headers)

    @operation
    def ci_auditing_text_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.TextAudit]:
        """What an audit of text found, by section.  Results are kept for a month.

        Source: https://cloud.tencent.com/document/product/460/56284
        """
        return _found(types.TextAudit, Bucket, "/text/auditing/", JobID, headers)

    @operation
    def ci_auditing_document_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.DocumentAudit]:
        """What an audit of a document found, by page.  Results are kept for a month.

        Source: https://cloud.tencent.com/document/product/460/59383
        """
        return _found(types.DocumentAudit, Bucket, "/document/auditing/", JobID, headers)

    @operation
    def ci_auditing_html_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.HtmlAudit]:
        """What an audit of a web page found: in its pictures and in its text.

        Source: https://cloud.tencent.com/document/product/436/63959
        """
        return _found(types.HtmlAudit, Bucket, "/webpage/auditing/", JobID, headers)

    @operation
    def ci_auditing_image_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ImageAudit]:
        """What an audit of a picture found.  Results are kept for a month.

        Source: https://cloud.tencent.com/document/product/436/68904
        """
        return _found(types.ImageAudit, Bucket, "/image/auditing/", JobID, headers)

    @operation
    def ci_auditing_virus_query(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.VirusAudit]:
        """Whether a file, or one inside of an archive, has a virus.

        Source: https://cloud.tencent.com/document/product/460/63965
        """
        return _found(types.VirusAudit, Bucket, "/virus/detect/", JobID, headers)


def _found(into: type[T], bucket: str, path: str, job: str, keywords: Mapping[str, object]) -> Call[T]:
    return of_service("GET", bucket, below(path, JobID=job), answers.document(into), keywords)
