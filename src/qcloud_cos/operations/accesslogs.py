"""Where a bucket's access log goes."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class AccessLogs:
    @operation
    def put_bucket_logging(
        self,
        Bucket: str,
        BucketLoggingStatus: types.BucketLoggingStatus | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Have COS write a log of all requests into a bucket of the same region, or, without it, stop.

        Raises:
            CosServiceError: ``InvalidTargetBucketForLogging``.

        Source: https://cloud.tencent.com/document/product/436/17054
        """
        body = xml.dump("BucketLoggingStatus", BucketLoggingStatus)
        return Call(
            "PUT",
            Bucket,
            query={"logging": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_logging(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[types.BucketLoggingStatus]:
        """Read where a bucket's access log goes.

        Source: https://cloud.tencent.com/document/product/436/17053
        """
        return Call(
            "GET",
            Bucket,
            query={"logging": ""},
            headers=to_headers(headers),
            returns=answers.document(types.BucketLoggingStatus),
        )
