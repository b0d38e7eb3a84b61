"""Searching pictures by a picture: a bucket's library of them, and what is like one.

Each returns a tuple: the answer's headers, and a dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow
from qcloud_cos.operations.processing.ai_asking import key_of
from qcloud_cos.operations.processing.asking import of_object, of_service
from qcloud_cos.operations.processing.general import General


class ImageSearch(General):
    @operation
    def ci_image_search_bucket(
        self, Bucket: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Make a library of pictures for a bucket.  It is not sent again when the answer gets lost.

        Args:
            Body: ``{"MaxCapacity": 1000, "MaxQps": 10}``: so many pictures, so many searches a second.

        Source: https://cloud.tencent.com/document/product/460/63899
        """
        returns = answers.with_headers(answers.by_type(dict))
        return of_service("POST", Bucket, "/ImageSearchBucket", returns, headers, document=Body)

    @operation
    def cos_add_image_search(
        self, Bucket: str, ObjectKey: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Put a picture into the library.  It is not sent again when the answer gets lost.

        Args:
            Body: ``{"EntityId": "shoe-1", "CustomContent": "...", "Tags": "{\\"colour\\": \\"red\\"}"}``; at most
                ten pictures have one id.

        Source: https://cloud.tencent.com/document/product/460/63900
        """
        return _told(Bucket, ObjectKey, "AddImage", Body, headers).but(repeatable=False)

    @operation
    def cos_get_search_image(
        self,
        Bucket: str,
        ObjectKey: str,
        MatchThreshold: int = 0,
        Offset: int = 0,
        Limit: int = 10,
        Filter: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Flow[tuple[Any, Any]]:
        """The pictures of the library that are like this one, as ``ImageInfos``.

        Args:
            MatchThreshold: only those whose ``Score`` is above it.
            Limit: at most 100.
            Filter: of their tags, such as ``colour=red AND size>40``.

        Source: https://cloud.tencent.com/document/product/460/63901
        """
        query = {
            "action": "SearchImage",
            "MatchThreshold": MatchThreshold,
            "Offset": Offset,
            "Limit": Limit,
            "Filter": Filter,
        }
        return self.ci_process(Bucket, key_of(ObjectKey), "ImageSearch", query, True, **headers)

    @operation
    def cos_delete_image_search(
        self, Bucket: str, ObjectKey: str, Body: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, Any]]:
        """Take a picture out of the library; the object stays.

        Args:
            Body: ``{"EntityId": "shoe-1"}``.

        Source: https://cloud.tencent.com/document/product/460/63902
        """
        return _told(Bucket, ObjectKey, "DeleteImage", Body, headers)


def _told(
    bucket: str, key: str, action: str, document: Mapping[str, Any], keywords: Mapping[str, object]
) -> Call[tuple[Any, Any]]:
    query = {"ci-process": "ImageSearch", "action": action}
    returns = answers.with_headers(answers.by_type(dict))
    call = of_object(bucket, key_of(key), query, keywords, returns, method="POST")
    return call.but(body=xml.dump("Request", document))
