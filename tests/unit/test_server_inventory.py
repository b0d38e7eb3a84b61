"""Inventories: which objects they list, how, when, and what the manifest says."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from qcloud_cos.server.clock import DAY
from qcloud_cos.server.documents import INVENTORY
from qcloud_cos.server.inventory import manifest, report, schedule
from qcloud_cos.server.inventory.rows import row_of, schema
from qcloud_cos.server.inventory.wanted import Wanted, ordered, wanted
from qcloud_cos.server.metadata import content_of
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Bucket, Content, Store, Version

SOURCE = Bucket("photos-1250000000", "1250000000", 0.0, "ap-guangzhou", versioning="Enabled")
ALL = (
    "Size",
    "LastModifiedDate",
    "ETag",
    "StorageClass",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "Tag",
    "Crc64",
)


def at(text: str) -> float:
    return datetime.fromisoformat(f"{text}+08:00").timestamp()


def document(inside: str = "", **more: str) -> str:
    destination = (
        "<Destination><COSBucketDestination><Format>CSV</Format>"
        f"<Bucket>qcs::cos:ap-guangzhou::lists-1250000000</Bucket>{more.get('there', '')}"
        "</COSBucketDestination></Destination>"
    )
    schedule = more.get("schedule", "<Schedule><Frequency>Daily</Frequency></Schedule>")
    return (
        f"<InventoryConfiguration><Id>i</Id><IsEnabled>true</IsEnabled>{destination}{schedule}{inside}"
        f"<IncludedObjectVersions>{more.get('versions', 'Current')}</IncludedObjectVersions>"
        "</InventoryConfiguration>"
    )


def read(inside: str = "", **more: str) -> Wanted:
    return wanted(INVENTORY.normalised(document(inside, **more).encode()))


def version(key: str = "a", **more: Any) -> Version:
    fields: dict[str, Any] = {"content": Content(3, "", 7, None), "modified": 1000.0, "etag": "e" * 32, **more}
    return Version(SOURCE.name, key, **fields)


def test_a_configuration_is_read() -> None:
    both = (
        "<Filter><And><Prefix>a/</Prefix><Tag><Key>t</Key><Value>1</Value></Tag>"
        "<StorageClass>STANDARD_IA,ARCHIVE</StorageClass></And>"
        "<Period><StartTime>5</StartTime><EndTime>9</EndTime></Period></Filter>"
        "<OptionalFields><Field>Crc64</Field><Field>Size</Field><Field>x-cos-meta-*</Field></OptionalFields>"
    )
    there = "<Prefix>lists/</Prefix><Encryption><SSE-COS></SSE-COS></Encryption>"
    monthly = "<Schedule><Frequency>Monthly</Frequency><MonthlyDate>31</MonthlyDate></Schedule>"
    assert read(both, there=there, schedule=monthly, versions="All") == Wanted(
        id="i",
        target="lists-1250000000",
        folder="lists/",
        encrypted=True,
        frequency="Monthly",
        day=31,
        all_versions=True,
        fields=("Size", "Crc64", "x-cos-meta-*"),
        prefix="a/",
        tags=frozenset({("t", "1")}),
        classes=frozenset({"STANDARD_IA", "ARCHIVE"}),
        since=5.0,
        until=9.0,
    )
    assert read() == Wanted("i", "lists-1250000000", frequency="Daily")
    assert read("<Filter><Prefix>b</Prefix></Filter>", there="<Encryption/>").prefix == "b"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document().replace("CSV", "ORC"), "NotImplemented"),
        (document().replace("CSV", "TSV"), "MalformedXML"),
        (document("<OptionalFields><Field>Colour</Field></OptionalFields>"), "InvalidArgument"),
        (document("<OptionalFields><Field>x-cos-meta-</Field></OptionalFields>"), "InvalidArgument"),
        (document(schedule="<Schedule><Frequency>Hourly</Frequency></Schedule>"), "MalformedXML"),
    ],
)
def test_what_cannot_be_made_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        INVENTORY.content(text.encode())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("asked", "one", "listed"),
    [
        (Wanted("i", "t"), version(), True),
        (Wanted("i", "t", since=1000.0, until=1000.0), version(), True),
        (Wanted("i", "t", since=1001.0), version(), False),
        (Wanted("i", "t", until=999.0), version(), False),
        (Wanted("i", "t", classes=frozenset({"ARCHIVE"})), version(), False),
        (Wanted("i", "t", classes=frozenset({"ARCHIVE"})), version(storage_class="ARCHIVE"), True),
        (Wanted("i", "t", tags=frozenset({("a", "1")})), version(tags={"a": "1", "b": "2"}), True),
        (Wanted("i", "t", tags=frozenset({("a", "1")})), version(tags={"a": "2"}), False),
        (Wanted("i", "t"), version(is_marker=True), True),
        (Wanted("i", "t", tags=frozenset({("a", "1")})), version(is_marker=True), False),
        (Wanted("i", "t", classes=frozenset({"STANDARD"})), version(is_marker=True), False),
    ],
)
def test_what_a_filter_lists(asked: Wanted, one: Version, listed: bool) -> None:
    assert asked.lists(one) is listed


def test_a_row_has_the_columns_of_the_schema() -> None:
    asked = Wanted("i", "t", all_versions=True, fields=(*ALL, "x-cos-meta-*", "x-cos-meta-a"))
    assert ", ".join(schema(asked)) == (
        "Appid, Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, "
        "IsMultipartUploaded, ReplicationStatus, Tag, Crc64, x-cos-meta-*, x-cos-meta-a"
    )
    row = row_of(asked, SOURCE)
    full = version(
        "文 件+1.txt", version_id="v1", etag="0" * 32 + "-2", tags={"k": "v w", "l": ""},
        headers={"content-type": "text/plain", "x-cos-meta-b": '"2"', "x-cos-meta-a": "1"},
        extra={"replicas": {"t": "PENDING"}},
    )  # fmt: skip
    assert row(full) == [
        "1250000000", "photos", "%E6%96%87%20%E4%BB%B6%2B1.txt", "v1", "true", "false", "3",
        "1970-01-01T00:16:40.000Z", "0" * 32 + "-2", "STANDARD", "true", "PENDING", "k=v+w&l=", "7",
        "x-cos-meta-a=1&x-cos-meta-b=%222%22", "1",
    ]  # fmt: skip
    marker = version(is_marker=True, is_latest=False, content=None, etag="")
    assert row(marker)[2:9] == ["a", "null", "false", "true", "", "1970-01-01T00:16:40.000Z", ""]
    assert len(row(marker)) == len(row(full)) == len(schema(asked))


def test_of_current_objects_no_version_is_told() -> None:
    asked = Wanted("i", "t", fields=ordered(["ETag", "Size", "ETag"]))
    assert schema(asked) == ("Appid", "Bucket", "Key", "Size", "ETag")
    assert row_of(asked, SOURCE)(version()) == ["1250000000", "photos", "a", "3", "e" * 32]


@pytest.mark.parametrize(
    ("frequency", "day", "now", "first", "then"),
    [
        ("Daily", 1, "2024-05-01T12:00", "2024-05-02T00:00", "2024-05-03T00:00"),
        ("Daily", 1, "2024-05-01T00:00", "2024-05-02T00:00", "2024-05-03T00:00"),
        ("Weekly", 1, "2024-05-01T12:00", "2024-05-02T00:00", "2024-05-09T00:00"),
        ("Monthly", 15, "2024-05-01T12:00", "2024-05-15T00:00", "2024-06-15T00:00"),
        ("Monthly", 1, "2024-12-01T12:00", "2025-01-01T00:00", "2025-02-01T00:00"),
        ("Monthly", 31, "2024-01-31T12:00", "2024-02-29T00:00", "2024-03-31T00:00"),
    ],
)
def test_the_nights_on_which_an_inventory_is_made(
    frequency: str, day: int, now: str, first: str, then: str
) -> None:
    asked = Wanted("i", "t", frequency=frequency, day=day)
    due = schedule.first(asked, at(now))
    assert due == at(first)
    assert schedule.following(asked, due, due) == at(then)


def test_nights_without_a_server_are_not_made_up_for() -> None:
    due = at("2024-05-01T00:00")
    assert schedule.following(Wanted("i", "t", frequency="Weekly"), due, due + 15 * DAY) == due + 21 * DAY


def test_the_manifest_is_as_the_documents_have_it() -> None:
    asked = Wanted("inventory01", "lists-1250000001", folder="cos_bucket_inventory/", fields=("Size",))
    assert manifest.folder(asked, SOURCE.name) == "cos_bucket_inventory/1250000000/photos/inventory01/"
    key = manifest.folder(asked, SOURCE.name) + "0a.csv.gz"
    text = manifest.of(asked, SOURCE.name, manifest.Sums(3, 30, 2, 20), [manifest.File(key, 502, "7d40")])
    assert json.loads(text) == {
        "sourceAppid": "1250000000",
        "sourceBucket": "photos",
        "destinationAppid": "1250000001",
        "destinationBucket": "lists",
        "fileFormat": "CSV",
        "listObjectCount": "3",
        "listStorageSize": "30",
        "filterObjectCount": "2",
        "filterStorageSize": "20",
        "fileSchema": "Appid, Bucket, Key, Size",
        "files": [{"key": key, "size": "502", "md5Checksum": "7d40"}],
    }
    begun = at("2022-11-20T00:00")  # still the 19th in Greenwich
    place = "cos_bucket_inventory/1250000000/photos/inventory01/20221120/manifest"
    assert manifest.objects(asked, SOURCE.name, begun, text) == {
        f"{place}.json": text,
        f"{place}.checksum": hashlib.md5(text).hexdigest().encode(),
    }


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    store.write(lambda db: db.create_bucket(SOURCE)).result()
    yield store
    store.close()


def fill(store: Store, count: int) -> None:
    def write(db: Any) -> None:
        for n in range(count):
            db.put(Version(SOURCE.name, f"{n:05}", content=content_of(b"x"), etag="e"))

    store.write(write).result()


def rows(store: Store, content: Content) -> list[list[str]]:
    data = b"".join(store.open(content))
    assert hashlib.md5(data).hexdigest() == content.md5
    return list(csv.reader(gzip.decompress(data).decode().splitlines()))


def test_a_long_list_goes_to_several_files(store: Store) -> None:
    fill(store, 2500)
    asked = Wanted("i", "t", fields=("Size",))
    one = report.Report(store, asked, SOURCE, rows_a_file=1100)
    one.write(lambda: False)
    files = one.finish()
    listed = [rows(store, content) for _, content in files]
    assert [len(each) for each in listed] == [1100, 1100, 300]
    assert [row[2] for each in listed for row in each] == [f"{n:05}" for n in range(2500)]
    assert one.sums == manifest.Sums(2500, 2500, 2500, 2500)
    one.abort()


def test_an_empty_list_is_a_file_too(store: Store) -> None:
    one = report.Report(store, Wanted("i", "t", all_versions=True), SOURCE)
    one.write(lambda: False)
    [(key, content)] = one.finish()
    assert rows(store, content) == []
    assert key.endswith(".csv.gz")


def test_a_server_that_stops_does_not_wait_for_a_list(store: Store) -> None:
    fill(store, 10)
    one = report.Report(store, Wanted("i", "t"), SOURCE)
    with pytest.raises(report.Cancelled):
        one.write(lambda: True)
    one.abort()
