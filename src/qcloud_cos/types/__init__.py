"""Shapes of arguments and results, named and spelled as on the wire.

A result's TypedDict is also its XML schema: an element typed `list[...]` is
always a list, however many the server sent.
"""

from qcloud_cos.types.acl import AccessControlPolicy as AccessControlPolicy
from qcloud_cos.types.acl import GetAclOutput as GetAclOutput
from qcloud_cos.types.buckets import HeadBucketOutput as HeadBucketOutput
from qcloud_cos.types.buckets import ListBucketsOutput as ListBucketsOutput
from qcloud_cos.types.headers import AclHeaders as AclHeaders
from qcloud_cos.types.headers import CopyHeaders as CopyHeaders
from qcloud_cos.types.headers import GetHeaders as GetHeaders
from qcloud_cos.types.headers import Headers as Headers
from qcloud_cos.types.headers import HeadHeaders as HeadHeaders
from qcloud_cos.types.headers import ObjectHeaders as ObjectHeaders
from qcloud_cos.types.headers import PartHeaders as PartHeaders
from qcloud_cos.types.headers import VersionHeaders as VersionHeaders
from qcloud_cos.types.listings import ListMultipartUploadsOutput as ListMultipartUploadsOutput
from qcloud_cos.types.listings import ListObjectsOutput as ListObjectsOutput
from qcloud_cos.types.listings import ListObjectsVersionsOutput as ListObjectsVersionsOutput
from qcloud_cos.types.multipart import CompleteMultipartUploadOutput as CompleteMultipartUploadOutput
from qcloud_cos.types.multipart import CopyPartOutput as CopyPartOutput
from qcloud_cos.types.multipart import CreateMultipartUploadOutput as CreateMultipartUploadOutput
from qcloud_cos.types.multipart import ListPartsOutput as ListPartsOutput
from qcloud_cos.types.multipart import MultipartUpload as MultipartUpload
from qcloud_cos.types.objects import AsyncGetObjectOutput as AsyncGetObjectOutput
from qcloud_cos.types.objects import CopyObjectOutput as CopyObjectOutput
from qcloud_cos.types.objects import CopySource as CopySource
from qcloud_cos.types.objects import Delete as Delete
from qcloud_cos.types.objects import DeleteObjectOutput as DeleteObjectOutput
from qcloud_cos.types.objects import DeleteObjectsOutput as DeleteObjectsOutput
from qcloud_cos.types.objects import GetObjectOutput as GetObjectOutput
from qcloud_cos.types.objects import HeadObjectOutput as HeadObjectOutput
from qcloud_cos.types.objects import PutObjectOutput as PutObjectOutput
from qcloud_cos.types.rules import CORSConfiguration as CORSConfiguration
from qcloud_cos.types.rules import LifecycleConfiguration as LifecycleConfiguration
