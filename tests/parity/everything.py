"""All cases, and the methods they are about."""

from __future__ import annotations

from . import cases_buckets, cases_errors, cases_listings, cases_multipart, cases_objects, cases_signing
from .case import Case

CASES: list[Case] = [
    *cases_buckets.CASES,
    *cases_objects.CASES,
    *cases_listings.CASES,
    *cases_multipart.CASES,
    *cases_signing.CASES,
    *cases_errors.CASES,
]

METHODS = """
create_bucket delete_bucket head_bucket bucket_exists list_buckets put_bucket_acl get_bucket_acl put_bucket_cors
get_bucket_cors delete_bucket_cors put_bucket_lifecycle get_bucket_lifecycle delete_bucket_lifecycle put_object
get_object head_object delete_object delete_objects object_exists put_object_acl get_object_acl copy_object
list_objects list_objects_versions list_multipart_uploads create_multipart_upload upload_part upload_part_copy
complete_multipart_upload abort_multipart_upload list_parts get_auth get_presigned_url get_presigned_download_url
get_object_url
""".split()
