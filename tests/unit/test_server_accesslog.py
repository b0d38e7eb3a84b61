"""Access logs: what a line looks like, and how lines get to their bucket."""

from __future__ import annotations

import csv
import errno
from collections.abc import Iterator
from typing import Any

import pytest

from qcloud_cos.server.accesslog import spool as spools
from qcloud_cos.server.accesslog.journal import SECONDS, Journal
from qcloud_cos.server.accesslog.line import Entry, event, line
from qcloud_cos.server.accesslog.spool import Spool, Target
from qcloud_cos.server.clock import Clock
from qcloud_cos.server.documents import LOGGING
from qcloud_cos.server.store import Bucket, Changes, Content, Receiver, Snapshot, Store, StoreFull, Version

SOURCE, LOGS = "source-1250000000", "logs-1250000000"
ENTRY = Entry(
    bucket="examplebucket-1250000000", region="ap-beijing", time=1543662153.9,
    host="examplebucket-1250000000.cos.ap-beijing.myqcloud.com", operation="upload_part", ip="192.168.0.1",
    secret_id="AKIDexample", received=83886080, delta=808, key="folder/text.txt", method="PUT",
    agent="cos-go-sdk-v5.2.9", status=404, code="NoSuchKey", message="The specified key does not exist.", sent=197,
    seconds=4.2951, turn_around=0.0004, storage_class="STANDARD", owner="100000000001", requester="100000000001",
    request_id="NWQ1ZjY4MTBf", size=None, version_id="", referer="", uri="/folder/text.txt?partNumber=1",
)  # fmt: skip


def fields(entry: Entry) -> list[str]:
    text = line(entry).decode()
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    [found] = csv.reader([text.removesuffix("\n")], delimiter=" ")
    return found


def test_a_line_has_the_documented_fields_in_their_order() -> None:
    assert fields(ENTRY) == [
        "1.0", "examplebucket-1250000000", "ap-beijing", "2018-12-01T11:02:33Z",
        "examplebucket-1250000000.cos.ap-beijing.myqcloud.com", "UploadPart", "192.168.0.1", "AKIDexample", "-",
        "83886080", "808", "/folder/text.txt", "put", "cos-go-sdk-v5.2.9", "404", "NoSuchKey",
        "The specified key does not exist.", "197", "4295", "USER", "STANDARD", "100000000001", "0",
        "100000000001:100000000001", "NWQ1ZjY4MTBf", "-", "-", "-", "-",
        "PUT /folder/text.txt?partNumber=1 HTTP/1.1", "0",
    ]  # fmt: skip
    assert line(ENTRY).endswith(b' - - - - "PUT /folder/text.txt?partNumber=1 HTTP/1.1" "0"\n')


def test_whatever_was_sent_a_line_is_a_line() -> None:
    odd = ENTRY._replace(
        key='a "b"\n中', agent='Mozilla/5.0 "x" \r\n\x00\u2028 y', referer="-", requester="", secret_id="", size=0,
        uri='/a"b\n', message="", host="", code="", operation="",
    )  # fmt: skip
    found = fields(odd)
    assert len(found) == 31
    assert found[11] == "/a%20%22b%22%0A%E4%B8%AD"
    assert found[13] == "Mozilla/5.0 %22x%22 %0D%0A%00%E2%80%A8 y"
    assert found[29] == "PUT /a%22b%0A HTTP/1.1"
    assert [found[at] for at in (4, 5, 7, 15, 16, 23, 25)] == ["-", "-", "-", "-", "-", "-", "0"]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("put_object", "PutObject"),
        ("list_objects", "GetBucket"),
        ("put_bucket_acl", "PutBucketACL"),
        ("get_bucket_cors", "GetBucketCORS"),
        ("create_multipart_upload", "InitiateMultipartUpload"),
        ("delete_objects", "DeleteMultipleObjects"),
        ("", ""),
    ],
)
def test_events_are_called_as_the_access_management_calls_them(operation: str, name: str) -> None:
    assert event(operation) == name


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    for name in (SOURCE, LOGS):
        store.write(lambda db, name=name: db.create_bucket(Bucket(name, "1250000000", 0.0, "r"))).result()  # type: ignore[misc]
    yield store
    store.close()


def configured(store: Store, prefix: str = "") -> None:
    enabled = {"LoggingEnabled": {"TargetBucket": LOGS, "TargetPrefix": prefix}}
    store.write(lambda db: db.put_document(SOURCE, "logging", LOGGING.text(enabled))).result()


