"""Upload forms that are signed as S3 has them: by versions 4 and 2.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from qcloud_cos.server import form_policy
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.auth import signer
from qcloud_cos.server.form_policy import Sizes
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.s3 import checksums, incoming, presented, sigv2, sigv4
from qcloud_cos.server.s3.conversation import Conversation

_SIGNED = ("x-amz-algorithm", "x-amz-credential", "x-amz-date")
_NOT_IN_POLICIES = frozenset({"awsaccesskeyid", "file", "policy", "signature", "x-amz-signature"})


def signed(request: ServerRequest, fields: Mapping[str, str], key: str, now: float) -> tuple[Account, Sizes]:
    """The account, and how large the file may be; from here on the request is in S3's dialect.

    Raises:
        Refusal: not acceptable.
    """
    request.s3 = request.s3 or Conversation(request, b"/")
    policy = fields.get("policy", "")
    if not policy:
        raise argument("A form that is signed needs a field policy.")
    version_4 = "x-amz-signature" in fields
    account = (_by_version_4 if version_4 else _by_version_2)(request, fields, policy)
    document = form_policy.decoded(policy)
    form = {**fields, "bucket": request.bucket, "key": key}
    sizes = form_policy.check(document, form, now, _SIGNED if version_4 else ())
    known = form_policy.named(document) | _NOT_IN_POLICIES
    extra = [name for name in fields if name not in known and not name.startswith("x-ignore-")]
    if extra:
        raise Refusal("AccessDenied", f"Invalid according to Policy: Extra input fields: {', '.join(extra)}")
    return account, sizes


def understood(fields: Mapping[str, str]) -> dict[str, str]:
    """With COS's names.

    Raises:
        Refusal: NotImplemented.
    """
    incoming.check_known("POST", {}, fields)
    for name in fields:
        if name.startswith(checksums.PREFIX):
            raise Refusal("NotImplemented", f"A form with {name} is not implemented here.")
    return incoming.translated(fields)


def _by_version_4(request: ServerRequest, fields: Mapping[str, str], policy: str) -> Account:
    secret_id, scope = presented.credential(fields.get("x-amz-credential", ""))
    account = signer(secret_id, fields.get("x-amz-security-token", ""), request.accounts, request.now)
    if fields.get("x-amz-algorithm") != sigv4.ALGORITHM or fields.get("x-amz-date", "")[:8] != scope.date:
        raise argument(f"x-amz-algorithm is {sigv4.ALGORITHM}, and x-amz-date is on the credential's day.")
    expected = sigv4.signature(sigv4.signing_key(account.secret_key, scope), policy)
    _compare(expected, fields["x-amz-signature"])
    return account


def _by_version_2(request: ServerRequest, fields: Mapping[str, str], policy: str) -> Account:
    token = fields.get("x-amz-security-token", "")
    account = signer(fields["awsaccesskeyid"], token, request.accounts, request.now)
    _compare(sigv2.signature(account.secret_key, policy), fields.get("signature", ""))
    return account


def _compare(expected: str, given: str) -> None:
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        raise Refusal("SignatureDoesNotMatch")
