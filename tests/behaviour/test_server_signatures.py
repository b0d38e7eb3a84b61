"""A signed request, changed in one place at a time: over a socket, on both ways through the server."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest

from qcloud_cos.core import signing
from qcloud_cos.server import Account, LocalCos, auth
from raw import HOST, Reply, Wire

NEIGHBOUR = Account("1250000001", "100000000002", "AKIDneighbour", "the-neighbours-secret")
BODY = b"as it was signed"
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Disposition": 'attachment; filename="a b.txt"',
    "Content-Encoding": "identity",
    "Content-Length": str(len(BODY)),
    "Content-MD5": "KhCM17dx+b5ENRe7xxg91w==",
    "Content-Type": "text/plain; charset=utf-8",
    "Expires": "Wed, 21 Oct 2026 07:28:00 GMT",
    "If-None-Match": "*",
    "Origin": "https://example.com",
    "x-cos-acl": "private",
    "x-cos-forbid-overwrite": "false",
    "x-cos-meta-colour": "blue é",
    "x-cos-storage-class": "STANDARD",
    "x-cos-tagging": "a=1&b=2",
    "x-cos-traffic-limit": "819200",
}
PARAMS = {"response-content-type": "text/x a+b", "Foo[]": "1", "versionId": "null", "empty": ""}
QUICK, LONG = "1.1", "1.0"
"""Only HTTP/1.1 is answered without ASGI."""


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(accounts=[LocalCos().account, NEIGHBOUR]) as server:
        with Wire(server) as wire:
            assert wire.request("PUT", "/").status == 200
            wire.request("PUT", "/k", body=b"content")
            assert wire.request("PUT", "/", {"versioning": ""}, VERSIONED).status == 200
        yield server


VERSIONED = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"


@dataclass(frozen=True)
class Signed:
    """A request together with its signature; what is changed afterwards is not signed again."""

    account: Account
    method: str = "HEAD"
    path: str = "/k"
    params: dict[str, str] = field(default_factory=lambda: dict(PARAMS))
    headers: tuple[tuple[str, str], ...] = tuple(HEADERS.items())
    token: str = ""
    presigned: bool = False
    host: str = HOST
    window: str = ""

    def sign(self) -> Signed:
        now = int(time.time())
        token = signing.authorization(
            method=self.method, path=self.path, query=self.params,
            headers={**dict(self.headers), "host": self.host},
            secret_id=self.account.secret_id, secret_key=self.account.secret_key,
            key_time=self.window or f"{now - 60};{now + 600}",
        )  # fmt: skip
        return replace(self, token=token)

    def fields(self, **changed: str) -> Signed:
        token = self.token
        for name, value in changed.items():
            name = name.replace("_", "-")
            token = re.sub(f"{name}=[^&]*", f"{name}={value}", token)
        return replace(self, token=token)

    def without(self, name: str) -> Signed:
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] != name))

    def header(self, name: str, value: str) -> Signed:
        return replace(self, headers=tuple((n, value if n == name else v) for n, v in self.headers))

    def answer(self, cos: LocalCos, http: str = QUICK) -> Reply:
        query = urlencode(self.params)
        if self.presigned:
            # Their values were encoded when they were signed; the list's are to be encoded once more.
            pairs = [part.partition("=") for part in self.token.split("&")]
            query += "&" + "&".join(f"{name}={quote(value, safe='')}" for name, _, value in pairs)
        lines = [f"{name}: {value}" for name, value in self.headers]
        if not self.presigned:
            lines.append(f"Authorization: {self.token}")
        with Wire(cos) as wire:
            target = f"{quote(self.path, safe='/')}?{query}".rstrip("?")
            wire.send(f"{self.method} {target} HTTP/{http}", f"Host: {self.host}", *lines)
            if "Content-Length" in dict(self.headers):
                wire.socket.sendall(BODY)
            return wire.reply(self.method)


def refused(answer: Reply) -> tuple[int, str]:
    """HEAD's errors have no body, so the matrix reads by GET."""
    return answer.status, answer.code


