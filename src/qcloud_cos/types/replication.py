"""Copies that COS keeps in other buckets."""

from typing import TypedDict

from qcloud_cos.types.rules import LifecycleAnd


class ReplicationFilter(TypedDict, total=False):
    Prefix: str | None
    And: LifecycleAnd


class ReplicaEncryption(TypedDict, total=False):
    ReplicaKmsKeyID: str


class ReplicationDestination(TypedDict, total=False):
    Bucket: str
    """``qcs::cos:ap-beijing::backups-1250000000``"""
    StorageClass: str
    EncryptionConfiguration: ReplicaEncryption


class ReplicationStatus(TypedDict, total=False):
    Status: str
    """``Enabled`` or ``Disabled``."""


class SourceSelectionCriteria(TypedDict, total=False):
    SseKmsEncryptedObjects: ReplicationStatus


class ReplicationRule(TypedDict, total=False):
    ID: str
    Status: str
    """``Enabled`` or ``Disabled``."""
    Priority: int | str
    Prefix: str | None
    Filter: ReplicationFilter
    Destination: ReplicationDestination
    DeleteMarkerReplication: ReplicationStatus
    SourceSelectionCriteria: SourceSelectionCriteria


class ReplicationConfiguration(TypedDict, total=False):
    Role: str
    """``qcs::cam::uin/100000000001:uin/100000000001``"""
    Rule: list[ReplicationRule]
