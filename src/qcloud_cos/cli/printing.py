"""Answers on standard output: lines for people, or JSON for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click

_HALVES = re.compile("[\ud800-\udfff]")
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


class Printer:
    def __init__(self, form: str, quiet: bool = False) -> None:
        self.form, self.quiet = form, quiet

    @property
    def for_people(self) -> bool:
        return self.form == "table"

    def rows(self, rows: Iterable[Mapping[str, Any]], line: Callable[[Mapping[str, Any]], str]) -> int:
        """Each as it comes; how many there were."""
        count = 0
        for count, row in enumerate(rows, 1):
            if self.form == "table":
                click.echo(line(row))
            elif self.form == "ndjson":
                click.echo(compact(row))
            else:
                click.echo(f"{'[' if count == 1 else ','}\n{compact(row)}", nl=False)
        if self.form == "json":
            click.echo("\n]" if count else "[]")
        return count

    def document(self, value: Any, text: str | None = None) -> None:
        """One answer; `text` is how people get it, if not as JSON."""
        if self.form == "table" and text is not None:
            if text:
                click.echo(text)
        elif self.form == "ndjson":
            click.echo(compact(value))
        else:
            click.echo(pretty(value))

    def done(self, what: str, **fields: Any) -> None:
        """Something was done, and there is no more to say of it."""
        if self.for_people:
            if not self.quiet:
                click.echo(what)
        else:
            self.document(fields)


def output() -> BinaryIO:
    """Standard output, for bytes.

    Raises:
        click.ClickException: it is closed.
    """
    if sys.stdout is None:
        raise click.ClickException("standard output is closed, so nothing can be written there")
    return sys.stdout.buffer


def input_() -> BinaryIO:
    """Standard input, for bytes.

    Raises:
        click.ClickException: it is closed.
    """
    if sys.stdin is None:
        raise click.ClickException("standard input is closed, so nothing can be read there")
    return sys.stdin.buffer


def somebody_types() -> bool:
    """Whether questions would be answered."""
    return sys.stdin is not None and sys.stdin.isatty()


def tell(text: str, colour: str | None = None) -> None:
    """A line on standard error."""
    click.secho(text, fg=colour, err=True)


def compact(value: Any) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False, default=str))


def pretty(value: Any) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _escaped(text: str) -> str:
    """What of a file's name is not UTF-8 cannot be printed as it is."""
    return _HALVES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shown(text: str) -> str:
    """A name on a line of its own: what would move the cursor, or break the line, is escaped."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def size(count: float) -> str:
    """``1.5 MiB``."""
    number = 0
    while count >= 1024 and number < len(_UNITS) - 1:
        count, number = count / 1024, number + 1
    return f"{count:.0f} B" if not number else f"{count:.1f} {_UNITS[number]}"


def local_time(stamp: str) -> str:
    """``2026-11-22T08:00:00.000Z`` as it is called here."""
    try:
        when = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone().strftime("%Y-%m-%d %H:%M:%S")
