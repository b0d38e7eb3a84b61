"""Replication rules: which is an object's, and what its copies look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qcloud_cos.server.documents import REPLICATION
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.replication import state
from qcloud_cos.server.replication.copying import PAUSES, Replicating, replica
from qcloud_cos.server.replication.noting import note
from qcloud_cos.server.replication.rules import Rule, chosen, rules_of
from qcloud_cos.server.store import LOCK, Bucket, Content, Store, Version
from qcloud_cos.server.terms import Terms

SOURCE, TARGET = "source-1250000000", "target-1250000000"


def rule(inside: str = "", target: str = TARGET, status: str = "Enabled", more: str = "") -> str:
    return (
        f"<Rule><Status>{status}</Status>{inside}"
        f"<Destination><Bucket>qcs::cos:ap-beijing::{target}</Bucket>{more}</Destination></Rule>"
    )


def document(*rules: str) -> str:
    role = "<Role>qcs::cam::uin/100000000001:uin/100000000001</Role>"
    return f"<ReplicationConfiguration>{role}{''.join(rules)}</ReplicationConfiguration>"


def version(key: str = "logs/a", **more: Any) -> Version:
    return Version(SOURCE, key, content=Content(4, "", 0, b"data"), **more)


def tag(name: str) -> str:
    return f"<Filter><And><Prefix>logs/</Prefix><Tag><Key>{name}</Key><Value>1</Value></Tag></And></Filter>"


KMS = {"sse": {"algorithm": "cos/kms", "key_id": "k1"}}
WITH_KMS = (
    "<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects>"
    "</SourceSelectionCriteria>"
)


@pytest.mark.parametrize(
    ("inside", "one", "covered"),
    [
        ("", version(), True),
        ("<Prefix>logs/</Prefix>", version(), True),
        ("<Prefix>pictures/</Prefix>", version(), False),
        ("<Filter><Prefix>logs/</Prefix></Filter>", version(), True),
        (tag("t"), version(tags={"t": "1", "u": "2"}), True),
        (tag("t"), version(tags={"t": "2"}), False),
        (tag("t"), Version(SOURCE, "logs/a", is_marker=True), False),
        ("", Version(SOURCE, "logs/a", is_marker=True), True),
        (
            "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>",
            Version(SOURCE, "logs/a", is_marker=True),
            False,
        ),
        ("", version(kind="appendable"), False),
        ("", version(extra={"sse": {"algorithm": "AES256"}}), True),
        ("", version(extra={"sse": {"salt": "00", "hash": "00"}}), False),
        ("", version(extra=KMS), False),
        (WITH_KMS, version(extra=KMS), True),
    ],
)
def test_what_a_rule_covers(inside: str, one: Version, covered: bool) -> None:
    assert bool(chosen(rules_of(document(rule(inside))), one)) is covered


def test_of_several_rules_for_a_bucket_the_smallest_priority_counts() -> None:
    rules = rules_of(
        document(
            rule("<Priority>2</Priority>", more="<StorageClass>Archive</StorageClass>"),
            rule("<Priority>1</Priority>", more="<StorageClass>Standard_IA</StorageClass>"),
            rule("<Priority>3</Priority>", target="other-1250000000"),
            rule("<Priority>0</Priority>", target="off-1250000000", status="Disabled"),
        )
    )
    assert [(found.target, found.storage_class) for found in chosen(rules, version())] == [
        (TARGET, "STANDARD_IA"),
        ("other-1250000000", ""),
    ]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([rule("<Prefix>a</Prefix>"), rule("<Prefix>ab</Prefix>")], "InvalidArgument"),
        ([rule("<Priority>1</Priority>"), rule("<Priority>1</Priority>")], "InvalidArgument"),
        ([rule("<Priority>1</Priority>"), rule()], "InvalidArgument"),
        ([rule(more="<StorageClass>COOL</StorageClass>")], "NotSupportedStorageClass"),
        (
            [rule(tag("t") + "<DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication>")],
            "InvalidArgument",
        ),
    ],
)
def test_rules_that_contradict_each_other_are_refused(rules: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        REPLICATION.content(document(*rules).encode())
    assert refused.value.code == code


def test_a_copy_keeps_what_is_the_objects_and_not_how_it_was_encrypted() -> None:
    original = version(
        version_id="v", acl="[]", tags={"t": "1"}, headers={"x-cos-meta-a": "1"}, storage_class="ARCHIVE",
        extra={"sse": {"algorithm": "AES256"}, "replicas": {TARGET: "PENDING"}, "restore": [1]},
    )  # fmt: skip
    copy = replica(original, {"target": TARGET, "class": "", "kms_key": ""}, Terms(), 0.0)
    assert (copy.bucket, copy.key, copy.version_id, copy.content) == (TARGET, "logs/a", "v", original.content)
    assert (copy.acl, copy.tags, copy.headers) == ("[]", {"t": "1"}, {"x-cos-meta-a": "1"})
    assert copy.storage_class == "ARCHIVE"
    assert copy.extra == {"replica_of": SOURCE}
    colder = replica(version(extra=KMS), {"target": TARGET, "class": "COLD", "kms_key": "k2"}, Terms(), 0.0)
    assert colder.storage_class == "COLD"
    assert colder.extra["sse"] == {"algorithm": "cos/kms", "key_id": "k2"}


def test_a_copy_is_kept_on_the_terms_of_its_bucket() -> None:
    wanted = {"target": TARGET, "class": "", "kms_key": ""}
    terms = Terms(is_maz=True, encryption={"sse": {"algorithm": "AES256"}}, lock_days=1)
    copy = replica(version(), wanted, terms, 5.0)
    assert copy.storage_class == "MAZ_STANDARD"
    assert copy.extra == {"replica_of": SOURCE, "sse": {"algorithm": "AES256"}, LOCK: 86405.0}
    marker = Version(SOURCE, "a", is_marker=True)
    assert replica(marker, wanted, terms, 5.0).extra == {"replica_of": SOURCE}
    with pytest.raises(Refusal):
        replica(version(storage_class="MAZ_STANDARD"), wanted, Terms(), 5.0)


def test_the_status_of_several_copies_is_that_of_the_worst() -> None:
    extra = state.awaiting({}, ["a", "b"])
    assert state.of(extra) == "PENDING"
    extra = state.told(extra, "a", "COMPLETED")
    assert state.of(extra) == "PENDING"
    assert state.of(state.told(extra, "b", "FAILED")) == "FAILED"
    assert state.shown(state.told(extra, "b", "COMPLETED")) == {"x-cos-replication-status": "COMPLETED"}
    assert state.of(state.copied("a")) == "REPLICA"
    assert state.shown({}) == {}


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    for name in (SOURCE, TARGET):
        bucket = Bucket(name, "1250000000", 0.0, "r", versioning="Enabled")
        store.write(lambda db, bucket=bucket: db.create_bucket(bucket)).result()  # type: ignore[misc]
    store.write(lambda db: db.put_document(SOURCE, "replication", document(rule()))).result()
    yield store
    store.close()


def put(store: Store, key: str = "a") -> Version:
    def write(db: Any) -> Version:
        stored: Version = db.put(version(key))
        note(db, stored)
        return stored

    return store.write(write).result()


def status(store: Store, one: Version) -> str:
    found = store.read.version(one.bucket, one.key, one.version_id)
    assert found is not None
    return state.of(found.extra)


def test_what_fails_is_tried_again_and_after_a_day_no_more(store: Store) -> None:
    errand = Replicating(store)
    store.write(lambda db: db.set_bucket(TARGET, versioning="Suspended")).result()
    one, now = put(store), 0.0
    assert status(store, one) == "PENDING"
    for pause in PAUSES:
        due = errand.work(now)
        assert status(store, one) == "FAILED"
        assert due == now + pause
        now = due
    assert errand.work(now) is None
    store.write(lambda db: db.set_bucket(TARGET, versioning="Enabled")).result()
    errand.work(now + 1e9)
    assert status(store, one) == "FAILED"
    assert store.read.version(TARGET, "a") is None


def test_what_failed_once_is_copied_when_it_can_be(store: Store) -> None:
    errand = Replicating(store)
    store.write(lambda db: db.set_bucket(TARGET, versioning="Suspended")).result()
    one = put(store)
    due = errand.work(0.0)
    store.write(lambda db: db.set_bucket(TARGET, versioning="Enabled")).result()
    assert due is not None
    assert errand.work(due) is None
    assert status(store, one) == "COMPLETED"
    copy = store.read.version(TARGET, "a")
    assert copy is not None
    assert (copy.version_id, state.of(copy.extra)) == (one.version_id, "REPLICA")


def test_what_was_deleted_before_it_was_copied_is_forgotten(store: Store) -> None:
    one = put(store)
    store.write(lambda db: db.remove(SOURCE, "a", one.version_id)).result()
    assert Replicating(store).work(0.0) is None
    assert store.read.version(TARGET, "a") is None


def test_copies_stand_among_the_versions_of_the_target_by_their_age(store: Store) -> None:
    older = put(store)
    own = store.write(lambda db: db.put(Version(TARGET, "a", content=Content(3, "", 0, b"own")))).result()
    newer = put(store)
    Replicating(store).work(0.0)
    listed = store.read.list_versions(TARGET).entries
    assert [one.version_id for one in listed] == [newer.version_id, own.version_id, older.version_id]
    assert [one.is_latest for one in listed] == [True, False, False]


def test_a_rule_without_a_document_costs_nothing_and_says_nothing(store: Store) -> None:
    store.write(lambda db: db.delete_document(SOURCE, "replication")).result()
    one = put(store)
    assert one.extra == {}
    assert store.read.next_task("replicate") is None


def test_a_disabled_rule_is_none() -> None:
    assert rules_of(document(rule(status="Disabled"))) == ()
    assert rules_of(document(rule())) == (Rule(TARGET),)
