"""Shapes of audits.  Of each kind of content: the elements that are always lists, and a few plain ones."""

from __future__ import annotations

from typing import Any, TypedDict


class ReportHeaders(TypedDict, total=False):
    """`Headers` but for the `ContentType`, which says there what the report is about."""

    Metadata: dict[str, str]
    Referer: str


class AuditSubmitted(TypedDict, total=False):
    """`JobsDetail` has the `JobId`, the `State`, and a `Code` if it could not begin."""

    RequestId: str
    JobsDetail: dict[str, Any]


class WordsSeen(TypedDict, total=False):
    """Text that was read off a picture."""

    Text: str
    Keywords: list[str]


class FoundInWords(TypedDict, total=False):
    HitFlag: str
    Score: str
    Keywords: list[str]


class FoundInPicture(TypedDict, total=False):
    HitFlag: str
    """``0`` for nothing, ``1`` for something, ``2`` for perhaps."""
    Score: str
    Label: str
    OcrResults: list[WordsSeen]


class FoundWithThings(FoundInPicture, total=False):
    """Also the things that the picture shows."""

    ObjectResults: list[dict[str, Any]]


class _Picture(TypedDict, total=False):
    PornInfo: FoundInPicture
    PoliticsInfo: FoundWithThings
    AdsInfo: FoundInPicture


class SensitiveContent(_Picture, total=False):
    """What was found in a picture, of which this is the whole answer."""

    JobId: str
    State: str
    Result: str
    """``0`` for normal, ``1`` for sensitive, ``2`` for suspicious."""
    Label: str
    Score: str
    TerroristInfo: FoundInPicture


class AuditedPicture(_Picture, total=False):
    JobId: str
    State: str
    Object: str
    Url: str
    Result: str
    """``0`` for normal, ``1`` for sensitive, ``2`` for suspicious."""
    Label: str
    Score: str
    TerrorismInfo: FoundInPicture


class ImageAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedPicture


class ImageAudits(TypedDict, total=False):
    """One of each picture that was given."""

    RequestId: str
    JobsDetail: list[AuditedPicture]


class AuditedFrame(TypedDict, total=False):
    """A picture of a video, or a page of a document."""

    Url: str
    PornInfo: FoundWithThings
    TerrorismInfo: FoundWithThings
    PoliticsInfo: FoundWithThings
    AdsInfo: FoundWithThings


class AuditedSpeech(TypedDict, total=False):
    Url: str
    Text: str
    PornInfo: FoundInWords
    TerrorismInfo: FoundInWords
    PoliticsInfo: FoundInWords
    AdsInfo: FoundInWords


class _Audited(TypedDict, total=False):
    JobId: str
    State: str
    """``Submitted``, ``Auditing``, ``Success`` or ``Failed``."""
    Code: str
    Message: str
    Label: str


class AuditedVideo(_Audited, total=False):
    Result: str
    Snapshot: list[AuditedFrame]
    AudioSection: list[AuditedSpeech]


class VideoAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedVideo


class AuditedAudio(_Audited, total=False):
    Result: str
    Section: list[AuditedSpeech]


class AudioAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedAudio


class AuditedText(_Audited, total=False):
    Result: str
    Section: list[dict[str, Any]]


class TextAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedText


class AuditedPages(TypedDict, total=False):
    Results: list[AuditedFrame]


class AuditedDocument(_Audited, total=False):
    PageSegment: AuditedPages


class DocumentAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedDocument


class AuditedPictures(TypedDict, total=False):
    Results: list[AuditedPicture]


class AuditedTexts(TypedDict, total=False):
    Results: list[dict[str, Any]]


class AuditedPage(_Audited, total=False):
    ImageResults: AuditedPictures
    TextResults: AuditedTexts


class HtmlAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: AuditedPage


class CheckedFiles(TypedDict, total=False):
    Result: list[dict[str, Any]]
    """Each with a `FileName`, and a `VirusName` if it has one."""


class CheckedForViruses(_Audited, total=False):
    Suggestion: str
    DetectDetail: list[CheckedFiles]


class VirusAudit(TypedDict, total=False):
    RequestId: str
    JobsDetail: CheckedForViruses
