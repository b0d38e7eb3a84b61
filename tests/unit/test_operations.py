"""What each operation looks like on the wire: values, no sockets."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

import pytest

from qcloud_cos import AsyncCosS3Client, Calls, CosClientError, CosConfig, CosS3Client
from qcloud_cos.core import answers
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Call, Response, Send
from qcloud_cos.types import CORSConfiguration, GetAclOutput, ListObjectsOutput

CONF = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")
calls = Calls()


def test_a_listing_asks_for_encoded_keys_and_decodes_them() -> None:
    call = calls.list_objects("b-1", Prefix="中")
    wanted: Call[ListObjectsOutput] = Call(
        "GET",
        "b-1",
        query={"prefix": "中", "delimiter": "", "marker": "", "max-keys": "1000", "encoding-type": "url"},
        returns=answers.document(ListObjectsOutput, decode=True),
    )
    assert call == wanted
    page = (
        b"<ListBucketResult><Prefix>a%2Bb</Prefix><Marker/><Contents><Key>a%2Bb%20c</Key><Size>1</Size></Contents>"
        b"<CommonPrefixes><Prefix>x%25/</Prefix></CommonPrefixes></ListBucketResult>"
    )
    assert call.returns(Response(200, ResponseHeaders(), page)) == {
        "Prefix": "a+b",
        "Marker": None,
        "Contents": [{"Key": "a+b c", "Size": "1"}],
        "CommonPrefixes": [{"Prefix": "x%/"}],
    }
    asked = calls.list_objects("b-1", EncodingType="url").returns(Response(200, ResponseHeaders(), page))
    assert asked["Contents"][0]["Key"] == "a%2Bb%20c"


def test_an_encoding_other_than_url_is_refused() -> None:
    with pytest.raises(CosClientError, match="EncodingType must be url"):
        calls.list_parts("b-1", "k", "u", EncodingType="base64")


def test_cors_travel_with_their_md5() -> None:
    rules: CORSConfiguration = {"CORSRule": [{"AllowedOrigin": ["*"], "AllowedMethod": ["GET", "PUT"]}]}
    call = calls.put_bucket_cors("b-1", rules)
    assert isinstance(call.body, bytes)
    assert b"<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>" in call.body
    assert set(call.headers) == {"Content-MD5", "Content-Type"}


@pytest.mark.parametrize(
    "policy",
    [
        {"Grant": [{"Grantee": {"Type": "Group", "URI": "u"}, "Permission": "READ"}]},
        {"AccessControlList": {"Grant": {"Grantee": {"Type": "Group", "URI": "u"}, "Permission": "READ"}}},
    ],
)
def test_a_policy_is_given_in_either_form(policy: Any) -> None:
    call = calls.put_object_acl("b-1", "k", policy)
    assert call.body == (
        b'<?xml version="1.0" encoding="utf-8"?>\n<AccessControlPolicy><AccessControlList><Grant>'
        b'<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>u</URI></Grantee>'
        b"<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"
    )


def test_an_acl_given_twice_is_refused() -> None:
    policy: Any = {"Grant": [{"Grantee": {"ID": "i"}, "Permission": "READ"}]}
    with pytest.raises(CosClientError, match="given twice"):
        calls.put_bucket_acl("b-1", policy, GrantRead='id="1"')


def acl(*grants: str, default: bool = False, of_object: bool = True) -> GetAclOutput:
    body = (
        "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList>"
        + "".join(
            '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group">'
            f"<URI>{answers.ALL_USERS}</URI></Grantee><Permission>{permission}</Permission></Grant>"
            for permission in grants
        )
        + "</AccessControlList></AccessControlPolicy>"
    )
    headers = ResponseHeaders({"x-cos-acl": "default"} if default else {})
    call = calls.get_object_acl("b-1", "k") if of_object else calls.get_bucket_acl("b-1")
    return call.returns(Response(200, headers, body.encode()))


def test_grants_are_found_in_both_places() -> None:
    found = acl("READ")
    assert found["Grant"] == found["AccessControlList"]["Grant"]
    assert found["Grant"][0]["Grantee"] == {"Type": "Group", "URI": answers.ALL_USERS}
    assert acl()["Grant"] == []


def test_what_was_read_can_be_put_back() -> None:
    found: Any = acl("READ")
    body = calls.put_bucket_acl("b-1", found).body
    assert isinstance(body, bytes)
    assert b"CannedACL" not in body
    assert body.count(b"<Grant>") == 1


def test_an_acl_has_a_short_name() -> None:
    assert acl()["CannedACL"] == "private"
    assert acl("READ")["CannedACL"] == "public-read"
    assert acl(default=True)["CannedACL"] == "default"
    assert acl("READ", "WRITE", of_object=False)["CannedACL"] == "public-read-write"
    assert acl("WRITE", of_object=False)["CannedACL"] == "private"


def sent(plan: Any, conf: CosConfig = CONF) -> Any:
    step = next(exchange(plan, conf, Retry()))
    assert isinstance(step, Send)
    return step.request


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ({"Bucket": "s-1", "Key": "/a b+", "Region": "ap-y"}, "s-1.cos.ap-y.myqcloud.com/a%20b%2B"),
        ({"Bucket": "s", "Appid": "1", "Key": "./k", "Region": "ap-y"}, "s-1.cos.ap-y.myqcloud.com/./k"),
        ({"Bucket": "s-1", "Key": "k", "Endpoint": "h.example"}, "s-1.h.example/k"),
        ({"Bucket": "s-1", "Key": "k", "VersionId": "v"}, "s-1.cos.ap-x.myqcloud.com/k?versionId=v"),
    ],
)
def test_a_copy_names_its_source(source: Any, header: str) -> None:
    request = sent(calls.copy_object("b-1", "k", source))
    assert request.headers["x-cos-copy-source"] == header
    assert request.headers["x-cos-metadata-directive"] == "Copy"


@pytest.mark.parametrize("status", ["Replaced", "REPLACE", "REPLACED", "replaced"])
def test_both_spellings_of_a_directive_are_taken(status: str) -> None:
    request = sent(calls.copy_object("b-1", "k", {"Bucket": "s-1", "Key": "k"}, status))
    assert request.headers["x-cos-metadata-directive"] == "Replaced"


@pytest.mark.parametrize(
    ("source", "status", "names"),
    [({"Key": "k"}, "Copy", "Bucket"), ({"Bucket": "b-1"}, "Copy", "Key"), ("b-1/k", "Copy", "dict"),
     ({"Bucket": "b-1", "Key": "k"}, "Move", "CopyStatus")],
)  # fmt: skip
def test_a_wrong_copy_is_refused_by_name(source: Any, status: str, names: str) -> None:
    with pytest.raises(CosClientError, match=names):
        sent(calls.copy_object("b-1", "k", source, status))


def test_completing_sends_only_numbers_and_etags() -> None:
    part: Any = {"PartNumber": 1, "ETag": '"e"', "Size": "5"}
    call = calls.complete_multipart_upload("b-1", "k", "u", {"Part": [part]})
    assert isinstance(call.body, bytes)
    assert call.body.endswith(
        b'<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part></CompleteMultipartUpload>'
    )


@pytest.mark.parametrize("upload", [{}, {"Part": []}, {"Part": [{"PartNumber": 1}]}])
def test_completing_without_parts_is_refused(upload: Any) -> None:
    with pytest.raises(CosClientError, match="MultipartUpload"):
        calls.complete_multipart_upload("b-1", "k", "u", upload)


def test_an_unknown_keyword_is_named_and_a_near_one_suggested() -> None:
    with pytest.raises(CosClientError, match="No Parameter Named Acl Please Check It: did you mean ACL"):
        calls.put_object("b-1", b"", "k", Acl="private")  # type: ignore[call-arg]
    with pytest.raises(CosClientError, match="Metadata"):
        calls.put_object("b-1", b"", "k", Metadata="x")  # type: ignore[arg-type]


def test_a_missing_argument_is_pythons_own_error() -> None:
    with pytest.raises(TypeError, match="Key"):
        calls.get_object("b-1")  # type: ignore[call-arg]


def test_what_is_none_was_not_given_and_metadata_goes_as_it_is() -> None:
    metadata = {"x-cos-meta-a": "1", "x-cos-forbid-overwrite": "true"}
    call = calls.put_object("b-1", b"", "k", ACL=None, Metadata=metadata, TrafficLimit=819200)  # type: ignore[arg-type]
    assert call.headers == {**metadata, "x-cos-traffic-limit": "819200"}
    assert not call.repeatable


def test_overrides_and_versions_go_into_the_query() -> None:
    call = calls.get_object("b-1", "k", ResponseContentType="text/x", VersionId="v", Range="bytes=0-1")
    assert call.query == {"response-content-type": "text/x", "versionId": "v"}
    assert call.headers == {"Range": "bytes=0-1"}


def test_a_client_shows_real_signatures_and_docs() -> None:
    client, awaiting = CosS3Client(CONF), AsyncCosS3Client(CONF)
    assert list(inspect.signature(client.put_object).parameters)[:3] == ["Bucket", "Body", "Key"]
    assert (client.put_object.__doc__ or "").startswith("Store an object whole")
    assert inspect.iscoroutinefunction(awaiting.put_object)
    assert not inspect.iscoroutinefunction(client.put_object)


def url(plan: Any, conf: CosConfig = CONF) -> str:
    with pytest.raises(StopIteration) as done:
        next(exchange(plan, conf, Retry()))
    return str(done.value.value)


def test_a_presigned_url_carries_the_token() -> None:
    temporary = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Token="t+/=")
    assert url(calls.get_presigned_url("b-1", "k", "GET"), temporary).endswith("&x-cos-security-token=t%2B%2F%3D")


def test_a_url_opens_without_a_host_header() -> None:
    beside = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", IP="127.0.0.1", Port=9000, Scheme="http")
    assert url(calls.get_object_url("b-1", "a b"), beside) == "http://127.0.0.1:9000/b-1/a%20b"
    assert url(calls.get_object_url("b-1", "a b")) == "https://b-1.cos.ap-x.myqcloud.com/a%20b"
    anonymous = CosConfig(Region="ap-x", Anonymous=True)
    assert url(calls.get_presigned_url("b-1", "k", "GET", Params={"a": 1}), anonymous).endswith("/k?a=1")
    assert url(calls.get_auth("GET", "b-1", "k"), anonymous) == ""


def test_hints_can_be_read_at_run_time() -> None:
    for name in ("put_object", "get_object", "list_objects", "upload_file"):
        assert "return" in get_type_hints(getattr(CosS3Client, name))
