"""Each answer compared with what `tests/data/samples.txt` says of it: status, names, order, formats.

The samples are written after the documents' own, for the requests of `sampled.py`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from contract.sampled import local, replies
from qcloud_cos.server import LocalCos
from qcloud_cos.server.routes import ROUTES
from raw import HOST, Reply

SAMPLES = Path(__file__).parents[1] / "data" / "samples.txt"
PROLOG = "<?xml version='1.0' encoding='utf-8' ?>\n"
FORMS = {
    "cam": r"qcs::cam::uin/\d+:uin/\d+",
    "crc": r"\d{1,20}",
    "date": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
    "iso": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z",
    "md5": r"[0-9a-f]{32}",
    "midnight": r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} 16:00:00 GMT",
    "sha1": r"[0-9a-f]{40}",
    "seconds": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "trace": r"[A-Za-z0-9+/]{171}=",
    "unix": r"\d{10}",
    "upload": r"\d{10}[0-9a-f]{64}",
    "version": r"[A-Za-z0-9]{20,40}",
}
"""What stands in a sample where answers differ."""
REQUEST_ID = re.compile(r"[0-9a-f]{8}_[0-9a-f]{8}_[0-9a-f]+_[0-9a-f]+")
ALWAYS = {"Server", "Date", "x-cos-request-id"}
ELSEWHERE = re.compile(
    r"live|page|response_control|async_fetch|v2$|domain_certificate|retention|post_bucket_inventory"
)
"""Operations whose answers have tests of their own."""


class Sample(NamedTuple):
    name: str
    status: int
    code: str
    message: str
    headers: dict[str, str]
    body: str


def samples() -> list[Sample]:
    text = SAMPLES.read_text(encoding="utf-8")
    return [_sample(block) for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def _sample(block: str) -> Sample:
    head, _, body = block.partition("\n\n")
    name, status, *lines = head.splitlines()
    number, _, refusal = status.partition(" ")
    code, _, message = refusal.partition(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    return Sample(name, int(number), code, message, headers, body.strip("\n"))


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reply]:
    with LocalCos(tmp_path_factory.mktemp("samples"), durability="os") as cos:
        return replies(local(cos))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_the_answer_is_as_its_sample(sample: Sample, answered: dict[str, Reply]) -> None:
    compare(sample, answered[sample.name])


def compare(sample: Sample, reply: Reply) -> None:
    assert reply.status == sample.status, reply.body
    expected = dict(sample.headers)
    if sample.code:
        if reply.body:
            expected["Content-Type"] = "application/xml"
        expected["x-cos-trace-id"] = "{trace}"
    assert _names(reply) == expected.keys() | ALWAYS
    for name, value in expected.items():
        assert _is(reply.headers[name], value), (name, reply.headers[name])
    _check_frame(sample, reply)
    if sample.code:
        _check_refusal(sample, reply)
    elif sample.body.startswith("<"):
        _check_document(sample, reply)
    elif sample.body != "(events)":
        assert reply.body.decode() == sample.body


def _names(reply: Reply) -> set[str]:
    """As they are spelled; how long the body is goes without saying."""
    return {name for name in reply.headers if name.lower() not in ("content-length", "transfer-encoding")}


def _check_frame(sample: Sample, reply: Reply) -> None:
    headers = reply.headers
    assert headers["Server"] == "tencent-cos"
    assert _is(headers["Date"], "{date}")
    assert REQUEST_ID.fullmatch(b64decode(headers["x-cos-request-id"]).decode())
    if sample.body == "(events)":
        assert headers["Transfer-Encoding"] == "chunked"
    elif reply.status == 204:
        assert "Content-Length" not in headers
    elif reply.status == 304:
        assert headers["Content-Length"] == ("0" if "head" in sample.name else None)
    elif "head" not in sample.name:
        assert headers.get("Content-Length", str(len(reply.body))) == str(len(reply.body))


def _check_refusal(sample: Sample, reply: Reply) -> None:
    if not reply.body:
        assert "head" in sample.name
        assert reply.headers["Content-Length"] == "0"
        return
    told = reply.headers["x-cos-trace-id"]
    assert re.fullmatch("[0-9a-f]{128}", b64decode(told).decode())
    fields = {"Code": sample.code, "Message": sample.message, **_more(sample)}
    fields["RequestId"] = reply.headers["x-cos-request-id"]
    root = _parsed(reply.body)
    assert root.tag == "Error"
    assert [each.tag for each in root] == [*fields, "TraceId"]
    found = {each.tag: each.text or "" for each in root}
    for name, value in fields.items():
        assert _is(found[name], value), (name, found[name])
    assert found["TraceId"] == told
    text = reply.body.decode()
    assert text.startswith(f"{PROLOG}<Error>\n\t<Code>")
    assert text.endswith("</TraceId>\n</Error>\n")


def _more(sample: Sample) -> dict[str, str]:
    """The elements up to Resource: each line of the sample's body is one."""
    lines = [line.split(": ", 1) for line in sample.body.splitlines()]
    return {name: value.replace("\\n", "\n") for name, value in lines}


def _check_document(sample: Sample, reply: Reply) -> None:
    text = reply.body.decode()
    prolog, own = PROLOG, sample.body
    if own.startswith("<?xml"):
        prolog, _, own = own.partition("\n")
        prolog += "\n"
    assert text.startswith(prolog)
    assert '>"' not in text, "quotes are written as &quot;"
    _check_element(_parsed(own), _parsed(reply.body), "")


def _parsed(text: str | bytes) -> Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def _check_element(expected: Element, found: Element, place: str) -> None:
    place = f"{place}/{expected.tag}"
    assert found.tag == expected.tag, place
    assert found.attrib == expected.attrib, place
    assert [each.tag for each in found] == [each.tag for each in expected], place
    wanted = (expected.text or "").strip()
    assert _is(found.text or "", wanted), (place, found.text)
    for ours, theirs in zip(expected, found, strict=True):
        _check_element(ours, theirs, place)


def _is(text: str, form: str) -> bool:
    pattern = re.sub(r"\\\{(\w+)\\\}", lambda match: f"(?:{FORMS[match[1]]})", re.escape(form))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def test_every_request_has_its_sample(answered: dict[str, Reply]) -> None:
    names = [sample.name for sample in samples()]
    assert sorted(names) == sorted(answered)
    assert HOST in SAMPLES.read_text(encoding="utf-8")


def test_every_operation_has_a_sample(answered: dict[str, Reply]) -> None:
    handlers = {route.handler.__name__ for route in ROUTES.values()}
    words = {
        "create_bucket": "put bucket", "list_buckets": "get service", "list_objects": "get bucket",
        "list_objects_versions": "get bucket versions", "delete_objects": "delete multiple objects",
        "copy_object": "put object copy", "create_multipart_upload": "initiate multipart upload",
        "restore_object": "post object restore", "preflight": "options object",
        "list_bucket_inventory_configurations": "list bucket inventory",
        "list_bucket_intelligenttiering_configurations": "list bucket intelligent tiering",
        "put_bucket_intelligenttiering": "put bucket intelligent tiering",
    }  # fmt: skip
    missing = [
        name
        for name in handlers
        if not ELSEWHERE.search(name) and words.get(name, name.replace("_", " ")) not in answered
    ]
    assert missing == []
