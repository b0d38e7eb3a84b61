"""What a bucket is, and all that is set up for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, Settings, together
from qcloud_cos.errors import CosException, CosServiceError, NoSuchBucket
from qcloud_cos.operations.accesslogs import AccessLogs
from qcloud_cos.operations.acl import Acl
from qcloud_cos.operations.buckets import Buckets
from qcloud_cos.operations.protection import Protection
from qcloud_cos.operations.replication import Replication
from qcloud_cos.operations.rules import Rules
from qcloud_cos.operations.tagging import Tags
from qcloud_cos.operations.tiering import Tiering
from qcloud_cos.operations.versions import Versions
from qcloud_cos.operations.website import Website

_AT_ONCE = 10


class Overview(Buckets, Acl, Rules, Versions, Tags, Website, Tiering, Protection, Replication, AccessLogs):
    @operation
    def get_bucket_location(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetBucketLocationOutput]:
        """Read a bucket's region.

        Source: https://cloud.tencent.com/document/product/436/8275
        """
        return Call(
            "GET",
            Bucket,
            query={"location": ""},
            headers=to_headers(headers),
            returns=answers.document(types.GetBucketLocationOutput),
        )

    @operation
    def get_bucket_meta(self, Bucket: str, **headers: Unpack[types.Headers]) -> Flow[types.GetBucketMetaOutput]:
        """Read what a bucket is and most of what is set up for it, in twelve requests.

        Nothing that fails stops the rest.

        Returns:
            A value for each; None is what is not set up.  What could not be asked is None or False, too,
            and is named in `Errors`, with the reason.
        """
        config: CosConfig = yield from Settings()
        questions: dict[str, Call[Any]] = {
            "BucketUrl": self.head_bucket(Bucket, **headers),
            "Encryption": self.get_bucket_encryption(Bucket, **headers),
            "ACL": self.get_bucket_acl(Bucket, **headers),
            "Website": self.get_bucket_website(Bucket, **headers),
            "Logging": self.get_bucket_logging(Bucket, **headers),
            "CORS": self.get_bucket_cors(Bucket, **headers),
            "Versioning": self.get_bucket_versioning(Bucket, **headers),
            "IntelligentTiering": self.list_bucket_intelligenttiering_configurations(Bucket, **headers),
            "Lifecycle": self.get_bucket_lifecycle(Bucket, **headers),
            "Tagging": self.get_bucket_tagging(Bucket, **headers),
            "ObjectLock": self.get_bucket_object_lock(Bucket, **headers),
            "Replication": self.get_bucket_replication(Bucket, **headers),
        }
        brought = yield from together((_tried(call) for call in questions.values()), _AT_ONCE)
        found = dict(zip(questions, brought))
        errors = {name: value for name, value in found.items() if isinstance(value, CosException)}
        known = {name: None if name in errors else value for name, value in found.items()}
        return cast(
            "types.GetBucketMetaOutput", {**known, **_place(config, Bucket, known["BucketUrl"]), "Errors": errors}
        )


def _tried(call: Call[Any]) -> Flow[Any]:
    """The result; None if there is none; or the error."""
    try:
        return (yield from call)
    except CosServiceError as error:
        absent = error.get_status_code() == 404 and call.method == "GET" and not isinstance(error, NoSuchBucket)
        return None if absent else error
    except CosException as error:
        return error


def _place(config: CosConfig, bucket: str, head: Mapping[str, str] | None) -> dict[str, Any]:
    if head is None:
        return {"BucketUrl": None, "Location": None, "OFS": False, "MAZ": False}
    return {
        "BucketUrl": config.uri(bucket=bucket).rstrip("/"),
        "Location": head.get("x-cos-bucket-region"),
        "OFS": head.get("x-cos-bucket-arch") == "OFS",
        "MAZ": head.get("x-cos-bucket-az-type") == "MAZ",
    }
