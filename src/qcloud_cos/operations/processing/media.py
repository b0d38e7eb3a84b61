"""Media processing: tasks for audio and video, and the queues they wait in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import of_object, of_service


class Media:
    @operation
    def ci_get_media_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        UrlPath: str = "/queue",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues of media tasks.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.
            UrlPath: what else has queues.

        Source: https://cloud.tencent.com/document/product/436/54045
        """
        query = {"queueIds": QueueIds, "state": State, "pageNumber": PageNumber, "pageSize": PageSize}
        returns = answers.document(types.ProcessingQueues)
        return of_service("GET", Bucket, UrlPath, returns, headers, query=query)

    @operation
    def ci_create_media_jobs(
        self,
        Bucket: str,
        Jobs: Mapping[str, Any] | None = None,
        Lst: object = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """Submit a media task: transcoding, snapshots, animations, joining and more.

        It is not sent again when the answer gets lost, since the task may have begun.

        Args:
            Jobs: the document, such as ``{"Tag": "Transcode", "Input": {"Object": "a.avi"}, "Operation": ...}``.
            Lst: taken for compatibility, without effect.

        Source: https://cloud.tencent.com/document/product/436/54013
        """
        returns = answers.document(types.ProcessingTasks)
        return of_service("POST", Bucket, "/jobs", returns, headers, document=Jobs or {})

    @operation
    def get_media_info(
        self, Bucket: str, Key: str, **headers: Unpack[types.Headers]
    ) -> Call[types.MediaInformation]:
        """What a video or audio file is made of: its streams, their codecs, its length.

        Source: https://cloud.tencent.com/document/product/436/55671
        """
        returns = answers.document(types.MediaInformation)
        return of_object(Bucket, Key, {"ci-process": "videoinfo"}, headers, returns)
