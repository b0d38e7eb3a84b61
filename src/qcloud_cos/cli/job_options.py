"""The options of each operation of `cos job`."""

from __future__ import annotations

import json
from typing import Any

import click

_STRIP = click.option("--strip", metavar="PREFIX", help="What keys lose there; else the prefix of URL.")
_ELSEWHERE = (
    click.option("--to", required=True, metavar="URL", help="Where to: cos://BUCKET-APPID/PREFIX."),
    click.option("--to-region", "region", help="Of the destination, if elsewhere."),
    _STRIP,
)


def _pairs(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    """``("a=1", "b=2")`` by name."""
    found = dict(value.partition("=")[::2] for value in values)
    if "" in found or any("=" not in value for value in values):
        raise click.UsageError(f"{parameter.opts[0]} takes NAME=VALUE, not {values[0]!r}")
    return found or None


def _document(ctx: click.Context, parameter: click.Parameter, value: str | None) -> dict[str, Any] | None:
    if value is None:
        return None
    try:
        found = json.loads(value)
    except ValueError as error:
        raise click.UsageError(f"{parameter.opts[0]} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.UsageError(f'{parameter.opts[0]} takes {{"name": value}}')
    return found


def _of_copies(help: str, *overwrite: str) -> tuple[Any, ...]:
    return (
        *_ELSEWHERE,
        click.option("--overwrite", type=click.Choice(overwrite), help=help),
        click.option("--storage-class", help="Of the copies, such as STANDARD_IA; else that of each source."),
        click.option("--acl", help="Of the copies: private, public-read, or source; else as the bucket's."),
        click.option("--header", "metadata", multiple=True, callback=_pairs, metavar="NAME=VALUE",
                     help="Such as Content-Type=text/html: replaces all headers and metadata of the source."),
        click.option("--tag", "tags", multiple=True, callback=_pairs, metavar="NAME=VALUE",
                     help="Replaces the tags of the source."),
        click.option("--old-versions", is_flag=True, default=None,
                     help="Copy versions that are not the latest, too: one of each key."),
    )  # fmt: skip


COPY = _of_copies(
    "What is there already: skip what has the same size and CRC-64 (else; always, if the copies are to be more "
    "than copies), copy all, or skip all.",
    "different",
    "always",
    "never",
)
MOVE = _of_copies("Replace what is there already (else), or skip it.", "always", "never")
RESTORE = (
    click.option("--days", type=click.IntRange(1, 365), required=True, help="For which they can be read."),
    click.option("--tier", type=click.Choice(["Standard", "Expedited", "Bulk"]), help="How soon; else Standard."),
)
TAG = (
    click.option("--tag", "tags", multiple=True, callback=_pairs, metavar="NAME=VALUE"),
    click.option("--mode", type=click.Choice(["set", "merge", "clear"]),
                 help="Replace the tags there are (else), add to them, or remove all."),
)  # fmt: skip
SET_CLASS = (click.option("--storage-class", required=True, help="Such as STANDARD_IA or ARCHIVE."),)
SET_ACL = (
    click.option("--acl", help="private, public-read or default."),
    click.option("--grant-read", metavar="WHO", help="Such as id=\"100000000001\"."),
    click.option("--grant-full-control", metavar="WHO"),
)  # fmt: skip
CHECKSUM = (click.option("--md5/--no-md5", default=True, help="The MD5, too, which takes most of the time."),)
VERIFY = (
    click.option("--against", required=True, metavar="PLACE",
                 help="cos://BUCKET-APPID/PREFIX, or a directory that all workers see."),
    click.option("--against-region", "region", help="Of the copies, if elsewhere."),
    _STRIP,
)  # fmt: skip
MAP = (
    click.option("--function", required=True, metavar="NAME", help="package.module:function."),
    click.option("--arguments", callback=_document, metavar="JSON", help="For each call, by name."),
)
