"""Tasks that fetch an object from the web into a bucket."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Fetching:
    @operation
    def put_async_fetch_task(
        self, Bucket: str, FetchTaskConfiguration: types.FetchTaskConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[types.FetchTaskOutput]:
        """Have COS fetch a URL into a bucket, in its own time.

        A refusal is no exception: look at ``code`` in the result, which is 0 when all is well.
        """
        import json  # few documents are JSON

        return Call(
            "POST",
            Bucket,
            service="migration",
            headers={**to_headers(headers), "Content-Type": "application/json"},
            body=json.dumps(FetchTaskConfiguration).encode(),
            returns=answers.json_value(types.FetchTaskOutput),
            refusals=True,
            repeatable=False,
        )

    @operation
    def get_async_fetch_task(
        self, Bucket: str, TaskId: str, **headers: Unpack[types.Headers]
    ) -> Call[types.FetchTaskOutput]:
        """Ask how far COS is with fetching a URL.

        A refusal is no exception: look at ``code`` in the result, which is 0 when all is well.
        """
        return Call(
            "GET",
            Bucket,
            TaskId,
            service="migration",
            headers={**to_headers(headers), "Content-Type": "application/json"},
            returns=answers.json_value(types.FetchTaskOutput),
            refusals=True,
        )
