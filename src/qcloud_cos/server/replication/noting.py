"""What is written to a bucket with rules is noted for copying, in the same transaction."""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.server.replication import state
from qcloud_cos.server.replication.rules import Rule, chosen, rules_of
from qcloud_cos.server.store import NULL_VERSION, Changes, Task, Version

KIND = "replicate"


def note(db: Changes, version: Version) -> None:
    """Have a version, or a delete marker, that was just written copied as its bucket's rules say."""
    if version.version_id == NULL_VERSION:
        return  # rules need versioning, and this is cheaper than to look for them
    text = db.document(version.bucket, "replication")
    rules = chosen(rules_of(text), version) if text else []
    if not rules:
        return
    db.replace(replace(version, extra=state.awaiting(version.extra, [rule.target for rule in rules])))
    for rule in rules:
        db.put_task(_task(version, rule))


def _task(version: Version, rule: Rule) -> Task:
    data = {
        "key": version.key,
        "version": version.version_id,
        "target": rule.target,
        "class": rule.storage_class,
        "kms_key": rule.kms_key,
    }
    return Task(KIND, version.bucket, f"{version.version_id}/{rule.target}", version.modified, data)
