"""What the server answers to reads and writes of objects, as the protocol's tables have it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from uuid import uuid4

import pytest

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import LocalCos
from raw import Wire

MIB = 1 << 20


@pytest.fixture
def wire(cos_server: LocalCos) -> Iterator[Wire]:
    """A connection to a bucket of its own."""
    host = f"objects-{uuid4().hex[:12]}-1250000000.cos.ap-guangzhou.myqcloud.com"
    with Wire(cos_server, host=host) as connection:
        assert connection.request("PUT", "/").status == 200
        yield connection


def versioned(wire: Wire, status: str = "Enabled") -> None:
    body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>".encode()
    assert wire.request("PUT", "/", {"versioning": ""}, body).status == 200


def md5(body: bytes) -> str:
    return b64encode(hashlib.md5(body).digest()).decode()


def test_a_put_answers_with_the_sums_of_what_was_stored(wire: Wire) -> None:
    reply = wire.request("PUT", "/k", body=b"[Object Content]")
    assert reply.headers["ETag"] == '"ee8de918d05640145b18f70f4c3aa602"'
    assert reply.headers["x-cos-hash-crc64ecma"] == "16749565679157681890"
    assert "x-cos-version-id" not in reply.headers


def test_a_get_gives_everything_back(wire: Wire) -> None:
    headers = {
        "Content-Type": "text/plain",
        "Cache-Control": "max-age=1",
        "Expires": "Thu, 01 Dec 2033 16:00:00 GMT",
        "Content-Disposition": 'attachment; filename="a"',
        "x-cos-meta-Author": "me and you",
        "x-cos-storage-class": "STANDARD_IA",
    }
    wire.request("PUT", "/k", body=b"content", headers=headers)
    for method in ("GET", "HEAD"):
        reply = wire.request(method, "/k")
        assert {name: reply.headers[name] for name in headers} == headers
        assert reply.headers["Content-Length"] == "7"
        assert reply.headers["Accept-Ranges"] == "bytes"
        assert reply.headers["x-cos-object-type"] == "normal"
        assert reply.headers["Last-Modified"].endswith("GMT")
        assert reply.body == (b"content" if method == "GET" else b"")


@pytest.mark.parametrize("size", [0, 1, 32 * 1024, 32 * 1024 + 1, 3 * MIB + 5])
def test_bodies_of_any_size_come_back_whole_and_in_part(wire: Wire, size: int) -> None:
    body = bytes(range(251)) * (size // 251 + 1)
    body = body[:size]
    reply = wire.request("PUT", "/sized", body=body, headers={"Content-MD5": md5(body)})
    assert reply.headers["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    assert reply.headers["x-cos-hash-crc64ecma"] == str(crc64(body))
    assert wire.request("GET", "/sized").body == body
    if size > 1:
        part = wire.request("GET", "/sized", headers={"Range": f"bytes={size // 2}-{size - 2}"})
        assert part.status == 206
        assert part.body == body[size // 2 : size - 1]
        assert part.headers["Content-Range"] == f"bytes {size // 2}-{size - 2}/{size}"
        assert part.headers["x-cos-hash-crc64ecma"] == str(crc64(body))


def test_a_range_beyond_the_end(wire: Wire) -> None:
    wire.request("PUT", "/k", body=b"12345")
    reply = wire.request("GET", "/k", headers={"Range": "bytes=5-"})
    assert (reply.status, reply.code, reply.headers["Content-Range"]) == (416, "InvalidRange", "bytes */5")


def test_conditions_of_a_read(wire: Wire) -> None:
    etag = wire.request("PUT", "/k", body=b"1").headers["ETag"]
    not_modified = wire.request("GET", "/k", headers={"If-None-Match": etag})
    assert (not_modified.status, not_modified.body) == (304, b"")
    assert not_modified.headers["ETag"] == etag
    assert not_modified.headers["x-cos-hash-crc64ecma"]
    failed = wire.request("GET", "/k", headers={"If-Match": '"x"'})
    assert (failed.status, failed.code, failed.text("Message")) == (
        412,
        "PreconditionFailed",
        "Precondition not match.",
    )
    head = wire.request("HEAD", "/k", headers={"If-Match": '"x"'})
    assert (head.status, head.body, head.headers["Content-Length"]) == (412, b"", "0")


def test_headers_of_the_answer_may_be_asked_for_if_signed(wire: Wire) -> None:
    wire.request("PUT", "/k", body=b"1", headers={"x-cos-acl": "public-read", "Content-Type": "a/b"})
    query = {"response-content-type": "text/plain; charset=utf-8", "response-expires": "soon"}
    reply = wire.request("GET", "/k", query)
    assert (reply.headers["Content-Type"], reply.headers["Expires"]) == ("text/plain; charset=utf-8", "soon")
    assert wire.unsigned("GET", "/k").status == 200
    anonymous = wire.unsigned("GET", "/k?response-content-type=text/html")
    assert (anonymous.status, anonymous.code) == (400, "InvalidRequest")
    broken = wire.request("GET", "/k", {"response-content-type": "a\r\nSet-Cookie: b"})
    assert (broken.status, broken.code) == (400, "InvalidArgument")


def test_a_body_that_is_not_what_its_md5_says(wire: Wire) -> None:
    reply = wire.request("PUT", "/k", body=b"1", headers={"Content-MD5": md5(b"2")})
    assert (reply.status, reply.code) == (400, "BadDigest")
    assert wire.request("HEAD", "/k").status == 404
    large = wire.request("PUT", "/k", body=bytes(MIB), headers={"Content-MD5": md5(b"2")})
    assert large.code == "BadDigest"


def test_more_than_five_gibibytes_are_refused_by_their_length(wire: Wire) -> None:
    wire.send(*wire.signed("PUT", "/k", None, f"Content-Length: {5 * 1024**3 + 1}", "Expect: 100-continue"))
    reply = wire.reply()
    assert (reply.status, reply.code) == (400, "EntityTooLarge")


def test_overwriting_can_be_forbidden(wire: Wire) -> None:
    forbidden = {"x-cos-forbid-overwrite": "true"}
    assert wire.request("PUT", "/k", body=b"1", headers=forbidden).status == 200
    reply = wire.request("PUT", "/k", body=b"2", headers=forbidden)
    assert (reply.status, reply.code) == (409, "FileAlreadyExists")
    assert wire.request("GET", "/k").body == b"1"
    versioned(wire)
    assert wire.request("PUT", "/k", body=b"2", headers=forbidden).status == 200


def test_versions_come_and_go(wire: Wire) -> None:
    wire.request("PUT", "/k", body=b"old")
    versioned(wire)
    ids = [wire.request("PUT", "/k", body=body).headers["x-cos-version-id"] for body in (b"1", b"2")]
    assert len(set(ids)) == 2
    assert wire.request("GET", "/k", {"versionId": "null"}).body == b"old"
    assert wire.request("GET", "/k", {"versionId": ids[0]}).headers["x-cos-version-id"] == ids[0]
    marker = wire.request("DELETE", "/k")
    assert (marker.status, marker.headers["x-cos-delete-marker"]) == (204, "true")
    gone = wire.request("GET", "/k")
    assert (gone.status, gone.code, gone.headers["x-cos-delete-marker"]) == (404, "NoSuchKey", "true")
    of_marker = wire.request("GET", "/k", {"versionId": marker.headers["x-cos-version-id"]})
    assert (of_marker.status, of_marker.code) == (404, "NoSuchKey")
    undone = wire.request("DELETE", "/k", {"versionId": marker.headers["x-cos-version-id"]})
    assert undone.headers["x-cos-delete-marker"] == "true"
    assert wire.request("GET", "/k").body == b"2"
    assert wire.request("DELETE", "/k", {"versionId": ids[1]}).headers["x-cos-version-id"] == ids[1]
    assert wire.request("GET", "/k").body == b"1"
    missing = wire.request("GET", "/k", {"versionId": ids[1]})
    assert (missing.status, missing.code) == (404, "NoSuchVersion")


def test_suspended_versioning_writes_the_null_version(wire: Wire) -> None:
    versioned(wire)
    kept = wire.request("PUT", "/k", body=b"kept").headers["x-cos-version-id"]
    versioned(wire, "Suspended")
    for body in (b"1", b"2"):
        assert "x-cos-version-id" not in wire.request("PUT", "/k", body=body).headers
    listing = wire.request("GET", "/", {"versions": ""}).body
    assert listing.count(b"<Version>") == 2
    assert wire.request("DELETE", "/k").headers["x-cos-version-id"] == "null"
    assert wire.request("GET", "/k", {"versionId": kept}).body == b"kept"
    assert wire.request("GET", "/k", {"versionId": "null"}).status == 404


def test_versions_are_listed_with_their_markers(wire: Wire) -> None:
    versioned(wire)
    wire.request("PUT", "/a", body=b"1")
    wire.request("DELETE", "/a")
    wire.request("PUT", "/b", body=b"2")
    first = wire.request("GET", "/", {"versions": "", "max-keys": "1"})
    assert (first.text("IsTruncated"), first.text("DeleteMarker/Key")) == ("true", "a")
    assert first.text("DeleteMarker/IsLatest") == "true"
    markers = {
        "versions": "",
        "key-marker": first.text("NextKeyMarker"),
        "version-id-marker": first.text("NextVersionIdMarker"),
    }
    second = wire.request("GET", "/", markers)
    assert second.body.count(b"<Version>") == 2
    assert second.text("Version/IsLatest") == "false"
    assert second.text("Version/ETag").startswith('"')


def test_an_unversioned_bucket_lists_versions_without_ids(wire: Wire) -> None:
    wire.request("PUT", "/a", body=b"1")
    reply = wire.request("GET", "/", {"versions": ""})
    assert (reply.text("Version/VersionId"), reply.text("Version/IsLatest")) == ("", "true")
    assert b"<VersionId></VersionId>" in reply.body
    assert wire.request("GET", "/", {"versioning": ""}).body.endswith(
        b"<VersioningConfiguration></VersioningConfiguration>"
    )


def test_listing_in_pages(wire: Wire) -> None:
    for key in ("/a/1", "/a/2", "/b", "/c/1", "/d"):
        wire.request("PUT", key, body=b"")
    first = wire.request("GET", "/", {"delimiter": "/", "max-keys": "3"})
    assert [first.text(name) for name in ("IsTruncated", "NextMarker", "MaxKeys", "Delimiter")] == [
        "true", "c/", "3", "/",
    ]  # fmt: skip
    assert first.body.index(b"<CommonPrefixes>") < first.body.index(b"<Contents>")
    second = wire.request("GET", "/", {"delimiter": "/", "marker": "c/"})
    assert (second.text("Contents/Key"), second.text("IsTruncated"), second.text("NextMarker")) == (
        "d",
        "false",
        "",
    )
    assert second.text("Contents/Owner/ID") == "1250000000"
    assert first.headers["x-cos-bucket-region"] == "ap-guangzhou"


def test_keys_of_a_listing_may_be_encoded(wire: Wire) -> None:
    wire.request("PUT", "/照片/2020 年+.jpg", body=b"")
    plain = wire.request("GET", "/")
    assert plain.text("Contents/Key") == "照片/2020 年+.jpg"
    coded = wire.request("GET", "/", {"encoding-type": "url", "prefix": "照", "delimiter": "/"})
    assert coded.text("Prefix") == "%E7%85%A7"
    assert coded.text("CommonPrefixes/Prefix") == "%E7%85%A7%E7%89%87/"
    assert coded.text("EncodingType") == "url"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"max-keys": "0"}, "InvalidArgument"),
        ({"max-keys": "-1"}, "InvalidArgument"),
        ({"max-keys": "many"}, "InvalidArgument"),
        ({"delimiter": "ab"}, "InvalidDelimiter"),
        ({"encoding-type": "base64"}, "InvalidArgument"),
        ({"uploads": "", "max-uploads": "x"}, "InvalidArgument"),
    ],
)
def test_a_listing_that_cannot_be(wire: Wire, query: dict[str, str], code: str) -> None:
    reply = wire.request("GET", "/", query)
    assert (reply.status, reply.code) == (400, code)


def test_more_than_a_thousand_are_a_thousand(wire: Wire) -> None:
    assert wire.request("GET", "/", {"max-keys": "5000"}).text("MaxKeys") == "1000"


def test_deleting_many(wire: Wire) -> None:
    for key in ("/a", "/b"):
        wire.request("PUT", key, body=b"")
    body = b"<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;</Key></Object></Delete>"
    reply = wire.request("POST", "/", {"delete": ""}, body, {"Content-MD5": md5(body)})
    assert reply.body.count(b"<Deleted>") == 2
    assert wire.request("HEAD", "/a").status == 404
    assert wire.request("HEAD", "/b").status == 200
    quiet = b"<Delete><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>"
    reply = wire.request("POST", "/", {"delete": ""}, quiet, {"Content-MD5": md5(quiet)})
    assert reply.body.endswith(b"<DeleteResult></DeleteResult>")
    assert wire.request("POST", "/", {"delete": ""}, body).code == "InvalidRequest"
    bad = b"<Delete/>"
    assert wire.request("POST", "/", {"delete": ""}, bad, {"Content-MD5": md5(bad)}).code == "MalformedXML"


def test_deleting_what_is_not_there_is_no_error(wire: Wire) -> None:
    reply = wire.request("DELETE", "/nothing")
    assert (reply.status, reply.body) == (204, b"")


def begin(wire: Wire, key: str = "/mp", headers: dict[str, str] | None = None) -> str:
    reply = wire.request("POST", key, {"uploads": ""}, headers=headers)
    assert len(reply.text("UploadId")) == 74
    return reply.text("UploadId")


def send_part(wire: Wire, upload: str, number: int, body: bytes, key: str = "/mp") -> str:
    reply = wire.request("PUT", key, {"partNumber": str(number), "uploadId": upload}, body)
    assert reply.status == 200, reply.body
    return reply.headers["ETag"]


def listed(*parts: tuple[int, str]) -> bytes:
    inside = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in parts)
    return f"<CompleteMultipartUpload>{inside}</CompleteMultipartUpload>".encode()


def test_a_multipart_upload_from_beginning_to_end(wire: Wire) -> None:
    upload = begin(wire, headers={"x-cos-meta-a": "b", "Content-Type": "text/plain"})
    first, last = b"a" * MIB, b"the end"
    etags = [send_part(wire, upload, 1, first), send_part(wire, upload, 2, last)]
    page = wire.request("GET", "/mp", {"uploadId": upload, "max-parts": "1"})
    assert (page.text("NextPartNumberMarker"), page.text("Part/Size")) == ("1", str(MIB))
    reply = wire.request("POST", "/mp", {"uploadId": upload}, listed((1, etags[0]), (2, etags[1])))
    assert reply.status == 200
    space = "{http://www.qcloud.com/document/product/436/7751}"
    assert reply.text(f"{space}ETag").endswith('-2"')
    assert reply.text(f"{space}Location") == f"http://{wire.host}/mp"
    assert reply.headers["x-cos-hash-crc64ecma"] == str(crc64(first + last))
    whole = wire.request("GET", "/mp")
    assert whole.body == first + last
    assert (whole.headers["x-cos-meta-a"], whole.headers["Content-Type"]) == ("b", "text/plain")
    again = wire.request("POST", "/mp", {"uploadId": upload}, listed((1, etags[0])))
    assert (again.status, again.code) == (404, "NoSuchUpload")
    across = wire.request("GET", "/mp", headers={"Range": f"bytes={MIB - 1}-{MIB}"})
    assert across.body == b"at"


def test_completing_with_the_wrong_parts(wire: Wire) -> None:
    upload = begin(wire)
    small = send_part(wire, upload, 1, b"small")
    large = send_part(wire, upload, 2, b"b" * MIB)
    third = send_part(wire, upload, 3, b"c")
    for parts, code in [
        ([(1, small), (2, large)], "EntityTooSmall"),
        ([(2, large), (1, small)], "InvalidPartOrder"),
        ([(1, small), (1, small)], "InvalidPartOrder"),
        ([(1, large)], "InvalidPart"),
        ([(1, small), (3, third)], "InvalidPart"),
        ([(2, large)], "InvalidPart"),
        ([(4, small)], "InvalidPart"),
        ([], "MalformedXML"),
    ]:
        reply = wire.request("POST", "/mp", {"uploadId": upload}, listed(*parts))
        assert (reply.status, reply.code) == (400, code), parts
    assert wire.request("POST", "/mp", {"uploadId": upload}, b"<Complete").code == "MalformedXML"
    assert wire.request("POST", "/mp", {"uploadId": upload}, listed((1, small))).status == 200


def test_a_part_sent_again_replaces_the_first(wire: Wire) -> None:
    upload = begin(wire)
    send_part(wire, upload, 1, b"first")
    etag = send_part(wire, upload, 1, b"second")
    assert wire.request("POST", "/mp", {"uploadId": upload}, listed((1, etag.strip('"')))).status == 200
    assert wire.request("GET", "/mp").body == b"second"


@pytest.mark.parametrize("number", ["0", "10001", "x", ""])
def test_part_numbers(wire: Wire, number: str) -> None:
    upload = begin(wire)
    reply = wire.request("PUT", "/mp", {"partNumber": number, "uploadId": upload}, b"1")
    assert (reply.status, reply.code) == (400, "InvalidArgument")


def test_an_aborted_upload_is_gone(wire: Wire) -> None:
    upload = begin(wire)
    send_part(wire, upload, 1, b"1")
    assert wire.request("DELETE", "/").code == "BucketNotEmpty"
    assert upload.encode() in wire.request("GET", "/", {"uploads": ""}).body
    assert wire.request("DELETE", "/mp", {"uploadId": upload}).status == 204
    for method, query in (("DELETE", {"uploadId": upload}), ("GET", {"uploadId": upload})):
        assert wire.request(method, "/mp", query).code == "NoSuchUpload"
    assert wire.request("GET", "/mp", {"uploadId": ""}).code == "ListPartUploadIdIsEmpty"
    assert wire.request("DELETE", "/").status == 204


def test_copies(wire: Wire) -> None:
    wire.request("PUT", "/s", body=b"source", headers={"x-cos-meta-a": "1", "x-cos-acl": "public-read"})
    source = {"x-cos-copy-source": f"{wire.host}/s"}
    reply = wire.request("PUT", "/copy", headers=source)
    assert reply.text("ETag") == wire.request("HEAD", "/s").headers["ETag"]
    assert reply.text("CRC64") == str(crc64(b"source"))
    assert wire.request("GET", "/copy").headers["x-cos-meta-a"] == "1"
    assert wire.request("GET", "/copy", {"acl": ""}).headers["x-cos-acl"] == "default"
    for directive in ("Replaced", "REPLACE", "replaced"):
        headers = source | {"x-cos-metadata-directive": directive, "x-cos-meta-b": directive}
        assert wire.request("PUT", "/copy", headers=headers).status == 200
        copied = wire.request("GET", "/copy")
        assert (copied.headers["x-cos-meta-b"], "x-cos-meta-a" in copied.headers) == (directive, False)
    itself = wire.request("PUT", "/s", headers=source)
    assert (itself.status, itself.code) == (400, "InvalidRequest")
    assert wire.request("PUT", "/s", headers=source | {"x-cos-metadata-directive": "Replaced"}).status == 200
    assert wire.request("PUT", "/c", headers=source | {"x-cos-metadata-directive": "x"}).code == "InvalidArgument"
    assert wire.request("PUT", "/c", headers={"x-cos-copy-source": f"{wire.host}/no"}).code == "NoSuchKey"
    failed = wire.request("PUT", "/c", headers=source | {"x-cos-copy-source-If-None-Match": "*"})
    assert (failed.status, failed.code) == (412, "PreconditionFailed")


def test_copies_of_versions_and_markers(wire: Wire) -> None:
    versioned(wire)
    old = wire.request("PUT", "/s", body=b"old").headers["x-cos-version-id"]
    marker = wire.request("DELETE", "/s").headers["x-cos-version-id"]
    reply = wire.request("PUT", "/c", headers={"x-cos-copy-source": f"{wire.host}/s?versionId={old}"})
    assert reply.headers["x-cos-copy-source-version-id"] == old
    assert reply.text("VersionId") == reply.headers["x-cos-version-id"]
    assert wire.request("PUT", "/c", headers={"x-cos-copy-source": f"{wire.host}/s"}).status == 404
    of_marker = wire.request("PUT", "/c", headers={"x-cos-copy-source": f"{wire.host}/s?versionId={marker}"})
    assert of_marker.status == 400
    back = wire.request("PUT", "/s", headers={"x-cos-copy-source": f"{wire.host}/s?versionId={old}"})
    assert back.status == 200
    assert wire.request("GET", "/s").body == b"old"


def test_parts_copied_in_ranges(wire: Wire) -> None:
    body = bytes(range(256)) * 8192
    wire.request("PUT", "/s", body=body)
    wire.request("PUT", "/small", body=b"0123456789")
    upload = begin(wire)
    etags = []
    for number, (name, ends) in enumerate([("s", f"0-{MIB + 99}"), ("small", "3-5")], 1):
        headers = {
            "x-cos-copy-source": f"{wire.host}/{name}",
            "x-cos-copy-source-range": f"bytes={ends}",
            "Content-Length": "0",
        }
        reply = wire.request("PUT", "/mp", {"partNumber": str(number), "uploadId": upload}, headers=headers)
        assert reply.status == 200, reply.body
        etags.append((number, reply.text("ETag")))
    assert wire.request("POST", "/mp", {"uploadId": upload}, listed(*etags)).status == 200
    whole = wire.request("GET", "/mp")
    assert whole.body == body[: MIB + 100] + b"345"
    assert whole.headers["x-cos-hash-crc64ecma"] == str(crc64(whole.body))


def test_parts_that_cannot_be_copied(wire: Wire) -> None:
    wire.request("PUT", "/s", body=b"0123456789")
    upload = begin(wire)
    query = {"partNumber": "1", "uploadId": upload}
    source = {"x-cos-copy-source": f"{wire.host}/s", "Content-Length": "0"}
    beyond = wire.request("PUT", "/mp", query, headers=source | {"x-cos-copy-source-range": "bytes=0-10"})
    assert (beyond.status, beyond.code) == (416, "InvalidRange")
    endless = wire.request("PUT", "/mp", query, headers=source | {"x-cos-copy-source-range": "bytes=0-"})
    assert endless.code == "InvalidArgument"
    lengthless = wire.request("PUT", "/mp", query, headers={"x-cos-copy-source": f"{wire.host}/s"})
    assert (lengthless.status, lengthless.code) == (411, "MissingContentLength")
    nowhere = wire.request("PUT", "/mp", query | {"uploadId": "x"}, headers=source)
    assert nowhere.code == "NoSuchUpload"


def test_archived_objects_are_not_read(wire: Wire) -> None:
    wire.request("PUT", "/k", body=b"1", headers={"x-cos-storage-class": "ARCHIVE"})
    reply = wire.request("GET", "/k")
    assert (reply.status, reply.code, reply.headers["x-cos-storage-class"]) == (
        403,
        "InvalidObjectState",
        "ARCHIVE",
    )
    assert wire.request("HEAD", "/k").headers["x-cos-storage-class"] == "ARCHIVE"
    assert wire.request("PUT", "/c", headers={"x-cos-copy-source": f"{wire.host}/k"}).code == "InvalidObjectState"


@pytest.mark.parametrize("sub", ["website", "legal-hold", "inventory", "rename"])
def test_what_is_not_implemented_says_so_and_stores_nothing(wire: Wire, sub: str) -> None:
    reply = wire.request("PUT", "/k", {sub: ""}, b"<Some/>")
    assert (reply.status, reply.code) == (501, "NotImplemented")
    assert f"?{sub}" in reply.text("Message")
    assert wire.request("HEAD", "/k").status == 404
