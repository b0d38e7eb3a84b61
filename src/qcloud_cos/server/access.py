"""Whether a caller may.  Decided on the bucket and object as stored, before any handler runs.

The owner of a bucket may do everything in it; other accounts and anonymous callers what an ACL
grants them.  A bucket policy will have its say in `permitted`, before the ACL.
"""

from __future__ import annotations

from qcloud_cos.server import acl
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import Need, Route
from qcloud_cos.server.store import Bucket, Version


def admit(db: Reading, request: ServerRequest, route: Route, now: float) -> None:
    """Let the request through, with its bucket and object looked up.

    Raises:
        Refusal: AccessDenied; NoSuchBucket, NoSuchKey, NoSuchVersion of what the caller may know.
    """
    if route.needs == "anyone":
        return
    if route.needs == "account":
        if request.caller is None:
            message = "Check auth failure because signture empty."  # as COS spells it
            raise Refusal("AccessDenied", message, details={"ServerTime": iso_seconds(now)})
        return
    bucket = request.row = bucket_of(db, request.bucket)
    if route.of == "bucket":
        if not permitted(request.caller, route.needs, bucket):
            raise Refusal("AccessDenied")
        return
    request.version = object_of(db, request.caller, bucket, request.key, route.needs, request.version_id)


def bucket_of(db: Reading, name: str) -> Bucket:
    bucket = db.bucket(name)
    if bucket is None:
        raise Refusal("NoSuchBucket")
    return bucket


def object_of(
    db: Reading, caller: Account | None, bucket: Bucket, key: str, needs: Need, version_id: str | None
) -> Version | None:
    """The version of a key, markers included, if the caller has the permission on it.

    None if there is none; only who has it on the bucket learns that.
    """
    version = db.version(bucket.name, key, version_id)
    exists = version is not None and not version.is_marker
    if not permitted(caller, needs, bucket, version if exists else None):
        raise Refusal("AccessDenied")
    return version


def permitted(caller: Account | None, needs: Need, bucket: Bucket, version: Version | None = None) -> bool:
    if caller is not None and caller.appid in (bucket.owner, version.owner if version else ""):
        return True
    if needs == "owner":
        return False
    # An object without a list of its own, and one that is not there, follow the bucket's.
    own = version.acl if version is not None else ""
    return acl.allows(own or bucket.acl, needs, caller)
