"""Words that speech recognition is to expect, such as names: tables of them, which templates and tasks name.

Each returns a tuple: the answer's headers, and a dict.  As with the published SDK a refusal is not raised, but
returned in the same way: the dict then has ``Code`` and ``Message``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, of_service

_PATH = "/asrhotvocabtable"


class Vocabularies:
    @operation
    def _asr_hot_vocabulary_table(
        self,
        Bucket: str,
        Body: Mapping[str, Any] | None = None,
        Params: Mapping[str, object] | None = None,
        Path: str = _PATH,
        Method: str = "POST",
        **headers: Unpack[types.Headers],
    ) -> Call[tuple[Any, Any]]:
        """What the others are made of; programs call it for what has no method yet."""
        returns = answers.with_headers(answers.by_type(dict))
        call = of_service(Method, Bucket, Path, returns, headers, query=Params, document=Body)
        return call.but(refusals=True)

    @operation
    def ci_create_asr_hot_vocabulary_table(
        self, Bucket: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Make a table of words; the dict has its ``TableId``.  It is not sent again when the answer gets lost.

        Args:
            Body: ``{"TableName": "t", "TableDescription": "...", "VocabularyWeights": [{"Vocabulary": "COS",
                "Weight": 10}]}``, or the words as ``VocabularyWeightStr``, ``COS|10,CVM|5``.  Weights are 1 to 11.

        Source: https://cloud.tencent.com/document/api/1093/41111
        """
        call: Call[tuple[Any, Any]] = self._asr_hot_vocabulary_table(Bucket, Body, **headers)
        return call

    @operation
    def ci_update_asr_hot_vocabulary_table(
        self, Bucket: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Replace a table.

        Args:
            Body: as of `ci_create_asr_hot_vocabulary_table`, and the ``TableId``.

        Source: https://cloud.tencent.com/document/api/1093/41111
        """
        call: Call[tuple[Any, Any]] = self._asr_hot_vocabulary_table(Bucket, Body, Method="PUT", **headers)
        return call

    @operation
    def ci_get_asr_hot_vocabulary_table(
        self, Bucket: str, TableId: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """A table, with its words.

        Source: https://cloud.tencent.com/document/api/1093/41111
        """
        path = below(f"{_PATH}/", TableId=TableId)
        call: Call[tuple[Any, Any]] = self._asr_hot_vocabulary_table(Bucket, Path=path, Method="GET", **headers)
        return call

    @operation
    def ci_list_asr_hot_vocabulary_table(
        self, Bucket: str, Offset: int = 0, Limit: int = 10, **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Some of the tables, from the one numbered `Offset` on.

        Source: https://cloud.tencent.com/document/api/1093/41111
        """
        page = {"offset": Offset, "limit": Limit}
        call: Call[tuple[Any, Any]] = self._asr_hot_vocabulary_table(Bucket, None, page, Method="GET", **headers)
        return call

    @operation
    def ci_delete_asr_hot_vocabulary_table(
        self, Bucket: str, TableId: str, **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Delete a table.

        Source: https://cloud.tencent.com/document/api/1093/41111
        """
        path = below(f"{_PATH}/", TableId=TableId)
        call: Call[tuple[Any, Any]] = self._asr_hot_vocabulary_table(Bucket, Path=path, Method="DELETE", **headers)
        return call
