"""What a command counted, for `--summary FILE`; and files that are written at the end."""

from __future__ import annotations

import os

import click

from qcloud_cos.cli.places import STANDARD
from qcloud_cos.cli.printing import pretty
from qcloud_cos.cli.session import Session

COUNTING = ("ls", "find", "du", "cp", "mv", "rm", "sync", "lsparts", "abort", "job")
"""The commands that have something to count."""


def check(command: str, path: str) -> None:
    """Not only in the end, when all else is done.

    Raises:
        click.UsageError: nothing is counted, or it could not be written.
    """
    if command not in COUNTING:
        raise click.UsageError(f"`cos {command}` counts nothing for --summary: {', '.join(COUNTING)} do")
    refuse_unwritable(path)


def refuse_unwritable(path: str | None) -> None:
    if path is None or path == STANDARD:
        return
    above = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path) or not os.access(path if os.path.exists(path) else above, os.W_OK):
        raise click.UsageError(f"{path} cannot be written")


def summarize(session: Session, path: str) -> None:
    """At the end; a command that failed before it counted has nothing to say."""
    counts = session.counts
    if counts is None and session.matched is not None:
        counts = {"found": session.matched}
    if counts is not None:
        write(path, pretty(counts) + "\n")


def write(path: str, text: str) -> None:
    if path == STANDARD:
        click.echo(text, nl=False)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
