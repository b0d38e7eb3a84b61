"""Uploads by web forms."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from behaviour.world import World
from qcloud_cos.core import signing
from qcloud_cos.core.checksum import crc64
from raw import authorization

BOUNDARY = "----boundary42"


class Posted(NamedTuple):
    status: int
    headers: Any
    body: bytes

    @property
    def code(self) -> str:
        root = ElementTree.fromstring(self.body) if self.body else None  # noqa: S314 - our own server's
        return root.findtext("Code") or "" if root is not None else ""


def form(
    fields: dict[str, str], file: bytes | None = b"content", filename: str = "a.txt", after: str = ""
) -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]  # fmt: skip
    if file is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\nContent-Type: text/html'
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + file + b"\r\n")
    return b"".join(parts) + after.encode() + f"--{BOUNDARY}--\r\n".encode()


def post(
    world: World, body: Any, kind: str = f"multipart/form-data; boundary={BOUNDARY}", **headers: str
) -> Posted:
    place = urlsplit(world.cos.endpoint)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=20)
    host = f"{world.bucket}.cos.ap-guangzhou.myqcloud.com"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("POST", "/", body, {"Host": host, "Content-Type": kind, **sent}, encode_chunked=False)
        answer = connection.getresponse()
        return Posted(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def signed(world: World, *conditions: Any, seconds: int = 600, late: int = 0, **fields: str) -> dict[str, str]:
    """The fields of a signed form for any key."""
    account = world.cos.account
    times = f"{int(time.time()) - 60};{int(time.time()) + seconds}"
    expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds - late))
    bound = [{"q-sign-algorithm": "sha1"}, {"q-ak": account.secret_id}, {"q-sign-time": times}]
    policy = json.dumps({"expiration": expiration, "conditions": [*conditions, *bound]}).encode()
    return {
        "key": "k",
        **fields,
        "policy": b64encode(policy).decode(),
        "q-sign-algorithm": "sha1",
        "q-ak": account.secret_id,
        "q-key-time": times,
        "q-signature": signing.policy_signature(account.secret_key, times, policy),
    }


def test_the_client_s_own_form(world: World) -> None:
    conditions: list[Any] = [["content-length-range", 1, 100], ["starts-with", "$Content-Type", "text/"]]
    made = world.do(
        world.client.create_post_form(
            world.bucket, "docs/${filename}", Conditions=conditions, Fields={"success_action_status": "201"}
        )
    )
    answer = post(world, form({**made["Fields"], "Content-Type": "text/plain", "x-cos-meta-a": "1"}))
    assert answer.status == 201
    assert answer.headers["ETag"] == '"9a0364b9e99bb480dd25e1f0284c8555"'
    assert answer.headers["x-cos-hash-crc64ecma"] == str(crc64(b"content"))
    place = f"http://{world.bucket}.cos.ap-guangzhou.myqcloud.com/docs/a.txt"
    assert answer.headers["Location"] == place
    told = ElementTree.fromstring(answer.body)  # noqa: S314 - our own server's
    assert {child.tag: child.text for child in told} == {
        "Location": place, "Bucket": world.bucket, "Key": "docs/a.txt", "ETag": answer.headers["ETag"],
    }  # fmt: skip
    got = world.do(world.client.head_object(world.bucket, "docs/a.txt"))
    assert (got["Content-Type"], got["x-cos-meta-a"], got["Content-Length"]) == ("text/plain", "1", "7")


@pytest.mark.parametrize("size", [0, 1, 100_000, 3_000_000])
def test_files_of_any_size(world: World, size: int) -> None:
    content = (b"\r\n--" + BOUNDARY.encode()[:-1] + bytes(range(256))) * (size // 256) + b"x" * (size % 256)
    assert post(world, form(signed(world), content)).status == 204
    assert world.read("k") == content
    pieces = form(signed(world), content)
    chunked = (b"%x\r\n%s\r\n" % (len(piece), piece) for piece in
               [pieces[at : at + 9973] for at in range(0, len(pieces), 9973)] + [b""])  # fmt: skip
    assert post(world, chunked, Transfer_Encoding="chunked").status == 204
    assert world.read("k") == content


def test_how_success_is_told(world: World) -> None:
    for wanted, status in (("200", 200), ("201", 201), ("204", 204), ("418", 204), ("", 204)):
        assert post(world, form(signed(world, success_action_status=wanted))).status == (status)
    fields = signed(world) | {"success_action_redirect": "https://my.website/done?a=b"}
    answer = post(world, form(fields))
    assert answer.status == 303
    assert answer.headers["Location"] == (
        f"https://my.website/done?a=b&bucket={world.bucket}&key=k&etag=%229a0364b9e99bb480dd25e1f0284c8555%22"
    )
    answer = post(world, form(fields | {"success_action_redirect": "javascript:alert(1)"}))
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_the_way_of_the_javascript_sdk(world: World) -> None:
    host = {"host": f"{world.bucket}.cos.ap-guangzhou.myqcloud.com"}
    for path in ("/", "/k"):
        text = authorization(world.cos.account, "POST", path, headers=host)
        fields = {"key": "k", "success_action_status": "200", "Signature": text}
        assert post(world, form(fields)).status == 200
    text = authorization(world.cos.account, "POST", "/other", headers=host)
    assert post(world, form({"key": "k", "Signature": text})).code == "SignatureDoesNotMatch"
    issued = world.cos.sts()
    keys = world.cos.account.__class__("", "", issued.secret_id, issued.secret_key)
    fields = {"key": "k", "Signature": authorization(keys, "POST", "/", headers=host)}
    assert post(world, form(fields)).code == "AccessDenied"
    assert post(world, form(fields | {"x-cos-security-token": issued.token})).status == 204


def test_a_form_signed_in_its_header(world: World) -> None:
    host = {"host": f"{world.bucket}.cos.ap-guangzhou.myqcloud.com"}
    text = authorization(world.cos.account, "POST", "/", headers=host)
    assert post(world, form({"key": "k"}), Authorization=text).status == 204


def test_unsigned_forms_are_for_public_buckets(world: World) -> None:
    assert (answer := post(world, form({"key": "k"}))).status == 403
    assert answer.code == "AccessDenied"
    assert answer.headers["x-cos-trace-id"]
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read-write"))
    assert post(world, form({"key": "k"})).status == 204
    assert world.read("k") == b"content"


def test_a_sha1_in_a_form_has_to_be_the_files(world: World) -> None:
    right = hashlib.sha1(b"content").hexdigest()
    assert post(world, form(signed(world) | {"x-cos-content-sha1": right})).status == 204
    assert post(world, form(signed(world) | {"x-cos-content-sha1": "0" * 40})).code == "InvalidSHA1Digest"


def test_fields_are_what_headers_are_elsewhere(world: World) -> None:
    fields = signed(world) | {
        "acl": "public-read", "Cache-Control": "no-store", "x-cos-storage-class": "STANDARD_IA",
        "x-cos-tagging": "a=1", "x-cos-server-side-encryption": "AES256",
    }  # fmt: skip
    assert post(world, form(fields)).headers["x-cos-server-side-encryption"] == "AES256"
    head = world.do(world.client.head_object(world.bucket, "k"))
    assert (head["Cache-Control"], head["x-cos-storage-class"]) == ("no-store", "STANDARD_IA")
    assert head["x-cos-tagging-count"] == "1"
    assert head["Content-Type"] == "application/octet-stream"
    assert world.do(world.client.get_object_acl(world.bucket, "k"))["CannedACL"] == "public-read"
    answer = post(world, form(signed(world) | {"Content-MD5": "7o3pGNBWQBRbGPcPTDqmAg=="}))
    assert (answer.status, answer.code) == (400, "BadDigest")
    answer = post(world, form(signed(world) | {"x-cos-meta-a": "1\r\nSet-Cookie: a=b"}))
    assert (answer.status, answer.code) == (400, "InvalidArgument")
    answer = post(world, form(signed(world) | {"x-cos-meta-a b": "1"}))  # no header has such a name
    assert (answer.status, answer.code) == (400, "InvalidArgument")
    answer = post(world, form(signed(world) | {"x-cos-callback": "e30="}))
    assert (answer.status, answer.code) == (501, "NotImplemented")


def test_conditions_hold_the_form(world: World) -> None:
    def outcome(*conditions: Any, content: bytes = b"content", **more: Any) -> tuple[int, str]:
        answer = post(world, form(signed(world, *conditions, **more), content))
        return answer.status, answer.code

    assert outcome({"bucket": world.bucket}, ["starts-with", "$key", "k"]) == (204, "")
    assert outcome({"bucket": "other-1250000000"}) == (403, "AccessDenied")
    assert outcome(["starts-with", "$key", "docs/"]) == (403, "AccessDenied")
    assert outcome(["content-length-range", 1, 7]) == (204, "")
    assert outcome(["content-length-range", 8, 9]) == (400, "EntityTooSmall")
    assert outcome(["content-length-range", 1, 6]) == (400, "EntityTooLarge")
    assert outcome(["content-length-range", 1, 6], content=bytes(2_000_000)) == (400, "EntityTooLarge")
    assert outcome(late=1200) == (403, "AccessDenied")
    assert outcome(seconds=-30) == (403, "AccessDenied")
    assert outcome(["ends-with", "$key", "k"]) == (400, "InvalidPolicyDocument")


def test_a_policy_changed_after_it_was_signed(world: World) -> None:
    fields, others = signed(world), signed(world, ["starts-with", "$key", ""])
    answer = post(world, form(fields | {"policy": others["policy"]}))
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    answer = post(world, form({name: value for name, value in fields.items() if name != "policy"}))
    assert (answer.status, answer.code) == (403, "AccessDenied")
    answer = post(world, form(fields | {"q-ak": "AKIDnobody"}))
    assert (answer.status, answer.code) == (403, "InvalidAccessKeyId")


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", f"multipart/form-data; boundary={BOUNDARY}", "MalformedPOSTRequest"),
        (b"text", f"multipart/form-data; boundary={BOUNDARY}", "MalformedPOSTRequest"),
        (form({"key": "k"}), "multipart/form-data", "MalformedPOSTRequest"),
        (form({"key": "k"}), "application/x-www-form-urlencoded", "MalformedPOSTRequest"),
        (
            form({"key": "k"}, None),
            f"multipart/form-data; boundary={BOUNDARY}",
            "IncorrectNumberOfFilesInPostRequest",
        ),
        (form({}), f"multipart/form-data; boundary={BOUNDARY}", "InvalidArgument"),
        (form({"key": "k" * 851}), f"multipart/form-data; boundary={BOUNDARY}", "KeyTooLong"),
    ],
)
def test_what_is_no_form(world: World, body: bytes, kind: str, code: str) -> None:
    answer = post(world, body, kind)
    assert (answer.status, answer.code) == (400, code)
    assert world.keys() == []


def test_a_form_cut_short_stores_nothing(world: World) -> None:
    answer = post(world, form(signed(world), bytes(100_000))[:-30])
    assert answer.code == "MalformedPOSTRequest"
    assert world.keys() == []


def test_forms_and_versions(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    id_ = post(world, form(signed(world))).headers["x-cos-version-id"]
    assert world.read("k", VersionId=id_) == b"content"


def test_policies_know_forms_by_their_name(world: World) -> None:
    statement = {
        "Effect": "allow", "Principal": {"qcs": ["*"]}, "Action": "name/cos:PostObject",
        "Resource": f"qcs::cos:*:uid/1250000000:{world.bucket}/up/*",
        "Condition": {"string_equal": {"cos:content-type": "image/png"}},
    }  # fmt: skip
    world.do(world.client.put_bucket_policy(world.bucket, {"version": "2.0", "Statement": [statement]}))
    assert post(world, form({"key": "up/${filename}", "Content-Type": "image/png"})).status == 204
    assert post(world, form({"key": "up/x", "Content-Type": "text/html"})).code == "AccessDenied"
    assert post(world, form({"key": "elsewhere", "Content-Type": "image/png"})).code == "AccessDenied"
    assert world.keys() == ["up/a.txt"]
