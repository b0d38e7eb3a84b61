"""Speech recognition: tasks that make text of recordings, and their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import below, of_service
from qcloud_cos.operations.processing.speech_queues import SpeechQueues

_TAG = "SpeechRecognition"


class SpeechTasks:
    @operation
    def ci_create_asr_job(
        self,
        Bucket: str,
        OutputBucket: str,
        OutputRegion: str,
        OutputObject: str,
        QueueId: str | None = None,
        InputObject: str | None = None,
        Url: str | None = None,
        TemplateId: str | None = None,
        SpeechRecognition: Mapping[str, Any] | None = None,
        CallBack: str | None = None,
        CallBackFormat: str | None = None,
        CallBackType: str | None = None,
        CallBackMqConfig: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.SpeechTask]:
        """Submit a recording to be made text of.

        It is not sent again when the answer gets lost, since the task may have begun.

        Args:
            OutputObject: the key of the text, in `OutputBucket`.
            InputObject: the recording's key; or else `Url` says where it is.
            SpeechRecognition: how to listen, such as ``{"EngineModelType": "16k_zh", "ChannelNum": 1}``;
                without effect where `TemplateId` names a template that says so.
            CallBack: a URL that is told of the end, as `CallBackFormat` says: ``XML`` or ``JSON``.
            CallBackType: ``Url``, or ``TDMQ`` with a `CallBackMqConfig`.

        Source: https://cloud.tencent.com/document/product/460/78951
        """
        if not InputObject and not Url:
            raise CosClientError("there is nothing to listen to: give InputObject, a key, or Url")
        output = {"Bucket": OutputBucket, "Region": OutputRegion, "Object": OutputObject}
        task = {
            "Input": _given(Object=InputObject, Url=Url),
            "Tag": _TAG,
            "Operation": {
                "Output": output,
                **_given(TemplateId=TemplateId, SpeechRecognition=SpeechRecognition),
            },
            **_given(
                QueueId=QueueId,
                CallBack=CallBack,
                CallBackFormat=CallBackFormat,
                CallBackType=CallBackType,
                CallBackMqConfig=CallBackMqConfig,
            ),
        }
        returns = answers.document(types.SpeechTask)
        return of_service("POST", Bucket, "/asr_jobs", returns, headers, document=task, typed=True)

    @operation
    def ci_get_asr_job(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """What became of a task.

        Source: https://cloud.tencent.com/document/product/460/46229
        """
        returns = answers.document(types.ProcessingTasks)
        return of_service("GET", Bucket, below("/asr_jobs/", JobID=JobID), returns, headers, typed=True)

    @operation
    def ci_list_asr_jobs(
        self,
        Bucket: str,
        QueueId: str | None = None,
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: int = 10,
        NextToken: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """A page of tasks, the latest first.

        Args:
            StartCreationTime: such as ``2026-01-31T08:00:00+0800``; the end alike.
            OrderByTime: ``Desc``, or ``Asc``: the oldest first.
            States: ``All``, or of ``Submitted``, ``Running``, ``Success``, ``Failed``, ``Pause``, ``Cancel``
                some with commas between them.
            Size: at most 100.
            NextToken: of the page before.

        Source: https://cloud.tencent.com/document/product/460/46230
        """
        query = {
            "tag": _TAG,
            "orderByTime": OrderByTime,
            "states": States,
            "size": Size,
            "nextToken": NextToken,
            "queueId": QueueId,
            "startCreationTime": StartCreationTime,
            "endCreationTime": EndCreationTime,
        }
        returns = answers.document(types.ProcessingTasks)
        return of_service("GET", Bucket, "/asr_jobs", returns, headers, query=query, typed=True)


class SpeechTemplates:
    @operation
    def ci_create_asr_template(
        self,
        Bucket: str,
        Name: str,
        EngineModelType: str,
        ChannelNum: int | None = None,
        ResTextFormat: int | None = None,
        FilterDirty: int = 0,
        FilterModal: int = 0,
        ConvertNumMode: int = 0,
        SpeakerDiarization: int = 0,
        SpeakerNumber: int = 0,
        FilterPunc: int = 0,
        OutputFileType: str = "txt",
        FlashAsr: bool = False,
        Format: str | None = None,
        FirstChannelOnly: int = 1,
        WordInfo: int = 0,
        HotVocabularyTableId: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.SpeechTemplate]:
        """Store under a name how to listen to recordings.

        Args:
            EngineModelType: language and sampling: ``16k_zh``, ``8k_zh`` for telephones, ``16k_en`` and more.
            ChannelNum: 1, or for telephones 2.
            ResTextFormat: 0 text with the times of its pieces, 1 with those of words, 2 with punctuation, too.
            FilterDirty: of swear words: 0 keeps them, 1 leaves them out, 2 puts ``*`` in their place.
            FilterModal: of "er" and "um": 0 keeps them, 1 leaves out some, 2 all.
            ConvertNumMode: 0 keeps numbers in words, 1 makes digits of them where it fits, 3 in mathematics, too.
            SpeakerDiarization: 1 tells speakers apart, as many as `SpeakerNumber` says, up to 10; 0 finds out.
            FilterPunc: of punctuation: 0 keeps it, 1 leaves it out at ends of sentences, 2 everywhere.
            OutputFileType: ``txt`` or ``srt``.
            FlashAsr: the fast way, with `Format` (``mp3``, ``wav`` ...), `FirstChannelOnly`, `WordInfo`.
            HotVocabularyTableId: words to expect, see `IntelligentSpeechClient`.

        Source: https://cloud.tencent.com/document/product/460/78939
        """
        listening = _listening(locals())
        return _template("POST", Bucket, "/template", Name, listening, headers)

    @operation
    def ci_update_asr_template(
        self,
        Bucket: str,
        TemplateId: str,
        Name: str,
        EngineModelType: str,
        ChannelNum: int,
        ResTextFormat: int,
        FilterDirty: int = 0,
        FilterModal: int = 0,
        ConvertNumMode: int = 0,
        SpeakerDiarization: int = 0,
        SpeakerNumber: int = 0,
        FilterPunc: int = 0,
        OutputFileType: str = "txt",
        FlashAsr: bool = False,
        Format: str | None = None,
        FirstChannelOnly: int = 1,
        WordInfo: int = 0,
        HotVocabularyTableId: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.SpeechTemplate]:
        """Replace a template; what the arguments mean is at `ci_create_asr_template`.

        Source: https://cloud.tencent.com/document/product/460/78942
        """
        listening = _listening(locals())
        return _template("PUT", Bucket, below("/template/", TemplateId=TemplateId), Name, listening, headers)

    @operation
    def ci_get_asr_template(
        self,
        Bucket: str,
        Category: str = "Custom",
        Ids: str = "",
        Name: str = "",
        PageNumber: int = 1,
        PageSize: int = 10,
        **headers: Unpack[types.Headers],
    ) -> Call[types.SpeechTemplates]:
        """A page of templates.

        Args:
            Category: ``Custom``, or ``Official`` for those that everybody has.
            Ids: with commas between them.
            Name: how their names begin.

        Source: https://cloud.tencent.com/document/product/460/46943
        """
        query = {
            "category": Category,
            "ids": Ids,
            "name": Name,
            "pageNumber": PageNumber,
            "pageSize": PageSize,
        }
        returns = answers.document(types.SpeechTemplates)
        return of_service("GET", Bucket, "/template", returns, headers, query=query)

    @operation
    def ci_delete_asr_template(
        self, Bucket: str, TemplateId: str, **headers: Unpack[types.Headers]
    ) -> Call[types.SpeechTemplate]:
        """Delete a template.

        Source: https://cloud.tencent.com/document/product/460/46943
        """
        returns = answers.document(types.SpeechTemplate)
        return of_service("DELETE", Bucket, below("/template/", TemplateId=TemplateId), returns, headers)


class Speech(SpeechTasks, SpeechTemplates, SpeechQueues):
    """All of it."""


_LISTENING = """
EngineModelType ChannelNum ResTextFormat FilterDirty FilterModal ConvertNumMode SpeakerDiarization SpeakerNumber
FilterPunc OutputFileType FlashAsr Format FirstChannelOnly WordInfo HotVocabularyTableId
""".split()


def _listening(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Those of an operation's arguments that say how to listen."""
    found = {name: arguments[name] for name in _LISTENING}
    return _given(**found | {"FlashAsr": str(found["FlashAsr"]).lower()})


def _template(
    method: str, bucket: str, path: str, name: str, listening: Mapping[str, Any], keywords: Mapping[str, Any]
) -> Call[types.SpeechTemplate]:
    document = {"Name": name, "Tag": _TAG, "SpeechRecognition": listening}
    returns = answers.document(types.SpeechTemplate)
    return of_service(method, bucket, path, returns, keywords, document=document, typed=True)


def _given(**elements: Any) -> dict[str, Any]:
    """Those that have a value; zero is one."""
    return {name: value for name, value in elements.items() if value not in (None, "", {})}
