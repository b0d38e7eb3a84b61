"""Keys that mean harm, or look like others: each is stored, listed, read, copied and deleted as itself.

What is expected of listings is worked out here, from the keys' bytes alone.
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import LocalCos
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import outgoing
from raw import Wire

CONTROLS = [f"control {chr(n)}{n}" for n in (*range(0x18), *range(0x1C, 0x20), *range(0x7F, 0xA0))]
TRAVERSALS = [
    "../../etc/passwd", "..", ".", "./", "a/../..", "a/./b", "a/b/..", "//double", "///", "a//b///c", "..\\..\\x",
    "C:\\x", "\\\\host\\share", "%2e%2e/%2e%2e", "..%2f..%2fx", "%00", "%", "%%", "%zz", "%25", "...", ".../x",
    "con", "nul.txt", "~/.ssh/id", "file:///etc/passwd", "http://elsewhere/x", "_local/reset", "-rf", "--",
    "$(id)", "`id`", "|id", ";id", "'; DROP TABLE versions; --",
]  # fmt: skip
OF_QUERIES = [
    "?acl", "k?uploads", "k?versionId=null", "#part", "a#b?c", "&amp;", "a&b=c", "a+b", "a b", " ", "  x ",
    "=", "a;b", ":", "@host", "*", "k*", "[x]", "{x}",
]  # fmt: skip
OF_XML = [
    "<Key>x</Key>", "]]>", "<![CDATA[x]]>", "<!-- -->", "&#1;", "&lt;", "'\"", "<?xml?>", "</Contents>",
    '<!DOCTYPE x [<!ENTITY y "z">]>',
]  # fmt: skip
OF_LOGS = [
    "one\r\nGET /forged 200", "x\r\nSet-Cookie: a=b", "\x08\x08\x08", "\x0d", "\x85next", "tab\t", "{}", "%s%n",
    "${jndi:ldap://x}",
]  # fmt: skip
TWINS = [
    "é", "e\u0301", "Å", "A\u030a", "\u212b", "ﬁ", "fi", "Ω", "\u2126", "가", "\u1100\u1161", "ß", "SS", "ı", "i",
    "İ", "K", "\u212a", "a\u200bb", "ab", "\u202eb", "\ufeffa", "👩\u200d👧", "👩👧", "А", "A", "a", "ａ",
]  # fmt: skip
EDGES = [
    "k" * 850, "中" * 283, "中" * 283 + "k", "𝒳" * 212, "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "\u2028", "\u2029", "\u3000",
]  # fmt: skip
KEYS = sorted({*CONTROLS, *TRAVERSALS, *OF_QUERIES, *OF_XML, *OF_LOGS, *TWINS, *EDGES}, key=str.encode)
REFUSED = {f"a{chr(n)}b": "InvalidObjectName" for n in range(0x18, 0x1C)} | {
    "k" * 851: "KeyTooLong", "中" * 283 + "kk": "KeyTooLong", "é" * 425 + "é": "KeyTooLong",
}  # fmt: skip


def slashed(key: str) -> str:
    """As an argument: one slash before a key is stripped."""
    return f"/{key}"


@pytest.fixture
def full(world: World) -> World:
    for key in KEYS:
        world.put(slashed(key), key.encode())
    return world


def listed(world: World, listing: str = "list_objects", name: str = "Contents", **arguments: Any) -> list[str]:
    """The keys of all pages."""
    found: list[str] = []

    async def awaited() -> None:
        async for page in world.client.paginate(listing, **arguments):  # type: ignore[call-overload]
            found.extend(entry["Key"] for entry in page.get(name, []))

    arguments["Bucket"] = world.bucket
    if world.is_async:
        world.do(awaited())
    else:
        for page in world.client.paginate(listing, **arguments):  # type: ignore[call-overload]
            found.extend(entry["Key"] for entry in page.get(name, []))
    return found


def test_each_is_itself(full: World) -> None:
    world = full
    for key in KEYS:
        assert world.read(slashed(key), KeySimplifyCheck=False) == key.encode()
        head = world.do(world.client.head_object(world.bucket, slashed(key)))
        assert head["Content-Length"] == str(len(key.encode()))
    assert listed(world) == KEYS
    answer = world.do(world.client.delete_keys(world.bucket, KEYS))
    assert (sorted(entry["Key"] for entry in answer["Deleted"]), answer["Error"]) == (sorted(KEYS), [])
    assert listed(world) == []


def test_they_are_copied_and_renamed_as_themselves(full: World) -> None:
    world = full
    for key in KEYS[::3]:
        source: Any = {"Bucket": world.bucket, "Key": slashed(key)}
        world.do(world.client.copy_object(world.bucket, "copy", source))
        assert world.read("copy") == key.encode()


def test_listings_have_them_in_the_order_of_their_bytes(full: World) -> None:
    world = full
    assert listed(world, MaxKeys=7) == KEYS
    assert [unquote(key) for key in listed(world, EncodingType="url", MaxKeys=50)] == KEYS
    assert listed(world, "list_objects_versions", "Version", MaxKeys=11) == KEYS
    for key in KEYS:
        later = KEYS[KEYS.index(key) + 1 :]
        page = world.do(world.client.list_objects(world.bucket, Marker=key, MaxKeys=3))
        assert [entry["Key"] for entry in page.get("Contents", [])] == later[:3], ascii(key)
        assert (page["Marker"], page.get("NextMarker")) == (key, later[2] if len(later) > 3 else None)


@pytest.mark.parametrize("delimiter", ["", "/", "\\", "%", "\n", "\u0301", "\0"])
def test_prefixes_and_delimiters_are_of_characters_as_they_are(full: World, delimiter: str) -> None:
    world = full
    for prefix in dict.fromkeys(key[:2] for key in KEYS):
        below = [key for key in KEYS if key.startswith(prefix)]
        rolled: dict[str, None] = {}
        plain = []
        for key in below:
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            if found:
                rolled[prefix + head + found] = None
            else:
                plain.append(key)
        page = world.do(world.client.list_objects(world.bucket, Prefix=prefix, Delimiter=delimiter))
        assert page["Prefix"] == (prefix or None)
        assert [entry["Key"] for entry in page.get("Contents", [])] == plain, ascii(prefix)
        assert [entry["Prefix"] for entry in page.get("CommonPrefixes", [])] == list(rolled), ascii(prefix)


def test_a_listing_that_is_not_encoded_has_them_as_references(full: World) -> None:
    """XML has no place for some characters: as references, lenient readers still get them."""
    if full.is_async:
        pytest.skip("neither client asks for it")
    with Wire(full.cos, host=f"{full.bucket}.cos.ap-guangzhou.myqcloud.com") as wire:
        body = wire.request("GET", "/").body.decode()
    assert [unescaped(key) for key in re.findall("<Key>(.*?)</Key>", body, re.DOTALL)] == KEYS
    assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f]", body)


@pytest.mark.parametrize("key", ["a\x01\x02", "a\x1b", "a\uffff", "a\0", 'a<b>&"'], ids=ascii)
def test_an_error_that_names_one_is_read_by_every_parser(cos_server: LocalCos, key: str) -> None:
    with Wire(cos_server) as wire:
        found = wire.unsigned("GET", f"/{quote(key)}")
    assert found.code in ("NoSuchBucket", "NoSuchKey", "InvalidObjectName")
    assert found.text("Resource").endswith(
        "a" + "".join(quote(c) if c < " " or c == "\uffff" else c for c in key[1:])
    )
    of_s3 = outgoing.error(Refusal("NoSuchKey"), f"/b/{key}", "id", "trace")
    assert ElementTree.fromstring(of_s3).findtext("Code") == "NoSuchKey"  # noqa: S314 - our own


def unescaped(text: str) -> str:
    text = re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), text)
    return text if "&" not in text else html.unescape(text)


def test_uploads_are_listed_as_themselves(world: World) -> None:
    some = KEYS[::4]
    for key in some:
        started = world.do(world.client.create_multipart_upload(world.bucket, slashed(key)))
        assert started["Key"] == key
    assert listed(world, "list_multipart_uploads", "Upload", MaxUploads=9) == some


@pytest.mark.parametrize("key", [CONTROLS[0], CONTROLS[-1], "\uffff", "a&#1;<b>\x01"], ids=ascii)
def test_they_are_uploaded_in_parts(world: World, key: str) -> None:
    client, bucket = world.client, world.bucket
    upload = world.do(client.create_multipart_upload(bucket, key))["UploadId"]
    part = world.do(client.upload_part(bucket, key, b"content", 1, upload))
    assert world.do(client.list_parts(bucket, key, upload))["Key"] == key
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    assert world.do(client.complete_multipart_upload(bucket, key, upload, parts))["Key"] == key
    assert world.read(key) == b"content"
    with pytest.raises(CosServiceError, match="404 NoSuchKey") as refused:
        world.do(client.get_object(bucket, f"{key}-none"))
    assert refused.value.get_resource_location()


@pytest.mark.parametrize("key", REFUSED, ids=lambda key: ascii(key)[:12])
def test_what_no_key_may_be_is_refused_in_every_way_to_write(world: World, key: str) -> None:
    world.put("k")
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    client, bucket = world.client, world.bucket
    for write in (
        lambda: client.put_object(bucket, b"x", key),
        lambda: client.append_object(bucket, key, 0, b"x"),
        lambda: client.copy_object(bucket, key, source),
        lambda: client.create_multipart_upload(bucket, key),
        lambda: client.put_symlink(bucket, key, "k"),
    ):
        with pytest.raises(CosServiceError) as refused:
            world.do(write())
        assert (refused.value.get_status_code(), refused.value.get_error_code()) == (400, REFUSED[key])
    assert world.keys() == ["k"]


def test_no_key_is_the_name_of_a_file(full: World) -> None:
    names = {path.name for path in full.cos.root.rglob("*") if path.is_file()}
    assert names.isdisjoint({part for key in KEYS for part in key.split("/")})
