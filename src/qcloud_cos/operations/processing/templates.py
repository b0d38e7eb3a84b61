"""Templates: under a name, how tasks and workflows do their work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, of_service


def _template() -> answers.document[types.MediaTemplate]:
    # Not a constant: it would load every shape along with the package.
    return answers.document(types.MediaTemplate)


class Templates:
    @operation
    def ci_create_template(
        self, Bucket: str, Template: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[types.MediaTemplate]:
        """Store a template.

        Args:
            Template: the document, such as ``{"Tag": "Snapshot", "Name": "n", "Snapshot": {"Mode": "Interval"}}``.

        Source: https://cloud.tencent.com/document/product/460/78939
        """
        return of_service("POST", Bucket, "/template", _template(), headers, document=Template, typed=True)

    @operation
    def ci_update_template(
        self, Bucket: str, TemplateId: str, Template: Mapping[str, Any], **headers: Unpack[types.Headers]
    ) -> Call[types.MediaTemplate]:
        """Replace a template.

        Args:
            Template: the document, as for `ci_create_template`.

        Source: https://cloud.tencent.com/document/product/460/78942
        """
        path = below("/template/", TemplateId=TemplateId)
        return of_service("PUT", Bucket, path, _template(), headers, document=Template, typed=True)

    @operation
    def ci_get_template(
        self,
        Bucket: str,
        Category: str = "Custom",
        Ids: str = "",
        Name: str = "",
        PageNumber: str | int = 1,
        PageSize: str | int = 10,
        **headers: Unpack[types.Headers],
    ) -> Call[types.MediaTemplates]:
        """A page of templates.

        Args:
            Category: ``Custom``, or ``Official`` for those that everybody has.
            Ids: with commas between them.
            Name: how their names begin.
            PageSize: 1 to 100.

        Source: https://cloud.tencent.com/document/product/460/84739
        """
        query = {
            "category": Category,
            "ids": Ids,
            "name": Name,
            "pageNumber": PageNumber,
            "pageSize": PageSize,
        }
        returns = answers.document(types.MediaTemplates)
        return of_service("GET", Bucket, "/template", returns, headers, query=query)

    @operation
    def ci_delete_template(
        self, Bucket: str, TemplateId: str, **headers: Unpack[types.Headers]
    ) -> Call[types.MediaTemplate]:
        """Delete a template.

        Source: https://cloud.tencent.com/document/product/460/46943
        """
        return of_service("DELETE", Bucket, below("/template/", TemplateId=TemplateId), _template(), headers)
