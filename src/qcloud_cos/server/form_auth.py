"""Who signed an upload form, and what for."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace

from qcloud_cos.core import signing
from qcloud_cos.server import auth, form_policy
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.form_policy import Sizes
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.s3.dialect import is_s3_form

_FIELDS = ("policy", "q-sign-algorithm", "q-ak", "q-key-time", "q-signature")


def signed(
    request: ServerRequest, fields: Mapping[str, str], key: str, now: float
) -> tuple[Account | None, Sizes]:
    """The account, None for an anonymous form, and how large the file may be.

    Raises:
        Refusal: signed, but not acceptable.
    """
    if is_s3_form(fields):
        from qcloud_cos.server.s3 import forms

        return forms.signed(request, fields, key, now)
    token = fields.get("x-cos-security-token", "")
    sizes = Sizes()
    if "signature" in fields:
        # The JavaScript SDKs' way: what else would be the Authorization header.
        account = _by_authorization(request, fields["signature"], token, key, now)
    elif "q-signature" in fields:
        account = _by_policy(request, fields, token, now)
    else:
        # In the header, as of any request, or not at all.
        return request.caller, sizes
    if "policy" in fields:
        form = {**fields, "bucket": request.bucket, "key": key}
        sizes = form_policy.check(form_policy.decoded(fields["policy"]), form, now)
    return account, sizes


def _by_policy(request: ServerRequest, fields: Mapping[str, str], token: str, now: float) -> Account:
    for name in _FIELDS:
        if name not in fields:
            raise Refusal("AccessDenied", f"The form is not signed as COS wants it: {name} is missing.")
    if fields["q-sign-algorithm"] != "sha1":
        raise Refusal("AccessDenied", "The form's q-sign-algorithm is not sha1.")
    account = auth.signer(fields["q-ak"], token, request.accounts, request.now)
    auth.check_time(fields["q-key-time"], now)
    document = form_policy.decoded(fields["policy"])
    expected = signing.policy_signature(account.secret_key, fields["q-key-time"], document)
    if not hmac.compare_digest(expected.encode(), fields["q-signature"].encode()):
        raise Refusal("SignatureDoesNotMatch")
    return account


def _by_authorization(request: ServerRequest, text: str, token: str, key: str, now: float) -> Account:
    fields = auth.fields_of(text)
    account = auth.signer(fields["q-ak"], token, request.accounts, request.now)
    for name in ("q-sign-time", "q-key-time"):
        auth.check_time(fields[name], now)
    try:
        auth.check_signature(request, fields, account)
    except Refusal:
        # Some versions sign the key that the form names, others the path that it is posted to.
        auth.check_signature(replace(request, path=f"/{key}"), fields, account)
    return account
