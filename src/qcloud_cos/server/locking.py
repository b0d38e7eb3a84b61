"""Objects that are locked: until a moment nobody deletes, overwrites or changes them.

A bucket has to allow for locks first, which cannot be taken back.  A lock is kept with the version that it is
of, and the store itself removes no version whose lock has not ended.

Source: https://cloud.tencent.com/document/product/436/55294
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.answer import iso
from qcloud_cos.server.clock import DAY
from qcloud_cos.server.lifecycle import date_of
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import LOCK, Bucket
from qcloud_cos.server.terms import Terms

MODE = "COMPLIANCE"
MODE_HEADER = "x-cos-object-lock-mode"
UNTIL_HEADER = "x-cos-object-lock-retain-until-date"
MOST_DAYS = 36500


def wanted(headers: Mapping[str, str], terms: Terms, now: float) -> dict[str, float]:
    """The lock of an object that is written, as its `extra` keeps it: what its head asks for, or the bucket's.

    Raises:
        Refusal: NoSuchObjectLockConfiguration, InvalidArgument, InvalidLockedTime.
    """
    mode, until = headers.get(MODE_HEADER), headers.get(UNTIL_HEADER)
    if mode is None and until is None:
        return by_default(terms, now)
    check_bucket(terms)
    if mode is None or until is None:
        raise argument(f"{MODE_HEADER} and {UNTIL_HEADER} go together.")
    return kept(mode, until, now)


def by_default(terms: Terms, now: float) -> dict[str, float]:
    """The lock of an object that does not ask for one."""
    return {LOCK: float(ceil(now + terms.lock_days * DAY))} if terms.lock_days else {}


def check_bucket(terms: Terms) -> None:
    """Raises:
    Refusal: NoSuchObjectLockConfiguration.
    """
    if terms.lock_days is None:
        raise Refusal("NoSuchObjectLockConfiguration", "Objects cannot be locked in this bucket.")


def kept(mode: str, until: str, now: float, before: float = 0.0) -> dict[str, float]:
    """A lock as `extra` keeps it; one there was `before` is not shortened.

    Raises:
        Refusal: InvalidArgument, InvalidLockedTime.
    """
    if mode.upper() != MODE:
        raise argument(f"The mode of a lock is {MODE}.")
    try:
        moment = float(ceil(date_of(until)))  # what is shown has no fractions
    except ValueError:
        raise argument(f"{until!r} is not a date like 2030-01-31T00:00:00.000Z.") from None
    if moment > now + MOST_DAYS * DAY:
        raise argument(f"An object is locked for at most {MOST_DAYS} days.")
    if moment < before and before > now:
        raise Refusal("InvalidLockedTime")
    if moment <= now:
        raise Refusal("InvalidLockedTime", f"{until} is not in the future.")
    return {LOCK: moment}


def of_document(body: bytes, now: float, before: float) -> dict[str, float]:
    """The lock in a Retention.

    Raises:
        Refusal: MalformedXML, InvalidArgument, InvalidLockedTime.
    """
    try:
        content = xml.parse(body, root="Retention")
        mode, until = content["Mode"], content["RetainUntilDate"]
        if not isinstance(mode, str) or not isinstance(until, str):
            raise TypeError("Mode or RetainUntilDate")
    except (xml.MalformedXML, KeyError, TypeError) as error:
        raise Refusal("MalformedXML", f"The Retention lacks or misplaces {error}.") from None
    return kept(mode, until, now, before)


def document_of(until: float) -> str:
    return f"<Retention><Mode>{MODE}</Mode><RetainUntilDate>{iso(until)}</RetainUntilDate></Retention>"


def only(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The lock in an `extra`, and nothing else."""
    return {LOCK: extra[LOCK]} if LOCK in extra else {}


def until_of(extra: Mapping[str, Any]) -> float:
    """When a version's lock ends; 0 if it never had one."""
    until: float = extra.get(LOCK, 0.0)
    return until


def check_free(extra: Mapping[str, Any], now: float) -> None:
    """Raises:
    Refusal: ObjectLocked.
    """
    if LOCK in extra and extra[LOCK] > now:
        raise Refusal("ObjectLocked", f"The object is locked until {iso(extra[LOCK])}.")


def check_overwrite(db: Reading, bucket: Bucket, key: str, now: float) -> None:
    """Whether a write leaves every locked version where it is.  The store asks again when it writes.

    Raises:
        Refusal: ObjectLocked.
    """
    if bucket.versioning != "Enabled":
        version = db.version(bucket.name, key)
        if version is not None:
            check_free(version.extra, now)
