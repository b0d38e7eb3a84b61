"""What a bucket is, and all that is set up for it."""

from typing import TypedDict

from qcloud_cos.errors import CosException
from qcloud_cos.types.accesslogs import BucketLoggingStatus
from qcloud_cos.types.acl import GetAclOutput
from qcloud_cos.types.protection import ObjectLockConfiguration, ServerSideEncryptionConfiguration
from qcloud_cos.types.replication import ReplicationConfiguration
from qcloud_cos.types.rules import CORSConfiguration, LifecycleConfiguration
from qcloud_cos.types.tagging import Tagging
from qcloud_cos.types.tiering import ListIntelligentTieringOutput
from qcloud_cos.types.versions import GetBucketVersioningOutput
from qcloud_cos.types.website import WebsiteConfiguration


class GetBucketLocationOutput(TypedDict):
    LocationConstraint: str | None
    """``ap-guangzhou``"""


class GetBucketMetaOutput(TypedDict):
    """None is what the bucket has not, or what could not be asked: the latter is named in `Errors`."""

    BucketUrl: str | None
    Location: str | None
    OFS: bool
    MAZ: bool
    Encryption: ServerSideEncryptionConfiguration | None
    ACL: GetAclOutput | None
    Website: WebsiteConfiguration | None
    Logging: BucketLoggingStatus | None
    CORS: CORSConfiguration | None
    Versioning: GetBucketVersioningOutput | None
    IntelligentTiering: ListIntelligentTieringOutput | None
    Lifecycle: LifecycleConfiguration | None
    Tagging: Tagging | None
    ObjectLock: ObjectLockConfiguration | None
    Replication: ReplicationConfiguration | None
    Errors: dict[str, CosException]
    """What went wrong, by the key whose value is missing; `BucketUrl` is that of the bucket itself."""
