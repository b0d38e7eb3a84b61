"""What the access management calls the operations: the words of `name/cos:GetObject` in policies.

Source: https://cloud.tencent.com/document/product/436/31924
"""

from __future__ import annotations

from functools import cache

NAMED: dict[str, tuple[str, ...]] = {
    "list_buckets": ("GetService",),
    "create_bucket": ("PutBucket",),
    "list_objects": ("GetBucket",),
    "list_objects_v2": ("GetBucket",),
    "list_objects_versions": ("GetBucketObjectVersions",),
    "list_multipart_uploads": ("ListMultipartUploads",),
    "delete_objects": ("DeleteMultipleObjects",),
    # The API pages want PutObject of who copies, the list of actions names another: either will do.
    "copy_object": ("PutObjectCopy", "PutObject"),
    "upload_part_copy": ("UploadPartCopy", "UploadPart"),
    "create_multipart_upload": ("InitiateMultipartUpload",),
    "put_bucket_intelligenttiering_v2": ("PutBucketIntelligentTiering",),
    "get_bucket_intelligenttiering_v2": ("GetBucketIntelligentTiering",),
    "restore_object": ("PostObjectRestore",),
    "preflight": ("OptionsObject",),
    # No list names these; what they do is to write an object.
    "put_async_fetch_task": ("PutObject",),
    "get_async_fetch_task": ("PutObject",),
    # The API page wants GetObject, the list of actions has a name of its own.
    "select_object_content": ("SelectObjectContent", "GetObject"),
}


@cache
def of(operation: str) -> tuple[str, ...]:
    """Of a client operation, in lower case: policies are read so."""
    names = NAMED.get(operation) or (operation.replace("_", ""),)
    return tuple(f"cos:{name.lower()}" for name in names)
