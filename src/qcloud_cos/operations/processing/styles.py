"""Styles: ways to process a picture that a bucket knows by a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Response

R = TypeVar("R")


class Styles:
    @operation
    def ci_put_image_style(
        self, Bucket: str, Request: types.ImageStyle, **headers: Unpack[types.Headers]
    ) -> Call[Any]:
        """Give a way to process pictures a name, at most 100 of them a bucket.  The result is the headers.

        Args:
            Request: such as ``{"StyleName": "small", "StyleBody": "imageMogr2/thumbnail/200x"}``.

        Source: https://cloud.tencent.com/document/product/460/30118
        """
        return _of_styles("PUT", Bucket, "AddStyle", Request, headers, answers.headers(dict))

    @operation
    def ci_get_image_style(
        self, Bucket: str, Request: types.ImageStyle, **headers: Unpack[types.Headers]
    ) -> Call[tuple[Any, dict[str, Any]]]:
        """The styles of a bucket, or the one named by `StyleName`: the headers, and a dict with `StyleRule`.

        Source: https://cloud.tencent.com/document/product/460/30118
        """
        read = answers.with_headers(answers.document(dict))
        return _of_styles("GET", Bucket, "GetStyle", Request, headers, read)

    @operation
    def ci_delete_image_style(
        self, Bucket: str, Request: types.ImageStyle, **headers: Unpack[types.Headers]
    ) -> Call[Any]:
        """Forget the style named by `StyleName`.  The result is the headers.

        Source: https://cloud.tencent.com/document/product/460/30118
        """
        return _of_styles("DELETE", Bucket, "DeleteStyle", Request, headers, answers.headers(dict))


def _of_styles(
    method: str,
    bucket: str,
    root: str,
    request: Mapping[str, Any],
    keywords: Mapping[str, object],
    returns: Callable[[Response], R],
) -> Call[R]:
    return Call(
        method,
        bucket,
        service="pic",
        query={"style": ""},
        headers=to_headers(keywords),
        body=xml.dump(root, request),
        returns=returns,
    )
