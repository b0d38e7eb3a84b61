"""An operation's options, read from a specification's JSON: what is wrong with them is said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qcloud_cos.errors import CosClientError


class Options:
    """Read one by one, and then ended: what nobody asked for is unknown.

    Raises:
        CosClientError: one is not what it can be; the message names it.
    """

    def __init__(self, operation: str, said: Mapping[str, Any]) -> None:
        self._operation, self._said = operation, said
        self._known: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(name, f"is a text, not {value!r}")
        return value

    def choice(self, name: str, among: Sequence[str], default: str) -> str:
        value = self.text(name, default)
        if self.given(name) and value not in among:
            raise self.wrong(name, f"is one of {', '.join(among)}, not {value!r}")
        return value

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self._take(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(name, f"is a number from {least} to {most}, not {value!r}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(name, f"is true or false, not {value!r}")
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Names with a text each."""
        value = self._take(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(
            isinstance(each, str) for pair in value.items() for each in pair
        ):
            raise self.wrong(name, f"is texts by name, not {value!r}")
        return dict(value)

    def json(self, name: str) -> dict[str, Any]:
        value = self._take(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.wrong(name, f"is values by name, not {value!r}")
        return dict(value)

    def given(self, name: str) -> bool:
        return self._said.get(name) is not None

    def end(self) -> None:
        """Nothing more is asked for."""
        if unknown := sorted(self._said.keys() - set(self._known)):
            there = f"there are {', '.join(self._known)}" if self._known else "it has none"
            raise CosClientError(f"{self._operation} knows no option {unknown[0]!r}: {there}")

    def wrong(self, name: str, why: str) -> CosClientError:
        return CosClientError(f"{self._operation}: the option {name} {why}")

    def _take(self, name: str) -> Any:
        self._known.append(name)
        return self._said.get(name)
