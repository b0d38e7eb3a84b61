"""Inventories: lists of a bucket's objects that COS writes regularly, or once."""

from typing import TypedDict

from qcloud_cos.types.rules import Tag

SSECOS = TypedDict("SSECOS", {"SSE-COS": None}, total=False)


class COSBucketDestination(TypedDict, total=False):
    Bucket: str
    """``qcs::cos:ap-guangzhou::backups-1250000000``"""
    Format: str
    """``CSV``, ``ORC`` or ``Parquet``."""
    AccountId: str
    Prefix: str | None
    Encryption: SSECOS | None


class InventoryDestination(TypedDict, total=False):
    COSBucketDestination: COSBucketDestination


class InventorySchedule(TypedDict, total=False):
    Frequency: str
    """``Daily``, ``Weekly`` or ``Monthly``."""
    MonthlyDate: int | str


class InventoryPeriod(TypedDict, total=False):
    StartTime: int | str
    EndTime: int | str


class InventoryAnd(TypedDict, total=False):
    Prefix: str | None
    Tag: list[Tag]
    StorageClass: str


class InventoryFilter(TypedDict, total=False):
    Prefix: str | None
    And: InventoryAnd
    Period: InventoryPeriod


class InventoryFields(TypedDict, total=False):
    Field: list[str]
    """Of ``Size``, ``LastModifiedDate``, ``ETag``, ``StorageClass``, ``IsMultipartUploaded``, ..."""


class InventoryConfiguration(TypedDict, total=False):
    Id: str
    """Put there by the operation."""
    IsEnabled: str | bool
    Destination: InventoryDestination
    Schedule: InventorySchedule
    """Not for an inventory that is made once."""
    Filter: InventoryFilter | None
    IncludedObjectVersions: str
    """``All`` or ``Current``."""
    OptionalFields: InventoryFields | None


class ListBucketInventoryConfigurationsOutput(TypedDict, total=False):
    InventoryConfiguration: list[InventoryConfiguration]
    IsTruncated: str
    """``true`` or ``false``; if true, go on with ``ContinuationToken=page["NextContinuationToken"]``."""
    ContinuationToken: str | None
    NextContinuationToken: str
