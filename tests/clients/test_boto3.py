"""boto3 as it comes, with its checksums on, against the local server."""

from __future__ import annotations

import hashlib
import io
import random
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import pytest
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from amazon import ORACLES, in_base64
from clients.conftest import amazon
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

MIB = 1 << 20
ALGORITHMS = [algorithm.upper() for algorithm in ORACLES]
ODD = "a b/ü+%2F&=?#~!'()*\"<>;:@$,[]|.txt"


def refused(call: Any, **arguments: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def keys(listed: Any) -> list[str]:
    return [entry["Key"] for entry in listed.get("Contents", [])]


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes every time


def test_buckets(s3: Any, bucket: str) -> None:
    listed = s3.list_buckets()
    assert [(one["Name"], one["BucketRegion"]) for one in listed["Buckets"]] == [(bucket, "ap-guangzhou")]
    assert listed["Owner"]["ID"].startswith("qcs::cam::uin/")
    assert listed["Buckets"][0]["CreationDate"] - datetime.now(UTC) < timedelta(minutes=1)
    assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] == "ap-guangzhou"
    assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == "ap-guangzhou"
    assert refused(s3.create_bucket, Bucket=bucket) == ("BucketAlreadyOwnedByYou", 409)
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert refused(s3.delete_bucket, Bucket=bucket) == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket=bucket, Key="k")
    s3.delete_bucket(Bucket=bucket)
    assert refused(s3.list_objects_v2, Bucket=bucket) == ("NoSuchBucket", 404)


def test_buckets_page_by_page(s3: Any, bucket: str) -> None:
    others = [f"more-{number}-1250000000" for number in range(3)]
    for name in others:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-guangzhou"})
    pages = s3.get_paginator("list_buckets").paginate(Prefix="more-", PaginationConfig={"PageSize": 2})
    assert [[one["Name"] for one in page["Buckets"]] for page in pages] == [others[:2], others[2:]]
    assert len(s3.list_buckets(BucketRegion="ap-guangzhou")["Buckets"]) == 4
    assert s3.list_buckets(BucketRegion="ap-nanjing")["Buckets"] == []


