"""Which part of the access rules said no: found out again, once it is known that they did."""

from __future__ import annotations

import json
from typing import Any

from qcloud_cos.server import acl, policy
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.refusal import Refusal, Why
from qcloud_cos.server.routes import Need
from qcloud_cos.server.store import Bucket, Version

_MOST_GRANTS = 10


def denied(
    caller: Account | None, asked: policy.Asked, bucket_policy: str | None, needs: Need, bucket: Bucket,
    version: Version | None = None,
) -> Refusal:  # fmt: skip
    """AccessDenied, knowing which statement, list or ownership it was.

    Asked in the order that `access.may` asks.
    """
    why = _by_policy("policy", "the bucket's policy", bucket_policy, asked)
    if why is None and caller is not None and caller.policy:
        why = by_credentials(caller, asked)
    if why is None:
        why = _by_owner(caller, bucket) if needs == "owner" else _by_list(caller, needs, bucket, version)
    return Refusal("AccessDenied", why=why)


def by_credentials(caller: Account, asked: policy.Asked) -> Why:
    """Temporary keys may only what their own policy allows."""
    of = "the policy that the temporary keys were issued with"
    found = _by_policy("temporary policy", of, caller.policy, asked)
    return found or Why(
        "temporary policy", f"no statement of {of} allows {_deed(asked)}", {"actions": list(asked.actions)}
    )


def unsigned(deed: str) -> Why:
    return Why("account", f"{deed} has to be signed, and the request is not", {})


def _by_policy(part: str, of: str, text: str | None, asked: policy.Asked) -> Why | None:
    """The first statement that denies."""
    for index, statement in enumerate(policy.statements_of(text)) if text else ():
        if not statement.allows and statement.covers(asked):
            details: dict[str, Any] = {"statement": index, "actions": list(asked.actions)}
            sid = json.loads(text or "")["Statement"][index].get("Sid")
            if sid:
                details["sid"] = sid
            named = f"statement {index} ({sid})" if sid else f"statement {index}"
            return Why(part, f"{named} of {of} denies {_deed(asked)} to {_name(asked.caller)}", details)
    return None


def _by_owner(caller: Account | None, bucket: Bucket) -> Why:
    text = f"only the bucket's owner {bucket.owner} may, and the caller is {_name(caller.id if caller else '')}"
    return Why("owner", text, {"owner": bucket.owner})


def _by_list(caller: Account | None, needs: Need, bucket: Bucket, version: Version | None) -> Why:
    own = version.acl if version is not None else ""
    of = "object" if own else "bucket"
    grants = [f"{grant.permission} to {grant.grantee}" for grant in acl.grants_of(own or bucket.acl)]
    shown = ", ".join(grants[:_MOST_GRANTS]) or "nothing to anyone"
    who = _name(caller.id if caller else "")
    text = f"the ACL of the {of} gives {who} no {needs}, and no policy allows it; the ACL gives {shown}"
    if version is not None and not own:
        text += " (the object has no ACL of its own)"
    return Why("acl", text, {"needs": needs, "acl_of": of, "grants": grants})


def _deed(asked: policy.Asked) -> str:
    return f"{' or '.join(asked.actions)} on {asked.targets[0]}"


def _name(caller: str) -> str:
    return caller or "anonymous callers"
