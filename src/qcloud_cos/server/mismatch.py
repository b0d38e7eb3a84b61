"""Why a signature does not match: what the client may have signed instead is tried, one difference at a time.

A difference that gives the very signature that was sent is what went wrong.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, unquote

from qcloud_cos.core.signing import encoded_name, signature
from qcloud_cos.server import auth
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.hosts import DEFAULT_REGION, without_port
from qcloud_cos.server.refusal import Why
from qcloud_cos.server.request import ServerRequest

_MOST_HEADERS = 20
_METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE", "OPTIONS")


class _Guess(NamedTuple):
    """One thing that the client may have done otherwise."""

    differs: str
    text: str
    signed: str
    """The signature, had it done so."""


def explained(request: ServerRequest, fields: Mapping[str, str], account: Account) -> Why:
    """Never more than names and values that are not secret."""
    details = {
        "headers": fields["q-header-list"],
        "parameters": fields["q-url-param-list"],
        "time": fields["q-sign-time"],
    }
    for guess in _Guesses(request, fields, account).all():
        if hmac.compare_digest(guess.signed.encode(), fields["q-signature"].encode()):
            return Why("signature", guess.text, {"differs": guess.differs, **details})
    absent = _absent(request, fields)
    if absent:
        text = f"signed, but not sent: {', '.join(absent)}"
        return Why("signature", text, {"differs": "headers", **details})
    text = (
        "most likely the secret key is another one: no single difference in method, path, host, parameters, "
        "headers or time gives the signature that was sent"
    )
    return Why("signature", text, {"differs": "key", **details})


class _Guesses:
    def __init__(self, request: ServerRequest, fields: Mapping[str, str], account: Account) -> None:
        self._request = request
        self._account = account
        self._headers, self._params = fields["q-header-list"], fields["q-url-param-list"]
        self._sign_time, self._key_time = fields["q-sign-time"], fields["q-key-time"]
        self._sent = fields["q-signature"]

    def all(self) -> Iterator[_Guess]:
        yield from self._of_case()
        yield from self._of_method()
        yield from self._of_path()
        yield from self._of_host()
        yield from self._of_headers()
        yield from self._of_parameters()
        yield from self._of_time()
        yield from self._of_key()

    def _signed(self, request: ServerRequest, host: str | None = None, secret_key: str | None = None) -> str:
        text = auth.http_string(request, self._headers, self._params, request.host if host is None else host)
        return signature(secret_key or self._account.secret_key, self._key_time, self._sign_time, text)

    def _of_case(self) -> Iterator[_Guess]:
        if self._sent != self._sent.lower():
            signed = self._signed(self._request)
            text = "the signature is hexadecimal in upper case; COS writes it in lower case"
            yield _Guess("case", text, self._sent if signed == self._sent.lower() else "")

    def _of_method(self) -> Iterator[_Guess]:
        for method in _METHODS:
            if method != self._request.method:
                text = f"signed for {method}, sent as {self._request.method}"
                yield _Guess("method", text, self._signed(replace(self._request, method=method)))

    def _of_path(self) -> Iterator[_Guess]:
        sent = self._request.path
        for path, how in _paths(self._request):
            if path != sent:
                text = f"signed for the path {path!r}, sent to {sent!r}: {how}"
                yield _Guess("path", text, self._signed(replace(self._request, path=path)))

    def _of_host(self) -> Iterator[_Guess]:
        if "host" not in self._headers.split(";"):
            return
        for host in _hosts(self._request):
            text = f"signed for the host {host!r}, sent to {self._request.host!r}"
            yield _Guess("host", text, self._signed(self._request, host))

    def _of_headers(self) -> Iterator[_Guess]:
        listed = [name for name in self._headers.split(";") if name][:_MOST_HEADERS]
        for name in listed:
            others = [pair for pair in self._request.wire if encoded_name(pair[0]) != name]
            text = f"the header {name} was signed as if it were empty or absent"
            yield _Guess(
                "headers", text, self._signed(replace(self._request, wire=[*others, (unquote(name), "")]))
            )
        for left_out in listed:
            shorter = ";".join(name for name in listed if name != left_out)
            text = auth.http_string(self._request, shorter, self._params, self._request.host)
            signed = signature(self._account.secret_key, self._key_time, self._sign_time, text)
            yield _Guess("headers", f"q-header-list has {left_out}, which was not signed", signed)

    def _of_parameters(self) -> Iterator[_Guess]:
        request = self._request
        encoded = [(name, quote(value, safe="-_.~")) for name, value in request.pairs]
        text = "the parameters' values were signed as they are in the URL, not decoded"
        yield _Guess("parameters", text, self._signed(replace(request, pairs=encoded)))
        every = ";".join(sorted(encoded_name(name) for name, _ in request.pairs if not name.startswith("q-")))
        for params, how in (("", "no parameter was signed"), (every, "all parameters were signed")):
            if params != self._params:
                found = auth.http_string(request, self._headers, params, request.host)
                signed = signature(self._account.secret_key, self._key_time, self._sign_time, found)
                yield _Guess("parameters", f"q-url-param-list is {self._params!r}, but {how}", signed)

    def _of_time(self) -> Iterator[_Guess]:
        text = auth.http_string(self._request, self._headers, self._params, self._request.host)
        key = self._account.secret_key
        if self._key_time != self._sign_time:
            for key_time in (self._sign_time, self._key_time):
                for sign_time in (self._sign_time, self._key_time):
                    how = "q-sign-time and q-key-time are not those that were signed with"
                    yield _Guess("time", how, signature(key, key_time, sign_time, text))

    def _of_key(self) -> Iterator[_Guess]:
        key = self._account.secret_key
        for other in (f"{key}\n", f"{key}\r\n", f"{key} ", f" {key}", key.strip(), f'"{key}"'):
            text = "the secret key was used with white space or quotes around it"
            yield _Guess("key", text, self._signed(self._request, secret_key=other))
        for account in self._request.accounts:
            if account.secret_key != key:
                text = f"the secret key is that of {account.secret_id}, not of {self._account.secret_id}"
                yield _Guess("key", text, self._signed(self._request, secret_key=account.secret_key))


def _paths(request: ServerRequest) -> Iterator[tuple[str, str]]:
    path = request.path
    yield quote(path, safe="/-_.~"), "COS signs the decoded path"
    yield quote(path, safe="-_.~"), "COS signs the decoded path"
    yield unquote(path), "it was encoded twice on its way"
    yield path.replace("+", " "), "a plus in a path is a plus"
    yield path.replace(" ", "+"), "a space in a path is %20"
    yield f"/{request.bucket}{path}", "the bucket is in the host, not in the path"
    yield f"/{request.key}", "the bucket is in the path, and the path is signed as it is sent"
    yield f"/{path}", "there is a slash too many"
    yield path.rstrip("/"), "the slash at the end counts"
    yield f"{path}/", "a slash at the end counts"
    yield unicodedata.normalize("NFC", path), "accents are composed differently: the key must be the same bytes"
    yield unicodedata.normalize("NFD", path), "accents are composed differently: the key must be the same bytes"


def _hosts(request: ServerRequest) -> list[str]:
    """Names by which the client may have known this server."""
    bare, bucket = without_port(request.host), request.bucket
    port = request.host.removeprefix(bare)
    regional = [
        f"cos.{request.place.region or DEFAULT_REGION}.{domain}" for domain in ("myqcloud.com", "tencentcos.cn")
    ]
    names = [bare.lower(), "localhost", "127.0.0.1", "[::1]", *regional, "service.cos.myqcloud.com"]
    names += [f"{bucket}.{name}" for name in ("localhost", *regional)] if bucket else []
    both = [*names, *(f"{name}{port or ':80'}" for name in names), f"{bare}:80", ""]
    return [host for host in dict.fromkeys(both) if host != request.host]


def _absent(request: ServerRequest, fields: Mapping[str, str]) -> list[str]:
    sent = {encoded_name(name) for name, _ in request.wire}
    asked = {encoded_name(name) for name, _ in request.pairs}
    headers = [
        name for name in fields["q-header-list"].split(";") if name and encoded_name(unquote(name)) not in sent
    ]
    parameters = [
        name for name in fields["q-url-param-list"].split(";") if name and encoded_name(unquote(name)) not in asked
    ]
    return [f"header {name}" for name in headers] + [f"parameter {name}" for name in parameters]