@pytest.mark.parametrize("key", ["k", ODD, "/", "//a//", "a/.../b", "文件", " ", "+"])
def test_an_object_of_any_key(s3: Any, bucket: str, key: str) -> None:
    body = noise(1000)
    stored = s3.put_object(
        Bucket=bucket, Key=key, Body=body, ContentType="text/x", CacheControl="no-store", ContentEncoding="gzip",
        Metadata={"color": "dark  blue"}, StorageClass="STANDARD_IA", Tagging="a=1&b=x%20y",
    )  # fmt: skip
    assert stored["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    head = s3.head_object(Bucket=bucket, Key=key)
    found = s3.get_object(Bucket=bucket, Key=key)
    for answer in (head, found):
        assert (answer["ContentType"], answer["CacheControl"]) == ("text/x", "no-store")
        assert answer["ContentEncoding"] == "gzip"
        assert (answer["Metadata"], answer["StorageClass"]) == ({"color": "dark  blue"}, "STANDARD_IA")
        assert (answer["ContentLength"], answer["ETag"], answer["TagCount"]) == (1000, stored["ETag"], 2)
    assert found["Body"].read() == body
    assert keys(s3.list_objects_v2(Bucket=bucket)) == keys(s3.list_objects(Bucket=bucket)) == [key]
    s3.delete_object(Bucket=bucket, Key=key)
    assert refused(s3.get_object, Bucket=bucket, Key=key) == ("NoSuchKey", 404)
    assert refused(s3.head_object, Bucket=bucket, Key=key) == ("404", 404)


def test_ranges(s3: Any, bucket: str) -> None:
    body = noise(100_000)
    s3.put_object(Bucket=bucket, Key="k", Body=body)
    for asked, part in (("bytes=0-9", body[:10]), ("bytes=99990-", body[-10:]), ("bytes=-5", body[-5:])):
        found = s3.get_object(Bucket=bucket, Key="k", Range=asked)
        assert found["Body"].read() == part
        assert found["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert found["ContentRange"].endswith("/100000")
    assert refused(s3.get_object, Bucket=bucket, Key="k", Range="bytes=100000-") == ("InvalidRange", 416)


def test_conditions(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["ETag"]
    past = datetime.now(UTC) - timedelta(days=1)
    assert s3.get_object(Bucket=bucket, Key="k", IfMatch=etag)["Body"].read() == b"1"
    assert refused(s3.get_object, Bucket=bucket, Key="k", IfMatch='"x"') == ("PreconditionFailed", 412)
    assert refused(s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag) == ("304", 304)
    assert refused(s3.head_object, Bucket=bucket, Key="k", IfUnmodifiedSince=past) == ("412", 412)
    source = {"Bucket": bucket, "Key": "k"}
    copy = {"Bucket": bucket, "Key": "copy", "CopySource": source}
    assert refused(s3.copy_object, **copy, CopySourceIfNoneMatch=etag) == ("PreconditionFailed", 412)
    # COS has no conditions on writes, and must not be thought to have them.
    assert refused(s3.put_object, Bucket=bucket, Key="k", Body=b"2", IfNoneMatch="*") == ("NotImplemented", 501)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


@pytest.mark.parametrize("size", [5 * MIB, 11 * MIB + 1])
def test_files_in_parts(s3: Any, bucket: str, size: int) -> None:
    body = noise(size)
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    s3.upload_fileobj(io.BytesIO(body), bucket, "k", ExtraArgs={"Metadata": {"a": "b"}}, Config=config)
    head = s3.head_object(Bucket=bucket, Key="k")
    assert head["ETag"].endswith(f'-{-(-size // (5 * MIB))}"')
    assert head["Metadata"] == {"a": "b"}
    into = io.BytesIO()
    s3.download_fileobj(bucket, "k", into, Config=config)
    assert into.getvalue() == body
    s3.copy({"Bucket": bucket, "Key": "k"}, bucket, "copy", Config=config)
    assert s3.head_object(Bucket=bucket, Key="copy")["ETag"] == head["ETag"]


def test_a_multipart_upload_step_by_step(s3: Any, bucket: str) -> None:
    target = {"Bucket": bucket, "Key": ODD}
    s3.put_object(Bucket=bucket, Key="source", Body=noise(3 * MIB))
    upload = s3.create_multipart_upload(**target, ContentType="text/x", ChecksumAlgorithm="CRC32")["UploadId"]
    assert [one["Key"] for one in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == [ODD]
    first = s3.upload_part(**target, UploadId=upload, PartNumber=1, Body=noise(MIB))["ETag"]
    second = s3.upload_part_copy(
        **target, UploadId=upload, PartNumber=2, CopySource={"Bucket": bucket, "Key": "source"},
        CopySourceRange=f"bytes={MIB}-{2 * MIB}",
    )["CopyPartResult"]["ETag"]  # fmt: skip
    listed = s3.list_parts(**target, UploadId=upload)
    assert [(part["PartNumber"], part["ETag"]) for part in listed["Parts"]] == [(1, first), (2, second)]
    parts = [{"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": second}]
    wrong = {"UploadId": upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": second}]}}
    assert refused(s3.complete_multipart_upload, **target, **wrong) == ("InvalidPart", 400)
    done = s3.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": parts})
    assert (done["Bucket"], done["Key"]) == (bucket, ODD)
    body = s3.get_object(**target)["Body"].read()
    assert body == noise(MIB) + noise(3 * MIB)[MIB : 2 * MIB + 1]
    other = s3.create_multipart_upload(**target)["UploadId"]
    s3.abort_multipart_upload(**target, UploadId=other)
    assert refused(s3.list_parts, **target, UploadId=other) == ("NoSuchUpload", 404)


def test_copies(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key=ODD, Body=b"1", Metadata={"a": "1"}, Tagging="t=1")
    source = {"Bucket": bucket, "Key": ODD}
    copied = s3.copy_object(Bucket=bucket, Key="kept", CopySource=source)
    assert copied["CopyObjectResult"]["ETag"] == s3.head_object(Bucket=bucket, Key="kept")["ETag"]
    assert s3.head_object(Bucket=bucket, Key="kept")["Metadata"] == {"a": "1"}
    s3.copy_object(
        Bucket=bucket, Key="new", CopySource=source, Metadata={"b": "2"}, MetadataDirective="REPLACE",
        Tagging="u=2", TaggingDirective="REPLACE",
    )  # fmt: skip
    assert s3.head_object(Bucket=bucket, Key="new")["Metadata"] == {"b": "2"}
    assert s3.get_object_tagging(Bucket=bucket, Key="new")["TagSet"] == [{"Key": "u", "Value": "2"}]
    missing = {"Bucket": bucket, "Key": "missing"}
    assert refused(s3.copy_object, Bucket=bucket, Key="x", CopySource=missing) == ("NoSuchKey", 404)


def test_tags(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == []
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b c", "Value": ""}]
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": tags})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == tags
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == []
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags[:1]})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags[:1]
    s3.delete_bucket_tagging(Bucket=bucket)
    assert refused(s3.get_bucket_tagging, Bucket=bucket) == ("NoSuchTagSet", 404)


def test_versions(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"0")
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    assert s3.list_object_versions(Bucket=bucket)["Versions"][0]["VersionId"] == "null"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    ids = [s3.put_object(Bucket=bucket, Key="k", Body=body)["VersionId"] for body in (b"1", b"2")]
    assert s3.get_object(Bucket=bucket, Key="k", VersionId=ids[0])["Body"].read() == b"1"
    assert s3.get_object(Bucket=bucket, Key="k")["VersionId"] == ids[1]
    gone = s3.delete_object(Bucket=bucket, Key="k")
    assert gone["DeleteMarker"]
    assert refused(s3.get_object, Bucket=bucket, Key="k") == ("NoSuchKey", 404)
    listed = s3.list_object_versions(Bucket=bucket)
    assert [one["VersionId"] for one in listed["Versions"]] == [ids[1], ids[0], "null"]
    assert [one["VersionId"] for one in listed["DeleteMarkers"]] == [gone["VersionId"]]
    s3.delete_object(Bucket=bucket, Key="k", VersionId=gone["VersionId"])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"2"
    copied = s3.copy_object(Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "k", "VersionId": ids[0]})
    assert copied["CopySourceVersionId"] == ids[0]
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1})
    assert sum(len(page.get("Versions", [])) for page in pages) == 4


def test_listings_page_by_page(s3: Any, bucket: str) -> None:
    for key in ("a/1", "a/2", "b", "c&<d", "e f/1", "ü"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"1")
    for name in ("list_objects_v2", "list_objects"):
        pages = list(
            s3.get_paginator(name).paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 2})
        )
        assert [key for page in pages for key in keys(page)] == ["b", "c&<d", "ü"]
        prefixes = [entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", [])]
        assert prefixes == ["a/", "e f/"]
        assert [page["IsTruncated"] for page in pages] == [True, True, False]
    second = s3.list_objects_v2(Bucket=bucket, StartAfter="b", MaxKeys=2, FetchOwner=True)
    assert (keys(second), second["KeyCount"], second["StartAfter"]) == (["c&<d", "e f/1"], 2, "b")
    assert second["Contents"][0]["Owner"]["ID"] == "1250000000"
    assert "Owner" not in s3.list_objects_v2(Bucket=bucket)["Contents"][0]
    token = second["NextContinuationToken"]
    third = s3.list_objects_v2(Bucket=bucket, ContinuationToken=token, StartAfter="zz")
    assert (keys(third), third["ContinuationToken"]) == (["ü"], token)
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=0)["KeyCount"] == 0
    assert keys(s3.list_objects_v2(Bucket=bucket, Prefix="a/", EncodingType="url")) == ["a/1", "a/2"]
    wrong = {"Bucket": bucket, "ContinuationToken": "?"}
    assert refused(s3.list_objects_v2, **wrong) == ("InvalidArgument", 400)


