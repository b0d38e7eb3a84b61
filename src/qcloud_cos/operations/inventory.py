"""Inventories: lists of a bucket's objects that COS writes regularly, or once."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Inventories:
    @operation
    def put_bucket_inventory(
        self,
        Bucket: str,
        Id: str,
        InventoryConfiguration: types.InventoryConfiguration,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Have COS list a bucket's objects regularly.  An inventory of that Id is replaced.

        Args:
            Id: letters, digits, ``-``, ``_`` and ``.``; it goes into the configuration by itself.

        Raises:
            CosServiceError: ``InventoryFull`` if there are 1000 already.

        Source: https://cloud.tencent.com/document/product/436/33707
        """
        return _described("PUT", Bucket, Id, InventoryConfiguration, to_headers(headers))

    @operation
    def post_bucket_inventory(
        self,
        Bucket: str,
        Id: str,
        InventoryConfiguration: types.InventoryConfiguration,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Have COS list a bucket's objects once.

        Args:
            InventoryConfiguration: without `Schedule` and `IsEnabled`.

        Raises:
            CosServiceError: ``DuplicateInventoryId``.
        """
        return _described("POST", Bucket, Id, InventoryConfiguration, to_headers(headers))

    @operation
    def get_bucket_inventory(
        self, Bucket: str, Id: str, **headers: Unpack[types.Headers]
    ) -> Call[types.InventoryConfiguration]:
        """Read one of a bucket's inventories.

        Raises:
            CosServiceError: ``InventoryConfigurationNotFoundError``.

        Source: https://cloud.tencent.com/document/product/436/33705
        """
        return Call(
            "GET",
            Bucket,
            query={"inventory": "", "id": str(Id)},
            headers=to_headers(headers),
            returns=answers.document(types.InventoryConfiguration),
        )

    @operation
    def delete_bucket_inventory(self, Bucket: str, Id: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Remove one of a bucket's inventories.  The lists it wrote stay.

        Source: https://cloud.tencent.com/document/product/436/33704
        """
        return Call(
            "DELETE",
            Bucket,
            query={"inventory": "", "id": str(Id)},
            headers=to_headers(headers),
            returns=answers.nothing,
        )

    @operation
    def list_bucket_inventory_configurations(
        self, Bucket: str, ContinuationToken: str | None = None, **headers: Unpack[types.Headers]
    ) -> Call[types.ListBucketInventoryConfigurationsOutput]:
        """List a bucket's inventories, 100 a call; those made once are not among them.

        Args:
            ContinuationToken: the last page's ``NextContinuationToken``.

        Source: https://cloud.tencent.com/document/product/436/33706
        """
        more = {} if ContinuationToken is None else {"continuation-token": ContinuationToken}
        return Call(
            "GET",
            Bucket,
            query={"inventory": "", **more},
            headers=to_headers(headers),
            returns=answers.document(types.ListBucketInventoryConfigurationsOutput),
        )


def _described(
    method: str, bucket: str, name: str, inventory: types.InventoryConfiguration, headers: dict[str, str]
) -> Call[None]:
    body = xml.dump("InventoryConfiguration", {**inventory, "Id": name})
    return Call(
        method,
        bucket,
        query={"inventory": "", "id": str(name)},
        headers=with_md5(headers, body),
        body=body,
        returns=answers.nothing,
        repeatable=method == "PUT",
    )
