"""What buckets and objects are set to; what is done with one object; `cos api`."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

import pytest

from cli.conftest import Command
from faults.wire_server import WireServer, always
from qcloud_cos.cli.api import operations

DOCUMENTS: dict[str, Any] = {
    "cors": {"CORSRule": [{"AllowedOrigin": ["*"], "AllowedMethod": ["GET"]}]},
    "lifecycle": {
        "Rule": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "t/"}, "Expiration": {"Days": "3"}}]
    },
    "website": {"IndexDocument": {"Suffix": "index.html"}},
    "policy": {
        "version": "2.0",
        "Statement": [
            {
                "Principal": {"qcs": ["qcs::cam::anyone:anyone"]},
                "Effect": "Allow",
                "Action": ["name/cos:GetObject"],
                "Resource": ["qcs::cos:ap-guangzhou:uid/1250000000:*"],
            }
        ],
    },
}


@pytest.mark.parametrize("verb", DOCUMENTS)
def test_a_setting_is_put_as_json_read_as_json_and_removed(cos: Command, verb: str) -> None:
    assert cos(verb, "put", cos.url, json.dumps(DOCUMENTS[verb])).code == 0
    got = cos(verb, "get", cos.url)
    assert got.json.keys() >= DOCUMENTS[verb].keys() - {"version"}
    assert cos(verb, "put", cos.url, "-", stdin=got.raw).code == 0
    assert cos(verb, "get", cos.url).json == got.json
    assert cos(verb, "rm", cos.url).code == 0
    assert cos(verb, "get", cos.url).code == 3
    assert cos(verb, "put", cos.url, "none.json").code == 2


def test_versioning_acl_and_tags(cos: Command) -> None:
    assert cos("versioning", "get", cos.url).out == "Disabled\n"
    assert cos("versioning", "put", cos.url, "enabled").code == 0
    assert cos("versioning", "get", cos.url, "--output", "json").json == {"Status": "Enabled"}
    cos.put("a", b"x")
    assert cos("acl", "put", f"{cos.url}/a", "public-read").code == 0
    shown = cos("acl", "get", f"{cos.url}/a")
    assert shown.json["CannedACL"] == "public-read"
    assert cos("acl", "rm", f"{cos.url}/a").code == 0
    assert cos("acl", "put", f"{cos.url}/a", "-", stdin=shown.raw).code == 0
    assert cos("acl", "get", f"{cos.url}/a").json["CannedACL"] == "public-read"
    assert cos("tag", "put", f"{cos.url}/a", "colour=red", "size=1").code == 0
    assert cos("tag", "get", f"{cos.url}/a").out == "colour=red\nsize=1\n"
    assert cos("tag", "rm", f"{cos.url}/a").code == 0
    assert cos("tag", "get", cos.url, "--output", "json").json == {}
    assert cos("--fail-on-empty", "tag", "get", cos.url).code == 7


def test_what_is_done_with_one_object(cos: Command) -> None:
    cos.put("a.txt", b"content")
    with urlopen(cos("presign", f"{cos.url}/a.txt", "--expires", "5m").out) as answer:
        assert answer.read() == b"content"
    assert cos("symlink", f"{cos.url}/link", "a.txt").code == 0
    assert cos("symlink", f"{cos.url}/link").out == "a.txt\n"
    assert cos("cat", f"{cos.url}/link").out == "content"
    cos.client.put_object(cos.bucket, b"old", "old", StorageClass="ARCHIVE")
    archived = cos("cat", f"{cos.url}/old")
    assert "cos restore" in archived.err
    assert cos("restore", f"{cos.url}/old", "--tier", "Expedited").code == 0
    assert "ongoing-request" in cos("stat", f"{cos.url}/old").out


def test_unfinished_uploads_are_listed_and_dropped(cos: Command) -> None:
    upload = cos.client.create_multipart_upload(cos.bucket, "big")["UploadId"]
    cos.client.upload_part(cos.bucket, "big", b"x" * 10, 1, upload)
    assert upload in cos("lsparts", cos.url).out
    assert cos("lsparts", f"{cos.url}/big", "--upload-id", upload, "--output", "json").json[0]["size"] == 10
    assert cos("abort", cos.url).code == 2
    assert cos("abort", cos.url, "--yes").code == 0
    assert cos("lsparts", cos.url, "--output", "json").json == []


def test_sizes_are_added_up(cos: Command) -> None:
    for key in ("a", "d/b", "d/e/c"):
        cos.put(key, b"123")
    rows = cos("du", cos.url, "-d", "1", "--output", "json").json
    assert [(row["url"], row["objects"], row["bytes"]) for row in rows] == [
        (f"{cos.url}/", 3, 9),
        (f"{cos.url}/d/", 2, 6),
    ]
    assert "STANDARD" in cos("du", cos.url, "--by-class", "-H").out


def test_every_operation_can_be_called(cos: Command) -> None:
    listed = [row["operation"] for row in cos("api", "--output", "ndjson").lines]
    assert listed == operations()
    assert {"get_object", "put_bucket_cors", "upload_file", "sync"} <= set(listed)
    named = json.dumps({"Bucket": cos.bucket, "Key": "k"})
    assert cos("api", "PutObject", "--json", named, "--body", "-", stdin=b"\x00body").json["ETag"]
    assert cos("api", "get-object", "--json", named).raw == b"\x00body"
    saved = cos("api", "get_object", "--json", "-", "--save", "k", stdin=named.encode())
    assert (saved.json["Content-Length"], (cos.folder / "k").read_bytes()) == ("5", b"\x00body")
    assert cos("api", "object_exists", "--json", named).json is True
    assert "did you mean get_object" in cos("api", "get_objekt").err
    assert "needs Key" in cos("api", "get_object", "--json", json.dumps({"Bucket": cos.bucket})).err
    assert "Range" in cos("api", "get_object", "--describe").out
    tree = cos("api", "delete_prefix", "--json", json.dumps({"Bucket": cos.bucket, "Prefix": "k", "DryRun": True}))
    assert tree.json["deleted"] == 1
    cos.put("t.csv", b"a,1\nb,2\n")
    query = {
        **{
            "Bucket": cos.bucket,
            "Key": "t.csv",
            "Expression": "SELECT s._2 FROM COSObject s",
            "ExpressionType": "SQL",
        },
        "InputSerialization": {"CSV": {"FileHeaderInfo": "NONE"}},
        "OutputSerialization": {"CSV": {}},
    }
    assert cos("api", "select_object_content", "--json", json.dumps(query)).out == "1\n2\n"


@pytest.mark.parametrize("more", [{}, {"Stream": True, "NeedHeader": True}], ids=["bytes", "stream"])
def test_what_data_processing_makes_is_written_as_it_is(cos: Command, more: dict[str, bool]) -> None:
    picture = b"\x89PNG\xff\x00"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 6\r\n\r\n" + picture
    named = json.dumps({"Bucket": cos.bucket, "Key": "k", "CiProcess": "AIImageCrop", **more})
    with WireServer(always(answer)) as server:
        asked = ("--endpoint", f"http://127.0.0.1:{server.origin.port}", "api", "ci_process", "--json", named)
        assert cos(*asked).raw == picture
        cos(*asked, "--save", "a.png")
    assert (cos.folder / "a.png").read_bytes() == picture


def test_tags_may_hold_what_json_and_names_do(cos: Command) -> None:
    cos.put("a")
    assert cos("tag", "put", f"{cos.url}/a", '{"n": "v=w"}').code == 0
    assert cos("tag", "get", f"{cos.url}/a").out == "n=v=w\n"
    cos("tag", "rm", f"{cos.url}/a")
    assert cos("tag", "get", f"{cos.url}/a").out == ""


def test_a_place_in_cos_is_an_object_of_json(cos: Command) -> None:
    cos.put("a/1", b"x")
    there = {"Bucket": cos.bucket, "Prefix": "a/"}
    given = json.dumps({"Bucket": cos.bucket, "Prefix": "b/", "CopySource": there})
    assert cos("api", "copy_prefix", "--json", given).json["copied"] == 1
    cos.write("site/2")
    given = json.dumps({"Source": "site", "Destination": there, "Delete": True})
    assert cos("api", "sync", "--json", given).json["deleted"] == 1
    assert cos.keys() == ["a/2", "b/1"]
    assert cos("api", "sync", "--json", '{"Source": {"Buckets": "b"}, "Destination": "."}').code == 2
