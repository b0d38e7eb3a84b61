"""Forms: taken apart however they come, and held to their policies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.core import signing
from qcloud_cos.server import form_policy
from qcloud_cos.server.form_policy import Sizes
from qcloud_cos.server.forms import Event, Field, FileBegins, FormParser, Malformed, boundary_of
from qcloud_cos.server.refusal import Refusal
from vectors import signature_vectors

BOUNDARY = b"----WebKitFormBoundary7MA4YWxkTrZu0gW"


def part(head: str, body: bytes) -> bytes:
    return b"--" + BOUNDARY + f"\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"


END = b"--" + BOUNDARY + b"--\r\n"
KEY = part('name="key"', b"a/${filename}")
FORM = KEY + part('name="file"; filename="x.txt"\r\nContent-Type: text/plain', b"content") + END


def parsed(*pieces: bytes) -> list[Event]:
    """The events, the file's bytes in one."""
    parser, found, file = FormParser(BOUNDARY), [], b""
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, bytes):
                file += event
            else:
                found.append(event)
    parser.finish()
    return [*found, file]


def test_a_form() -> None:
    assert parsed(FORM) == [Field("key", "a/${filename}"), FileBegins("x.txt"), b"content"]


@given(
    st.binary(max_size=300) | st.text("\r\n-", max_size=60).map(lambda text: text.encode() + BOUNDARY[:9]),
    st.lists(st.integers(1, 400), max_size=20),
)
def test_a_form_in_any_pieces_is_the_same_form(content: bytes, cuts: list[int]) -> None:
    form = KEY + part('name="file"; filename="x"', content) + END
    at, pieces = 0, []
    for cut in cuts:
        pieces.append(form[at : at + cut])
        at += cut
    assert parsed(*pieces, form[at:]) == [Field("key", "a/${filename}"), FileBegins("x"), content]


def test_a_byte_at_a_time() -> None:
    assert parsed(*(FORM[at : at + 1] for at in range(len(FORM)))) == parsed(FORM)


def test_a_large_file_is_never_held() -> None:
    parser = FormParser(BOUNDARY)
    head, _, _ = FORM.partition(b"content")
    list(parser.feed(head))
    for _ in range(100):
        assert sum(len(event) for event in parser.feed(bytes(65536)) if isinstance(event, bytes)) > 60_000
        assert len(parser._held) < 200


def test_what_surrounds_the_parts_means_nothing() -> None:
    form = b"preamble\r\n" + FORM + b"epilogue" + KEY
    assert parsed(form) == parsed(FORM)


def test_fields_after_the_file_are_ignored() -> None:
    late = FORM.removesuffix(END) + part('name="acl"', b"public-read") + END
    assert parsed(late) == parsed(FORM)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('name="file"; filename="a b.txt"', "a b.txt"),
        ('name="file"; filename="C:\\dir\\a.txt"', "a.txt"),
        ('name="file"; filename="dir/a.txt"', "a.txt"),
        ('name="file"; filename="say \\"hi\\".txt"', 'say "hi".txt'),
        ('name="file"; filename="中文;1.txt"', "中文;1.txt"),
        ('name="file"; filename="x"; filename*=UTF-8\'\'%E4%B8%AD.txt', "中.txt"),
        ("name=file; filename=plain.txt", "plain.txt"),
        ('name="file"', ""),
    ],
)
def test_names_of_files(head: str, name: str) -> None:
    assert parsed(part(head, b"") + END)[0] == FileBegins(name)


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"no boundary at all",
        FORM.removesuffix(END),
        FORM[:-30],
        b"--" + BOUNDARY + b"trailing\r\n\r\n\r\n" + END,
        b"--" + BOUNDARY + b"\r\n\r\nno name\r\n" + END,
        part("filename=x", b"") + END,
        part('name="key"', b"\xff") + END,
        part('name="key"', b"x" * 300_000) + END,
        part('name="key' + "x" * 9000 + '"', b"") + END,
        part('name="key"', b"") * 101 + END,
        b"--" + BOUNDARY + b"x" * 300,
    ],
)
def test_what_is_no_form(form: bytes) -> None:
    with pytest.raises(Malformed):
        parsed(form)


