"""Whether a bucket keeps the versions of its objects."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError


class Versions:
    @operation
    def put_bucket_versioning(self, Bucket: str, Status: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Keep what is replaced or deleted as versions, or stop adding to them.

        Args:
            Status: ``Enabled`` or ``Suspended``; once enabled, a bucket never is without versions again.

        Source: https://cloud.tencent.com/document/product/436/19889
        """
        if Status not in ("Enabled", "Suspended"):
            raise CosClientError(f"Status must be 'Enabled' or 'Suspended', not {Status!r}")
        return Call(
            "PUT",
            Bucket,
            query={"versioning": ""},
            headers=to_headers(headers),
            body=xml.dump("VersioningConfiguration", {"Status": Status}),
            returns=answers.nothing,
        )

    @operation
    def get_bucket_versioning(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetBucketVersioningOutput]:
        """Read whether a bucket keeps versions.

        Source: https://cloud.tencent.com/document/product/436/19888
        """
        return Call(
            "GET",
            Bucket,
            query={"versioning": ""},
            headers=to_headers(headers),
            returns=answers.document(types.GetBucketVersioningOutput),
        )
