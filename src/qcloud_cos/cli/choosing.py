"""The options that say which items of many take part."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import click

from qcloud_cos.cli.options import ArgumentType

F = TypeVar("F", bound=Callable[..., Any])

_ORDER = "qcloud_cos.cli.patterns"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)(?:i?b)?", re.IGNORECASE)
_AGE = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def seconds(age: str) -> int:
    """``15m`` in seconds.

    Raises:
        click.UsageError: it is no age.
    """
    found = _AGE.fullmatch(age)
    if not found:
        raise click.UsageError(f"{age!r} is not an age such as 90s, 15m, 12h or 7d")
    return int(float(found[1]) * _SECONDS[found[2]])


class Size(ArgumentType):
    """``10M`` in bytes."""

    name = "size"

    def __init__(self, least: int = 0, most: int | None = None, limits: str = "") -> None:
        self._least, self._most, self._limits = least, most, limits

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = _SIZE.fullmatch(str(value).strip())
        if not found:
            self.fail(f"{value!r} is not a size such as 500, 64K or 1.5G", param, ctx)
        count = int(float(found[1]) * 1024 ** " kmgtp".index(found[2].lower() or " "))
        if count < self._least or (self._most is not None and count > self._most):
            self.fail(f"{value} is not {self._limits}", param, ctx)
        return count


class When(ArgumentType):
    """``7d``, or a date, in seconds since 1970."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        if age := _AGE.fullmatch(value):
            return time.time() - float(age[1]) * _SECONDS[age[2]]
        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError:
            self.fail(
                f"{value!r} is neither an age such as 90m, 12h or 7d nor a date such as 2026-01-31", param, ctx
            )


SIZE, WHEN = Size(), When()


class Pattern(click.Option):
    """One of several options whose order among each other counts."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        for name in self.opts:
            option = parser._long_opt[name]

            def process(value: Any, state: Any, taken: Any = option.process) -> None:
                ctx.meta.setdefault(_ORDER, []).append((self.name, value))
                taken(value, state)

            option.process = process


@dataclass
class Choice:
    """What was asked for."""

    patterns: list[tuple[str, str]]
    files: list[str] | None
    limits: dict[str, Any]

    @property
    def only_files(self) -> bool:
        """Nothing but names was given, so that each of them is wanted."""
        return self.files is not None and not self.patterns and not self.limits

    def keywords(self) -> dict[str, Any]:
        """As the methods for whole directories take it."""
        include, exclude = rules(self.patterns)
        return {"Include": include, "Exclude": exclude, "Files": self.files, **self.limits}


def rules(patterns: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """`Include` and `Exclude` that decide as the last pattern that fits.

    What none fits takes part, unless the first of them is an ``include``.
    """
    first = next((place for place, (kind, _) in enumerate(patterns) if kind == "exclude"), len(patterns))
    include = [pattern for kind, pattern in patterns if kind == "include"] if first else []
    exclude: list[str] = []
    for kind, pattern in patterns[first:]:
        exclude += [pattern] if kind == "exclude" else [f"!{each}" for each in _with_all_below(pattern)]
    return include, exclude


def _with_all_below(pattern: str) -> list[str]:
    body = pattern.rstrip("/")
    return [pattern, f"{body}/**" if "/" in body else f"**/{body}/**"]


def choosing(command: F) -> F:
    """Give a function the options, as one argument `choice`."""

    def gather(ctx: click.Context, files_from: Any, from_failed: Any, **limits: Any) -> Choice:
        files = None if files_from is None else listed(files_from)
        if from_failed is not None:
            files = [*(files or []), *failed_names(from_failed)]
        given = {name: value for name, value in limits.items() if value is not None}
        return Choice(ctx.meta.get(_ORDER, []), files, given)

    def taking(*arguments: Any, **options: Any) -> Any:
        names = ("files_from", "from_failed", "MinSize", "MaxSize", "ModifiedAfter", "ModifiedBefore")
        choice = gather(click.get_current_context(), **{name: options.pop(name) for name in names})
        for name in ("include", "exclude"):
            options.pop(name)
        return command(*arguments, choice=choice, **options)

    taking.__doc__, taking.__name__ = command.__doc__, command.__name__
    taking.__dict__.update(command.__dict__)
    decorate = taking
    for option in reversed(_OPTIONS):
        decorate = option(decorate)
    return decorate  # type: ignore[return-value]


_file: Any = click.File("r", encoding="utf-8")
_OPTIONS = (
    click.option(
        "--include", cls=Pattern, multiple=True, metavar="GLOB",
        help="Take what fits.  Of several --include and --exclude the last that fits decides; if the first of "
        "them is --include, what none fits is left out.",
    ),
    click.option("--exclude", cls=Pattern, multiple=True, metavar="GLOB", help="Leave out what fits."),
    click.option("--files-from", type=_file, metavar="FILE", help="Only the names in FILE, one a line."),
    click.option("--from-failed", type=_file, metavar="FILE", help="Only what --failed wrote into FILE."),
    click.option("--min-size", "MinSize", type=SIZE, help="Such as 64K."),
    click.option("--max-size", "MaxSize", type=SIZE),
    click.option("--newer-than", "ModifiedAfter", type=WHEN, help="Modified since: 7d, 12h, or 2026-01-31."),
    click.option("--older-than", "ModifiedBefore", type=WHEN),
)  # fmt: skip


def listed(file: Any) -> list[str]:
    return [line.rstrip("\r\n").removeprefix("./") for line in file if line.strip()]


def failed_names(file: Any) -> list[str]:
    """The names that an earlier run noted.

    Raises:
        click.UsageError: the file is not one of those.
    """
    try:
        return [str(json.loads(line)["name"]) for line in file if line.strip()]
    except (ValueError, KeyError, TypeError):
        raise click.UsageError(
            f"{file.name} is not what --failed writes: use --files-from for plain names"
        ) from None
