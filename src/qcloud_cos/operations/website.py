"""A bucket as a static website."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Website:
    @operation
    def put_bucket_website(
        self, Bucket: str, WebsiteConfiguration: types.WebsiteConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Serve a bucket as a website, on the host ``cos-website``.

        Source: https://cloud.tencent.com/document/product/436/31930
        """
        body = xml.dump("WebsiteConfiguration", _document(WebsiteConfiguration))
        return Call(
            "PUT",
            Bucket,
            query={"website": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_website(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.WebsiteConfiguration]:
        """Read how a bucket is served as a website.

        Raises:
            CosServiceError: ``NoSuchWebsiteConfiguration`` if it is not.

        Source: https://cloud.tencent.com/document/product/436/31929
        """
        return Call(
            "GET",
            Bucket,
            query={"website": ""},
            headers=to_headers(headers),
            returns=answers.unwrapped(types.WebsiteConfiguration, "RoutingRules", "RoutingRule"),
        )

    @operation
    def delete_bucket_website(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Stop serving a bucket as a website.

        Source: https://cloud.tencent.com/document/product/436/31928
        """
        return Call("DELETE", Bucket, query={"website": ""}, headers=to_headers(headers), returns=answers.nothing)


def _document(website: Mapping[str, Any]) -> dict[str, Any]:
    """As the API has it: `RoutingRules`, a list to us, holds an element for each rule."""
    document = dict(website)
    rules = document.get("RoutingRules")
    if rules is not None:
        document["RoutingRules"] = {"RoutingRule": rules}
    return document
