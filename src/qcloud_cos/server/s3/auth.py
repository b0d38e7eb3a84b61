"""Who sent a request in S3's dialect, and whether it is as it was signed."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.auth import SKEW_SECONDS, signer
from qcloud_cos.server.refusal import Refusal, Why
from qcloud_cos.server.request import Pairs, ServerRequest
from qcloud_cos.server.s3 import presented, sigv2, sigv4
from qcloud_cos.server.s3.codes import S3Refusal
from qcloud_cos.server.s3.presented import Presented

CONTENT = "x-amz-content-sha256"
UNSIGNED = "UNSIGNED-PAYLOAD"
_TOKEN = "x-amz-security-token"  # noqa: S105 - a header's name
_PRESIGNED = frozenset(
    (
        "x-amz-algorithm x-amz-content-sha256 x-amz-credential x-amz-date x-amz-expires x-amz-security-token "
        "x-amz-signature x-amz-signedheaders"
    ).split()
)
_OURS = ("x-amz-", "x-cos-")
_SECRET = (_TOKEN, "-server-side-encryption-customer-key")


class Verified(NamedTuple):
    """A signature that fits, or none at all."""

    account: Account | None
    payload: str = UNSIGNED
    """What was signed of the body: its SHA-256, or a word for how it is secured else."""
    chain: sigv4.Chain | None = None
    """What the signatures of chunks go on from."""
    headers: Mapping[str, str] = MappingProxyType({})
    """What a presigned URL says that else headers say."""


class Sent(NamedTuple):
    """A request, and its path as it came: signatures cover it so."""

    request: ServerRequest
    path: str


def verified(sent: Sent, accounts: Accounts, now: float) -> Verified:
    """`now` is the machine's time, which the callers sign by.

    Raises:
        Refusal: signed, but not acceptable.
    """
    headers, query = sent.request.headers, sent.request.query
    header = headers.get("authorization")
    in_query = "X-Amz-Algorithm" in query or "X-Amz-Signature" in query
    if header is not None and (in_query or "AWSAccessKeyId" in query):
        raise Refusal("InvalidArgument", "Only one auth mechanism allowed: sign in the header or in the URL.")
    if header is not None and not header.startswith("AWS "):
        return _by_header(sent, presented.in_header(header), accounts, now)
    if in_query:
        return _by_query(sent, presented.in_query(query), accounts, now)
    if header is not None:
        return _by_header_of_version_2(sent, header, accounts, now)
    if "AWSAccessKeyId" in query:
        return _by_query_of_version_2(sent, accounts, now)
    return Verified(None, headers.get(CONTENT, UNSIGNED))


def _by_header(sent: Sent, found: Presented, accounts: Accounts, now: float) -> Verified:
    request = sent.request
    account = signer(found.secret_id, request.headers.get(_TOKEN, ""), accounts, request.now)
    moment = _sent_at(request)
    _check_skew(moment, now)
    payload = request.headers.get(CONTENT)
    if payload is None:
        raise S3Refusal("InvalidRequest", f"Missing required header for this request: {CONTENT}")
    return _checked(sent, found, account, _basic(moment), request.pairs, payload)


def _by_query(sent: Sent, found: Presented, accounts: Accounts, now: float) -> Verified:
    request = sent.request
    query = request.query
    account = signer(found.secret_id, query.get("X-Amz-Security-Token", ""), accounts, request.now)
    begins = _instant(found.moment)
    if begins is None or found.seconds is None:
        raise S3Refusal("AuthorizationQueryParametersError", "X-Amz-Date is not like 20130524T000000Z.")
    if begins > now + SKEW_SECONDS:
        why = Why("time", f"the URL is signed for {begins - now:.0f} seconds from now: the clocks differ", {})
        details = {"ServerTime": iso_seconds(now)}
        raise Refusal("AccessDenied", "Request is not valid yet", details=details, why=why)
    _check_end(begins + found.seconds, now, {"X-Amz-Expires": str(found.seconds)})
    payload = query.get("X-Amz-Content-Sha256") or request.headers.get(CONTENT, UNSIGNED)
    pairs = [(name, value) for name, value in request.pairs if name != "X-Amz-Signature"]
    in_url = {name: value for name, value in _in_url(request).items() if _kept(name)}
    return _checked(sent, found, account, found.moment, pairs, payload)._replace(headers=in_url)


def _checked(sent: Sent, found: Presented, account: Account, moment: str, query: Pairs, payload: str) -> Verified:
    request = sent.request
    if found.scope.date != moment[:8]:
        raise S3Refusal(
            "AuthorizationHeaderMalformed", "The credential's date is not the day that the request was signed on."
        )
    _check_signed(request, found.signed)
    key = sigv4.signing_key(account.secret_key, found.scope)
    shown: list[str] = []
    # Clients sign the path as they send it, others as it ought to be encoded: mostly that is the same.
    for path in dict.fromkeys((sent.path, sigv4.encoded(request.path, safe="/"))):
        text = sigv4.canonical_request(request.method, path, query, request.wire, found.signed, payload)
        said = sigv4.string_to_sign(moment, found.scope, text)
        if _same(sigv4.signature(key, said), found.signature):
            return Verified(account, payload, sigv4.Chain(key, moment, found.scope, found.signature))
        shown += [said, text]
    raise _mismatch(found.secret_id, found.signature, *shown[:2])


def _check_signed(request: ServerRequest, signed: tuple[str, ...]) -> None:
    """Host, and whatever of ours changes what happens, has to be signed.

    Raises:
        Refusal: AccessDenied.
    """
    named = [name for name, _ in request.wire if name.startswith(_OURS)]
    _refuse_unsigned([name for name in ("host", *named) if name not in signed])


def _refuse_unsigned(names: list[str]) -> None:
    if names:
        message = "There were headers present in the request which were not signed"
        listed = ", ".join(dict.fromkeys(names))
        why = Why("signature", f"sent, but not signed: {listed}", {})
        raise Refusal("AccessDenied", message, details={"HeadersNotSigned": listed}, why=why)


def _by_header_of_version_2(sent: Sent, header: str, accounts: Accounts, now: float) -> Verified:
    request = sent.request
    secret_id, colon, given = header.removeprefix("AWS ").strip().partition(":")
    if not colon:
        raise Refusal("InvalidArgument", "The authorization header is not AWS <id>:<signature>.")
    account = signer(secret_id, request.headers.get(_TOKEN, ""), accounts, request.now)
    _check_skew(_sent_at(request), now)
    date = "" if "x-amz-date" in request.headers else request.headers.get("date", "")
    return _checked_2(sent, account, given, date, request.headers, request.wire)


def _by_query_of_version_2(sent: Sent, accounts: Accounts, now: float) -> Verified:
    request = sent.request
    query = request.query
    secret_id, expires, given = query["AWSAccessKeyId"], query.get("Expires", ""), query.get("Signature", "")
    if not expires.isdecimal() or not expires.isascii() or len(expires) > 12 or not given:
        raise Refusal(
            "AccessDenied", "A presigned URL needs AWSAccessKeyId, Expires in Unix seconds and Signature."
        )
    # What a presigned URL holds of the headers counts as sent, unless they are.
    in_url = _in_url(request) | {name: query[name] for name in ("content-md5", "content-type") if name in query}
    account = signer(secret_id, request.headers.get(_TOKEN) or query.get(_TOKEN, ""), accounts, request.now)
    _check_end(int(expires), now, {})
    signed = [(name, value) for name, value in in_url.items() if name not in request.headers]
    verified = _checked_2(sent, account, given, expires, in_url | request.headers, [*request.wire, *signed])
    return verified._replace(headers=in_url)


def _checked_2(
    sent: Sent, account: Account, given: str, date: str, headers: Mapping[str, str], wire: Pairs
) -> Verified:
    request = sent.request
    _refuse_unsigned([name for name, _ in request.wire if name.startswith("x-cos-")])
    bucket = request.bucket if request.place.kind == "bucket" else ""
    # A bucket's own path is signed with a slash at its end, whether it is sent or not; by some as it is sent.
    ends = ("", "/") if request.bucket and not request.key and not sent.path.endswith("/") else ("",)
    texts = []
    for end in ends:
        resource = sigv2.resource(bucket, f"{sent.path}{end}", request.pairs)
        texts.append(sigv2.string_to_sign(request.method, date, headers, wire, resource))
        if _same(sigv2.signature(account.secret_key, texts[-1]), given):
            return Verified(account, headers.get(CONTENT, UNSIGNED))
    raise _mismatch(account.secret_id, given, texts[-1])


def _in_url(request: ServerRequest) -> dict[str, str]:
    """The headers that a presigned URL brings as parameters."""
    found = {name.lower(): value for name, value in request.query.items() if value}
    return {name: value for name, value in found.items() if name.startswith(sigv2.PREFIX)}


def _kept(name: str) -> bool:
    # S3 does not look at checksums in URLs, and clients sign that of an empty body into them:
    # https://github.com/aws/aws-sdk/issues/480
    return name not in _PRESIGNED and "checksum" not in name


def _sent_at(request: ServerRequest) -> float:
    """Raises:
    Refusal: AccessDenied.
    """
    text = request.headers.get("x-amz-date") or request.headers.get("date", "")
    moment = _instant(text)
    if moment is None:
        raise Refusal("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
    return moment


@lru_cache(256)
def _instant(text: str) -> float | None:
    """Of 20130524T000000Z, or of an HTTP date."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        pass
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


