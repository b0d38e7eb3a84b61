"""Every other action, object by object, with what goes wrong on the way."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from jobs.acting import ODD_KEYS, Acting, states
from qcloud_cos import CosClientError, CosS3Client, config
from qcloud_cos.core.checksum import crc64
from qcloud_cos.jobs.actions import classes
from qcloud_cos.jobs.actions.mapping import name_of
from qcloud_cos.jobs.actions.verifying import local_path
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import Outcome


def test_keys_of_all_kinds_are_deleted_and_a_repetition_does_no_harm(acting: Acting) -> None:
    keys = [*ODD_KEYS, "p/control\x01"]
    entries = acting.put(*keys)
    acting.put("kept")
    assert states(acting.do("delete", [*entries, Entry("never there")])) == ["ok"] * (len(keys) + 1)
    assert acting.keys(acting.source) == ["kept"]
    assert states(acting.do("delete", entries)) == ["ok"] * len(keys)


def test_many_are_deleted_with_few_requests(acting: Acting) -> None:
    entries = acting.put(*(f"{number:04}" for number in range(30)))
    with (
        acting.server.add_fault("delete_object status=500") as single,
        acting.server.add_fault("delete_objects delay=0.001") as many,
    ):
        assert (
            states(acting.do("delete", entries + [Entry(f"x{number}") for number in range(1000)])) == ["ok"] * 1030
        )
    assert (single.hits, many.hits) == (0, 2)
    assert acting.keys(acting.source) == []


def test_versions_and_markers_are_removed_for_good(acting: Acting) -> None:
    acting.client.put_bucket_versioning(acting.source, "Enabled")
    first = acting.client.put_object(acting.source, b"1", "a")["x-cos-version-id"]
    acting.client.put_object(acting.source, b"2", "a")
    marker = acting.client.delete_object(acting.source, "a")["x-cos-version-id"]
    rows = acting.do("delete", [Entry("a", first), Entry("a", marker, delete_marker=True), Entry("a", first)])
    assert states(rows) == ["ok", "ok", "ok"]
    assert acting.read(acting.source, "a") == b"2"
    assert acting.one("delete", Entry("a")).state == "ok"
    assert acting.keys(acting.source) == []
    assert len(acting.client.list_objects_versions(acting.source)["Version"]) == 1


def test_what_may_not_be_deleted_is_said_of_each(acting: Acting) -> None:
    acting.put("open/a", "open/b", "shut/c")
    allowed = {
        "effect": "allow",
        "action": ["name/cos:DeleteObject", "name/cos:DeleteMultipleObjects"],
        "resource": f"qcs::cos:ap-guangzhou:uid/1250000000:{acting.source}/open/*",
    }
    keys = acting.server.sts({"version": "2.0", "statement": [allowed]})
    rows = acting.do("delete", [Entry("open/a"), Entry("shut/c"), Entry("open/b")], by=keys)
    assert [(row.state, row.code) for row in rows] == [("ok", ""), ("failed", "AccessDenied"), ("ok", "")]
    assert acting.keys(acting.source) == ["shut/c"]
    rows = acting.do("delete", [Entry("shut/c"), Entry("shut/d")], by=keys)
    assert {(row.state, row.code) for row in rows} == {("failed", "AccessDenied")}
    with acting.server.add_fault("delete_objects status=503 count=1") as fault:
        assert acting.one("delete", Entry("shut/c")).state == "ok"
    assert fault.hits == 1


def test_archived_objects_are_restored_once(acting: Acting) -> None:
    [archived] = acting.put("archived", StorageClass="ARCHIVE")
    acting.put("plain")
    entries = [archived, Entry("plain"), Entry("missing"), Entry("listed", storage_class="STANDARD")]
    rows = acting.do("restore", entries, days=2, tier="Expedited")
    assert [(row.state, row.code) for row in rows] == [
        ("ok", ""),
        ("skipped", "RestoreNonArchiveObject"),
        ("failed", "NoSuchKey"),
        ("skipped", "NotArchived"),
    ]
    again = acting.one("restore", archived, days=2)
    assert (again.state, again.code) == ("skipped", "RestoreAlreadyInProgress")
    acting.server.advance(hours=1)
    assert acting.one("restore", archived, days=3).state == "ok"
    assert acting.one("copy", archived, to=acting.to()).state == "ok"


def tags(acting: Acting, key: str) -> dict[str, str]:
    found: Any = acting.client.get_object_tagging(acting.source, key)
    return {each["Key"]: each["Value"] or "" for each in (found.get("TagSet") or {}).get("Tag") or ()}


def test_tags_are_set_merged_and_cleared(acting: Acting) -> None:
    [entry] = acting.put("a", Tagging="old=1")
    assert acting.one("tag", entry, tags={"文": "新 1", "b": ""}).state == "ok"
    assert tags(acting, "a") == {"文": "新 1", "b": ""}
    assert acting.one("tag", entry, tags={"b": "2", "c": "3"}, mode="merge").state == "ok"
    assert tags(acting, "a") == {"文": "新 1", "b": "2", "c": "3"}
    assert acting.one("tag", entry, tags={"c": "3"}, mode="merge").state == "skipped"
    too_many = acting.one("tag", entry, tags={str(number): "" for number in range(10)}, mode="merge")
    assert too_many.state == "failed"
    assert len(tags(acting, "a")) == 3
    assert [acting.one("tag", entry, mode="clear").state for _ in range(2)] == ["ok", "ok"]
    assert tags(acting, "a") == {}
    assert acting.one("tag", Entry("missing"), mode="clear").code == "NoSuchKey"


def test_a_class_is_changed_and_nothing_else(acting: Acting) -> None:
    acting.put(
        "a",
        ContentType="text/x-a",
        CacheControl="no-cache",
        Tagging="k=v",
        Metadata={"x-cos-meta-a": "1"},
        ACL="public-read",
        ServerSideEncryption="AES256",
    )
    assert [acting.one("set_class", Entry("a"), storage_class="STANDARD_IA").state for _ in range(2)] == [
        "ok",
        "skipped",
    ]
    head = acting.head("a")
    assert head["x-cos-storage-class"] == "STANDARD_IA"
    assert (head["Content-Type"], head["Cache-Control"], head["x-cos-meta-a"]) == ("text/x-a", "no-cache", "1")
    assert head["x-cos-server-side-encryption"] == "AES256"
    assert tags(acting, "a") == {"k": "v"}
    assert acting.client.get_object_acl(acting.source, "a")["CannedACL"] == "public-read"
    assert acting.one("set_class", Entry("a"), storage_class="STANDARD").state == "ok"
    assert "x-cos-storage-class" not in acting.head("a")


def test_a_list_of_grants_outlives_the_change_of_class(acting: Acting) -> None:
    acting.put("a", GrantRead='id="qcs::cam::uin/100000000002:uin/100000000002"')
    before = acting.client.get_object_acl(acting.source, "a")
    assert len(before["Grant"]) == 2
    assert acting.one("set_class", Entry("a"), storage_class="STANDARD_IA").state == "ok"
    assert acting.client.get_object_acl(acting.source, "a")["Grant"] == before["Grant"]
    assert acting.one("copy", Entry("a"), to=acting.to(), acl="source").state == "ok"
    assert acting.client.get_object_acl(acting.target, "q/a")["Grant"] == before["Grant"]
    assert acting.one("set_class", Entry("a"), storage_class="ARCHIVE").state == "ok"
    assert acting.one("set_class", Entry("a"), storage_class="STANDARD").code == "InvalidObjectState"


def test_the_class_of_large_objects_is_changed_in_parts(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    body = bytes(range(256)) * 4096 * 2
    monkeypatch.setattr(classes, "IN_ONE_REQUEST", len(body))
    monkeypatch.setattr(config, "LARGEST_SINGLE_COPY", len(body))
    grant = 'id="100000000002"'
    acting.put("a", body=body, Tagging="k=v", Metadata={"x-cos-meta-a": "1"}, GrantRead=grant)
    before = acting.client.get_object_acl(acting.source, "a")["Grant"]
    with acting.server.add_fault("copy_object status=500") as whole:
        assert acting.one("set_class", Entry("a"), storage_class="STANDARD_IA").state == "ok"
    assert whole.hits == 0
    head = acting.head("a")
    assert (head["x-cos-storage-class"], head["x-cos-meta-a"]) == ("STANDARD_IA", "1")
    assert tags(acting, "a") == {"k": "v"}
    assert acting.client.get_object_acl(acting.source, "a")["Grant"] == before
    assert acting.read(acting.source, "a") == body


def test_only_the_latest_version_gets_another_class(acting: Acting) -> None:
    acting.client.put_bucket_versioning(acting.source, "Enabled")
    first = acting.client.put_object(acting.source, b"1", "a")["x-cos-version-id"]
    second = acting.client.put_object(acting.source, b"2", "a")["x-cos-version-id"]
    rows = acting.do("set_class", [Entry("a", first), Entry("a", second)], storage_class="STANDARD_IA")
    assert [(row.state, row.code) for row in rows] == [("failed", "CosClientError"), ("ok", "")]
    assert acting.read(acting.source, "a") == b"2"


def test_lists_are_set_as_often_as_one_likes(acting: Acting) -> None:
    [entry] = acting.put("a")

    def canned() -> tuple[str, int]:
        policy = acting.client.get_object_acl(acting.source, "a")
        return policy["CannedACL"], len(policy["Grant"])

    assert [acting.one("set_acl", entry, acl="public-read").state for _ in range(2)] == ["ok", "ok"]
    assert canned() == ("public-read", 2)
    assert acting.one("set_acl", entry, grant_read='id="100000000002"').state == "ok"
    assert canned() == ("private", 2)
    assert acting.one("set_acl", entry, acl="default").state == "ok"
    assert canned() == ("default", 1)
    assert acting.one("set_acl", Entry("missing"), acl="private").code == "NoSuchKey"


def test_contents_are_what_their_headers_say_until_a_bit_turns(acting: Acting) -> None:
    body = bytes(range(256)) * 5000
    acting.put("a", body=body)
    acting.put("empty", body=b"")
    row = acting.one("checksum", Entry("a"))
    assert row.state == "ok"
    assert row.result == {"size": len(body), "crc64": str(crc64(body)), "md5": hashlib.md5(body).hexdigest()}
    assert "md5" not in acting.one("checksum", Entry("a"), md5=False).result
    assert acting.one("checksum", Entry("empty")).state == "ok"
    assert acting.one("checksum", Entry("missing")).code == "NoSuchResource"
    acting.damage(body)
    turned = acting.one("checksum", Entry("a"))
    assert (turned.state, turned.code) == ("mismatch", "Crc64Differs")
    assert turned.result["crc64"] != str(crc64(body))


def test_a_bit_that_turns_on_the_way_is_read_again(acting: Acting) -> None:
    [entry] = acting.put("a", body=b"content" * 1000)
    with acting.server.add_fault("get_object corrupt count=1") as fault:
        assert acting.one("checksum", entry).state == "ok"
    assert fault.hits == 1
    with acting.server.add_fault("get_object corrupt"):
        assert acting.one("checksum", entry).code == "Crc64Differs"


def test_a_connection_that_breaks_is_gone_on_with(acting: Acting) -> None:
    body = bytes(range(256)) * 20000
    [entry] = acting.put("a", body=body)
    with acting.server.add_fault("get_object truncate=2000000 count=2") as fault:
        row = acting.one("checksum", entry)
    assert (row.state, row.result["crc64"], fault.hits) == ("ok", str(crc64(body)), 2)
    with acting.server.add_fault("get_object truncate=0"):
        assert acting.one("checksum", entry).code == "BodyCutShort"


def test_contents_are_compared_with_what_the_input_says(acting: Acting) -> None:
    acting.put("a", body=b"12345")
    right = Entry("a", size=5, crc64=str(crc64(b"12345")))
    assert acting.one("checksum", right).state == "ok"
    assert acting.one("checksum", right._replace(crc64="7")).code == "Crc64Differs"
    assert acting.one("checksum", right._replace(size=6)).code == "SizeDiffers"


def test_copies_in_cos_are_verified(acting: Acting) -> None:
    entries = acting.put(*ODD_KEYS, body=b"12345")
    acting.do("copy", entries, to=acting.to("q"))
    against = {"against": acting.to("q")}
    assert states(acting.do("verify", entries, **against)) == ["ok"] * len(entries)
    acting.client.put_object(acting.target, b"54321", "qp/plain")
    acting.client.put_object(acting.target, b"123", "qp/two\nlines")
    acting.client.delete_object(acting.target, "q/p/leading/slash")
    wrong = {row.key: (row.state, row.code) for row in acting.do("verify", entries, **against) if row.code}
    assert wrong == {
        "p/plain": ("mismatch", "Crc64Differs"),
        "p/two\nlines": ("mismatch", "SizeDiffers"),
        "/p/leading/slash": ("mismatch", "Missing"),
    }
    assert acting.one("verify", Entry("missing"), **against).state == "failed"
    with acting.server.add_fault(f"head_object bucket={acting.target} status=403"):
        assert acting.one("verify", entries[0], **against).state == "failed"


def test_copies_in_a_directory_are_verified(acting: Acting, tmp_path: Path) -> None:
    keys = ["p/a", "p/文/b c", "p/100%", "p/dir/", "p/gone", "p/short", "p/turned"]
    entries = acting.put(*keys, body=b"12345")
    acting.put("p/dir/", body=b"")
    folder = tmp_path / "copies"
    for key in keys[:3]:
        path = folder / key.removeprefix("p/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    (folder / "dir").mkdir()
    (folder / "short").write_bytes(b"123")
    (folder / "turned").write_bytes(b"12344")
    rows = acting.do("verify", entries, against=str(folder), prefix="p/")
    assert [row.state for row in rows[:4]] == ["ok"] * 4
    assert [row.code for row in rows[4:]] == ["Missing", "SizeDiffers", "Crc64Differs"]
    assert local_path("/f", "p/", "p/a/b/") == "/f/a/b/"
    for key in ("p/../x", "p/a//b", "p//x", "other", "p/", "p/./x", "p/a\0"):
        with pytest.raises(CosClientError, match="cannot be a file below /f"):
            local_path("/f", "p/", key)


def test_headers_become_rows(acting: Acting) -> None:
    acting.put("a", ContentType="text/x-a", StorageClass="STANDARD_IA", Metadata={"x-cos-meta-Who": "me"})
    row = acting.one("head", Entry("a"))
    assert row.state == "ok"
    listed: Any = next(iter(acting.client.objects(acting.source)))
    assert row.result["modified"].partition(".")[0].rstrip("Z") == listed["LastModified"].partition(".")[0]
    assert {name: row.result[name] for name in ("size", "etag", "storage_class", "crc64")} == {
        "size": 7,
        "etag": listed["ETag"],
        "storage_class": "STANDARD_IA",
        "crc64": str(crc64(b"content")),
    }
    assert (row.result["content_type"], row.result["metadata"]) == ("text/x-a", {"who": "me"})


async def awaited(client: Any, bucket: str, entry: Entry, suffix: str = "") -> Any:
    answer = await client.get_object(bucket, entry.key)
    return {"content": (await answer["Body"].read()).decode() + suffix}


def called(client: CosS3Client, bucket: str, entry: Entry) -> Outcome | None:
    if entry.key == "bad":
        raise ValueError("this one is bad")
    if entry.key == "none":
        return None
    content = client.get_object(bucket, entry.key)["Body"].read()
    return Outcome("mismatch" if content != b"content" else "ok", len(content), "Odd" * (content != b"content"))


def test_functions_are_called_for_each(acting: Acting) -> None:
    acting.put("a", "bad", "none")
    acting.put("odd", body=b"?")
    rows = acting.do("map", [Entry("a")], function=f"{__name__}:awaited", arguments={"suffix": "!"})
    assert rows[0].result == {"content": "content!"}
    entries = [Entry(key) for key in ("a", "bad", "none", "odd", "missing")]
    rows = acting.do("map", entries, function=f"{__name__}:called")
    assert [(row.state, row.code) for row in rows] == [
        ("ok", ""),
        ("failed", "ValueError"),
        ("ok", ""),
        ("mismatch", "Odd"),
        ("failed", "NoSuchKey"),
    ]


def test_functions_are_named_as_workers_import_them() -> None:
    assert name_of(local_path) == "qcloud_cos.jobs.actions.verifying:local_path"
    assert name_of("a.b:c") == "a.b:c"
    with pytest.raises(CosClientError, match="workers cannot import"):
        name_of(lambda: None)


REFUSALS = [
    ("move", "head_object", {"to": "q/"}),
    ("move", "copy_object", {"to": "q/"}),
    ("move", "delete_object", {"to": "q/"}),
    ("restore", "restore_object", {"days": 1}),
    ("tag", "put_object_tagging", {"tags": {"a": "b"}}),
    ("tag", "get_object_tagging", {"tags": {"a": "b"}, "mode": "merge"}),
    ("tag", "delete_object_tagging", {"mode": "clear"}),
    ("set_class", "head_object", {"storage_class": "STANDARD_IA"}),
    ("set_class", "get_object_acl", {"storage_class": "STANDARD_IA"}),
    ("set_class", "copy_object", {"storage_class": "STANDARD_IA"}),
    ("set_acl", "put_object_acl", {"acl": "private"}),
    ("checksum", "get_object", {}),
    ("verify", "head_object", {"against": "p/"}),
    ("head", "head_object", {}),
]


@pytest.mark.parametrize(("operation", "request_", "options"), REFUSALS)
def test_what_cos_refuses_once_is_done_and_what_it_forbids_is_not(
    acting: Acting, operation: str, request_: str, options: dict[str, Any]
) -> None:
    archived: Any = {"StorageClass": "ARCHIVE"} if operation == "restore" else {}
    [entry] = acting.put("p/a", **archived)
    acting.client.put_object(acting.target, b"content", "p/p/a")
    said = {name: acting.to(value) if name in ("to", "against") else value for name, value in options.items()}
    with acting.server.add_fault(f"{request_} status=403") as forbidden:
        row = acting.one(operation, entry, **said)
    assert row.state == "failed"
    assert forbidden.hits >= 1
    assert "p/a" in acting.keys(acting.source)
    with acting.server.add_fault(f"{request_} status=503 count=1") as slow:
        assert acting.one(operation, entry, **said).state == "ok"
    assert slow.hits == 1
