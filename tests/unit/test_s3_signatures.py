"""Signatures of versions 4 and 2: as Amazon publishes them, as its library makes them, and spoilt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon import ACCOUNTS, HOST, KINDS, ME, NOW, TEMPORARY, accepted, arrived, sent, sha256, signed
from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import sigv2, sigv4
from qcloud_cos.server.s3.auth import Sent, verified

# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, with the keys of that page.
EXAMPLE = Account("1250000000", "1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
EXAMPLE_NOW = datetime(2013, 5, 24, tzinfo=UTC)
EXAMPLE_HOST = "examplebucket.s3.amazonaws.com"
EMPTY = sha256(b"")
CREDENTIAL = f"{EXAMPLE.secret_id}/20130524/us-east-1/s3/aws4_request"


def refusal(request: Sent, now: datetime = NOW) -> Refusal:
    with pytest.raises(Refusal) as refused:
        accepted(request, now)
    return refused.value


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "payload", "signature"),
    [
        (
            "GET", "/test.txt", "", {"range": "bytes=0-9"}, EMPTY,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT", "/test%24file.text", "",
            {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            sha256(b"Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/", "lifecycle", {}, EMPTY, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "GET", "/", "max-keys=2&prefix=J", {}, EMPTY,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)  # fmt: skip
def test_the_published_examples_verify(
    method: str, path: str, query: str, headers: dict[str, str], payload: str, signature: str
) -> None:
    all_ = {
        "host": EXAMPLE_HOST, "x-amz-content-sha256": payload, "x-amz-date": "20130524T000000Z", **headers
    }  # fmt: skip
    names = ";".join(sorted(all_))
    token = f"AWS4-HMAC-SHA256 Credential={CREDENTIAL},SignedHeaders={names},Signature={signature}"
    of = arrived(method, path, query, {**all_, "authorization": token})
    assert verified(of, Accounts([EXAMPLE]), EXAMPLE_NOW.timestamp()).account == EXAMPLE


def test_the_published_url_verifies() -> None:
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": CREDENTIAL, "X-Amz-Date": "20130524T000000Z",
        "X-Amz-Expires": "86400", "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    }  # fmt: skip
    of = arrived("GET", "/test.txt", urlencode(query), {"host": EXAMPLE_HOST})
    assert verified(of, Accounts([EXAMPLE]), EXAMPLE_NOW.timestamp()).account == EXAMPLE
    later = EXAMPLE_NOW + timedelta(days=1, seconds=1)
    with pytest.raises(Refusal, match="Request has expired"):
        verified(of, Accounts([EXAMPLE]), later.timestamp())


def test_the_published_chunks_and_trailer_verify() -> None:
    scope = sigv4.Scope("20130524", "us-east-1", "s3")
    key = sigv4.signing_key(EXAMPLE.secret_key, scope)
    pieces = [sha256(b"a" * 65536), sha256(b"a" * 1024), EMPTY]
    seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    chain = sigv4.Chain(key, "20130524T000000Z", scope, seed)
    assert [chain.next(piece) for piece in pieces] == [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]
    # https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
    seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
    chain = sigv4.Chain(key, "20130524T000000Z", scope, seed)
    assert [chain.next(piece) for piece in pieces] == [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]
    assert chain.of_trailer("x-amz-checksum-crc32c:sOO8/Q==\n") == (
        "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "target",
    ["/k", "/", "/a%20b/%C3%BC%2B%21", "//a//b/../c", "/k?versionId=a%2Bb%3D", "/?list-type=2&prefix=a%26b"],
)  # fmt: skip
def test_what_amazons_library_signs_verifies(kind: str, target: str) -> None:
    path = target.partition("?")[0]
    auth_path = f"/test-1250000000{path}" if kind.startswith("old") else None
    assert accepted(sent(signed(kind, url=f"{HOST}{target}", auth_path=auth_path))).account == ME


@pytest.mark.parametrize("kind", KINDS)
def test_the_bucket_in_the_path(kind: str) -> None:
    address = "http://127.0.0.1:9000"
    of_object = signed(kind, "PUT", f"{address}/test-1250000000/k?tagging", {"Content-Type": "text/xml"})
    assert accepted(sent(of_object)).account == ME
    # The library signs a slash at the end of a bucket that it does not send.
    slash = "/test-1250000000/" if kind.startswith("old") else None
    of_bucket = signed(kind, "DELETE", f"{address}/test-1250000000", auth_path=slash)
    assert accepted(sent(of_bucket)).account == ME


key_text = st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=40)


@given(key_text, st.dictionaries(key_text, key_text, max_size=4), st.sampled_from(["header", "query"]))
def test_any_key_and_any_parameters(key: str, query: dict[str, str], kind: str) -> None:
    target = f"/{quote(key, safe='/~')}" + (f"?{urlencode(query, quote_via=quote, safe='')}" if query else "")
    if "X-Amz-Signature" not in query and "X-Amz-Algorithm" not in query and "AWSAccessKeyId" not in query:
        assert accepted(sent(signed(kind, url=f"{HOST}{target}"))).account == ME


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40), key_text)
def test_any_metadata(value: str, key: str) -> None:
    headers = {"x-amz-meta-a": value, "Content-Type": "text/plain"}
    of = sent(signed(method="PUT", url=f"{HOST}/{quote(key, safe='/~')}", headers=headers))
    assert accepted(of).account == ME


def test_a_path_may_be_signed_as_it_ought_to_be_encoded() -> None:
    of = sent(signed(url=f"{HOST}/a%21%2Ab"), path="/a!*b")
    assert accepted(of).account == ME
    assert accepted(sent(signed(url=f"{HOST}/a!*b"))).account == ME


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "spoilt",
    [
        {"method": "PUT"},
        {"url": f"{HOST}/other"},
        {"url": f"{HOST}/k?versionId=2"},
        {"url": f"{HOST}/k?acl"},
        {"headers": {"x-amz-acl": "public-read", "content-type": "a"}},
        {"headers": {"x-amz-acl": "private", "content-type": "b"}},
    ],
    ids=str,
)
def test_a_changed_request_does_not_match(kind: str, spoilt: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "method": "GET", "url": f"{HOST}/k?versionId=1",
        "headers": {"x-amz-acl": "private", "content-type": "a"},
    }  # fmt: skip
    auth_path = "/test-1250000000/k" if kind.startswith("old") else None
    token = signed(kind, auth_path=auth_path, **good)
    assert accepted(sent(token)).account == ME
    other = good | spoilt
    proof = token.url.partition("versionId=1&")[2]
    extra = {name: value for name, value in token.headers.items() if name.lower() not in good["headers"]}
    token.url = other["url"] + (f"{'&' if '?' in other['url'] else '?'}{proof}" if proof else "")
    token.headers, token.method = {**extra, **other["headers"]}, other["method"]
    if kind == "old query" and "headers" in spoilt:
        token.headers = spoilt["headers"]
    assert refusal(sent(token)).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("kind", KINDS)
def test_another_key(kind: str) -> None:
    assert refusal(sent(signed(kind, account=replace(ME, secret_key="wrong")))).code == "SignatureDoesNotMatch"
    assert refusal(sent(signed(kind, account=replace(ME, secret_id="AKIDx")))).code == "InvalidAccessKeyId"


@pytest.mark.parametrize("kind", KINDS)
def test_a_temporary_key_needs_its_token(kind: str) -> None:
    path = "/test-1250000000/k"
    assert accepted(sent(signed(kind, account=TEMPORARY, auth_path=path))).account == TEMPORARY
    other = replace(TEMPORARY, token="other")
    assert refusal(sent(signed(kind, account=other, auth_path=path))).code == "AccessDenied"
    without = replace(TEMPORARY, token="")
    assert refusal(sent(signed(kind, account=without, auth_path=path))).code == "AccessDenied"


@pytest.mark.parametrize("kind", ["header", "old header"])
@pytest.mark.parametrize("seconds", [-901, 901])
def test_a_clock_that_runs_apart(kind: str, seconds: int) -> None:
    of = sent(signed(kind, auth_path="/test-1250000000/k"))
    refused = refusal(of, NOW + timedelta(seconds=seconds))
    assert (refused.code, refused.details["MaxAllowedSkewMilliseconds"]) == ("RequestTimeTooSkewed", "900000")
    assert accepted(of, NOW + timedelta(seconds=seconds // abs(seconds) * 900)).account == ME


@pytest.mark.parametrize("kind", ["query", "old query"])
def test_a_url_ends(kind: str) -> None:
    of = sent(signed(kind, expires=60, auth_path="/test-1250000000/k"))
    assert accepted(of, NOW + timedelta(seconds=60)).account == ME
    refused = refusal(of, NOW + timedelta(seconds=61))
    assert (refused.code, refused.message) == ("AccessDenied", "Request has expired")
    assert refused.details["Expires"] == "2026-11-22T12:01:00Z"


def test_a_url_lasts_a_week_at_most() -> None:
    assert accepted(sent(signed("query", expires=604_800)), NOW + timedelta(days=6)).account == ME
    refused = refusal(sent(signed("query", expires=604_801)))
    assert (refused.code, refused.status) == ("AuthorizationQueryParametersError", 400)


def test_a_url_from_the_future_is_not_valid_yet() -> None:
    assert refusal(sent(signed("query")), NOW - timedelta(seconds=901)).message == "Request is not valid yet"


@pytest.mark.parametrize("name", ["x-amz-acl", "x-cos-acl", "x-amz-meta-a"])
def test_what_is_added_afterwards_is_refused(name: str) -> None:
    for kind in ("header", "query"):
        of = signed(kind)
        of.headers[name] = "public-read"
        refused = refusal(sent(of))
        assert (refused.code, refused.details["HeadersNotSigned"]) == ("AccessDenied", name)


def test_version_2_does_not_sign_names_of_cos() -> None:
    of = signed("old header", auth_path="/test-1250000000/k", headers={"x-cos-forbid-overwrite": "true"})
    assert refusal(sent(of)).details["HeadersNotSigned"] == "x-cos-forbid-overwrite"


@pytest.mark.parametrize("parameter", ["referer", "symlink", "VersionId=1", "uploadId=u", "append", "tagging"])
def test_version_2_signs_whatever_decides_what_is_done(parameter: str) -> None:
    for kind in ("old header", "old query"):
        of = signed(kind, "DELETE", auth_path="/test-1250000000/k")
        of.url += f"{'&' if '?' in of.url else '?'}{parameter}"
        assert refusal(sent(of)).code == "SignatureDoesNotMatch"


def test_a_signature_of_a_header_is_none_of_a_url() -> None:
    # With x-amz-date the other date is not signed: a URL must not take that for its own end.
    date = {"x-amz-date": "Sun, 22 Nov 2026 12:00:00 GMT"}
    text = sigv2.string_to_sign("GET", "", {}, date.items(), "/test-1250000000/k")
    proof = sigv2.signature(ME.secret_key, text)
    host = {"host": HOST.removeprefix("http://")}
    assert (
        accepted(arrived("GET", "/k", "", {**host, **date, "authorization": f"AWS AKIDme:{proof}"})).account == ME
    )
    fields = {"AWSAccessKeyId": "AKIDme", "Signature": proof, "Expires": "9999999999", **date}
    assert refusal(arrived("GET", "/k", urlencode(fields), host)).code == "SignatureDoesNotMatch"


def test_host_has_to_be_signed() -> None:
    of = signed()
    of.headers["Authorization"] = of.headers["Authorization"].replace("SignedHeaders=host;", "SignedHeaders=")
    assert refusal(sent(of)).details["HeadersNotSigned"] == "host"


def test_a_header_that_comes_twice_is_signed_as_one() -> None:
    of = sent(signed(headers={"x-amz-meta-a": "1,2"}))
    wire = [pair for pair in of.request.wire if pair[0] != "x-amz-meta-a"]
    of.request.wire = [*wire, ("x-amz-meta-a", "1"), ("x-amz-meta-a", "2")]
    assert accepted(of).account == ME
    of.request.wire = [*of.request.wire, ("x-amz-meta-a", "3")]
    assert refusal(of).code == "SignatureDoesNotMatch"


def test_the_day_of_the_credential_is_that_of_the_request() -> None:
    of = signed()
    of.headers["Authorization"] = of.headers["Authorization"].replace("/20261122/", "/20261121/")
    assert refusal(sent(of)).code == "AuthorizationHeaderMalformed"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("AWS4-HMAC-SHA256 Credential=x", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256", "AuthorizationHeaderMalformed"),
        ("AWS4-ECDSA-P256-SHA256 Credential=a/b, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed"),
        (
            f"AWS4-HMAC-SHA256 Credential=AKIDme/20261122/r/iam/aws4_request, SignedHeaders=host, "
            f"Signature={'0' * 64}",
            "AuthorizationHeaderMalformed",
        ),
        ("AWS AKIDme", "InvalidArgument"),
        ("AWS AKIDme:", "AccessDenied"),
    ],
)  # fmt: skip
def test_authorizations_that_are_none(token: str, code: str) -> None:
    host = HOST.removeprefix("http://")
    assert refusal(arrived("GET", "/k", "", {"host": host, "authorization": token})).code == code


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders"])
def test_a_url_lacks_nothing(name: str) -> None:
    of = signed("query")
    path, _, query = of.url.partition("?")
    kept = [field for field in query.split("&") if not field.startswith(f"X-Amz-{name}=")]
    of.url = f"{path}?{'&'.join(kept)}"
    assert refusal(sent(of)).code == "AuthorizationQueryParametersError"


@pytest.mark.parametrize("expires", ["", "-1", "soon", "9" * 40])
def test_a_url_of_version_2_that_ends_never(expires: str) -> None:
    of = arrived("GET", "/k", f"AWSAccessKeyId=AKIDme&Expires={expires}&Signature=x", {"host": "h"})
    assert refusal(of).code == "AccessDenied"


def test_one_signature_is_enough() -> None:
    of = signed("query")
    of.headers["Authorization"] = signed().headers["Authorization"]
    assert refusal(sent(of)).code == "InvalidArgument"


def test_a_mismatch_shows_what_was_signed_but_no_secret() -> None:
    key = {"x-amz-server-side-encryption-customer-key": "c2VjcmV0"}
    refused = refusal(sent(signed(account=replace(TEMPORARY, secret_key="wrong"), headers=key)))
    shown = str(refused.details)
    assert "x-amz-date:20261122T120000Z" in shown
    assert "x-amz-security-token:..." in shown
    assert TEMPORARY.token not in shown
    assert "c2VjcmV0" not in shown


def test_keys_are_not_in_a_repr() -> None:
    found = accepted(sent(signed()))
    assert ME.secret_key not in repr(found)
    assert found.chain is not None
    assert repr(found.chain.key) not in repr(found)


def test_what_is_not_utf_8_is_signed_by_its_bytes() -> None:
    assert accepted(sent(signed(url=f"{HOST}/?prefix=%FF%00"))).account == ME


def test_without_a_signature_nobody_asks() -> None:
    found = verified(arrived("GET", "/k", "", {"host": "h", "x-amz-date": "x"}), ACCOUNTS, NOW.timestamp())
    assert found.account is None
