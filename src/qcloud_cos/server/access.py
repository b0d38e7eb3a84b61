"""Whether a caller may.  Decided on the bucket and object as stored, before any handler runs.

The owner of a bucket may do everything in it; other accounts and anonymous callers what an ACL
or the bucket's policy grants them.  What a policy denies, nothing grants; and the policy that
temporary credentials were issued with bounds what their holder may.
"""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.server import acl, denial, policy
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.hosts import DEFAULT_REGION
from qcloud_cos.server.policy_values import values_of
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import Need, Route
from qcloud_cos.server.store import Bucket, Version

_ON_POLICIES = ("cos:putbucketpolicy", "cos:getbucketpolicy", "cos:deletebucketpolicy")


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
            why = denial.unsigned("what concerns an account")
            raise Refusal("AccessDenied", message, details={"ServerTime": iso_seconds(now)}, why=why)
        _check_credentials(request, request.caller, route.actions)
        return
    bucket = request.row = bucket_of(db, request.bucket)
    if route.of == "bucket":
        if not may(db, request, route.actions, route.needs, bucket, request.key):
            later = route.by_key and bound_by_policy(db, request, bucket)
            if not later:
                raise denied(db, request, route.actions, route.needs, bucket, request.key)
        return
    request.version = object_of(
        db, request, bucket, request.key, route.needs, request.version_id, actions=route.actions
    )


def bucket_of(db: Reading, name: str) -> Bucket:
    bucket = db.bucket(name)
    if bucket is None:
        raise Refusal("NoSuchBucket")
    return bucket


def object_of(
    db: Reading,
    request: ServerRequest,
    bucket: Bucket,
    key: str,
    needs: Need,
    version_id: str | None,
    *,
    actions: Sequence[str],
) -> Version | None:
    """The version of a key, markers included, if the caller has the permission on it.

    None if there is none; only who has it on the bucket learns that.
    """
    version = db.version(bucket.name, key, version_id)
    exists = version is not None and not version.is_marker
    if not may(db, request, actions, needs, bucket, key, version if exists else None):
        raise denied(db, request, actions, needs, bucket, key, version if exists else None)
    return version


def denied(
    db: Reading,
    request: ServerRequest,
    actions: Sequence[str],
    needs: Need,
    bucket: Bucket,
    key: str,
    version: Version | None = None,
) -> Refusal:
    """What to raise when `may` said no to the same question."""
    text = None if _is_rescue(request.caller, actions, bucket) else db.document(bucket.name, "policy")
    asked = _asked(request, actions, bucket, key)
    return denial.denied(request.caller, asked, text, needs, bucket, version)


def bound_by_policy(db: Reading, request: ServerRequest, bucket: Bucket) -> bool:
    """Whether what the caller may differs from key to key, and not only by their lists."""
    return db.document(bucket.name, "policy") is not None or bool(request.caller and request.caller.policy)


def may(
    db: Reading,
    request: ServerRequest,
    actions: Sequence[str],
    needs: Need,
    bucket: Bucket,
    key: str,
    version: Version | None = None,
) -> bool:
    """Whether the caller may do this to a key of the bucket, or with an empty key to the bucket itself."""
    caller = request.caller
    if not bound_by_policy(db, request, bucket):
        return permitted(caller, needs, bucket, version)
    text = db.document(bucket.name, "policy")
    asked = _asked(request, actions, bucket, key)
    said = policy.verdict(text, asked) if text else ""
    if said == "deny":
        # It holds for everyone it names, the bucket's owner too, and even if the unsigned may.
        if not _is_rescue(caller, actions, bucket):
            return False
        said = ""
    if caller is not None and caller.policy:
        own = policy.verdict(caller.policy, asked)
        if own == "deny":
            return False
        if not own:
            # Not the holder's to do, but perhaps anyone's: a signed request may do what an unsigned one may.
            caller, asked = None, asked._replace(caller="")
            said = policy.verdict(text, asked) if text else ""
    return said == "allow" or (said != "deny" and permitted(caller, needs, bucket, version))


def _asked(request: ServerRequest, actions: Sequence[str], bucket: Bucket, key: str) -> policy.Asked:
    return policy.Asked(
        request.caller.id if request.caller else "",
        tuple(actions),
        bucket.region,
        bucket.owner,
        (f"{bucket.name}/{key}",) if key else (f"{bucket.name}/", bucket.name),
        values_of(request),
    )


def _is_rescue(caller: Account | None, actions: Sequence[str], bucket: Bucket) -> bool:
    """Whether an owner is at the policy itself: nobody locks himself out."""
    return caller is not None and caller.appid == bucket.owner and actions[0] in _ON_POLICIES


def _check_credentials(request: ServerRequest, caller: Account, actions: Sequence[str]) -> None:
    """What concerns the account is bounded by the policy of temporary credentials alone."""
    if not caller.policy:
        return
    name = request.bucket
    targets = (f"{name}/", name) if name else ("*",)
    region = request.place.region or DEFAULT_REGION
    asked = policy.Asked(caller.id, tuple(actions), region, caller.appid, targets, values_of(request))
    if policy.verdict(caller.policy, asked) != "allow":
        raise Refusal("AccessDenied", why=denial.by_credentials(caller, asked))


def permitted(caller: Account | None, needs: Need, bucket: Bucket, version: Version | None = None) -> bool:
    """What ownership and the lists say, without any policy."""
    if caller is not None and caller.appid in (bucket.owner, version.owner if version else ""):
        return True
    if needs == "owner":
        return False
    # An object without a list of its own, and one that is not there, follow the bucket's.
    own = version.acl if version is not None else ""
    return acl.allows(own or bucket.acl, needs, caller)
