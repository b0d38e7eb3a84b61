"""Buckets, who may do what in them, cross-origin requests, and lifecycle rules that really run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from qcloud_cos.server import Account, LocalCos
from qcloud_cos.server.accounts import DEFAULT
from raw import Reply, Wire

OTHER = Account("1250000001", "100000000002", "AKIDother", "other-secret")
DAY = 86400


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(accounts=[DEFAULT, OTHER]) as server:
        yield server


Connect = Callable[..., Wire]


@pytest.fixture
def connect(cos: LocalCos) -> Iterator[Connect]:
    name = f"bucket-{uuid4().hex[:12]}-1250000000"
    with ExitStack() as open_ones:

        def to(account: Account | None = None, bucket: str = name) -> Wire:
            return open_ones.enter_context(Wire(cos, account, f"{bucket}.cos.ap-beijing.myqcloud.com"))

        assert to().request("PUT", "/").status == 200
        yield to


def outcome(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.code


def test_a_bucket_is_made_once(connect: Connect) -> None:
    assert outcome(connect().request("PUT", "/")) == (409, "BucketAlreadyOwnedByYou")
    assert outcome(connect(OTHER).request("PUT", "/")) == (409, "BucketAlreadyExists")


@pytest.mark.parametrize(
    ("bucket", "status", "code"),
    [
        ("a-1250000001", 403, "AccessDenied"),
        (f"{'a' * 51}-1250000000", 400, "BucketNameTooLong"),
        ("a--1250000000", 400, "InvalidBucketName"),
    ],
)
def test_bucket_names_that_cannot_be(connect: Connect, bucket: str, status: int, code: str) -> None:
    assert outcome(connect(bucket=bucket).request("PUT", "/")) == (status, code)


@pytest.mark.parametrize("bucket", ["test01", "Test-1250000000", "a_b-1250000000", "-a-1250000000"])
def test_bucket_names_in_paths_that_cannot_be(cos: LocalCos, bucket: str) -> None:
    with Wire(cos, host="127.0.0.1") as wire:
        assert outcome(wire.request("PUT", f"/{bucket}")) == (400, "InvalidBucketName")


def test_a_bucket_tells_its_region(connect: Connect) -> None:
    assert connect().request("HEAD", "/").headers["x-cos-bucket-region"] == "ap-beijing"


def test_what_is_not_there(connect: Connect) -> None:
    missing = connect(bucket="missing-1250000000")
    for method, path, query in (
        ("GET", "/", {}),
        ("GET", "/k", {}),
        ("PUT", "/", {"acl": ""}),
        ("DELETE", "/", {}),
    ):
        reply = missing.request(method, path, query)
        assert outcome(reply) == (404, "NoSuchBucket")
    assert missing.request("HEAD", "/").status == 404
    for sub, code in (("cors", "NoSuchCORSConfiguration"), ("lifecycle", "NoSuchLifecycleConfiguration")):
        assert outcome(connect().request("GET", "/", {sub: ""})) == (404, code)
        assert connect().request("DELETE", "/", {sub: ""}).status == 204


def test_only_an_empty_bucket_is_deleted(connect: Connect) -> None:
    wire = connect()
    wire.request("PUT", "/k", body=b"")
    assert outcome(wire.request("DELETE", "/")) == (409, "BucketNotEmpty")
    wire.request("DELETE", "/k")
    assert outcome(connect(OTHER).request("DELETE", "/")) == (403, "AccessDenied")
    assert wire.request("DELETE", "/").status == 204
    assert wire.request("HEAD", "/").status == 404


def test_buckets_are_listed_for_their_owner(connect: Connect, cos: LocalCos) -> None:
    with (
        Wire(cos, host="service.cos.myqcloud.com") as mine,
        Wire(cos, OTHER, "service.cos.myqcloud.com") as theirs,
    ):
        reply = mine.request("GET", "/")
        assert reply.text("Owner/DisplayName") == DEFAULT.uin
        assert connect().host.partition(".")[0].encode() in reply.body
        assert reply.text("Buckets/Bucket/Location") == "ap-beijing"
        assert b"<Buckets></Buckets>" in theirs.request("GET", "/").body
        anonymous = mine.unsigned("GET", "/")
        assert outcome(anonymous) == (403, "AccessDenied")
        assert anonymous.text("Message") == "Check auth failure because signture empty."
        assert anonymous.text("ServerTime")
        page = mine.request("GET", "/", {"max-keys": "1"})
        assert page.body.count(b"<Bucket>") == 1


def set_acl(wire: Wire, path: str, acl: str) -> None:
    assert wire.request("PUT", path, {"acl": ""}, headers={"x-cos-acl": acl}).status == 200


def test_a_private_bucket_is_its_owner_s_alone(connect: Connect) -> None:
    connect().request("PUT", "/k", body=b"1")
    for reply in (connect(OTHER).request("GET", "/k"), connect().unsigned("GET", "/k")):
        assert outcome(reply) == (403, "AccessDenied")
        assert reply.text("Message") == "Access Denied."
    for method, path in (("GET", "/"), ("PUT", "/x"), ("DELETE", "/k"), ("GET", "/missing")):
        assert connect().unsigned(method, path).status == 403
    assert connect().unsigned("HEAD", "/").body == b""


def test_a_public_bucket_may_be_read_by_anyone_but_not_written(connect: Connect) -> None:
    wire = connect()
    wire.request("PUT", "/k", body=b"1")
    wire.request("PUT", "/secret", body=b"2", headers={"x-cos-acl": "private"})
    set_acl(wire, "/", "public-read")
    assert connect().unsigned("GET", "/k").body == b"1"
    assert connect().unsigned("GET", "/").text("Contents/Key") == "k"
    assert outcome(connect().unsigned("GET", "/missing")) == (404, "NoSuchKey")
    assert outcome(connect().unsigned("GET", "/secret")) == (403, "AccessDenied")
    assert connect().unsigned("PUT", "/k", {"Content-Length": "0"}).status == 403
    assert connect(OTHER).request("DELETE", "/k").status == 403
    for sub in ("acl", "cors", "lifecycle", "versioning"):
        assert connect().unsigned("GET", f"/?{sub}").status == 403


def test_a_public_object_in_a_private_bucket(connect: Connect) -> None:
    connect().request("PUT", "/k", body=b"1", headers={"x-cos-acl": "public-read"})
    assert connect().unsigned("GET", "/k").body == b"1"
    assert connect().unsigned("GET", "/").status == 403
    set_acl(connect(), "/k", "default")
    assert connect().unsigned("GET", "/k").status == 403


def test_another_account_may_what_it_was_granted(connect: Connect) -> None:
    grant = {"x-cos-grant-write": f'id="{OTHER.uin}"'}
    assert connect().request("PUT", "/", {"acl": ""}, headers=grant).status == 200
    other = connect(OTHER)
    assert other.request("PUT", "/theirs", body=b"1").status == 200
    assert other.request("GET", "/theirs").body == b"1"  # its own
    assert connect().request("GET", "/theirs").body == b"1"  # and the bucket's owner's
    assert other.request("GET", "/").status == 403
    assert other.request("PUT", "/", {"acl": ""}, headers={"x-cos-acl": "public-read"}).status == 403
    assert other.request("POST", "/m", {"uploads": ""}).status == 200


def test_a_copy_needs_to_read_its_source(connect: Connect) -> None:
    connect().request("PUT", "/k", body=b"1")
    theirs = connect(OTHER, "theirs-1250000001")
    theirs.request("PUT", "/")
    source = {"x-cos-copy-source": f"{connect().host}/k"}
    refused = theirs.request("PUT", "/copy", headers=source)
    assert outcome(refused) == (403, "AccessDenied")
    assert refused.text("Message") == "Failed to query the state of source object"
    set_acl(connect(), "/k", "authenticated-read")
    assert theirs.request("PUT", "/copy", headers=source).status == 200
    assert theirs.request("GET", "/copy").body == b"1"


def test_acls_are_shown_as_they_were_set(connect: Connect) -> None:
    wire = connect()
    reply = wire.request("GET", "/", {"acl": ""})
    assert reply.text("Owner/ID") == DEFAULT.id
    assert reply.body.count(b"<Grant>") == 1
    body = (
        "<AccessControlPolicy><AccessControlList><Grant><Grantee>"
        f"<ID>{OTHER.id}</ID></Grantee><Permission>READ_ACP</Permission></Grant>"
        "</AccessControlList></AccessControlPolicy>"
    ).encode()
    assert wire.request("PUT", "/", {"acl": ""}, body).status == 200
    shown = connect(OTHER).request("GET", "/", {"acl": ""})
    assert shown.text("AccessControlList/Grant/Permission") == "READ_ACP"
    # Sent both ways, the headers count.
    assert wire.request("PUT", "/", {"acl": ""}, body, {"x-cos-acl": "private"}).status == 200
    assert connect(OTHER).request("GET", "/", {"acl": ""}).status == 403
    assert wire.request("PUT", "/", {"acl": ""}).code == "InvalidRequest"
    assert wire.request("PUT", "/k", {"acl": ""}, headers={"x-cos-acl": "private"}).code == "NoSuchKey"


CORS = (
    b"<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>"
    b"<AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
    b"<MaxAgeSeconds>300</MaxAgeSeconds></CORSRule></CORSConfiguration>"
)


def test_a_browser_asks_first(connect: Connect) -> None:
    wire = connect()
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"}
    assert outcome(wire.unsigned("OPTIONS", "/k", preflight)) == (403, "AccessForbidden")
    assert wire.request("PUT", "/", {"cors": ""}, CORS).status == 200
    assert wire.request("GET", "/", {"cors": ""}).body.endswith(CORS)
    allowed = wire.unsigned("OPTIONS", "/any/where?acl", preflight | {"Access-Control-Request-Headers": "X-A,x-b"})
    assert (allowed.status, allowed.body) == (200, b"")
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert allowed.headers["Access-Control-Allow-Methods"] == "PUT,GET"
    assert allowed.headers["Access-Control-Allow-Headers"] == "x-a,x-b"
    assert allowed.headers["Access-Control-Max-Age"] == "300"
    other = preflight | {"Origin": "https://z.example"}
    assert outcome(wire.unsigned("OPTIONS", "/k", other)) == (403, "AccessForbidden")
    assert wire.unsigned("OPTIONS", "/k", {"Origin": "https://a.example"}).status == 400
    assert wire.request("DELETE", "/", {"cors": ""}).status == 204
    assert wire.unsigned("OPTIONS", "/k", preflight).status == 403


def test_a_browser_s_requests_carry_the_rule_s_headers(connect: Connect) -> None:
    wire = connect()
    wire.request("PUT", "/", {"cors": ""}, CORS)
    wire.request("PUT", "/k", body=b"1")
    reply = wire.request("GET", "/k", headers={"Origin": "https://a.example"})
    assert reply.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert reply.headers["Access-Control-Expose-Headers"] == "ETag"
    refused = wire.unsigned("GET", "/k", {"Origin": "https://a.example"})
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (403, "https://a.example")
    elsewhere = wire.request("GET", "/k", headers={"Origin": "https://z.example"})
    assert (elsewhere.status, elsewhere.headers["Access-Control-Allow-Origin"]) == (200, None)


def test_documents_have_a_size(connect: Connect) -> None:
    body = CORS.replace(b"<AllowedHeader>", b"<ID>" + b"x" * 66_000 + b"</ID><AllowedHeader>", 1)
    assert outcome(connect().request("PUT", "/", {"cors": ""}, body)) == (400, "XMLSizeLimit")


def rules(wire: Wire, *inside: str) -> None:
    body = "".join(f"<Rule><Filter/><Status>Enabled</Status>{one}</Rule>" for one in inside)
    reply = wire.request(
        "PUT", "/", {"lifecycle": ""}, f"<LifecycleConfiguration>{body}</LifecycleConfiguration>".encode()
    )
    assert reply.status == 200, reply.body


def test_objects_expire_when_their_day_has_come(connect: Connect, cos: LocalCos) -> None:
    wire = connect()
    rules(wire, "<ID>tidy</ID><Expiration><Days>3</Days></Expiration>")
    put = wire.request("PUT", "/k", body=b"1")
    assert 'rule-id="tidy"' in put.headers["x-cos-expiration"]
    assert wire.request("HEAD", "/k").headers["x-cos-expiration"] == put.headers["x-cos-expiration"]
    cos.advance(days=2)
    wire.request("PUT", "/later", body=b"1")
    assert wire.request("HEAD", "/k").status == 200
    cos.advance(days=2)
    assert wire.request("HEAD", "/k").status == 404
    assert wire.request("HEAD", "/later").status == 200
    cos.advance(days=365)
    assert wire.request("HEAD", "/later").status == 404


def test_a_year_of_nights_on_a_versioned_bucket(connect: Connect, cos: LocalCos) -> None:
    wire = connect()
    status = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    wire.request("PUT", "/", {"versioning": ""}, status)
    rules(
        wire,
        "<ID>a</ID><Expiration><Days>2</Days></Expiration>",
        "<ID>b</ID><NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>",
        "<ID>c</ID><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
    )
    wire.request("PUT", "/k", body=b"1")
    cos.advance(days=4)
    listing = wire.request("GET", "/", {"versions": ""})
    assert (listing.text("DeleteMarker/IsLatest"), listing.text("Version/IsLatest")) == ("true", "false")
    cos.advance(days=3)
    assert b"<Version>" in wire.request("GET", "/", {"versions": ""}).body
    cos.advance(days=360)
    listing = wire.request("GET", "/", {"versions": ""})
    assert b"<Version>" not in listing.body
    assert b"<DeleteMarker>" not in listing.body
    assert wire.request("DELETE", "/").status == 204


def test_objects_move_to_colder_classes_and_uploads_are_aborted(connect: Connect, cos: LocalCos) -> None:
    wire = connect()
    rules(
        wire,
        "<ID>a</ID><Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
        "<Transition><Days>10</Days><StorageClass>ARCHIVE</StorageClass></Transition>",
        "<ID>b</ID><AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation>"
        "</AbortIncompleteMultipartUpload>",
    )
    wire.request("PUT", "/k", body=b"1")
    upload = wire.request("POST", "/m", {"uploads": ""}).text("UploadId")
    assert "x-cos-storage-class" not in wire.request("HEAD", "/k").headers
    cos.advance(days=2)
    assert wire.request("GET", "/k").headers["x-cos-storage-class"] == "STANDARD_IA"
    assert wire.request("GET", "/m", {"uploadId": upload}).status == 200
    cos.advance(days=9)
    assert wire.request("HEAD", "/k").headers["x-cos-storage-class"] == "ARCHIVE"
    assert wire.request("GET", "/m", {"uploadId": upload}).code == "NoSuchUpload"
