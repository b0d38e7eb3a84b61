"""Who sent a request, and whether it is as it was signed.

Source: https://cloud.tencent.com/document/product/436/7778
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import cast
from urllib.parse import unquote

from qcloud_cos.core.signing import canonical, encoded, encoded_host, encoded_name, signature, string_to_sign
from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.hosts import without_port
from qcloud_cos.server.refusal import Refusal, Why
from qcloud_cos.server.request import Pairs, ServerRequest

SKEW_SECONDS = 900
FIELDS = (
    "q-sign-algorithm",
    "q-ak",
    "q-sign-time",
    "q-key-time",
    "q-header-list",
    "q-url-param-list",
    "q-signature",
)


def authenticate(request: ServerRequest, accounts: Accounts, now: float | None = None) -> Account | None:
    """The account that signed the request; None if it is not signed at all.

    `now` is the machine's time, which the callers sign by.

    Raises:
        Refusal: signed, but not acceptable.
    """
    fields = signature_fields(request)
    if fields is None:
        return None
    now = time.time() if now is None else now
    account = signer(fields["q-ak"], _token(request), accounts, request.now)
    check_time(fields["q-sign-time"], now)
    if fields["q-key-time"] != fields["q-sign-time"]:
        check_time(fields["q-key-time"], now)
    check_signature(request, fields, account)
    return account


def signer(secret_id: str, token: str, accounts: Accounts, now: float) -> Account:
    """The account of a secret id; `now` is the server's time, by which temporary keys end.

    Raises:
        Refusal: InvalidAccessKeyId, AccessDenied, ExpiredToken.
    """
    account = accounts.signing(secret_id)
    if account is None:
        why = Why("key", f"no account of this server has the secret id {secret_id[:100]}", {})
        if secret_id.startswith("AKID"):
            raise Refusal("InvalidAccessKeyId", why=why)
        raise Refusal("InvalidAccessKeyId", "The access key Id format you provided is invalid.", why=why)
    if account.token and not _same(account.token, token):
        why = Why("token", f"the secret id is temporary, and {'another' if token else 'no'} token was sent", {})
        raise Refusal("AccessDenied", "The security token does not belong to the secret id.", why=why)
    if account.expires and now >= account.expires:
        why = Why("token", f"the temporary keys ended at {iso_seconds(account.expires)} by the server's clock", {})
        raise Refusal("ExpiredToken", why=why)
    return account


def signature_fields(request: ServerRequest) -> Mapping[str, str] | None:
    """The seven fields: from the header, else from the query, one by one or as one `sign`."""
    header = request.headers.get("authorization")
    if header is not None:
        return fields_of(header)
    query = request.query
    if "q-signature" in query or "q-sign-algorithm" in query:
        return _complete(query)
    sign = query.get("sign")
    if sign is not None and "q-signature" in sign:
        return fields_of(sign)
    return None


def fields_of(text: str) -> Mapping[str, str]:
    claims, mark, sent = text.rpartition("&q-signature=")
    if not mark or "&" in sent:  # in another order
        return _complete(_parsed(text))
    return {**_claims(claims), "q-signature": sent}


@lru_cache(1024)
def _claims(text: str) -> Mapping[str, str]:
    """What stands before the signature: the same for all requests that are signed alike within some minutes."""
    fields = _parsed(text)
    if "q-signature" in fields:
        raise _twice()
    return _complete({**fields, "q-signature": ""})


def _parsed(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split("&")]
    fields = {name.strip(): value for name, _, value in parts}
    if len(fields) < len(parts):
        raise _twice()
    return fields


def _twice() -> Refusal:
    return _malformed("The authorization has a field twice.")


def _complete(fields: Mapping[str, str]) -> Mapping[str, str]:
    for name in FIELDS:
        if name not in fields:
            raise _malformed(f"The authorization is not a COS signature: {name} is missing.")
    if fields["q-sign-algorithm"] != "sha1":
        raise _malformed("The authorization's q-sign-algorithm is not sha1.")
    return fields


def _malformed(message: str) -> Refusal:
    return Refusal("AccessDenied", message, why=Why("authorization", message, {}))


def _token(request: ServerRequest) -> str:
    return request.headers.get("x-cos-security-token") or request.query.get("x-cos-security-token", "")


def check_time(window: str, now: float) -> None:
    start, end = _window(window)
    if start - SKEW_SECONDS <= now <= end:
        return
    server_time = {"ServerTime": iso_seconds(now)}
    details = {"start": start, "end": end, "now": int(now)}
    if now > end:
        why = Why("time", f"the signature ended {now - end:.0f} seconds ago", details)
        raise Refusal("AccessDenied", "Request has expired", details=server_time, why=why)
    why = Why("time", f"the signature begins in {start - now:.0f} seconds: the clocks differ", details)
    raise Refusal("RequestTimeTooSkewed", details=server_time, why=why)


@lru_cache(256)
def _window(text: str) -> tuple[int, int]:
    start, semicolon, end = text.partition(";")
    digits = semicolon and start.isdecimal() and end.isdecimal()
    if not digits or len(text) > 40 or int(end) <= int(start):
        raise _malformed("The authorization's time is not start;end in Unix seconds.")
    return int(start), int(end)


def check_signature(request: ServerRequest, fields: Mapping[str, str], account: Account) -> None:
    sign_time, key_time = fields["q-sign-time"], fields["q-key-time"]
    first = ""
    for host in _hosts(request.host):
        text = http_string(request, fields["q-header-list"], fields["q-url-param-list"], host)
        expected = signature(account.secret_key, key_time, sign_time, text)
        if _same(expected, fields["q-signature"]):
            return
        first = first or text
    from qcloud_cos.server.mismatch import explained  # not needed until a signature is wrong

    details = {"StringToSign": string_to_sign(sign_time, first), "FormatString": first}
    raise Refusal("SignatureDoesNotMatch", details=details, why=explained(request, fields, account))


@lru_cache(1024)
def _hosts(sent: str) -> tuple[str, ...]:
    """The published SDK sends `Host: 127.0.0.1:9000` but signs `127.0.0.1`: both count."""
    bare = without_port(sent).lower()
    return (sent,) if bare == sent else (sent, bare)


def http_string(request: ServerRequest, header_list: str, param_list: str, host: str) -> str:
    """What was signed, by the names that the signature lists.  Unlisted ones are not protected."""
    plain = None if param_list else _plain(request, header_list, host)
    if plain is not None:
        return f"{request.method.lower()}\n{request.path}\n\n{plain}\n"
    params = _listed(request.pairs, param_list) if param_list else []
    headers = [(name, value.strip()) for name, value in _listed(request.wire, header_list)] if header_list else []
    if header_list.count(";") >= len(headers):
        # A header that is listed but not sent counts as empty.  A parameter does not: `?acl` is signed as "acl=",
        # and without it the request would be another.
        headers += _absent(request.wire, header_list)
    if host != request.host:
        headers = [(name, host if name == "host" else value) for name, value in headers]
    return canonical(request.method, request.path, params, headers).http_string


def _plain(request: ServerRequest, header_list: str, host: str) -> str | None:
    """The headers as they are signed; None if they are not as most are: each sent once, listed in order, ASCII."""
    names, values = _in_order(header_list), request.headers
    if names is None or len(values) != len(request.wire):
        return None
    fields = []
    for name in names:
        value = host if name == "host" else values.get(name)
        if value is None or not value.isascii():
            return None
        fields.append(f"{name}={encoded_host(value) if name == 'host' else encoded(value.strip())}")
    return "&".join(fields)


@lru_cache(1024)
def _in_order(listed: str) -> tuple[str, ...] | None:
    names = listed.split(";")
    plain = all(encoded_name(name) == name for name in names) and names == sorted(set(names))
    return tuple(names) if plain else None


def _listed(pairs: Pairs, names: str) -> Pairs:
    """The listed ones of those that were sent, all of a name: names are signed without regard to case."""
    values = {name.lower(): value for name, value in pairs}
    if len(values) == len(pairs) and all(name.isascii() and value.isascii() for name, value in pairs):
        # Each comes once, and mostly it is called as it is listed.
        quick = [(name, values[name]) for name in names.split(";") if name in values]
        if len(quick) == names.count(";") + 1:
            return quick
    wanted = _names(names)
    return [(_encodable(name), _encodable(value)) for name, value in pairs if _name(name) in wanted]


def _absent(pairs: Pairs, names: str) -> Pairs:
    present = {_name(name) for name, _ in pairs}
    return [(unquote(name), "") for name in _names(names) - present]


def _name(name: str) -> str:
    return encoded_name(_encodable(name))


def _encodable(text: str) -> str:
    # `quote` takes bytes as well as text, and what is not UTF-8 is signed by its bytes.
    return text if text.isascii() else cast("str", text.encode("utf-8", "surrogateescape"))


@lru_cache(1024)
def _names(listed: str) -> frozenset[str]:
    # Some SDKs list the encoded name, some of them encode the list once more: both mean the same.
    return frozenset(encoded_name(unquote(name)) for name in listed.split(";") if name)


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())
