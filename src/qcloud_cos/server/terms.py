"""The terms on which a bucket keeps objects: what its configurations mean for each that is put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.recent import Reading, Recent
from qcloud_cos.server.tiers import TierRule, rule_of

_KINDS = ("creation", "encryption", "object-lock", "intelligenttiering", "intelligent-tiering")
_ALGORITHMS = {"AES256": "AES256", "SM4": "SM4", "KMS": "cos/kms"}


@dataclass(frozen=True, slots=True)
class Terms:
    is_maz: bool = False
    """Of several zones."""
    encryption: Mapping[str, Any] = field(default_factory=dict)
    """What `extra` holds of an object whose head does not speak of encryption."""
    lock_days: int | None = None
    """How long objects are locked that do not say; None if the bucket has no locks at all."""
    is_tiered: bool = False
    """Objects may be of the class INTELLIGENT_TIERING."""
    tiers: tuple[TierRule, ...] = ()
    """When those change their tiers."""


def terms_of(db: Reading, bucket: str) -> Terms:
    if isinstance(db, Recent):
        return db.terms(bucket, lambda: _read(db, bucket))
    return _read(db, bucket)


def _read(db: Reading, bucket: str) -> Terms:
    return read(*[db.document(bucket, kind) for kind in _KINDS])


@lru_cache(256)
def read(
    creation: str | None, encryption: str | None, lock: str | None, tiering: str | None, tierings: str | None
) -> Terms:
    """The terms in a bucket's documents, as they are stored."""
    return Terms(
        bool(creation) and _content(creation).get("BucketAZConfig") == "MAZ",
        _encryption(_content(encryption)),
        _lock_days(_content(lock)) if lock else None,
        bool(tiering) and _content(tiering).get("Status") == "Enabled",
        _tiers(_content(tiering), tierings),
    )


def _content(text: str | None) -> dict[str, Any]:
    return xml.parse(text.encode()) if text else {}


def _encryption(content: dict[str, Any]) -> dict[str, Any]:
    rules = content.get("Rule")
    if not rules:
        return {}
    first = rules[0] if isinstance(rules, list) else rules
    found = first["ApplyServerSideEncryptionByDefault"]
    kept = {"algorithm": _ALGORITHMS[found["SSEAlgorithm"]]}
    if found.get("KMSMasterKeyID"):
        kept["key_id"] = found["KMSMasterKeyID"]
    return {"sse": kept}


def _lock_days(content: dict[str, Any]) -> int:
    return int(((content.get("Rule") or {}).get("DefaultRetention") or {}).get("Days") or 0)


def _tiers(first: dict[str, Any], others: str | None) -> tuple[TierRule, ...]:
    found = []
    if first.get("Status") == "Enabled":
        found.append(rule_of({"Tiering": {"AccessTier": "INFREQUENT", **first["Transition"]}}))
    held = json.loads(others)["held"].values() if others else ()
    contents = [_content(value["text"]) for _, value in held]
    return (*found, *(rule_of(content) for content in contents if content.get("Status") == "Enabled"))
