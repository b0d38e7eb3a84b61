"""Whether a bucket has its objects processed by and by; it must be switched on once, and by kind."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import of_service


class Switches:
    @operation
    def ci_get_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        Path: str = "/mediabucket",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingBuckets]:
        """A page of the buckets that a kind of processing is switched on for.

        Args:
            Regions: with commas between them; all if not given.
            BucketName: what their names begin with.
            BucketNames: their names, with commas between them.
            PageSize: 1 to 100.
            Path: of the kind: ``/mediabucket``, ``/picbucket``, ``/ai_bucket``.

        Source: https://cloud.tencent.com/document/product/460/38914
        """
        query = {
            "regions": Regions,
            "bucketNames": BucketNames,
            "bucketName": BucketName,
            "pageNumber": PageNumber,
            "pageSize": PageSize,
        }
        returns = answers.document(types.ProcessingBuckets)
        return of_service("GET", None, Path, returns, headers, query=query)

    @operation
    def ci_get_media_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingBuckets]:
        """A page of the buckets that media processing is switched on for; arguments as of `ci_get_bucket`.

        Source: https://cloud.tencent.com/document/product/436/48988
        """
        call: Call[types.ProcessingBuckets] = self.ci_get_bucket(
            Regions, BucketName, BucketNames, PageNumber, PageSize, "/mediabucket", **headers
        )
        return call

    @operation
    def ci_get_pic_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: str = "",
        PageSize: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingBuckets]:
        """A page of the buckets whose pictures may be processed by tasks; arguments as of `ci_get_bucket`.

        Source: https://cloud.tencent.com/document/product/460/95750
        """
        call: Call[types.ProcessingBuckets] = self.ci_get_bucket(
            Regions, BucketName, BucketNames, PageNumber, PageSize, "/picbucket", **headers
        )
        return call

    @operation
    def ci_open_pic_bucket(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[tuple[Any, Any]]:
        """Let the bucket's pictures be processed by tasks; the answer names the queue that was made for them.

        Source: https://cloud.tencent.com/document/product/460/95749
        """
        return _switched("POST", Bucket, headers)

    @operation
    def ci_close_pic_bucket(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[tuple[Any, Any]]:
        """Have no more of the bucket's pictures processed by tasks.  Its objects stay.

        Source: https://cloud.tencent.com/document/product/460/95751
        """
        return _switched("DELETE", Bucket, headers)


def _switched(method: str, bucket: str, headers: types.Headers) -> Call[tuple[Any, Any]]:
    returns = answers.with_headers(answers.by_type(dict))
    return of_service(method, bucket, "/picbucket", returns, headers)