@pytest.fixture(params=[QUICK, LONG], ids=["quick", "long"])
def http(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def good(cos: LocalCos) -> Signed:
    return Signed(cos.account, "GET", headers=tuple(p for p in HEADERS.items() if p[0] != "If-None-Match")).sign()


MISMATCH = (403, "SignatureDoesNotMatch")


def test_unchanged_it_is_served(cos: LocalCos, good: Signed, http: str) -> None:
    answer = good.answer(cos, http)
    assert (answer.status, answer.body) == (200, b"content")
    assert replace(good, presigned=True).answer(cos, http).status == 200


@pytest.mark.parametrize("name", [name for name in HEADERS if name not in ("If-None-Match", "Content-Length")])
def test_no_signed_header_may_be_changed_removed_doubled_or_renamed(
    cos: LocalCos, good: Signed, http: str, name: str
) -> None:
    value = HEADERS[name]
    changed = [
        good.header(name, value + "x"),
        good.header(name, value[:-1]),
        good.header(name, ""),
        good.without(name),
        replace(good, headers=(*good.headers, (name, value))),
        replace(good, headers=(*good.headers, (name, "another"))),
        replace(good, headers=((name.upper(), "another"), *good.headers)),
        replace(good, headers=(*good.without(name).headers, (f"{name}2", value))),
    ]
    for request in changed:
        assert refused(request.answer(cos, http)) == MISMATCH, request.headers
    if value != value.swapcase():
        assert refused(good.header(name, value.swapcase()).answer(cos, http)) == MISMATCH


@pytest.mark.parametrize("name", list(PARAMS))
def test_no_signed_parameter_may_be_changed_removed_doubled_or_renamed(
    cos: LocalCos, good: Signed, http: str, name: str
) -> None:
    value, rest = PARAMS[name], {other: PARAMS[other] for other in PARAMS if other != name}
    changed: list[dict[str, str]] = [
        {**PARAMS, name: value + "x"},
        {**PARAMS, name.swapcase(): "another"},
        {name.lower(): value, name.upper(): "another", **rest},
        {**rest, name + "2": value},
    ]
    changed += [rest, {**PARAMS, name: ""}] if value else [rest]
    for params in changed:
        for presigned in (False, True):
            answer = replace(good, params=params, presigned=presigned).answer(cos, http)
            assert refused(answer) == MISMATCH, params


def test_a_signed_version_is_not_exchanged_by_its_other_spellings(cos: LocalCos, http: str) -> None:
    with Wire(cos) as wire:
        first = wire.request("PUT", "/versions", body=b"meant").headers["x-cos-version-id"]
        second = wire.request("PUT", "/versions", body=b"secret").headers["x-cos-version-id"]
    signed = Signed(cos.account, "GET", "/versions", {"versionId": first}, (), presigned=True).sign()
    assert signed.answer(cos, http).body == b"meant"
    for other in ({"versionid": first, "versionId": second}, {"versionid": first, "VersionId": second}):
        assert refused(replace(signed, params=other).answer(cos, http)) == MISMATCH


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "url"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_signed_subresource_is_neither_left_out_nor_respelled(
    cos: LocalCos, http: str, method: str, presigned: bool
) -> None:
    """Else a URL that removes an object's tags would remove the object."""
    headers = (("Content-Length", str(len(BODY))),) if method == "PUT" else ()
    signed = Signed(cos.account, method, params={"tagging": ""}, headers=headers, presigned=presigned).sign()
    assert refused(replace(signed, params={}).answer(cos, http)) == MISMATCH
    assert refused(replace(signed, params={"Tagging": ""}).answer(cos, http)) == (400, "InvalidArgument")
    with Wire(cos) as wire:
        assert wire.request("GET", "/k").body == b"content"


def test_a_signed_upload_is_not_exchanged_by_another_spelling(cos: LocalCos, http: str) -> None:
    with Wire(cos) as wire:
        uploads = [wire.request("POST", f"/{name}", {"uploads": ""}).text("UploadId") for name in "ab"]
    params = {"uploadId": uploads[0], "partNumber": "1"}
    headers = (("Content-Length", str(len(BODY))),)
    signed = Signed(cos.account, "PUT", "/a", params, headers, presigned=True).sign()
    for first, second in (("uploadid", "uploadId"), ("UPLOADID", "uploadId")):
        of = replace(signed, params={first: uploads[0], second: uploads[1], "partNumber": "1"})
        assert refused(of.answer(cos, http)) == MISMATCH
    respelled = replace(signed, params={"uploadid": uploads[0], "partNumber": "1"})
    assert refused(respelled.answer(cos, http)) == (501, "NotImplemented")


def test_values_may_not_change_places(cos: LocalCos, good: Signed, http: str) -> None:
    swapped = good.header("x-cos-acl", "STANDARD").header("x-cos-storage-class", "private")
    assert refused(swapped.answer(cos, http)) == MISMATCH
    moved = good.without("x-cos-acl")
    assert refused(replace(moved, params={**PARAMS, "x-cos-acl": "private"}).answer(cos, http)) == MISMATCH


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "url"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS"])
def test_a_signature_is_for_one_method(cos: LocalCos, http: str, method: str, presigned: bool) -> None:
    for signed_for in {"GET", "PUT", "DELETE"} - {method}:
        signed = Signed(cos.account, signed_for, params={}, headers=(("Content-Length", str(len(BODY))),))
        request = replace(signed.sign(), method=method, presigned=presigned)
        if method == "OPTIONS":  # a preflight is never signed, and does nothing
            assert request.answer(cos, http).status in (400, 403)
        else:
            assert refused(request.answer(cos, http)) == MISMATCH


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "url"])
@pytest.mark.parametrize("path", ["/other", "/", "/k/", "//k", "/K", "/k%00", "/./k", "/k\n", "/k\n\nhost"])
def test_a_signature_is_for_one_key(cos: LocalCos, good: Signed, http: str, path: str, presigned: bool) -> None:
    assert refused(replace(good, path=path, presigned=presigned).answer(cos, http)) == MISMATCH


