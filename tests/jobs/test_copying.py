"""Copy and move, object by object: what arrives, what stays, and what is never deleted."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.acting import ODD_KEYS, Acting, states
from qcloud_cos import CosClientError
from qcloud_cos.jobs import JobSpecification
from qcloud_cos.jobs.actions import copying, destinations
from qcloud_cos.jobs.actions.elsewhere import Elsewhere
from qcloud_cos.jobs.actions.known import action_of
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry


def test_keys_of_all_kinds_are_copied_and_not_twice(acting: Acting) -> None:
    entries = acting.put(*ODD_KEYS, body=b"12345")
    assert states(acting.do("copy", entries, to=acting.to("q"))) == ["ok"] * len(ODD_KEYS)
    assert acting.keys(acting.target) == sorted(f"q{key}" for key in ODD_KEYS)
    assert acting.read(acting.target, "qp/two\nlines") == b"12345"
    with acting.server.add_fault("copy_object status=500") as fault:
        assert states(acting.do("copy", entries, to=acting.to("q"))) == ["skipped"] * len(ODD_KEYS)
    assert fault.hits == 0


def test_a_batch_asks_once_what_is_there(acting: Acting) -> None:
    keys = [f"p/{number:03}" for number in range(40)]
    entries = [entry._replace(storage_class="STANDARD") for entry in acting.put(*keys)]
    acting.client.put_object(acting.target, b"other", "q/p/0000")  # between two of them
    with acting.server.fault("head_object", delay=0.001) as heads:
        assert states(acting.do("copy", entries[:30], to=acting.to())) == ["ok"] * 30
        assert heads.hits == 0
        assert states(acting.do("copy", entries, to=acting.to())) == ["skipped"] * 30 + ["ok"] * 10
        assert heads.hits == 60  # of the source and the copy, of each that was there
    assert len(acting.keys(acting.target)) == 41


def test_among_many_others_the_rest_is_asked_for_one_by_one(
    acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destinations, "_PAGE", 8)
    others = [f"q/p/{number:03}-{other}" for number in range(20) for other in range(4)]
    for key in others:
        acting.client.put_object(acting.target, b"other", key)
    entries = acting.put(*(f"p/{number:03}" for number in range(20)))
    for expected in ("ok", "skipped"):
        assert states(acting.do("copy", entries, to=acting.to())) == [expected] * 20
    assert len(acting.keys(acting.target)) == 100


def test_who_may_not_list_copies_all_the_same(acting: Acting) -> None:
    entries = acting.put(*(f"p/{number:03}" for number in range(20)))
    with acting.server.fault("list_objects", status=403):
        for expected in ("ok", "skipped"):
            assert states(acting.do("copy", entries, to=acting.to())) == [expected] * 20


def test_a_copy_is_like_its_source(acting: Acting) -> None:
    acting.put(
        "p/a",
        ContentType="text/x-a",
        StorageClass="STANDARD_IA",
        Tagging="k=v",
        Metadata={"x-cos-meta-a": "1"},
        ACL="public-read",
    )
    for entry in (Entry("p/a"), Entry("p/a", size=7, storage_class="STANDARD_IA")):
        assert acting.one("copy", entry, to=acting.to(), prefix="p/", acl="source").state == "ok"
        head = acting.head("q/a", acting.target)
        assert head["Content-Type"] == "text/x-a"
        assert head["x-cos-storage-class"] == "STANDARD_IA"
        assert head["x-cos-meta-a"] == "1"
        client: Any = acting.client
        assert client.get_object_tagging(acting.target, "q/a")["TagSet"]["Tag"] == [{"Key": "k", "Value": "v"}]
        assert client.get_object_acl(acting.target, "q/a")["CannedACL"] == "public-read"


def test_a_copy_can_be_told_to_be_otherwise(acting: Acting) -> None:
    [entry] = acting.put("p/a", ContentType="text/x-a", Tagging="k=v", Metadata={"x-cos-meta-a": "1"})
    said = {
        "to": acting.to(),
        "metadata": {"Content-Type": "text/x-b", "x-cos-meta-b": "2"},
        "tags": {"n": "w x"},
        "storage_class": "STANDARD_IA",
        "acl": "public-read",
    }
    assert [acting.one("copy", entry, **said).state for _ in range(2)] == ["ok", "ok"]
    head = acting.head("q/p/a", acting.target)
    assert (head["Content-Type"], head["x-cos-meta-b"], head.get("x-cos-meta-a")) == ("text/x-b", "2", None)
    assert head["x-cos-storage-class"] == "STANDARD_IA"
    client: Any = acting.client
    assert client.get_object_tagging(acting.target, "q/p/a")["TagSet"]["Tag"] == [{"Key": "n", "Value": "w x"}]
    assert client.get_object_acl(acting.target, "q/p/a")["CannedACL"] == "public-read"
    assert acting.one("copy", entry, **{**said, "overwrite": "different"}).state == "skipped"


def test_what_is_there_already_is_compared_by_content(acting: Acting) -> None:
    [entry] = acting.put("a", body=b"new")
    acting.client.put_object(acting.target, b"old", "q/a")
    never = acting.one("copy", entry, to=acting.to(), overwrite="never")
    assert (never.state, never.code) == ("skipped", "Exists")
    assert acting.one("copy", entry, to=acting.to()).state == "ok"
    assert acting.read(acting.target, "q/a") == b"new"
    assert acting.one("copy", entry, to=acting.to()).state == "skipped"
    assert acting.one("copy", entry, to=acting.to(), overwrite="always").state == "ok"
    acting.client.put_object(acting.target, b"longer", "q/a")
    assert acting.one("copy", Entry("a"), to=acting.to()).state == "ok"


def test_a_version_is_copied_if_one_is_named(acting: Acting) -> None:
    acting.client.put_bucket_versioning(acting.source, "Enabled")
    first = acting.client.put_object(acting.source, b"first", "a")["x-cos-version-id"]
    acting.client.put_object(acting.source, b"second", "a")
    assert acting.one("copy", Entry("a", first), to=acting.to()).state == "ok"
    assert acting.read(acting.target, "q/a") == b"first"
    second = Entry("a", first, latest=False)
    refused = acting.one("copy", second, to=acting.to())
    assert (refused.state, refused.code) == ("failed", "NotLatest")
    assert acting.one("move", second, to=acting.to()).code == "NotLatest"
    assert acting.one("copy", second, to=acting.to(), old_versions=True).state == "skipped"
    marker = acting.one("copy", Entry("b", "v", delete_marker=True), to=acting.to())
    assert (marker.state, marker.code) == ("skipped", "DeleteMarker")


def test_large_objects_are_copied_in_parts_with_all_that_is_theirs(
    acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytes(range(256)) * 4096 * 3
    monkeypatch.setattr(copying, "IN_ONE_REQUEST", len(body))
    from qcloud_cos import config

    monkeypatch.setattr(config, "LARGEST_SINGLE_COPY", len(body))
    acting.put("a", body=body, ContentType="text/x-a", Tagging="k=v%20w", Metadata={"x-cos-meta-a": "1"})
    with acting.server.add_fault("copy_object status=500") as whole:
        assert acting.one("copy", Entry("a"), to=acting.to()).state == "ok"
    assert whole.hits == 0
    head = acting.head("q/a", acting.target)
    assert (head["Content-Type"], head["x-cos-meta-a"]) == ("text/x-a", "1")
    assert head["x-cos-hash-crc64ecma"] == acting.head("a")["x-cos-hash-crc64ecma"]
    client: Any = acting.client
    assert client.get_object_tagging(acting.target, "q/a")["TagSet"]["Tag"] == [{"Key": "k", "Value": "v w"}]


def test_what_cannot_be_copied_fails_by_its_code_and_the_others_do_not(acting: Acting) -> None:
    acting.put("here")
    acting.put("archived", StorageClass="ARCHIVE")
    entries = [Entry("here"), Entry("missing"), Entry("archived"), Entry("other/prefix")]
    rows = acting.do("copy", entries, to=acting.to())
    assert [(row.state, row.code) for row in rows] == [
        ("ok", ""),
        ("failed", "NoSuchResource"),
        ("failed", "InvalidObjectState"),
        ("failed", "NoSuchResource"),
    ]
    rows = acting.do("copy", [Entry("missing", size=1, storage_class="STANDARD")], to=acting.to())
    assert rows[0].code == "NoSuchKey"
    row = acting.one("copy", Entry("here", size=7), to=acting.to(), prefix="there/")
    assert (row.state, row.code) == ("failed", "CosClientError")
    row = acting.one("copy", Entry("here"), to=f"cos://{acting.source}/")
    assert (row.state, row.code) == ("failed", "CosClientError")


def test_slow_down_is_tried_again_and_access_denied_is_not(acting: Acting) -> None:
    [entry] = acting.put("a")
    with acting.server.add_fault("copy_object status=503 count=1") as fault:
        assert acting.one("copy", entry, to=acting.to()).state == "ok"
    assert fault.hits == 1
    statement = {"effect": "allow", "action": ["name/cos:GetObject", "name/cos:HeadObject"], "resource": "*"}
    keys = acting.server.sts({"version": "2.0", "statement": [statement]})
    row = acting.one("copy", entry, by=keys, to=acting.to("r/"))
    assert (row.state, row.code) == ("failed", "AccessDenied")


def test_the_source_of_another_region_is_named_with_its_own(acting: Acting) -> None:
    [entry] = acting.put("a")
    assert acting.one("copy", entry, to=acting.to(), region="ap-shanghai").state == "ok"
    clients = Clients({"Region": "ap-guangzhou"}, {"SecretId": "id", "SecretKey": "key"})
    elsewhere = Elsewhere(Options("copy", {"to": "cos://b-1/q/", "region": "ap-shanghai"}))
    assert elsewhere.client(clients).get_conf()._endpoint == "cos.ap-shanghai.myqcloud.com"
    assert elsewhere.source(clients, "a-1", Entry("/k", "v")) == {
        "Bucket": "a-1",
        "Key": "//k",
        "VersionId": "v",
        "Endpoint": "cos.ap-guangzhou.myqcloud.com",
    }


def test_a_move_leaves_the_copy_and_nothing_else(acting: Acting) -> None:
    entries = acting.put(*ODD_KEYS, body=b"12345")
    assert states(acting.do("move", entries, to=acting.to("q"))) == ["ok"] * len(ODD_KEYS)
    assert acting.keys(acting.source) == []
    assert acting.keys(acting.target) == sorted(f"q{key}" for key in ODD_KEYS)
    again = acting.do("move", entries, to=acting.to("q"))
    assert {(row.state, row.code) for row in again} == {("skipped", "AlreadyMoved")}
    assert acting.one("move", Entry("p/plain", size=4), to=acting.to("q")).code == "NoSuchKey"
    assert acting.one("move", Entry("never there"), to=acting.to("q")).code == "NoSuchKey"


def test_a_move_goes_on_where_it_was(acting: Acting) -> None:
    [entry] = acting.put("a")
    with acting.server.add_fault("delete_object status=403"):
        assert acting.one("move", entry, to=acting.to()).code == "AccessDenied"
    assert acting.keys(acting.source) == ["a"]
    with acting.server.add_fault("copy_object status=403") as fault:
        assert acting.one("move", entry, to=acting.to(), overwrite="never").state == "ok"
    assert fault.hits == 0
    assert acting.keys(acting.source) == []


def test_a_move_takes_along_what_is_not_content(acting: Acting) -> None:
    [entry] = acting.put("a", Metadata={"x-cos-meta-a": "1"}, Tagging="k=v")
    for metadata in ({}, {"x-cos-meta-a": "1"}):
        acting.client.put_object(acting.target, b"content", "q/a", Metadata=metadata)
        kept = acting.one("move", entry, to=acting.to(), overwrite="never")
        assert (kept.state, kept.code) == ("skipped", "Exists")
    assert acting.one("move", entry, to=acting.to()).state == "ok"
    assert acting.head("q/a", acting.target)["x-cos-meta-a"] == "1"
    client: Any = acting.client
    assert client.get_object_tagging(acting.target, "q/a")["TagSet"]["Tag"] == [{"Key": "k", "Value": "v"}]


def test_a_move_deletes_nothing_that_it_could_not_prove(acting: Acting) -> None:
    [entry] = acting.put("a", body=b"precious")
    acting.client.put_object(acting.target, b"elsewhere", "q/a")
    kept = acting.one("move", entry, to=acting.to(), overwrite="never")
    assert (kept.state, kept.code) == ("skipped", "Exists")
    # The copy is reported done, and is not.
    with acting.server.add_fault(f"head_object bucket={acting.target} corrupt"):
        assert acting.one("move", entry, to=acting.to()).code == "NotVerified"
    assert acting.read(acting.source, "a") == b"precious"


def test_a_source_that_is_replaced_meanwhile_is_kept(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    [entry] = acting.put("a", body=b"first")
    copied = copying.Copying.copied

    async def then_replaced(self: Any, clients: Any, *more: Any) -> int:
        size = await copied(self, clients, *more)
        await clients.of().put_object(acting.source, b"later", "a")
        return size

    monkeypatch.setattr(copying.Copying, "copied", then_replaced)
    assert acting.one("move", entry, to=acting.to()).code == "SourceChanged"
    assert acting.read(acting.source, "a") == b"later"
    monkeypatch.undo()
    assert acting.one("move", entry, to=acting.to()).state == "ok"
    assert acting.read(acting.target, "q/a") == b"later"


def test_a_moved_version_is_the_only_one_that_goes(acting: Acting) -> None:
    acting.client.put_bucket_versioning(acting.source, "Enabled")
    first = acting.client.put_object(acting.source, b"first", "a")["x-cos-version-id"]
    second = acting.client.put_object(acting.source, b"second", "a")["x-cos-version-id"]
    assert acting.one("move", Entry("a", first, 5), to=acting.to()).state == "ok"
    left = acting.client.list_objects_versions(acting.source)["Version"]
    assert [each["VersionId"] for each in left] == [second]


@pytest.mark.parametrize(
    ("operation", "options", "why"),
    [
        ("copy", {}, "copy: the option to is missing"),
        ("copy", {"to": "b/c"}, "'b/c' is not a place in COS"),
        ("copy", {"to": "cos://b-1/", "overwrite": "maybe"}, "overwrite is one of different, always, never"),
        ("copy", {"to": "cos://b-1/", "metadata": {"a": 1}}, "metadata is texts by name"),
        ("copy", {"to": "cos://b-1/", "colour": "red"}, "copy knows no option 'colour': there are to, prefix"),
        ("move", {"to": "cos://b-1/", "overwrite": "different"}, "overwrite is one of always, never"),
        ("delete", {"force": True}, "delete knows no option 'force': it has none"),
        ("restore", {}, "restore: the option days is a number from 1 to 365, not None"),
        ("restore", {"days": 3, "tier": "Soon"}, "tier is one of Standard, Expedited, Bulk"),
        ("tag", {}, "tags are given with set and merge"),
        ("tag", {"mode": "clear", "tags": {"a": "b"}}, "tags are given with set and merge, and not with clear"),
        ("tag", {"tags": {str(number): "" for number in range(11)}}, "tags are 10 of an object at most, not 11"),
        ("set_class", {}, "storage_class is missing"),
        ("set_acl", {}, "acl is missing"),
        ("set_acl", {"acl": "public"}, "acl is one of default, private"),
        ("checksum", {"md5": "no"}, "md5 is true or false, not 'no'"),
        ("verify", {}, "against is missing"),
        ("verify", {"against": "/no/such/directory"}, "is no directory"),
        ("map", {}, "package.module:name, not ''"),
        ("map", {"function": "json:nothing"}, "json:nothing cannot be imported"),
        ("map", {"function": "json:__name__"}, "cannot be called: it is str"),
        ("melt", {}, "'melt' is no operation of jobs: there are copy, move"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(operation: str, options: dict[str, Any], why: str) -> None:
    with pytest.raises(CosClientError) as told:
        action_of(JobSpecification(operation, {"kind": "prefix", "bucket": "b-1", "prefix": ""}, options))
    assert why in str(told.value)