def test_many_are_deleted_at_once(s3: Any, bucket: str) -> None:
    for key in ("a", "b&<", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"1")
    asked = {"Objects": [{"Key": "a"}, {"Key": "b&<"}, {"Key": "missing"}]}
    deleted = s3.delete_objects(Bucket=bucket, Delete=asked)
    assert [one["Key"] for one in deleted["Deleted"]] == ["a", "b&<", "missing"]
    assert "Deleted" not in s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "c"}], "Quiet": True})
    assert keys(s3.list_objects_v2(Bucket=bucket)) == []


def fetched(cos: LocalCos, url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> bytes:
    """By whoever has the URL, and by the local server whatever its host."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(url, body, {"Content-Type": "text/x", **named} if body else named, method=method)
    secure = ssl.create_default_context(cafile=cos.ca_file)
    with build_opener(ProxyHandler({"http": cos.endpoint}), HTTPSHandler(context=secure)).open(request) as answer:
        content: bytes = answer.read()
        return content


def test_queries(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"a,b\n1,2\n3,4\n")
    found = s3.select_object_content(
        Bucket=bucket, Key="k", Expression="SELECT s.a FROM S3Object s WHERE s.b = '4'", ExpressionType="SQL",
        InputSerialization={"CSV": {"FileHeaderInfo": "USE"}}, OutputSerialization={"CSV": {}},
    )  # fmt: skip
    assert [event["Records"]["Payload"] for event in found["Payload"] if "Records" in event] == [b"3\n"]


def test_presigned_urls(s3: Any, bucket: str, cos: LocalCos) -> None:
    target = {"Bucket": bucket, "Key": ODD}
    put = s3.generate_presigned_url("put_object", {**target, "ContentType": "text/x", "Metadata": {"a": "b"}})
    if "AWSAccessKeyId" in put:
        fetched(cos, put, "PUT", b"hello")
    else:
        with pytest.raises(HTTPError, match="403"):
            fetched(cos, put, "PUT", b"hello")
        fetched(cos, put, "PUT", b"hello", x_amz_meta_a="b")
    assert s3.head_object(**target)["Metadata"] == {"a": "b"}
    get = s3.generate_presigned_url("get_object", {**target, "ResponseContentType": "a/b"}, ExpiresIn=60)
    assert fetched(cos, get) == b"hello"
    assert fetched(cos, get, Range="bytes=1-2") == b"el"
    for spoilt in (get.replace("a%2Fb", "a%2Fc"), get.replace("Signature=", "Signature=0")):
        with pytest.raises(HTTPError, match="403"):
            fetched(cos, spoilt)
    fetched(cos, s3.generate_presigned_url("delete_object", target), "DELETE")
    assert refused(s3.head_object, **target) == ("404", 404)


def test_presigned_forms(s3: Any, bucket: str, cos: LocalCos) -> None:
    name = "x-amz-meta-a"
    conditions = [{name: "b"}, ["starts-with", "$Content-Type", "text/"], ["content-length-range", 1, 100]]
    form = s3.generate_presigned_post(bucket, "in/${filename}", {name: "b"}, conditions, ExpiresIn=60)
    fields = {**form["fields"], "Content-Type": "text/x"}
    posted(cos, form["url"], fields, b"hello")
    head = s3.head_object(Bucket=bucket, Key="in/ü.txt")
    assert (head["ContentType"], head["Metadata"]) == ("text/x", {"a": "b"})
    signature = "signature" if "signature" in fields else "x-amz-signature"
    for spoilt, body in (
        ({name: "c"}, b"hello"), ({"Content-Type": "image/x"}, b"hello"), ({"acl": "public-read"}, b"hello"),
        ({"x-amz-acl": "public-read"}, b"hello"), ({signature: "0" * 64}, b"hello"), ({"policy": ""}, b"hello"),
        ({"key": "out/k"}, b"hello"), ({}, b"x" * 101), ({}, b""),
    ):  # fmt: skip
        with pytest.raises(HTTPError, match="40[03]") as error:
            posted(cos, form["url"], fields | spoilt, body)
        assert b"<HostId>" in error.value.read()


def posted(cos: LocalCos, url: str, fields: dict[str, str], body: bytes) -> None:
    line = b"--boundary\r\nContent-Disposition: form-data; "
    parts = [line + f'name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    file = line + 'name="file"; filename="ü.txt"\r\n\r\n'.encode() + body + b"\r\n--boundary--\r\n"
    kind = "multipart/form-data; boundary=boundary"
    fetched(cos, url, "POST", b"".join([*parts, file]), Content_Type=kind)


def test_access_control_lists(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"1", ACL="public-read")
    public = {"URI": "http://acs.amazonaws.com/groups/global/AllUsers", "Type": "Group"}
    grants = s3.get_object_acl(Bucket=bucket, Key="k")
    assert {"Grantee": public, "Permission": "READ"} in grants["Grants"]
    policy = {"Owner": grants["Owner"], "Grants": grants["Grants"]}
    s3.put_object(Bucket=bucket, Key="l", Body=b"1")
    s3.put_object_acl(Bucket=bucket, Key="l", AccessControlPolicy=policy)
    assert s3.get_object_acl(Bucket=bucket, Key="l")["Grants"] == grants["Grants"]
    s3.put_object_acl(Bucket=bucket, Key="l", GrantRead=f"uri={public['URI']}")
    assert {"Grantee": public, "Permission": "READ"} in s3.get_object_acl(Bucket=bucket, Key="l")["Grants"]
    s3.put_bucket_acl(Bucket=bucket, ACL="private")
    assert [grant["Permission"] for grant in s3.get_bucket_acl(Bucket=bucket)["Grants"]] == ["FULL_CONTROL"]


def test_configurations(s3: Any, bucket: str) -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 5}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == [rule]
    expire = {"ID": "r", "Filter": {"Prefix": "a"}, "Status": "Enabled", "Expiration": {"Days": 3}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [expire]})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == [expire]
    s3.delete_bucket_lifecycle(Bucket=bucket)
    missing = ("NoSuchLifecycleConfiguration", 404)
    assert refused(s3.get_bucket_lifecycle_configuration, Bucket=bucket) == missing


def test_encryption(s3: Any, bucket: str) -> None:
    stored = s3.put_object(
        Bucket=bucket, Key="k", Body=b"1", ServerSideEncryption="aws:kms", SSEKMSKeyId="some-key"
    )  # fmt: skip
    assert (stored["ServerSideEncryption"], stored["SSEKMSKeyId"]) == ("aws:kms", "some-key")
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"k" * 32}
    if s3.meta.endpoint_url.startswith("https"):
        s3.put_object(Bucket=bucket, Key="c", Body=b"2", **key)
        assert s3.get_object(Bucket=bucket, Key="c", **key)["Body"].read() == b"2"
        assert refused(s3.get_object, Bucket=bucket, Key="c")[0] == "InvalidRequest"


def test_archives(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"1", StorageClass="DEEP_ARCHIVE")
    assert refused(s3.get_object, Bucket=bucket, Key="k") == ("InvalidObjectState", 403)
    s3.restore_object(
        Bucket=bucket, Key="k", RestoreRequest={"Days": 1, "GlacierJobParameters": {"Tier": "Bulk"}}
    )  # fmt: skip
    assert s3.head_object(Bucket=bucket, Key="k")["Restore"] == 'ongoing-request="true"'
    with pytest.raises(ClientError, match="InvalidStorageClass"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"1", StorageClass="GLACIER")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_checksum(s3: Any, bucket: str, algorithm: str) -> None:
    body = noise(3 * MIB)
    s3.put_object(Bucket=bucket, Key="k", Body=body, ChecksumAlgorithm=algorithm)
    assert s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["Body"].read() == body
    wrong = {f"Checksum{algorithm}": {"CRC64NVME": "AAAAAAAAAAA="}.get(algorithm, "AAAAAA==")}
    code = "BadDigest" if algorithm.startswith("CRC") else "InvalidRequest"
    assert refused(s3.put_object, Bucket=bucket, Key="k", Body=b"x", **wrong) == (code, 400)
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == 3 * MIB


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_checksum_of_a_whole_upload(s3: Any, bucket: str, algorithm: str) -> None:
    pieces = [noise(MIB), noise(2 * MIB), b"end"]
    made = [ORACLES[algorithm.lower()](piece) for piece in pieces]
    full = in_base64(ORACLES[algorithm.lower()](b"".join(pieces)))
    composite = in_base64(ORACLES[algorithm.lower()](b"".join(made)))
    target = {"Bucket": bucket, "Key": "k"}

    def complete(value: str, **more: Any) -> Any:
        upload = s3.create_multipart_upload(**target)["UploadId"]
        sent = [
            s3.upload_part(**target, UploadId=upload, PartNumber=number, Body=piece)["ETag"]
            for number, piece in enumerate(pieces, 1)
        ]
        parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(sent, 1)]
        said = {f"Checksum{algorithm}": value, **more} if value else more
        return s3.complete_multipart_upload(
            **target, UploadId=upload, MultipartUpload={"Parts": parts}, **said
        )  # fmt: skip

    complete(full, ChecksumType="FULL_OBJECT", MpuObjectSize=3 * MIB + 3)
    complete(f"{composite}-3", ChecksumType="COMPOSITE")
    complete(composite)
    complete(full)
    s3.delete_object(**target)
    assert refused(complete, value=full, ChecksumType="COMPOSITE") == ("BadDigest", 400)
    assert refused(complete, value=composite, ChecksumType="FULL_OBJECT") == ("BadDigest", 400)
    assert refused(complete, value=in_base64(made[0])) == ("BadDigest", 400)
    assert refused(complete, value=f"{composite}-2") == ("InvalidRequest", 400)
    assert refused(complete, value=f"{composite}-3", ChecksumType="FULL_OBJECT") == ("InvalidRequest", 400)
    assert refused(complete, value="", MpuObjectSize=5) == ("InvalidRequest", 400)
    assert refused(s3.head_object, **target) == ("404", 404)


def test_what_cos_has_not_is_refused_by_name(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    for call in (s3.delete_public_access_block, s3.get_bucket_ownership_controls, s3.get_bucket_policy_status):
        assert refused(call, Bucket=bucket) == ("NotImplemented", 501)
    asked = {"Bucket": bucket, "Key": "k", "ObjectAttributes": ["ETag"]}
    assert refused(s3.get_object_attributes, **asked) == ("NotImplemented", 501)
    assert refused(s3.put_object, Bucket=bucket, Key="k", ObjectLockLegalHoldStatus="ON")[0] == "NotImplemented"
    assert keys(s3.list_objects_v2(Bucket=bucket)) == ["k"]


def test_errors_are_those_of_s3(s3: Any, bucket: str) -> None:
    assert refused(s3.put_object, Bucket=bucket, Key="k" * 851, Body=b"") == ("KeyTooLongError", 400)
    assert refused(s3.get_bucket_encryption, Bucket=bucket)[0] in (
        "ServerSideEncryptionConfigurationNotFoundError", "SignatureDoesNotMatch",  # version 2 knows it not
    )  # fmt: skip
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket=bucket, Key="missing")
    said = error.value.response
    assert said["Error"]["Resource"] == f"/{bucket}/missing"
    assert said["ResponseMetadata"]["RequestId"] == said["ResponseMetadata"]["HTTPHeaders"]["x-amz-request-id"]
    assert said["ResponseMetadata"]["HostId"] == said["ResponseMetadata"]["HTTPHeaders"]["x-amz-id-2"]


def test_a_wrong_key(s3: Any, bucket: str, cos: LocalCos) -> None:
    with closing(amazon(cos, secret_key="wrong")) as stranger:
        assert refused(stranger.list_objects_v2, Bucket=bucket) == ("SignatureDoesNotMatch", 403)
    with closing(amazon(cos, signature_version=UNSIGNED)) as nobody:
        assert refused(nobody.list_objects_v2, Bucket=bucket) == ("AccessDenied", 403)
        s3.put_object(Bucket=bucket, Key="k", Body=b"1", ACL="public-read")
        assert nobody.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


def test_unsigned_uploads_have_their_checksums(s3: Any, bucket: str, cos: LocalCos) -> None:
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    with closing(amazon(cos, signature_version=UNSIGNED)) as nobody:
        nobody.put_object(Bucket=bucket, Key="k", Body=noise(MIB))
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == noise(MIB)


def test_both_dialects_speak_of_the_same_objects(s3: Any, bucket: str, cos: LocalCos) -> None:
    with CosS3Client(cos.config()) as native:
        s3.put_object(Bucket=bucket, Key="s", Body=b"1", Metadata={"a": "b"}, ContentType="text/x")
        head: Any = native.head_object(Bucket=bucket, Key="s")
        assert (head["x-cos-meta-a"], head["Content-Type"]) == ("b", "text/x")
        native.put_object(Bucket=bucket, Key="c", Body=b"1", Metadata={"x-cos-meta-a": "b"})
        assert s3.head_object(Bucket=bucket, Key="c")["Metadata"] == {"a": "b"}