def test_a_signature_is_for_one_bucket(cos: LocalCos, good: Signed, http: str) -> None:
    for host in ("other-1250000000.cos.ap-guangzhou.myqcloud.com", "localhost", "127.0.0.1", "k"):
        assert refused(replace(good, host=host).answer(cos, http))[0] == 403


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "url"])
def test_no_field_of_a_signature_may_be_changed(cos: LocalCos, good: Signed, http: str, presigned: bool) -> None:
    now = int(time.time())
    proof = good.token.rpartition("=")[2]
    good = replace(good, presigned=presigned)
    mismatches = [
        {"q_sign_time": f"{now - 61};{now + 599}"},
        {"q_key_time": f"{now - 61};{now + 599}"},
        {"q_sign_time": f"{now - 61};{now + 599}", "q_key_time": f"{now - 61};{now + 599}"},
        {"q_header_list": ""},
        {"q_header_list": "host"},
        {"q_header_list": ";".join(sorted([*map(str.lower, HEADERS), "host", "x-cos-meta-more"]))},
        {"q_url_param_list": ""},
        {"q_url_param_list": "versionid"},
        {"q_ak": NEIGHBOUR.secret_id},
        {"q_signature": proof.upper()},
        {"q_signature": proof[:-1]},
        {"q_signature": proof + "0"},
        {"q_signature": ""},
        {"q_signature": "0" * 40},
        {"q_signature": "é" * 20},
    ]
    for changed in mismatches:
        assert refused(good.fields(**changed).answer(cos, http)) == MISMATCH, changed


@pytest.mark.parametrize("algorithm", ["", "none", "md5", "SHA1", "sha256", "sha1 ", "sha1;md5"])
def test_there_is_one_algorithm(cos: LocalCos, good: Signed, http: str, algorithm: str) -> None:
    for presigned in (False, True):
        answer = replace(good.fields(q_sign_algorithm=algorithm), presigned=presigned).answer(cos, http)
        assert refused(answer) == (403, "AccessDenied")


@pytest.mark.parametrize("name", auth.FIELDS)
def test_no_field_may_be_left_out_or_come_twice(cos: LocalCos, good: Signed, http: str, name: str) -> None:
    parts = good.token.split("&")
    without = replace(good, token="&".join(part for part in parts if not part.startswith(f"{name}=")))
    twice = replace(good, token="&".join([*parts, *(part for part in parts if part.startswith(f"{name}="))]))
    assert refused(without.answer(cos, http)) == (403, "AccessDenied")
    assert refused(twice.answer(cos, http)) == (403, "AccessDenied")


