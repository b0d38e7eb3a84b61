"""What the columns of manifests are called, by whoever wrote them, and how their texts are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.conditions import moment
from qcloud_cos.jobs.entries import Entry

_FIELD_OF = {
    "bucket": "bucket",
    "key": "key",
    "version": "version_id",
    "versionid": "version_id",
    "size": "size",
    "contentlength": "size",
    "etag": "etag",
    "modified": "modified",
    "lastmodified": "modified",
    "lastmodifieddate": "modified",
    "storageclass": "storage_class",
    "crc64": "crc64",
    "latest": "latest",
    "islatest": "latest",
    "deletemarker": "delete_marker",
    "isdeletemarker": "delete_marker",
    "appid": "appid",
}


def field_of(column: str) -> str | None:
    """``Size``, ``VersionId``, ``version_id``: whatever the spelling; None of one that says nothing here."""
    return _FIELD_OF.get(column.strip().lower().replace("_", "").replace("-", "").replace(" ", ""))


class Columns:
    """Makes entries of rows."""

    def __init__(self, names: Sequence[str], source: str, bucket: str = "", url_encoded: bool = False) -> None:
        """Args:
        bucket: that of rows which name none.
        url_encoded: whether keys are percent-encoded.

        Raises:
            CosClientError: there is no key among them, or something twice.
        """
        found = [field_of(name) for name in names]
        known = [field for field in found if field]
        if twice := {field for field in known if known.count(field) > 1}:
            raise CosClientError(f"{source} has two columns for {', '.join(sorted(twice))}: {', '.join(names)}")
        if "key" not in known:
            raise CosClientError(f"{source} has no column `key`: it has {', '.join(names) or 'none'}")
        self._source, self._bucket, self._url_encoded = source, bucket, url_encoded
        self._places = {field: number for number, field in enumerate(found) if field}
        self._width = len(names)
        self._key = self._places["key"]
        self._others = [
            (number, self._places[name], _READ.get(name, str))
            for number, name in enumerate(Entry._fields)
            if name in self._places and name != "key"
        ]
        self.fields = frozenset(known) & frozenset(Entry._fields)

    def entry(self, row: Sequence[Any], number: int) -> tuple[str, Entry]:
        """The bucket and the entry of a row; `number` is for messages, from 1.

        Raises:
            CosClientError: it is too short, has no key, or something that cannot be read.
        """
        if len(row) != self._width:
            raise self._wrong(number, f"there are {len(row)} columns, not {self._width}")
        key = row[self._key]
        if not isinstance(key, str) or not key:
            raise self._wrong(number, "there is no key")
        values: list[Any] = [None] * len(Entry._fields)
        try:
            values[0] = unquote(key, errors="strict") if self._url_encoded else key
            for slot, place, read in self._others:
                if (value := row[place]) is not None and value != "":
                    values[slot] = read(value)
        except (ValueError, OverflowError) as error:
            raise self._wrong(number, str(error)) from None
        return self._bucket_of(row, number), Entry._make(values)

    def _bucket_of(self, row: Sequence[Any], number: int) -> str:
        place, appid = self._places.get("bucket"), self._places.get("appid")
        bucket = row[place] if place is not None else ""
        if bucket and appid is not None and row[appid] and not str(bucket).endswith(f"-{row[appid]}"):
            bucket = f"{bucket}-{row[appid]}"
        if not (bucket or self._bucket):
            raise self._wrong(number, "it names no bucket: give the bucket, or a column `bucket`")
        return str(bucket or self._bucket)

    def _wrong(self, number: int, why: str) -> CosClientError:
        return CosClientError(f"{self._source}, row {number}: {why}")


def is_url(encoding: str) -> bool:
    """Whether keys are percent-encoded.

    Raises:
        CosClientError: no such encoding.
    """
    if encoding not in ("", "url"):
        raise CosClientError(f"the encoding of keys is url, or not given; not {encoding!r}")
    return encoding == "url"


def whole_number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"the size {value!r} is not a number") from None


def time(value: Any) -> str:
    """``2026-11-22T08:00:00Z``, or a number of seconds since 1970, as COS writes times."""
    if isinstance(value, str):
        moment(value)
        return value
    if isinstance(value, int | float):
        value = datetime.fromtimestamp(value, UTC)
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a time such as 2026-11-22T08:00:00Z")
    return (
        (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    )


def truth(value: Any) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise ValueError(f"{value!r} is neither true nor false")
    return str(value).lower() == "true"


def etag(value: Any) -> str:
    text = str(value).strip('"')
    return f'"{text}"'


_READ: Mapping[str, Callable[[Any], Any]] = {
    "size": whole_number,
    "modified": time,
    "latest": truth,
    "delete_marker": truth,
    "etag": etag,
}
