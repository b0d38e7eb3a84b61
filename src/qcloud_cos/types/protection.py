"""What keeps a bucket's objects: encryption where they lie, and locks against change."""

from typing import TypedDict


class EncryptionDefault(TypedDict, total=False):
    SSEAlgorithm: str
    """``AES256``, ``KMS`` or ``SM4``."""
    KMSMasterKeyID: str
    KMSAlgorithm: str


class EncryptionRule(TypedDict, total=False):
    ApplyServerSideEncryptionByDefault: EncryptionDefault
    ApplySideEncryptionConfiguration: EncryptionDefault
    """An older name for the same, in arguments only."""


class ServerSideEncryptionConfiguration(TypedDict, total=False):
    Rule: list[EncryptionRule]


class DefaultRetention(TypedDict, total=False):
    Days: int | str
    """1 to 36500."""
    Mode: str
    """``COMPLIANCE``"""


class ObjectLockRule(TypedDict, total=False):
    DefaultRetention: DefaultRetention


class ObjectLockConfiguration(TypedDict, total=False):
    ObjectLockEnabled: str
    """``Enabled``; it cannot be disabled again."""
    Rule: ObjectLockRule


class Retention(TypedDict):
    """Until when an object is neither changed nor deleted."""

    Mode: str
    """``COMPLIANCE``"""
    RetainUntilDate: str
    """Such as ``2030-01-31T00:00:00.000Z``."""


PutBucketObjectLockOutput = TypedDict("PutBucketObjectLockOutput", {"x-cos-request-id": str}, total=False)
