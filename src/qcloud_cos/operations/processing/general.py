"""Processing by the name that COS has for it: what needs no operation of its own, and what is too new for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.operations.processing.asking import of_object, opened, processed


class General:
    @operation
    def ci_process(
        self,
        Bucket: str,
        Key: str,
        CiProcess: str,
        Params: Mapping[str, object] | None = None,
        NeedHeader: bool = False,
        Stream: bool = False,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[Any]:
        """Have an object processed, in a way that has a name, and wait for what comes of it.

        Args:
            Key: ``/`` for what is about no object, such as ``GetLiveCode``.
            CiProcess: the name, as the documentation of each has it, such as ``AssessQuality``.
            Params: what else the request's query says; None is as if not there.
            NeedHeader: return the answer's headers, too.
            Stream: what is no document is to be read as it arrives, and not first into memory.

        Returns:
            A dict if the answer is XML or JSON; else its bytes, or with `Stream` a body as `get_object` has.
            With `NeedHeader` a tuple of the headers and that.

        Source: https://cloud.tencent.com/document/product/460/63228
        """
        query, key = Params or {}, None if Key == "/" else Key
        if not Stream:
            return (yield from processed(Bucket, key, CiProcess, query, headers, with_headers=NeedHeader))
        named = {"ci-process": CiProcess, **query}
        both = yield from opened(of_object(Bucket, key, named, headers, answers.made, streams=True))
        return both if NeedHeader else both[1]
