"""A program written for the published SDK: python published_story.py PORT SECRET_ID SECRET_KEY FOLDER."""

import os
import sys
import urllib.request
from pathlib import Path

from qcloud_cos import CosConfig, CosS3Client, CosServiceError  # the published one: see test_published_client

MIB = 1024 * 1024
port, secret_id, secret_key, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
bucket = "published-1250000000"
conf = CosConfig(
    Region="ap-guangzhou",
    SecretId=secret_id,
    SecretKey=secret_key,
    Scheme="http",
    IP="127.0.0.1",
    Port=port,
    ServiceDomain=f"127.0.0.1:{port}",
)
client = CosS3Client(conf, retry=0)

client.create_bucket(Bucket=bucket)
assert client.bucket_exists(bucket)
assert bucket in [entry["Name"] for entry in client.list_buckets()["Buckets"]["Bucket"]]

put = client.put_object(Bucket=bucket, Body=b"hello", Key="dir/中 文+%.txt", Metadata={"x-cos-meta-a": "1"})
assert put["ETag"] == '"5d41402abc4b2a76b9719d911017c592"', put
got = client.get_object(Bucket=bucket, Key="dir/中 文+%.txt")
assert got["Body"].get_raw_stream().read() == b"hello"
assert got["x-cos-meta-a"] == "1", got
assert client.head_object(Bucket=bucket, Key="dir/中 文+%.txt")["Content-Length"] == "5"
client.put_object(Bucket=bucket, Body=open(os.devnull, "rb"), Key="empty")  # noqa: SIM115 - sent in chunks
page = client.list_objects(Bucket=bucket, Delimiter="/")
assert [common["Prefix"] for common in page["CommonPrefixes"]] == ["dir/"], page
assert [entry["Key"] for entry in page["Contents"]] == ["empty"], page

big = bytes(range(256)) * 4096 * 5 + b"tail"
(folder / "big").write_bytes(big)
done = client.upload_file(Bucket=bucket, Key="big", LocalFilePath=str(folder / "big"), PartSize=1, MAXThread=3)
assert done["ETag"].endswith('-6"'), done
client.download_file(Bucket=bucket, Key="big", DestFilePath=str(folder / "down"), PartSize=1, EnableCRC=True)
assert (folder / "down").read_bytes() == big

source = {"Bucket": bucket, "Key": "big", "Region": "ap-guangzhou"}
assert client.copy_object(Bucket=bucket, Key="copy", CopySource=source)["ETag"]
assert client.get_object(Bucket=bucket, Key="copy", Range="bytes=1-3")["Body"].get_raw_stream().read() == big[1:4]

client.put_object_acl(Bucket=bucket, Key="copy", ACL="public-read")
assert client.get_object_acl(Bucket=bucket, Key="copy")["CannedACL"] == "public-read"
client.put_bucket_acl(Bucket=bucket, ACL="private")
assert client.get_bucket_acl(Bucket=bucket)["CannedACL"] == "private"
client.put_bucket_cors(
    Bucket=bucket,
    CORSConfiguration={"CORSRule": [{"AllowedOrigin": ["*"], "AllowedMethod": ["GET"], "MaxAgeSeconds": 5}]},
)
assert client.get_bucket_cors(Bucket=bucket)["CORSRule"][0]["AllowedMethod"] == ["GET"]
rule = {"ID": "a", "Filter": {"Prefix": "x"}, "Status": "Enabled", "Expiration": {"Days": 1}}
client.put_bucket_lifecycle(Bucket=bucket, LifecycleConfiguration={"Rule": [rule]})
assert client.get_bucket_lifecycle(Bucket=bucket)["Rule"][0]["ID"] == "a"

# Its presigned URLs name the IP only; by host name they open.
by_host = CosConfig(Region="ap-guangzhou", SecretId=secret_id, SecretKey=secret_key, Scheme="http")
url = CosS3Client(by_host).get_presigned_download_url(Bucket=bucket, Key="copy")
host = f"{bucket}.cos.ap-guangzhou.myqcloud.com"
request = urllib.request.Request(url.replace(host, f"127.0.0.1:{port}"), headers={"Host": host})
assert urllib.request.urlopen(request).read() == big

error = None
try:
    client.get_object(Bucket=bucket, Key="nowhere")
except CosServiceError as raised:
    error = raised
assert error is not None
assert (error.get_status_code(), error.get_error_code()) == (404, "NoSuchKey"), error
assert all([error.get_request_id(), error.get_trace_id(), error.get_resource_location()])
assert client.object_exists(bucket, "nowhere") is False

keys = [entry["Key"] for entry in client.list_objects(Bucket=bucket)["Contents"]]
gone = client.delete_objects(Bucket=bucket, Delete={"Object": [{"Key": key} for key in keys]})
assert len(gone["Deleted"]) == len(keys), gone
client.delete_bucket(Bucket=bucket)
print("told")