def test_boundaries() -> None:
    assert boundary_of('multipart/form-data; charset=utf-8; boundary="a b"') == b"a b"
    for other in (
        "",
        "multipart/form-data",
        "text/plain; boundary=x",
        f"multipart/form-data; boundary={'x' * 201}",
    ):
        with pytest.raises(Malformed):
            boundary_of(other)


@pytest.mark.parametrize("vector", signature_vectors()["post_object_policy"], ids=lambda vector: str(vector["id"]))
def test_policies_are_signed_as_documented(vector: dict[str, Any]) -> None:
    document = form_policy.decoded(vector["policy_base64"])
    assert document == vector["policy_json"].encode()
    found = signing.policy_signature(vector["secret_key"], vector["key_time"], document)
    assert found == vector["signature"]


FIELDS = {
    "bucket": "b-1250000000",
    "key": "docs/a.txt",
    "q-sign-algorithm": "sha1",
    "q-ak": "AKIDme",
    "q-key-time": "1;2",
    "content-type": "image/png",
}
SIGNED: list[Any] = [{"q-sign-algorithm": "sha1"}, {"q-ak": "AKIDme"}, {"q-sign-time": "1;2"}]
NOW = 1_800_000_000.0


def checked(*conditions: Any, expiration: Any = "2030-01-01T00:00:00.000Z", signed: list[Any] = SIGNED) -> Sizes:
    document = {"expiration": expiration, "conditions": [*conditions, *signed]}
    return form_policy.check(json.dumps(document).encode(), FIELDS, NOW)


def test_a_form_as_its_policy_has_it() -> None:
    assert checked() == Sizes(0, None)
    conditions: list[Any] = [
        {"bucket": "b-1250000000"},
        ["starts-with", "$key", "docs/"],
        ["eq", "$Content-Type", "image/png"],
        ["content-length-range", 1, 1024],
    ]
    assert checked(*conditions) == Sizes(1, 1024)


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"bucket": "other-1250000000"}, "Condition key bucket doesn't match the value [other-1250000000]"),
        (["starts-with", "$key", "pics/"], "Condition key key doesn't match the value [pics/]"),
        ({"q-ak": "AKIDother"}, "Condition key q-ak doesn't match the value [AKIDother]"),
        (["eq", "$x-cos-meta-a", "1"], "Condition key x-cos-meta-a doesn't match the value [1]"),
        (["starts-with", "$acl", ""], "Condition key acl doesn't match the value []"),
    ],
)
def test_a_form_that_is_not(condition: Any, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(condition)
    assert (refused.value.code, refused.value.message) == ("AccessDenied", says)


@pytest.mark.parametrize("left_out", range(3))
def test_a_policy_has_to_bind_its_signature(left_out: int) -> None:
    with pytest.raises(Refusal, match="AccessDenied: Condition key q-"):
        checked(signed=SIGNED[:left_out] + SIGNED[left_out + 1 :])


def test_a_late_form() -> None:
    with pytest.raises(Refusal) as refused:
        checked(expiration="2027-01-15T07:59:59Z")
    assert refused.value.message == (
        "You post object request has been expired, expiration time: 1799999999 but the time now : 1800000000"
    )


@pytest.mark.parametrize(
    "document",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"expiration": "soon", "conditions": [{"a": "b"}]}',
        b'{"expiration": "2030-01-01T00:00:00Z"}',
        b'{"expiration": "2030-01-01T00:00:00Z", "conditions": []}',
        b'{"expiration": "2030-01-01T00:00:00Z", "conditions": [["ends-with", "$key", "x"]]}',
        b'{"expiration": "2030-01-01T00:00:00Z", "conditions": [["eq", "key", "x"]]}',
        b'{"expiration": "2030-01-01T00:00:00Z", "conditions": ["x"]}',
    ],
)
def test_a_policy_that_is_none(document: bytes) -> None:
    with pytest.raises(Refusal, match="InvalidPolicyDocument"):
        form_policy.check(document, FIELDS, NOW)


def test_a_policy_that_is_not_base64() -> None:
    with pytest.raises(Refusal, match="InvalidPolicyDocument"):
        form_policy.decoded("{}")
