"""Audits of content: what is to be looked at, and for what; `audit_results` asks what was found."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import below, given, of_service
from qcloud_cos.operations.processing.detecting import of_service as detected

T = TypeVar("T")
Fields = Mapping[str, Any]


class Auditing:
    @operation
    def ci_auditing_submit_common(
        self,
        Bucket: str,
        Key: str | None,
        DetectType: int | None,
        Type: str,
        Url: str | None = None,
        BizType: str | None = None,
        Conf: Fields | None = None,
        Input: Fields | Sequence[Fields] | None = None,
        UserInfo: Fields | None = None,
        DataId: str | None = None,
        RequestType: str | None = None,
        StorageConf: Fields | None = None,
        Encryption: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of any kind; the methods of a kind know its settings.

        Args:
            DetectType: of `CiDetectType`, added up; without it what `BizType` says.
            Type: ``video``, ``audio``, ``text``, ``document``, ``webpage`` or ``image``.
            Url: where the content is, if it is not the object `Key`.
            BizType: the policy, made in the console.
            Conf: more settings, by the names of their elements.
            Input: what to look at, instead of `Key` and `Url`.
            UserInfo: whose content it is, such as ``{"TokenId": "u1"}``.
            DataId: comes back in the result, at most 512 bytes.
            RequestType: ``live_video`` for a stream, which `StorageConf` says where to keep.
            Encryption: how the content is encrypted.

        Source: https://cloud.tencent.com/document/product/460/46427
        """
        path = below("/", Type=Type) + "/auditing"
        source = Input or given({"Object": Key, "Url": Url})
        conf = {**(Conf or {}), **_policy(DetectType, BizType)}
        who = given({"UserInfo": UserInfo, "DataId": DataId, "Encryption": Encryption})
        more = given({"Type": RequestType, "StorageConf": StorageConf})
        return _audit(types.AuditSubmitted, Bucket, path, source, conf, headers, who, more)

    @operation
    def ci_auditing_video_submit(
        self,
        Bucket: str,
        Key: str | None,
        DetectType: int | None = None,
        Url: str | None = None,
        Callback: str | None = None,
        CallbackVersion: str | None = "Simple",
        CallbackType: int | None = None,
        DetectContent: int = 0,
        Mode: str = "Interval",
        Count: int = 100,
        TimeInterval: float = 1.0,
        BizType: str | None = None,
        DataId: str | None = None,
        UserInfo: Fields | None = None,
        Freeze: Fields | None = None,
        Encryption: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of a video: of pictures from it, and of its speech if asked to.

        Args:
            DetectType: of `CiDetectType`, added up; without it what `BizType` says.
            Callback: the URL to tell the result; `CallbackVersion` is ``Simple`` or ``Detail``.
            CallbackType: 1 to tell of all pictures and sections, 2 of those where something was found.
            DetectContent: 1 to look at the speech, too.
            Mode: ``Interval``, ``Average``, which needs `Count` alone, or ``Fps``.
            Count: how many pictures, up to 10000.
            TimeInterval: seconds between them, up to 60; with ``Fps`` how many a second.
            Freeze: scores that freeze the object, such as ``{"PornScore": 90}``.

        Source: https://cloud.tencent.com/document/product/460/46427
        """
        conf = {
            "Snapshot": {"Mode": Mode, "TimeInterval": TimeInterval, "Count": Count},
            "DetectContent": DetectContent,
            **_telling(Callback, CallbackVersion, CallbackType, Freeze),
            **_policy(DetectType, BizType),
        }
        source = given({"Object": Key, "Url": Url})
        who = given({"UserInfo": UserInfo, "DataId": DataId, "Encryption": Encryption})
        return _audit(types.AuditSubmitted, Bucket, "/video/auditing", source, conf, headers, who)

    @operation
    def ci_auditing_audio_submit(
        self,
        Bucket: str,
        Key: str | None,
        DetectType: int | None = None,
        Url: str | None = None,
        Callback: str | None = None,
        CallbackVersion: str | None = "Simple",
        BizType: str | None = None,
        UserInfo: Fields | None = None,
        DataId: str | None = None,
        CallbackType: int | None = None,
        Freeze: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of speech; for the arguments see `ci_auditing_video_submit`.

        Source: https://cloud.tencent.com/document/product/460/53395
        """
        conf = _telling(Callback, CallbackVersion, CallbackType, Freeze) | _policy(DetectType, BizType)
        source = given({"Object": Key, "Url": Url})
        who = given({"UserInfo": UserInfo, "DataId": DataId})
        return _audit(types.AuditSubmitted, Bucket, "/audio/auditing", source, conf, headers, who)

    @operation
    def ci_auditing_text_submit(
        self,
        Bucket: str,
        Key: str | None = None,
        DetectType: int | None = None,
        Content: str | bytes | None = None,
        Callback: str | None = None,
        BizType: str | None = None,
        Url: str | None = None,
        UserInfo: Fields | None = None,
        DataId: str | None = None,
        CallbackVersion: str | None = None,
        CallbackType: int | None = None,
        Freeze: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.TextAudit]:
        """Submit an audit of text: of an object, a URL, or `Content`, whose result comes at once.

        Args:
            Content: at most 10000 characters, encoded in Base64 here; bytes are UTF-8.

        For the other arguments see `ci_auditing_video_submit`.

        Source: https://cloud.tencent.com/document/product/460/56285
        """
        text = Content.encode() if isinstance(Content, str) else Content
        source = given({"Object": Key, "Url": Url, "Content": b64encode(text or b"").decode()})
        conf = _telling(Callback, CallbackVersion, CallbackType, Freeze) | _policy(DetectType, BizType)
        who = given({"UserInfo": UserInfo, "DataId": DataId})
        return _audit(types.TextAudit, Bucket, "/text/auditing", source, conf, headers, who)

    @operation
    def ci_auditing_document_submit(
        self,
        Bucket: str,
        Url: str | None = None,
        DetectType: int | None = None,
        Key: str | None = None,
        Type: str | None = None,
        Callback: str | None = None,
        BizType: str | None = None,
        UserInfo: Fields | None = None,
        DataId: str | None = None,
        CallbackType: int | None = None,
        Freeze: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of a document, page by page.

        Args:
            Type: such as ``docx``, where the name does not end in it.

        For the other arguments see `ci_auditing_video_submit`.

        Source: https://cloud.tencent.com/document/product/460/59380
        """
        source = given({"Url": Url, "Object": Key})
        conf = _telling(Callback, None, CallbackType, Freeze) | _policy(DetectType, BizType)
        who = given({"Type": Type, "UserInfo": UserInfo, "DataId": DataId})
        return _audit(types.AuditSubmitted, Bucket, "/document/auditing", source, conf, headers, who)

    @operation
    def ci_auditing_html_submit(
        self,
        Bucket: str,
        Url: str,
        DetectType: int | None = None,
        ReturnHighlightHtml: bool = False,
        Callback: str | None = None,
        BizType: str | None = None,
        UserInfo: Fields | None = None,
        DataId: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of a web page: of its text and of its pictures.

        Args:
            ReturnHighlightHtml: the result has the page, too, with what was found in it marked.

        For the other arguments see `ci_auditing_video_submit`.

        Source: https://cloud.tencent.com/document/product/436/63958
        """
        said = given({"Callback": Callback, "ReturnHighlightHtml": ReturnHighlightHtml})
        conf = said | _policy(DetectType, BizType)
        who = given({"UserInfo": UserInfo, "DataId": DataId})
        return _audit(types.AuditSubmitted, Bucket, "/webpage/auditing", given({"Url": Url}), conf, headers, who)

    @operation
    def ci_auditing_image_batch(
        self,
        Bucket: str,
        Input: Sequence[Fields] | Fields,
        DetectType: int | None = None,
        BizType: str | None = None,
        Async: int = 0,
        Callback: str | None = None,
        Freeze: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ImageAudits]:
        """Audit up to 100 pictures, while you wait or, with `Async`, by and by.

        Args:
            Input: of each picture ``{"Object": key}``, ``{"Url": url}`` or ``{"Content": base64}``, and as
                it may need `DataId`, `Interval` and `MaxFrames` of an animation, `LargeImageDetect`.
            Async: 1 to be answered at once, and told at the URL `Callback`.
            Freeze: scores that freeze an object, such as ``{"PornScore": 90}``.

        Source: https://cloud.tencent.com/document/product/436/63593
        """
        said = {"Async": Async, "Callback": Callback, "Freeze": Freeze}
        conf = {
            **given({"BizType": BizType}),
            **_policy(DetectType, None),
            **{name: value for name, value in said.items() if value is not None},
        }
        return _audit(types.ImageAudits, Bucket, "/image/auditing", Input, conf, headers)

    @operation
    def ci_auditing_live_video_submit(
        self,
        Bucket: str,
        BizType: str,
        DetectType: int | None = None,
        Url: str | None = None,
        DataId: str | None = None,
        Callback: str | None = None,
        CallbackType: int | None = None,
        UserInfo: Fields | None = None,
        StorageConf: Fields | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit an audit of a live stream; ask for its result with `ci_auditing_video_query`.

        Args:
            Url: of the stream, such as ``rtmp://example.com/live/123``.
            StorageConf: to keep the stream below a prefix of the bucket, ``{"Path": "live/"}``.

        For the other arguments see `ci_auditing_video_submit`.

        Source: https://cloud.tencent.com/document/product/436/117407
        """
        conf = _telling(Callback, None, CallbackType, None) | _policy(DetectType, BizType)
        who = given({"UserInfo": UserInfo, "DataId": DataId})
        more = given({"Type": "live_video", "StorageConf": StorageConf})
        source = given({"Url": Url})
        return _audit(types.AuditSubmitted, Bucket, "/video/auditing", source, conf, headers, who, more)

    @operation
    def ci_auditing_live_video_cancle(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.AuditSubmitted]:
        """End the audit of a live stream.

        Source: https://cloud.tencent.com/document/product/436/76263
        """
        path = below("/video/cancel_auditing/", JobID=JobID)
        return of_service("POST", Bucket, path, answers.document(types.AuditSubmitted), headers)

    @operation
    def ci_auditing_virus_submit(
        self,
        Bucket: str,
        Key: str | None = None,
        Url: str | None = None,
        Callback: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.AuditSubmitted]:
        """Submit a search for viruses in a file below 1 GB, or in the files of an archive.

        Args:
            Callback: the URL to tell the result.

        Source: https://cloud.tencent.com/document/product/460/63964
        """
        source = given({"Object": Key, "Url": Url})
        conf = {"DetectType": "Virus", **given({"Callback": Callback})}
        return _audit(types.AuditSubmitted, Bucket, "/virus/detect", source, conf, headers)

    @operation
    def ci_auditing_report_badcase(
        self,
        Bucket: str,
        ContentType: int,
        Label: str,
        SuggestedLabel: str,
        Text: str | None = None,
        Url: str | None = None,
        JobId: str | None = None,
        ModerationTime: str | None = None,
        **headers: Unpack[types.ReportHeaders],
    ) -> Call[types.AuditSubmitted]:
        """Tell the service that it was wrong; the result stays, later ones may be better.

        Args:
            ContentType: 1 for `Text`, which is in Base64, 2 for the picture at `Url`.
            Label: what it found, such as ``Porn``.
            SuggestedLabel: what it should have found, such as ``Normal``.
            ModerationTime: when it did, such as ``2021-08-07T12:12:12+08:00``.

        Source: https://cloud.tencent.com/document/product/436/75118
        """
        case = {"ContentType": ContentType, "Label": Label, "SuggestedLabel": SuggestedLabel}
        more = given({"Text": Text, "Url": Url, "JobId": JobId, "ModerationTime": ModerationTime})
        returns = answers.document(types.AuditSubmitted)
        return of_service("POST", Bucket, "/report/badcase", returns, headers, document=case | more, typed=True)


def _policy(bits: int | None, policy: str | None) -> dict[str, Any]:
    found = {} if bits is None else {"DetectType": detected(bits)}
    return found | given({"BizType": policy})


def _telling(
    callback: str | None, version: str | None, which: int | None, freeze: Fields | None
) -> dict[str, Any]:
    """What the settings of most kinds say of the result."""
    return given({"Callback": callback, "CallbackVersion": version, "CallbackType": which, "Freeze": freeze})


def _audit(
    into: type[T],
    bucket: str,
    path: str,
    source: Fields | Sequence[Fields],
    conf: Fields,
    keywords: Mapping[str, object],
    who: Fields | None = None,
    more: Fields | None = None,
) -> Call[T]:
    """Submit one: `source` is what to look at, `who` belongs to it, `more` stands beside it."""
    if not source:
        raise CosClientError("there is nothing to audit: give Key or Url, or Content or Input where there is one")
    if who:
        if not isinstance(source, Mapping):
            raise CosClientError(f"Input is a list: say {' and '.join(who)} in each of it")
        source = {**source, **who}
    request = {"Input": source, "Conf": conf, **(more or {})}
    headers = {**keywords, "ContentType": "application/xml"}
    return of_service("POST", bucket, path, answers.document(into), headers, document=request)
