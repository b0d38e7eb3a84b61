"""The buckets that speech recognition, and recognition in pictures ("ai"), are on for; the queues of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, of_service


class SpeechQueues:
    @operation
    def ci_open_asr_bucket(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[dict[str, Any], types.OpenedBucket]]:
        """Switch speech recognition on for a bucket, with a queue for its tasks.

        Returns:
            The response headers, and the bucket as `AsrBucket`.

        Source: https://cloud.tencent.com/document/product/460/95754
        """
        return _switched("POST", Bucket, "/asrbucket", headers)

    @operation
    def ci_close_asr_bucket(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[dict[str, Any], types.OpenedBucket]]:
        """Switch speech recognition off for a bucket.

        Source: https://cloud.tencent.com/document/product/460/95755
        """
        return _switched("DELETE", Bucket, "/asrbucket", headers)

    @operation
    def ci_get_asr_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.SpeechBuckets]:
        """A page of the buckets that speech recognition is switched on for.

        Args:
            Regions: with commas between them, such as ``ap-shanghai,ap-beijing``.
            BucketName: how their names begin.
            BucketNames: whole names, with commas between them.

        Source: https://cloud.tencent.com/document/product/460/46232
        """
        query = _page(PageNumber, PageSize, regions=Regions, bucketNames=BucketNames, bucketName=BucketName)
        returns = answers.document(types.SpeechBuckets)
        return of_service("GET", None, "/asrbucket", returns, headers, query=query)

    @operation
    def ci_get_asr_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: int = 1,
        PageSize: int = 10,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues of speech recognition.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.

        Source: https://cloud.tencent.com/document/product/460/46234
        """
        query = _page(PageNumber, PageSize, queueIds=QueueIds, state=State)
        returns = answers.document(types.ProcessingQueues)
        return of_service("GET", Bucket, "/asrqueue", returns, headers, query=query)

    @operation
    def ci_update_asr_queue(
        self,
        Bucket: str,
        QueueId: str,
        Request: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.UpdatedQueue]:
        """Pause a queue of speech recognition, let it go on, or change who is told of its tasks.

        Args:
            Request: the document, such as ``{"Name": "q", "State": "Paused", "NotifyConfig": {"State": "Off"}}``.

        Source: https://cloud.tencent.com/document/product/460/46235
        """
        return _queue(Bucket, below("/asrqueue/", QueueId=QueueId), Request, headers)

    @operation
    def ci_open_ai_bucket(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[dict[str, Any], types.OpenedBucket]]:
        """Switch recognition in pictures on for a bucket, with a queue for its tasks.

        Returns:
            The response headers, and the bucket as `AiBucket`.

        Source: https://cloud.tencent.com/document/product/460/79593
        """
        return _switched("POST", Bucket, "/ai_bucket", headers)

    @operation
    def ci_close_ai_bucket(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[dict[str, Any], types.OpenedBucket]]:
        """Switch recognition in pictures off for a bucket.

        Source: https://cloud.tencent.com/document/product/460/95752
        """
        return _switched("DELETE", Bucket, "/ai_bucket", headers)

    @operation
    def ci_get_ai_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.AiBuckets]:
        """A page of the buckets that recognition in pictures is switched on for.

        Args:
            Regions: with commas between them, such as ``ap-shanghai,ap-beijing``.
            BucketName: how their names begin.
            BucketNames: whole names, with commas between them.

        Source: https://cloud.tencent.com/document/product/460/79594
        """
        query = _page(PageNumber, PageSize, regions=Regions, bucketNames=BucketNames, bucketName=BucketName)
        returns = answers.document(types.AiBuckets)
        return of_service("GET", None, "/ai_bucket", returns, headers, query=query)

    @operation
    def ci_get_ai_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues of recognition in pictures.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.

        Source: https://cloud.tencent.com/document/product/460/79394
        """
        query = _page(PageNumber, PageSize, queueIds=QueueIds, state=State)
        returns = answers.document(types.ProcessingQueues)
        return of_service("GET", Bucket, "/ai_queue", returns, headers, query=query)

    @operation
    def ci_update_ai_queue(
        self,
        Bucket: str,
        QueueId: str,
        Request: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.UpdatedQueue]:
        """Pause a queue of recognition in pictures, let it go on, or change who is told of its tasks.

        Args:
            Request: the document, such as ``{"Name": "q", "State": "Active", "NotifyConfig": {"State": "Off"}}``.

        Source: https://cloud.tencent.com/document/product/460/79397
        """
        return _queue(Bucket, below("/ai_queue/", QueueId=QueueId), Request, headers)


def _queue(
    bucket: str, path: str, document: Mapping[str, Any] | None, keywords: Mapping[str, Any]
) -> Call[types.UpdatedQueue]:
    returns = answers.document(types.UpdatedQueue)
    return of_service("PUT", bucket, path, returns, keywords, document=document or {})


def _switched(
    method: str, bucket: str, path: str, keywords: Mapping[str, Any]
) -> Call[tuple[dict[str, Any], types.OpenedBucket]]:
    returns = answers.with_headers(answers.by_type(types.OpenedBucket))
    return of_service(method, bucket, path, returns, keywords)


def _page(number: object, size: object, **query: object) -> dict[str, object]:
    return {**query, "pageNumber": number, "pageSize": size}
