"""Archived objects, and bringing them back."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers_and_query
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Archives:
    @operation
    def restore_object(
        self, Bucket: str, Key: str, RestoreRequest: types.RestoreRequest, **headers: Unpack[types.VersionHeaders]
    ) -> Call[None]:
        """Ask for a readable copy of an archived object.  It takes minutes to days: see ``x-cos-restore``.

        Raises:
            CosServiceError: ``RestoreAlreadyInProgress``; ``RestoreNonArchiveObject`` if it is not archived.

        Source: https://cloud.tencent.com/document/product/436/12633
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "POST",
            Bucket,
            Key,
            query={"restore": "", **query},
            headers=named,
            body=xml.dump("RestoreRequest", RestoreRequest),
            returns=answers.nothing,
        )
