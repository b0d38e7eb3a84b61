"""Which entries take part: ordered globs, sizes and ages.

The globs are those of gitignore.  ``*``, ``?`` and ``[a-z]`` stay within a name, ``**`` crosses slashes; with a
slash before its end a pattern starts at the root, without one it fits at any depth; a slash at its end means
directories only.  To exclude a directory is to exclude all that is in it, unless a later ``!pattern`` names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from qcloud_cos import types
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.trees.places import Entry

if TYPE_CHECKING:
    from datetime import datetime


class _Rule(NamedTuple):
    fits: re.Pattern[str]
    includes: bool


class Rules:
    """Says which names take part."""

    def __init__(
        self, include: types.Globs = (), exclude: types.Globs = (), files: Iterable[str] | None = None
    ) -> None:
        """Take the patterns.

        Args:
            include: if any are given, only what fits one of them takes part.
            exclude: what fits does not, unless the last that fits begins with ``!``.
            files: only these take part, and what is in those that end with a slash.

        Raises:
            CosClientError: not patterns.
        """
        self._only = [re.compile(_pattern(glob, reaches=True)) for glob in _several("Include", include)]
        # The last that fits decides, so that is looked at first.
        self._last_first = [_rule(glob) for glob in reversed(_several("Exclude", exclude))]
        self._files = None if files is None else Files(files)

    def choose(self, name: str) -> bool:
        """Whether this file, or directory with a slash at its end, takes part."""
        if self._files is not None and name not in self._files:
            return False
        for rule in self._last_first:
            if rule.fits.fullmatch(name):
                if not rule.includes:
                    return False
                break
        return not self._only or any(pattern.fullmatch(name) for pattern in self._only)

    def prune(self, directory: str) -> bool:
        """Whether nothing below a directory can take part, so that it need not be listed."""
        if self._files is not None and not self._files.below(directory):
            return True
        for rule in self._last_first:
            if rule.includes:
                return False
            if rule.fits.fullmatch(directory):
                return True
        return False

    def pruned(self, name: str) -> str | None:
        """The topmost directory above `name` that need not be listed; None if all have to be."""
        if self._files is None and (not self._last_first or self._last_first[0].includes):
            return None
        return next((directory for directory in _above(name) if self.prune(directory)), None)

    def later(self, name: str) -> str | None:
        """What a listing may go on with after `name`: nothing before it takes part.  None: nothing does."""
        return name if self._files is None else self._files.later(name)


class Files:
    """Names that were given one by one; one that ends with a slash means all below."""

    def __init__(self, names: Iterable[str]) -> None:
        if isinstance(names, str | bytes):
            raise CosClientError(f"Files must be an iterable of names, not {type(names).__name__}: give a list")
        self._names = set(names)
        if not all(isinstance(name, str) and name.strip("/") for name in self._names):
            raise CosClientError("Files must hold names such as 'docs/a.txt', relative to the directory or prefix")
        # Keys are listed in the order of their bytes, which is that of their characters.
        self._ordered = sorted(self._names)
        self._directories = {name for name in self._names if name.endswith("/")}

    def __contains__(self, name: str) -> bool:
        return name in self._names or self._inside(name)

    def below(self, directory: str) -> bool:
        """Whether one of them is in a directory, or is one above it."""
        place = bisect_left(self._ordered, directory)
        leads = place < len(self._ordered) and self._ordered[place].startswith(directory)
        return leads or self._inside(directory)

    def later(self, name: str) -> str | None:
        if self._inside(name):
            return name
        place = bisect_right(self._ordered, name)
        return self._ordered[place] if place < len(self._ordered) else None

    def _inside(self, name: str) -> bool:
        return bool(self._directories) and any(directory in self._directories for directory in _above(name))


class Window(NamedTuple):
    """Sizes in bytes and times in nanoseconds, all of them included; None is no limit."""

    smallest: int | None = None
    largest: int | None = None
    after_ns: int | None = None
    before_ns: int | None = None

    def admits(self, entry: Entry) -> bool:
        return (
            (self.smallest is None or entry.size >= self.smallest)
            and (self.largest is None or entry.size <= self.largest)
            and (self.after_ns is None or entry.modified_ns >= self.after_ns)
            and (self.before_ns is None or entry.modified_ns <= self.before_ns)
        )


def apart(keywords: dict[str, Any]) -> Window:
    """Take the limits out of the keywords.

    Raises:
        CosClientError: one of those left is no header.
    """
    window = Window(
        keywords.pop("MinSize", None),
        keywords.pop("MaxSize", None),
        nanoseconds(keywords.pop("ModifiedAfter", None)),
        nanoseconds(keywords.pop("ModifiedBefore", None)),
    )
    to_headers(keywords)
    return window


def nanoseconds(when: datetime | float | None) -> int | None:
    """A time as an aware datetime, a naive one in local time, or seconds since 1970."""
    if when is None:
        return None
    seconds = when if isinstance(when, int | float) else when.timestamp()
    return round(seconds * 1_000_000) * 1000


def _several(what: str, globs: types.Globs) -> list[str]:
    found = [globs] if isinstance(globs, str) else list(globs)
    for glob in found:
        if not isinstance(glob, str) or not glob.removeprefix("!").strip("/"):
            raise CosClientError(f"{what} must hold patterns such as '*.tmp', not {glob!r}")
    return found


def _rule(glob: str) -> _Rule:
    includes = glob.startswith("!")
    return _Rule(re.compile(_pattern(glob[includes:], reaches=not includes)), includes)


def _above(name: str) -> Iterator[str]:
    slash = name.find("/")
    while slash >= 0:
        yield name[: slash + 1]
        slash = name.find("/", slash + 1)


def _pattern(glob: str, reaches: bool) -> str:
    """A regular expression for whole names; one that `reaches` fits what is below a directory, too."""
    body = glob.removesuffix("/")
    inside = ".*" if reaches else ""
    end = f"/{inside}" if glob.endswith("/") else f"(?:/{inside})?"
    start = "" if "/" in body else "(?:.*/)?"
    return f"(?s:{start}{''.join(_pieces(body.removeprefix('/')))}{end})"


_TOKEN = re.compile(
    r"(?P<deep>(?:(?<=/)|^)\*\*/)|(?P<rest>(?:(?<=/)|^)\*\*$)|(?P<star>\*+)|(?P<one>\?)"
    r"|\[(?P<other>[!^]?)(?P<set>\]?[^\]]+|\])\]|\\(?P<escaped>.)|(?P<plain>.)",
    re.DOTALL,
)


def _pieces(glob: str) -> Iterator[str]:
    for token in _TOKEN.finditer(glob):
        kind = token.lastgroup
        if kind == "deep":
            yield "(?:.*/)?"
        elif kind == "rest":
            yield ".*"
        elif kind == "star":
            yield "[^/]*"
        elif kind == "one":
            yield "[^/]"
        elif kind == "set":
            yield _letters(token["set"], "^" if token["other"] else "")
        else:
            yield re.escape(token["escaped"] or token["plain"])


def _letters(letters: str, negation: str) -> str:
    """One of the letters; written out, since Python reads sets in ways of its own."""
    found = ""
    for low, high, single in re.findall(r"(.)-(.)|(.)", letters, re.DOTALL):
        if single:
            found += re.escape(single)
        elif low <= high:
            found += f"{re.escape(low)}-{re.escape(high)}"
    return f"(?!/)[{negation}{found}]" if found else "(?!)" if not negation else "[^/]"
