"""Tasks for audio, video and pictures, and the queues they wait in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Response
from qcloud_cos.operations.processing.asking import below, of_service


def _tasks() -> answers.document[types.ProcessingTasks]:
    # Not a constant: it would load every shape along with the package.
    return answers.document(types.ProcessingTasks)


def _empty(response: Response) -> str:
    return ""


class MediaTasks:
    @operation
    def ci_get_media_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: str | int = "",
        PageSize: str | int = "",
        UrlPath: str = "/queue",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues of media tasks.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.
            PageSize: 10 if not given.
            UrlPath: what else has queues.

        Source: https://cloud.tencent.com/document/product/436/54045
        """
        query = {"queueIds": QueueIds, "state": State, "pageNumber": PageNumber, "pageSize": PageSize}
        returns = answers.document(types.ProcessingQueues)
        return of_service("GET", Bucket, UrlPath, returns, headers, query=query)

    @operation
    def ci_get_media_pic_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: str | int = "",
        PageSize: str | int = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues of picture tasks.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.
            PageSize: 10 if not given.

        Source: https://cloud.tencent.com/document/product/436/96247
        """
        return self.ci_get_media_queue(Bucket, State, QueueIds, PageNumber, PageSize, "/picqueue", **headers)

    @operation
    def ci_update_media_queue(
        self,
        Bucket: str,
        QueueId: str,
        Request: Mapping[str, Any] | None = None,
        UrlPath: str = "/queue/",
        **headers: Unpack[types.Headers],
    ) -> Call[types.UpdatedQueue]:
        """Rename, pause or resume a queue of media tasks, or have others told of what it does.

        Args:
            Request: the document, such as ``{"Name": "q", "State": "Paused", "NotifyConfig": {"State": "Off"}}``.
            UrlPath: what else has queues.

        Source: https://cloud.tencent.com/document/product/436/54046
        """
        returns = answers.document(types.UpdatedQueue)
        path = below(UrlPath, QueueId=QueueId)
        return of_service("PUT", Bucket, path, returns, headers, document=Request or {})

    @operation
    def ci_update_media_pic_queue(
        self,
        Bucket: str,
        QueueId: str,
        Request: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.UpdatedQueue]:
        """Rename, pause or resume a queue of picture tasks, or have others told of what it does.

        Args:
            Request: the document, as for `ci_update_media_queue`.

        Source: https://cloud.tencent.com/document/product/436/96247
        """
        return self.ci_update_media_queue(Bucket, QueueId, Request, "/picqueue/", **headers)

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
        return of_service("POST", Bucket, "/jobs", _tasks(), headers, document=Jobs or {})

    @operation
    def ci_create_media_pic_jobs(
        self,
        Bucket: str,
        Jobs: Mapping[str, Any] | None = None,
        Lst: object = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """Submit a picture task.

        It is not sent again when the answer gets lost, since the task may have begun.

        Args:
            Jobs: the document, such as ``{"Tag": "PicProcess", "Input": {"Object": "a.jpg"}, "Operation": ...}``.
            Lst: taken for compatibility, without effect.

        Source: https://cloud.tencent.com/document/product/436/67194
        """
        return of_service("POST", Bucket, "/pic_jobs", _tasks(), headers, document=Jobs or {})

    @operation
    def ci_get_media_jobs(
        self, Bucket: str, JobIDs: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """How media tasks stand.

        Args:
            JobIDs: one or several, with commas between them.

        Source: https://cloud.tencent.com/document/product/436/54010
        """
        return of_service("GET", Bucket, below("/jobs/", JobIDs=JobIDs), _tasks(), headers)

    @operation
    def ci_get_media_pic_jobs(
        self, Bucket: str, JobIDs: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """How picture tasks stand.

        Args:
            JobIDs: one or several, with commas between them.

        Source: https://cloud.tencent.com/document/product/436/67197
        """
        return of_service("GET", Bucket, below("/pic_jobs/", JobIDs=JobIDs), _tasks(), headers)

    @operation
    def ci_list_media_jobs(
        self,
        Bucket: str,
        Tag: str,
        QueueId: str | None = None,
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: str | int = 10,
        NextToken: str = "",
        Path: str = "/jobs",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """A page of the media tasks of a kind.

        Args:
            Tag: the kind, such as ``Transcode``.
            StartCreationTime: of tasks created from then on, as in ``2026-01-31T00:00:00+0800``.
            OrderByTime: ``Desc`` or ``Asc``.
            States: ``All``, or with commas of ``Submitted``, ``Running``, ``Success``, ``Failed``, ``Pause``
                and ``Cancel``.
            Size: at most 100.
            NextToken: what the page before says; empty for the first.
            Path: what else has tasks.

        Source: https://cloud.tencent.com/document/product/436/54011
        """
        query = {
            "tag": Tag,
            "queueId": QueueId,
            "startCreationTime": StartCreationTime,
            "endCreationTime": EndCreationTime,
            "orderByTime": OrderByTime,
            "states": States,
            "size": Size,
            "nextToken": NextToken,
        }
        return of_service("GET", Bucket, Path, _tasks(), headers, query=query)

    @operation
    def ci_list_media_pic_jobs(
        self,
        Bucket: str,
        Tag: str,
        QueueId: str | None = None,
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: str | int = 10,
        NextToken: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """A page of the picture tasks of a kind, such as ``PicProcess``.

        The arguments are those of `ci_list_media_jobs`.

        Source: https://cloud.tencent.com/document/product/436/67198
        """
        return self.ci_list_media_jobs(
            Bucket,
            Tag,
            QueueId,
            StartCreationTime,
            EndCreationTime,
            OrderByTime,
            States,
            Size,
            NextToken,
            "/pic_jobs",
            **headers,
        )

    @operation
    def ci_cancel_jobs(self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]) -> Call[str]:
        """Cancel tasks that have not begun.

        Args:
            JobID: at most 10, with commas between them.

        Returns:
            An empty text.

        Source: https://cloud.tencent.com/document/product/436/85082
        """
        path = below("/jobs/", JobID=JobID)
        return of_service("PUT", Bucket, path, _empty, headers, query={"cancel": ""})
