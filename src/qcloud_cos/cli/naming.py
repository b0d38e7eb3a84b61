"""What the items of a run are called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from qcloud_cos.cli.places import Place, Url
from qcloud_cos.cli.printing import shown

if TYPE_CHECKING:
    from qcloud_cos.cli.running import Run
    from qcloud_cos.transfer.trees import TreeEvent


class Item(NamedTuple):
    """One of the many."""

    action: str
    name: str
    """As it is called below the directory, the same on both sides."""
    source: str
    destination: str

    def __str__(self) -> str:
        way = " -> ".join(shown(each) for each in (self.source, self.destination) if each)
        return f"{self.action} {way}"


class Naming:
    """From the events of a tree to its items."""

    def __init__(self, source: Place | None, destination: Place) -> None:
        self._source, self._destination = source, destination
        self._remote = destination if isinstance(destination, Url) else source

    def item(self, event: TreeEvent) -> Item:
        name = self._name(event)
        if event.action == "delete":
            return Item("delete", name, _within(self._destination, name), "")
        return Item(event.action, name, *self.ends(name))

    def ends(self, name: str) -> tuple[str, str]:
        """What it is called on both sides."""
        source = "" if self._source is None else _within(self._source, name)
        return source, _within(self._destination, name)

    def _name(self, event: TreeEvent) -> str:
        if event.key:
            assert isinstance(self._remote, Url)  # noqa: S101 - events with a key come of prefixes
            return event.key.removeprefix(self._remote.key)
        assert isinstance(self._destination, str)  # noqa: S101 - events without one come of directories
        return os.path.relpath(event.path, self._destination).replace(os.sep, "/")


class Wanted:
    """Names that were asked for one by one, and whether each came up."""

    def __init__(self, names: list[str] | None) -> None:
        self._missing = {} if names is None else dict.fromkeys(each for each in names if not each.endswith("/"))

    def came(self, name: str) -> None:
        self._missing.pop(name, None)

    def report(self, run: Run, action: str, naming: Naming) -> None:
        """Those that did not are failures."""
        for name in self._missing:
            source, destination = naming.ends(name)
            run.finished(
                Item(action, name, source, destination), error=FileNotFoundError(f"{source} is not there")
            )


def _within(place: Place, name: str) -> str:
    if isinstance(place, Url):
        return str(place._replace(key=place.key + name))
    return os.path.join(place, *name.split("/"))
