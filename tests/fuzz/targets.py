"""What reads a stranger's bytes: each takes anything, and understands or refuses it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from qcloud_cos.core import xml
from qcloud_cos.server import acl, auth, conditions, form_policy, forms, handlers, policy
from qcloud_cos.server.accounts import DEFAULT, Accounts
from qcloud_cos.server.documents import ALL
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_of
from qcloud_cos.server.routes import SUBRESOURCES, find

assert handlers  # they fill the routes

executed: Counter[str] = Counter()
HOST = "test-1250000000.cos.ap-guangzhou.myqcloud.com"
ACCOUNTS = Accounts([DEFAULT])
anything = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=30)
times = st.sampled_from(["1;2", "0;9999999999", "1;1", "x;y", "1;" + "9" * 39, "٠;٩٩٩٩٩٩٩٩٩٩"]) | anything
names = st.sampled_from(["host", "acl", "versionid", "x-cos-acl", "a%5b%5d", "content-type", ""]) | anything
queries = st.dictionaries(st.sampled_from(sorted(SUBRESOURCES)) | anything, anything, max_size=5)


def arrived(method: str, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]]) -> ServerRequest:
    scope: dict[str, Any] = {
        "method": method, "raw_path": path, "query_string": query, "headers": headers, "state": {},
    }  # fmt: skip
    return request_of(scope)


@given(
    st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"]),
    st.binary(max_size=40),
    st.binary(max_size=60) | queries.map(lambda query: "&".join(map("=".join, query.items())).encode()),
    st.sampled_from([HOST, "127.0.0.1:1", "", "cos.x.myqcloud.com", "[::1", "a" * 300]) | anything,
    st.sampled_from(["x-cos-copy-source", "x-cos-callback", "content-type"]),
)  # fmt: skip
def routing(method: str, path: bytes, query: bytes, host: str, header: str) -> None:
    executed["routing"] += 1
    with suppress(Refusal):
        request = arrived(method, b"/" + path, query, [(b"host", host.encode()), (header.encode(), b"x")])
        find(method, request.bucket, request.key, request.query, request.headers)


@given(anything, times, times, st.lists(names, max_size=4), st.lists(names, max_size=4), anything, queries)
@example("AKIDx", "1;2", "1;2", ["ſ"], ["K"], "0" * 40, {"k": "1"})
@example("", "0;9999999999", "0;9999999999", ["host", "host", "\x80"], [], "", {})
def signatures(
    who: str, sign: str, key: str, headers: list[str], params: list[str], proof: str, query: dict[str, str]
) -> None:
    """Nobody signs without the secret, whatever the fields say."""
    executed["signatures"] += 1
    for secret_id in (DEFAULT.secret_id, who):
        token = (
            f"q-sign-algorithm=sha1&q-ak={secret_id}&q-sign-time={sign}&q-key-time={key}"
            f"&q-header-list={';'.join(headers)}&q-url-param-list={';'.join(params)}&q-signature={proof}"
        )
        text = "&".join(f"{quote(name)}={quote(value)}" for name, value in query.items())
        for target, more in ((text, [(b"authorization", token.encode())]), (f"{text}&sign={quote(token)}", [])):
            with suppress(Refusal):
                request = arrived("GET", b"/k", target.encode(), [(b"host", HOST.encode()), *more])
                assert auth.authenticate(request, ACCOUNTS, time.time()) is None
                assert not more


digits = st.text("0123456789", max_size=20) | st.integers(0, 2**40).map(str)
spans = st.builds("{}-{}".format, digits, digits) | st.text("0123456789-, \t٣", max_size=20)


@given(
    st.builds("{}{}".format, st.sampled_from(["bytes=", "bytes ", "Bytes=", "octets=", ""]), spans)
    | st.lists(spans, max_size=4).map(",".join).map("bytes={}".format) | anything,
    st.integers(0, 2**40) | st.integers(0, 100),
)  # fmt: skip
@example("bytes=" + "0-1," * 1000, 5)
def ranges(header: str, size: int) -> None:
    """A range that is served lies within the object."""
    executed["ranges"] += 1
    for read in (conditions.byte_range, conditions.copy_range):
        with suppress(Refusal):
            found = read(header, size)
            assert found is None or 0 <= found[0] <= found[1] <= size


tags = st.sampled_from(
    "AccessControlPolicy AccessControlList Grant Grantee ID URI Permission CORSConfiguration CORSRule "
    "AllowedOrigin Rule Filter Prefix Status Days Tagging TagSet Tag Key Value Delete Object".split()
)
leaves = st.text(st.characters(codec="utf-8", exclude_characters="<&"), max_size=8)
encodings = st.sampled_from("utf-8 utf-7 utf-16 gb18030 idna ascii latin-1 base64 punycode unheard-of".split())
prologs = st.just("") | encodings.map(lambda name: f'<?xml version="1.0" encoding="{name}"?>') | anything


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(tags, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>")


documents = st.recursive(leaves | st.integers(0, 0x110000).map("&#{};".format), elements, max_leaves=12)


@given(prologs, tags, st.lists(documents, max_size=4), st.binary(max_size=10))
@example("", "a", ["<a>" * 5000 + "</a>" * 5000], b"")
@example('<!DOCTYPE a [<!ENTITY b "b">]>', "a", ["&b;"], b"")
@example('<?xml version="1.0" encoding="utf-7"?>', "a", ["+ADw-"], b"")
def xml_documents(prolog: str, root: str, inside: list[str], tail: bytes) -> None:
    """What can be read is read the same as an answer."""
    executed["xml_documents"] += 1
    document = f"{prolog}<{root}>{''.join(inside)}</{root}>".encode() + tail
    with suppress(xml.MalformedXML):
        assert xml.parse_answer(document) is not None
        assert xml.parse(document) == xml.parse_answer(document)
    for kind in ("bucket", "object"):
        with suppress(Refusal):
            acl.from_document(kind, document)
    for entry in ALL:
        with suppress(Refusal):
            entry.normalised(document)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3)


jsons = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | anything
    | st.sampled_from(["*", "2.0", "allow", "deny", "name/cos:*", "qcs::cos:*:uid/1:b-1/*"])
    | st.just("qcs::cam::anyone:anyone"),
    containers,
    max_leaves=8,
)  # fmt: skip
some = st.sampled_from


def one_or_many(texts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return texts | st.lists(texts, max_size=3) | jsons


users = some(["qcs::cam::anyone:anyone", "qcs::cam::anonymous:anonymous", "*", "qcs::cam::uin/1:uin/*",
    "qcs::cam::uin/1:root"]) | anything.map("qcs::cam::{}".format)  # fmt: skip
deeds = some(["*", "name/cos:*", "name/cos:Get*", "cos:getobject", "name/cvm:*"]) | anything.map("cos:{}".format)
places = some(["*", "qcs::cos::uid/1:b-1/*", "qcs::cos:r:uid/1:prefix//1/b/*", "qcs::cos:::"]) | anything.map(
    "qcs::cos:*:uid/1:b-1/{}".format
)
operators = some(["ip_equal", "ip_not_equal", "string_equal", "string_like_if_exist", "null_equal", "bool_equal",
    "numeric_less_than", "date_greater_than", "for_any_value:string_equal"]) | anything  # fmt: skip
keys = some(["qcs:ip", "cos:prefix", "qcs:current_time", "cos:max-keys", "cos:"]) | anything
values = some(["10.0.0.0/8", "::/0", "1.2.3.4/33", "true", "12", "1e999", "2026-11-22T00:00:00Z", "*a?"]) | jsons
statements = st.fixed_dictionaries(
    {"Action": one_or_many(deeds), "Resource": one_or_many(places)},
    optional={
        "Effect": some(["allow", "deny", "Allow", "DENY"]) | jsons,
        "Principal": st.fixed_dictionaries({"qcs": one_or_many(users)}) | jsons,
        "Condition": st.dictionaries(operators, st.dictionaries(keys, one_or_many(values), max_size=2), max_size=2)
        | jsons,
        "effect": jsons,
    },
)
ASKED = policy.Asked("qcs::cam::uin/1:uin/1", ("cos:getobject",), "r", "1", ("b-1/k",), {})  # type: ignore[arg-type]


@given(
    st.fixed_dictionaries({"version": jsons | st.just("2.0"), "Statement": st.lists(statements, max_size=3)})
    | jsons
)
@example("[" * 100_000)
def policies(document: Any) -> None:
    executed["policies"] += 1
    body = (document if isinstance(document, str) else json.dumps(document)).encode()
    for read in (policy.of_bucket, lambda body: policy.of_credentials(body.decode())):
        with suppress(ValueError):
            policy.verdict(read(body), ASKED)


@given(st.lists(st.binary(max_size=20) | st.sampled_from(PIECES := [
    b"--b\r\n", b"--b--\r\n", b'Content-Disposition: form-data; name="key"\r\n', b"\r\n", b"\r\n\r\n",
    b'Content-Disposition: form-data; name="file"; filename="x"\r\n', b'name="', b"--b",
]), max_size=14), st.integers(1, 30))  # fmt: skip
def post_forms(pieces: list[bytes], step: int) -> None:
    """However its bytes are split, a form says the same."""
    executed["post_forms"] += 1
    whole = b"".join(pieces)
    assert _read(whole, len(whole) or 1) == _read(whole, step)


def _read(whole: bytes, step: int) -> Any:
    parser = forms.FormParser(b"b")
    fields, content = [], b""
    try:
        for start in range(0, len(whole), step):
            for event in parser.feed(whole[start : start + step]):
                if isinstance(event, bytes):
                    content += event
                else:
                    fields.append(event)
        parser.finish()
    except forms.Malformed:
        return None
    return fields, content


moments = some(["2026-11-22T00:00:00.000Z", "1900-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "20261122T000000", "2026-W01"]) | jsons  # fmt: skip
fields = (
    some(["key", "acl", "q-ak", "q-sign-algorithm", "q-sign-time", "q-key-time", "content-type", "bucket"])
    | anything
)
terms = (
    st.dictionaries(fields, anything, max_size=2)
    | st.tuples(some(["eq", "starts-with", "EQ"]), fields.map("${}".format), anything | jsons)
    | st.tuples(st.just("content-length-range"), st.integers(), st.integers() | jsons)
    | jsons
)


@given(
    jsons | st.fixed_dictionaries({"expiration": moments, "conditions": st.lists(terms, max_size=5)}),
    st.dictionaries(fields, anything, max_size=4),
)
def form_policies(document: Any, fields: dict[str, str]) -> None:
    executed["form_policies"] += 1
    body = json.dumps(document).encode()
    with suppress(Refusal):
        form_policy.check(body, fields, 0.0)


TARGETS: tuple[Callable[[], None], ...] = (
    routing, signatures, ranges, xml_documents, policies, post_forms, form_policies,
)  # fmt: skip
