"""Queries in SQL over the content of one object."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers_and_query
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Selecting:
    @operation
    def select_object_content(
        self,
        Bucket: str,
        Key: str,
        Expression: str,
        ExpressionType: str,
        InputSerialization: types.InputSerialization,
        OutputSerialization: types.OutputSerialization,
        RequestProgress: types.RequestProgress | None = None,
        **headers: Unpack[types.SelectHeaders],
    ) -> Call[types.SelectObjectContentOutput, types.AsyncSelectObjectContentOutput]:
        """Read the part of a CSV, JSON or Parquet object that a query picks.

        Args:
            Expression: such as ``SELECT s._1 FROM COSObject s WHERE s._2 > 5``.
            ExpressionType: ``SQL``.

        Returns:
            `Payload`, to iterate over its events, or to take ``get_select_result()`` from at once.

        Raises:
            CosServiceError: ``SQLParsingError`` and others, now or while the result is read; ``NoSuchKey``.

        Source: https://cloud.tencent.com/document/product/436/37641
        """
        wanted: dict[str, Any] = {
            "Expression": Expression,
            "ExpressionType": ExpressionType,
            "InputSerialization": InputSerialization,
            "OutputSerialization": OutputSerialization,
        }
        if RequestProgress is not None:
            wanted["RequestProgress"] = RequestProgress
        named, query = to_headers_and_query(headers)
        return Call(
            "POST",
            Bucket,
            Key,
            query={"select": "", "select-type": "2", **query},
            headers=named,
            body=xml.dump("SelectRequest", wanted),
            returns=answers.events,
            streams=True,
            events=True,
        )