def test_times_hold_at_both_ends_and_cannot_be_stretched(cos: LocalCos, http: str) -> None:
    now = int(time.time())
    plain = Signed(cos.account, "GET", params={}, headers=())
    expired = replace(plain, window=f"{now - 700};{now - 1}").sign()
    early = replace(plain, window=f"{now + 1000};{now + 2000}").sign()
    stretched = expired.fields(q_sign_time=f"{now - 700};{now + 700}", q_key_time=f"{now - 700};{now + 700}")
    one_time = expired.fields(q_sign_time=f"{now - 700};{now + 700}")
    for presigned in (False, True):
        of = [replace(request, presigned=presigned) for request in (expired, early, stretched, one_time)]
        answers = [request.answer(cos, http) for request in of]
        assert [refused(answer) for answer in answers] == [
            (403, "AccessDenied"), (403, "RequestTimeTooSkewed"), MISMATCH, (403, "AccessDenied"),
        ]  # fmt: skip
        assert answers[0].text("Message") == answers[3].text("Message") == "Request has expired"


def test_a_replay_is_good_until_it_expires(cos: LocalCos, http: str) -> None:
    end = int(time.time()) + 2
    signed = Signed(cos.account, "GET", params={}, headers=(), window=f"{end - 60};{end}").sign()
    assert [signed.answer(cos, http).status for _ in range(2)] == [200, 200]
    while time.time() <= end:
        time.sleep(0.1)
    assert refused(signed.answer(cos, http)) == (403, "AccessDenied")


@pytest.mark.parametrize(
    "secret", ["", NEIGHBOUR.secret_key, "AKIDneighbour", " local-secret-key-not-for-production"]
)
def test_another_secret_proves_nothing(cos: LocalCos, http: str, secret: str) -> None:
    signed = Signed(replace(cos.account, secret_key=secret), "GET", params={}, headers=()).sign()
    assert refused(signed.answer(cos, http)) == MISMATCH


def test_another_account_is_itself_and_no_one_else(cos: LocalCos, http: str) -> None:
    signed = Signed(NEIGHBOUR, "GET", params={}, headers=()).sign()
    assert refused(signed.answer(cos, http)) == (403, "AccessDenied")
    assert refused(signed.fields(q_ak=cos.account.secret_id).answer(cos, http)) == MISMATCH
    unknown = signed.fields(q_ak="AKIDnobody").answer(cos, http)
    assert refused(unknown) == (403, "InvalidAccessKeyId")


def test_a_spoilt_signature_is_not_taken_for_none(cos: LocalCos, good: Signed, http: str) -> None:
    """What the unsigned may, who signs wrongly may not."""
    with Wire(cos) as wire:
        wire.request("PUT", "/public", body=b"all may read", headers={"x-cos-acl": "public-read"})
        assert wire.unsigned("GET", "/public").status == 200
    plain = Signed(cos.account, "GET", "/public", {}, ()).sign()
    for request in (plain.fields(q_signature="0" * 40), replace(plain, token="nothing known")):
        assert refused(request.answer(cos, http))[0] == 403


def test_nothing_refused_was_done(cos: LocalCos, http: str) -> None:
    for method in ("PUT", "DELETE", "POST"):
        signed = Signed(cos.account, method, params={}, headers=(("Content-Length", str(len(BODY))),)).sign()
        answer = signed.fields(q_signature="0" * 40).answer(cos, http)
        assert refused(answer) == MISMATCH
    with Wire(cos) as wire:
        assert wire.request("GET", "/k").body == b"content"


def test_signatures_are_compared_in_constant_time(cos: LocalCos, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []

    def compare(expected: bytes, sent: bytes) -> bool:
        compared.append(sent)
        return hmac.compare_digest(expected, sent)

    monkeypatch.setattr(auth, "hmac", SimpleNamespace(compare_digest=compare))
    signed = Signed(cos.account, "GET", params={}, headers=()).sign()
    assert signed.answer(cos).status == 200
    assert refused(signed.fields(q_signature="0" * 40).answer(cos)) == MISMATCH
    assert compared == [signed.token.rpartition("=")[2].encode(), b"0" * 40]
