"""The objects below a prefix as a stream of entries, in the order of their keys' bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint
from qcloud_cos.core.wire import Call, Flow, Settings
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.copying import copy_source
from qcloud_cos.transfer.trees.choosing import Rules, apart
from qcloud_cos.transfer.trees.places import Entry, Remote

if TYPE_CHECKING:
    from qcloud_cos.client import Calls
    from qcloud_cos.types.listings import ListedObject

_LAST_CHARACTER = "\U0010ffff"


class Feed(Protocol):
    """Entries in the order of their names, some at a time."""

    def more(self) -> Flow[list[Entry] | None]: ...


class Objects:
    """The objects of a place, page by page.

    Args:
        itself: with the object that has the prefix for a key, which stands for the directory.
        headers: keywords of each request.
    """

    def __init__(
        self, calls: Calls, place: Remote, rules: Rules, itself: bool = False, headers: Any = None
    ) -> None:
        self._calls, self._place, self._rules, self._itself = calls, place, rules, itself
        self._headers: dict[str, Any] = headers or {}
        self._marker: str | None = ""

    def more(self) -> Flow[list[Entry] | None]:
        """The next entries that the rules choose; None after the last."""
        found = yield from self.lines()
        return None if found is None else [entry for entry, _ in found]

    def lines(self) -> Flow[list[tuple[Entry, ListedObject]] | None]:
        """As `more`, with what the listing says of each.

        Raises:
            CosClientError: the listing is not one: out of order, or of other keys.
        """
        while self._marker is not None:
            call = self._calls.list_objects(
                self._place.Bucket, Prefix=self._place.Prefix, Marker=self._marker, MaxKeys=1000, **self._headers
            )
            page = yield from (yield from there(call, self._place))
            contents = page.get("Contents") or []
            entries = listed(contents, self._place.Prefix, self._marker)
            self._marker = self._next(page, entries)
            chosen = [each for each in zip(entries, contents) if self._rules.choose(each[0].name)]
            if chosen and not (chosen[0][0].name or self._itself):
                del chosen[0]
            if chosen:
                return chosen
        return None

    def _next(self, page: Any, entries: list[Entry]) -> str | None:
        if str(page.get("IsTruncated")).lower() != "true":
            return None
        marker = page.get("NextMarker") or (self._place.Prefix + entries[-1].name if entries else "")
        if entries and (directory := self._rules.pruned(entries[-1].name)):
            # What is excluded is jumped over, not listed to its end.
            marker = max(marker, f"{self._place.Prefix}{directory}{_LAST_CHARACTER}")
        if entries:
            wanted = self._rules.later(marker.removeprefix(self._place.Prefix))
            if wanted is None:
                return None
            marker = max(marker, before(self._place.Prefix + wanted))
        if marker <= (self._marker or ""):
            raise CosClientError(f"the listing of {self._place.Bucket} stands still at {marker!r}")
        return str(marker)


class Chosen:
    """The lines of a listing that globs, names, sizes and times choose."""

    def __init__(
        self,
        calls: Any,
        place: Remote,
        include: types.Globs,
        exclude: types.Globs,
        files: Iterable[str] | None,
        keywords: dict[str, Any],
    ) -> None:
        self._window = apart(keywords)
        self._objects = Objects(calls, place, Rules(include, exclude, files), itself=True, headers=keywords)

    def more(self) -> Flow[list[ListedObject] | None]:
        found = yield from self._objects.lines()
        return None if found is None else [line for entry, line in found if self._window.admits(entry)]


def before(key: str) -> str:
    """A marker that `key` is listed after, with hardly any other in between."""
    last = ord(key[-1])
    if last == 0:
        return key[:-1]
    lesser = 0xD7FF if last == 0xE000 else last - 1  # surrogates are no characters
    return f"{key[:-1]}{chr(lesser)}{_LAST_CHARACTER}"


def listed(contents: list[Any], prefix: str, marker: str = "") -> list[Entry]:
    """The entries of a page that was asked for with `prefix` and `marker`.

    Raises:
        CosClientError: keys that do not belong there: what would be deleted must not hang on such a page.
    """
    entries, last = [], marker
    for each in contents:
        key = each["Key"]
        if not key.startswith(prefix) or key <= last:
            raise CosClientError(f"the listing has {key!r} after {last!r}, which is not its place")
        last = key
        etag = each.get("ETag") or ""
        entries.append(Entry(key[len(prefix) :], int(each["Size"]), _stored(each["LastModified"]), etag))
    return entries


def _stored(when: str) -> int:
    from datetime import datetime  # slow to import

    return int(datetime.fromisoformat(when).timestamp()) * 1_000_000_000


def there(call: Call[Any, Any], place: Remote) -> Flow[Call[Any, Any]]:
    """The same call, where `place` says its bucket is."""
    if not place.Region:
        return call
    config: CosConfig = yield from Settings()
    bucket = endpoint.bucket_name(place.Bucket, config._appid)
    host, _, _ = copy_source({"Bucket": bucket, "Key": "-", "Region": place.Region}, config).partition("/")
    return call.but(bucket=bucket, endpoint=host.removeprefix(f"{bucket}."))
