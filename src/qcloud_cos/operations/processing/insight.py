"""Data sets: what files are about, collected, so that they are found by words, by faces, by likeness.

They belong to an account and not to a bucket, so none of these is about one.  What makes something is not sent
twice, since the second time it is there already; all else may be.

Source: https://cloud.tencent.com/document/product/460/106018
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers_and_query
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.json_documents import json_document
from qcloud_cos.operations.processing.asking import texts

T = TypeVar("T")
Answered = tuple[dict[str, Any], T]
"""The headers, and the body: XML, or the JSON that ``Accept="application/json"`` asks for."""


class Insight:
    @operation
    def ci_create_dataset(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetOutput]]:
        """Make a data set.  It is not sent again when the answer gets lost.

        Args:
            Body: ``DatasetName``, up to 32 of a-z, 0-9 and ``-``; ``Description``; ``TemplateId`` says what is
                to be collected, such as ``Official:COSBasicMeta``, nothing if it is not given.

        Source: https://cloud.tencent.com/document/product/460/106020
        """
        return _told("POST", "dataset", Body, headers, types.DatasetOutput, repeatable=False)

    @operation
    def ci_update_dataset(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetOutput]]:
        """Change what is said of a data set.

        Args:
            Body: ``DatasetName`` of the one that is meant; ``Description`` and ``TemplateId``.

        Source: https://cloud.tencent.com/document/product/460/106156
        """
        return _told("PUT", "dataset", Body, headers, types.DatasetOutput)

    @operation
    def ci_delete_dataset(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetOutput]]:
        """Remove a data set, with all that was collected in it; the files themselves stay.

        Args:
            Body: ``DatasetName``.

        Source: https://cloud.tencent.com/document/product/460/106157
        """
        return _told("DELETE", "dataset", Body, headers, types.DatasetOutput)

    @operation
    def ci_describe_dataset(
        self, DatasetName: str, Statistics: bool = False, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetOutput]]:
        """Read what is said of a data set.

        Args:
            Statistics: also how many files it has now, and how large they are together.

        Source: https://cloud.tencent.com/document/product/460/106155
        """
        counted = str(Statistics).lower() if isinstance(Statistics, bool) else Statistics
        query = {"datasetname": DatasetName, "statistics": counted}
        return _asked("dataset", query, headers, types.DatasetOutput)

    @operation
    def ci_describe_datasets(
        self,
        NextToken: str | None = None,
        Prefix: str | None = None,
        MaxResults: int = 100,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.DatasetsOutput]]:
        """A page of the account's data sets.

        Args:
            NextToken: of the page before.
            MaxResults: up to 200.

        Source: https://cloud.tencent.com/document/product/460/106158
        """
        query = {"nexttoken": NextToken, "prefix": Prefix, "maxresults": MaxResults}
        return _asked("datasets", query, headers, types.DatasetsOutput)

    @operation
    def ci_create_dataset_binding(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetBindingOutput]]:
        """Have a data set collect all that a bucket holds, and will hold.

        It is not sent again when the answer gets lost.

        Args:
            Body: ``DatasetName``; ``URI``, such as ``cos://examplebucket-1250000000``.

        Source: https://cloud.tencent.com/document/product/460/106159
        """
        return _told("POST", "datasetbinding", Body, headers, types.DatasetBindingOutput, repeatable=False)

    @operation
    def ci_delete_dataset_binding(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetBindingOutput]]:
        """Have a data set follow a bucket no longer; what was collected is removed.

        Args:
            Body: ``DatasetName`` and ``URI``, as they were bound.

        Source: https://cloud.tencent.com/document/product/460/106160
        """
        return _told("DELETE", "datasetbinding", Body, headers, types.DatasetBindingOutput)

    @operation
    def ci_describe_dataset_binding(
        self, DatasetName: str, Uri: str, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.DatasetBindingOutput]]:
        """Read how a data set follows a bucket.

        Args:
            Uri: the bucket's, such as ``cos://examplebucket-1250000000``.

        Source: https://cloud.tencent.com/document/product/460/106485
        """
        query = {"datasetname": DatasetName, "uri": Uri}
        return _asked("datasetbinding", query, headers, types.DatasetBindingOutput)

    @operation
    def ci_describe_dataset_bindings(
        self,
        DatasetName: str,
        NextToken: str | None = None,
        MaxResults: int = 100,
        **headers: Unpack[types.Headers],
    ) -> Call[Answered[types.DatasetBindingsOutput]]:
        """A page of the buckets that a data set follows.

        Args:
            NextToken: of the page before.
            MaxResults: up to 200.

        Source: https://cloud.tencent.com/document/product/460/106161
        """
        query = {"datasetname": DatasetName, "nexttoken": NextToken, "maxresults": MaxResults}
        return _asked("datasetbindings", query, headers, types.DatasetBindingsOutput)

    @operation
    def ci_create_file_meta_index(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FileMetaTaskOutput]]:
        """Have one file's data collected; it is done by and by.

        It is not sent again when the answer gets lost, since the task may have begun.

        Args:
            Body: ``DatasetName``; ``File`` with ``URI`` and what else is known, such as ``CustomLabels``;
                ``Callback``, a URL that is told when it is done.

        Source: https://cloud.tencent.com/document/product/460/106022
        """
        return _told("POST", "filemeta", Body, headers, types.FileMetaTaskOutput, repeatable=False)

    @operation
    def ci_update_file_meta_index(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FileMetaTaskOutput]]:
        """Replace what was collected of one file; it is done by and by.

        Args:
            Body: as of `ci_create_file_meta_index`.

        Source: https://cloud.tencent.com/document/product/460/106162
        """
        return _told("PUT", "filemeta", Body, headers, types.FileMetaTaskOutput)

    @operation
    def ci_delete_file_meta_index(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FileMetaTaskOutput]]:
        """Remove what was collected of one file; the file itself stays.

        Args:
            Body: ``DatasetName`` and the file's ``URI``.

        Source: https://cloud.tencent.com/document/product/460/106163
        """
        return _told("DELETE", "filemeta", Body, headers, types.FileMetaTaskOutput)

    @operation
    def ci_describe_file_meta_index(
        self, DatasetName: str, Uri: str, **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FileMetaOutput]]:
        """Read what was collected of one file.

        Args:
            Uri: the file's, such as ``cos://examplebucket-1250000000/photo.jpg``.

        Source: https://cloud.tencent.com/document/product/460/106164
        """
        return _asked("filemeta", {"datasetname": DatasetName, "uri": Uri}, headers, types.FileMetaOutput)

    @operation
    def ci_dataset_simple_query(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FileMetasOutput]]:
        """Find files by conditions on what was collected; count and group them.

        Args:
            Body: ``DatasetName``; ``Query`` with ``Operation``, ``Field``, ``Value`` or ``SubQueries``; ``Sort``
                and ``Order``; ``MaxResults`` and ``NextToken``; ``Aggregations``; ``WithFields``.

        Source: https://cloud.tencent.com/document/product/460/106375
        """
        return _told("POST", "datasetquery/simple", Body, headers, types.FileMetasOutput)

    @operation
    def ci_dataset_face_search(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.FaceSearchOutput]]:
        """Find pictures with the faces that are in one.

        Args:
            Body: ``DatasetName``, whose template is ``Official:FaceSearch``; ``URI`` of the picture;
                ``MaxFaceNum``, ``Limit`` and ``MatchThreshold`` say how many and how like.

        Source: https://cloud.tencent.com/document/product/460/106166
        """
        return _told("POST", "datasetquery/facesearch", Body, headers, types.FaceSearchOutput)

    @operation
    def ci_search_image(
        self, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[Answered[types.ImageSearchOutput]]:
        """Find pictures that are like one, or that are what a text says.

        Args:
            Body: ``DatasetName``, whose template is ``Official:ImageSearch``; ``Mode``, ``pic`` or ``text``;
                ``URI`` of the picture or ``Text``; ``Limit`` and ``MatchThreshold``.

        Source: https://cloud.tencent.com/document/product/460/106376
        """
        return _told("POST", "datasetquery/imagesearch", Body, headers, types.ImageSearchOutput)


def _asked(
    path: str, query: Mapping[str, object], keywords: Mapping[str, object], into: type[T]
) -> Call[Answered[T]]:
    """A question whose parameters are in its query."""
    headers, overrides = to_headers_and_query(keywords)
    return Call(
        "GET",
        None,
        path,
        service="insight",
        query=texts({**query, **overrides}),
        headers=headers,
        returns=answers.with_headers(answers.by_type(into)),
    )


def _told(
    method: str,
    path: str,
    document: Mapping[str, Any],
    keywords: Mapping[str, object],
    into: type[T],
    *,
    repeatable: bool = True,
) -> Call[Answered[T]]:
    """A document in JSON, and what comes of it."""
    if not isinstance(document, Mapping):
        raise CosClientError(
            f"Body must be a dict such as {{'DatasetName': 'photos'}}, not {type(document).__name__}"
        )
    headers, overrides = to_headers_and_query(keywords)
    headers.setdefault("Content-Type", "application/json")
    return Call(
        method,
        None,
        path,
        service="insight",
        query=texts(overrides),
        headers=headers,
        body=json_document(dict(document), "Body"),
        returns=answers.with_headers(answers.by_type(into)),
        repeatable=repeatable,
    )