@lru_cache(256)
def _basic(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def _check_skew(moment: float, now: float) -> None:
    if abs(moment - now) > SKEW_SECONDS:
        times = {"RequestTime": iso_seconds(moment), "ServerTime": iso_seconds(now)}
        details = {**times, "MaxAllowedSkewMilliseconds": str(SKEW_SECONDS * 1000)}
        why = Why("time", f"the request was signed {abs(moment - now):.0f} seconds away: the clocks differ", {})
        raise Refusal("RequestTimeTooSkewed", details=details, why=why)


def _check_end(end: float, now: float, details: dict[str, str]) -> None:
    if now > end:
        times = {"Expires": iso_seconds(end), "ServerTime": iso_seconds(now)}
        why = Why("time", f"the signature ended {now - end:.0f} seconds ago", {})
        raise Refusal("AccessDenied", "Request has expired", details={**details, **times}, why=why)


def _mismatch(secret_id: str, given: str, said: str, canonical: str = "") -> Refusal:
    """With what was to be signed, so that it can be compared; but for what must not be in a log."""
    details = {"AWSAccessKeyId": secret_id, "StringToSign": said, "SignatureProvided": given}
    if canonical:
        details["CanonicalRequest"] = canonical
    hidden = {name: "\n".join(map(_hidden, text.split("\n"))) for name, text in details.items()}
    text = "the secret key is another one, or what was signed was changed: the answer has what the server signed"
    return Refusal("SignatureDoesNotMatch", details=hidden, why=Why("signature", text, {}))


def _hidden(line: str) -> str:
    name, colon, _ = line.partition(":")
    return f"{name}:..." if colon and name.endswith(_SECRET) else line


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))
