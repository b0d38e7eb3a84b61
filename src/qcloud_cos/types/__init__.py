"""Shapes of arguments and results, named and spelled as on the wire.

A result's TypedDict is also its XML schema: an element typed `list[...]` is
always a list, however many the server sent.
"""

from qcloud_cos.types.accesslogs import BucketLoggingStatus as BucketLoggingStatus
from qcloud_cos.types.acl import AccessControlPolicy as AccessControlPolicy
from qcloud_cos.types.acl import GetAclOutput as GetAclOutput
from qcloud_cos.types.archives import RestoreRequest as RestoreRequest
from qcloud_cos.types.buckets import HeadBucketOutput as HeadBucketOutput
from qcloud_cos.types.buckets import ListBucketsOutput as ListBucketsOutput
from qcloud_cos.types.domains import DomainCertificate as DomainCertificate
from qcloud_cos.types.domains import DomainConfiguration as DomainConfiguration
from qcloud_cos.types.domains import GetBucketDomainCertificateOutput as GetBucketDomainCertificateOutput
from qcloud_cos.types.domains import GetBucketDomainOutput as GetBucketDomainOutput
from qcloud_cos.types.fetching import FetchTaskConfiguration as FetchTaskConfiguration
from qcloud_cos.types.fetching import FetchTaskOutput as FetchTaskOutput
from qcloud_cos.types.forms import CreatePostFormOutput as CreatePostFormOutput
from qcloud_cos.types.headers import AclHeaders as AclHeaders
from qcloud_cos.types.headers import CopyHeaders as CopyHeaders
from qcloud_cos.types.headers import GetHeaders as GetHeaders
from qcloud_cos.types.headers import Headers as Headers
from qcloud_cos.types.headers import HeadHeaders as HeadHeaders
from qcloud_cos.types.headers import ObjectAclHeaders as ObjectAclHeaders
from qcloud_cos.types.headers import ObjectHeaders as ObjectHeaders
from qcloud_cos.types.headers import PartHeaders as PartHeaders
from qcloud_cos.types.headers import VersionHeaders as VersionHeaders
from qcloud_cos.types.inventory import InventoryConfiguration as InventoryConfiguration
from qcloud_cos.types.inventory import (
    ListBucketInventoryConfigurationsOutput as ListBucketInventoryConfigurationsOutput,
)
from qcloud_cos.types.links import GetSymlinkOutput as GetSymlinkOutput
from qcloud_cos.types.links import PutSymlinkOutput as PutSymlinkOutput
from qcloud_cos.types.listings import ListMultipartUploadsOutput as ListMultipartUploadsOutput
from qcloud_cos.types.listings import ListObjectsOutput as ListObjectsOutput
from qcloud_cos.types.listings import ListObjectsVersionsOutput as ListObjectsVersionsOutput
from qcloud_cos.types.live import DeleteLiveChannelOutput as DeleteLiveChannelOutput
from qcloud_cos.types.live import GetLiveChannelHistoryOutput as GetLiveChannelHistoryOutput
from qcloud_cos.types.live import GetLiveChannelStatusOutput as GetLiveChannelStatusOutput
from qcloud_cos.types.live import ListLiveChannelOutput as ListLiveChannelOutput
from qcloud_cos.types.live import LiveChannelConfiguration as LiveChannelConfiguration
from qcloud_cos.types.live import PutLiveChannelOutput as PutLiveChannelOutput
from qcloud_cos.types.multipart import CompleteMultipartUploadOutput as CompleteMultipartUploadOutput
from qcloud_cos.types.multipart import CopyPartOutput as CopyPartOutput
from qcloud_cos.types.multipart import CreateMultipartUploadOutput as CreateMultipartUploadOutput
from qcloud_cos.types.multipart import ListPartsOutput as ListPartsOutput
from qcloud_cos.types.multipart import MultipartUpload as MultipartUpload
from qcloud_cos.types.objects import AppendObjectOutput as AppendObjectOutput
from qcloud_cos.types.objects import AsyncGetObjectOutput as AsyncGetObjectOutput
from qcloud_cos.types.objects import CopyObjectOutput as CopyObjectOutput
from qcloud_cos.types.objects import CopySource as CopySource
from qcloud_cos.types.objects import Delete as Delete
from qcloud_cos.types.objects import DeleteObjectOutput as DeleteObjectOutput
from qcloud_cos.types.objects import DeleteObjectsOutput as DeleteObjectsOutput
from qcloud_cos.types.objects import GetObjectOutput as GetObjectOutput
from qcloud_cos.types.objects import HeadObjectOutput as HeadObjectOutput
from qcloud_cos.types.objects import PutObjectOutput as PutObjectOutput
from qcloud_cos.types.origin import OriginConfiguration as OriginConfiguration
from qcloud_cos.types.overview import GetBucketLocationOutput as GetBucketLocationOutput
from qcloud_cos.types.overview import GetBucketMetaOutput as GetBucketMetaOutput
from qcloud_cos.types.policy import GetBucketPolicyOutput as GetBucketPolicyOutput
from qcloud_cos.types.protection import ObjectLockConfiguration as ObjectLockConfiguration
from qcloud_cos.types.protection import PutBucketObjectLockOutput as PutBucketObjectLockOutput
from qcloud_cos.types.protection import ServerSideEncryptionConfiguration as ServerSideEncryptionConfiguration
from qcloud_cos.types.replication import ReplicationConfiguration as ReplicationConfiguration
from qcloud_cos.types.rules import CORSConfiguration as CORSConfiguration
from qcloud_cos.types.rules import LifecycleConfiguration as LifecycleConfiguration
from qcloud_cos.types.selecting import AsyncSelectObjectContentOutput as AsyncSelectObjectContentOutput
from qcloud_cos.types.selecting import InputSerialization as InputSerialization
from qcloud_cos.types.selecting import OutputSerialization as OutputSerialization
from qcloud_cos.types.selecting import RequestProgress as RequestProgress
from qcloud_cos.types.selecting import SelectEvent as SelectEvent
from qcloud_cos.types.selecting import SelectHeaders as SelectHeaders
from qcloud_cos.types.selecting import SelectObjectContentOutput as SelectObjectContentOutput
from qcloud_cos.types.serving import AccelerateConfiguration as AccelerateConfiguration
from qcloud_cos.types.serving import RefererConfiguration as RefererConfiguration
from qcloud_cos.types.serving import ResponseControlConfiguration as ResponseControlConfiguration
from qcloud_cos.types.tagging import Tagging as Tagging
from qcloud_cos.types.tiering import IntelligentTiering as IntelligentTiering
from qcloud_cos.types.tiering import IntelligentTieringConfiguration as IntelligentTieringConfiguration
from qcloud_cos.types.tiering import ListIntelligentTieringOutput as ListIntelligentTieringOutput
from qcloud_cos.types.versions import GetBucketVersioningOutput as GetBucketVersioningOutput
from qcloud_cos.types.website import WebsiteConfiguration as WebsiteConfiguration