def text(store: Store, key: str) -> bytes:
    version = store.read.version(LOGS, key)
    assert version is not None
    assert version.content is not None
    return b"".join(store.open(version.content))


def add(journal: Journal, lines: bytes, now: float, prefix: str = "") -> None:
    journal._add(SOURCE, Target(LOGS, prefix), now, lines)


def keys(store: Store) -> list[str]:
    return [version.key for version in store.read.list_objects(LOGS).entries]


def test_lines_are_delivered_when_five_minutes_are_over(store: Store) -> None:
    journal, calls = Journal(store, Clock()), []
    journal.call = lambda: calls.append(1)
    begin = 1543661700.0  # 10:55:00
    for lines, seconds in ((b"1\n", 0), (b"2\n", 299)):
        add(journal, lines, begin + seconds, "a/")
    assert calls == [1]
    assert journal.work(begin + 299) == begin + SECONDS
    assert keys(store) == []
    assert journal.work(begin + SECONDS) is None
    [key] = keys(store)
    assert key.startswith("a/2018/12/01/20181201110000_")
    assert key.endswith("_0")
    assert text(store, key) == b"1\n2\n"


def test_a_long_log_goes_to_several_files(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "LARGEST_FILE", 150_000)
    one = Spool(store, Target(LOGS, ""), 0.0)
    lines = [b"%06d " % n + b"x" * 92 + b"\n" for n in range(4000)]
    for each in lines:
        one.add(each)
    files = one.finish()
    assert all(content.size <= 150_000 for content in files)
    assert len(files) > 2
    assert b"".join(b"".join(store.open(content)) for content in files) == b"".join(lines)
    assert one.finish() == files
    one.abort()


def test_a_file_that_a_full_disk_cut_is_no_log(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write, disk = Receiver.write, [1, 1, 0, 1]

    def full(self: Receiver, data: bytes) -> None:
        write(self, data)
        if not disk.pop(0):
            raise OSError(errno.ENOSPC, "the disk is full")

    monkeypatch.setattr(Receiver, "write", full)
    one = Spool(store, Target(LOGS, ""), 0.0)
    block = b"x" * 65_535 + b"\n"
    one.add(block)
    one.add(block)
    with pytest.raises(OSError, match=f"{3 * len(block)} bytes of a log are lost"):
        one.add(block)
    one.add(b"y" + block)
    [content] = one.finish()
    assert b"".join(store.open(content)) == b"y" + block


def test_what_could_not_be_written_waits_and_what_cannot_be_does_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(store, Clock())
    add(journal, b"1\n", 0.0)

    def full(self: Changes, version: Version) -> Version:
        raise StoreFull("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Changes, "put", full)
        with pytest.raises(StoreFull):
            journal.work(300.0)
    assert journal.work(360.0) is None
    assert [text(store, key) for key in keys(store)] == [b"1\n"]
    journal._add(SOURCE, Target("gone-1250000000", ""), 0.0, b"2\n")
    assert journal.work(600.0) is None
    assert journal.work(900.0) is None


def test_a_journal_knows_which_buckets_have_a_log(store: Store) -> None:
    journal = Journal(store, Clock())
    store.on_documents(journal.reload)
    assert not journal.targets
    configured(store, "a/")
    assert journal.targets == {SOURCE: Target(LOGS, "a/")}
    store.write(lambda db: db.put_document(SOURCE, "logging", LOGGING.text({}))).result()
    assert not journal.targets


def test_nothing_is_lost_at_the_end(store: Store) -> None:
    journal = Journal(store, Clock())
    add(journal, b"1\n", journal._clock.now())
    journal.close()
    assert [text(store, key) for key in keys(store)] == [b"1\n"]
    add(journal, b"2\n", journal._clock.now())
    journal.forget()
    journal.close()
    assert len(keys(store)) == 1


def test_what_a_key_occupies(store: Store) -> None:
    def put(size: int) -> Any:
        return store.write(
            lambda db: db.put(Version(SOURCE, "a", content=Content(size, "", 0, b"x" * size)))
        ).result()

    read: Snapshot = store.read
    assert read.bytes_of(SOURCE, "a") == 0
    put(5)
    put(7)
    assert read.bytes_of(SOURCE, "a") == 7
    store.write(lambda db: db.set_bucket(SOURCE, versioning="Enabled")).result()
    put(3)
    assert read.bytes_of(SOURCE, "a") == 10
