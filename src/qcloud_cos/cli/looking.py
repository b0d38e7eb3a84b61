"""`cos stat`, `cat`, `head` and `hash`."""

from __future__ import annotations

import os
import re
from typing import Any

import click

from qcloud_cos.cli.choosing import SIZE
from qcloud_cos.cli.copying import poured
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import AN_OBJECT, ANYWHERE, IN_COS, Place, Url
from qcloud_cos.cli.printing import output, shown
from qcloud_cos.cli.session import Session

_RANGE = re.compile(r"[0-9]+-[0-9]*|-[0-9]+")


def versioned(version_id: str | None) -> dict[str, Any]:
    return {"VersionId": version_id} if version_id else {}


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--version-id")
@click.pass_obj
def stat(session: Session, where: Url, version_id: str | None) -> None:
    """Show what COS knows of an object or a bucket: size, times, class, checksum, metadata."""
    if where.key:
        found: Any = session.client.head_object(where.bucket, where.sent, **versioned(version_id))
    else:
        found = session.client.head_bucket(where.bucket)
    fields = {"url": str(where), **found}
    width = max(map(len, fields))
    text = "\n".join(f"{name:{width}}  {shown(str(value))}" for name, value in fields.items())
    session.printer.document(fields, text)


@click.command(cls=Verb)
@click.argument("wheres", nargs=-1, required=True, type=AN_OBJECT, metavar="URL...")
@click.option(
    "--range", "bytes_", metavar="FIRST-LAST", help="Only these bytes, counted from 0; -100 is the last 100."
)
@click.option("--version-id")
@click.pass_obj
def cat(session: Session, wheres: tuple[Url, ...], bytes_: str | None, version_id: str | None) -> None:
    """Write objects to standard output."""
    if bytes_ and not _RANGE.fullmatch(bytes_):
        raise click.UsageError(f"--range takes bytes such as 0-99, 100- or -100, not {bytes_!r}")
    headers = versioned(version_id) | ({"Range": f"bytes={bytes_}"} if bytes_ else {})
    for where in wheres:
        poured(session, where, output(), **headers)


@click.command(cls=Verb)
@click.argument("where", type=AN_OBJECT, metavar="URL")
@click.option("-n", "--lines", type=click.IntRange(0), default=10, show_default=True, help="So many lines.")
@click.option("-c", "--bytes", "count", type=SIZE, help="So many bytes instead.")
@click.pass_obj
def head(session: Session, where: Url, lines: int, count: int | None) -> None:
    """Write the beginning of an object to standard output, and read no more of it than that."""
    out = output()
    with session.client.get_object(where.bucket, where.sent)["Body"] as body:
        left = lines if count is None else count
        while left > 0 and (piece := body.read(16 * 1024 if count is None else min(left, 1024 * 1024))):
            if count is None:
                end, left = _lines_of(piece, left)
                piece = piece[:end]
            else:
                left -= len(piece)
            out.write(piece)
    out.flush()


def _lines_of(piece: bytes, wanted: int) -> tuple[int, int]:
    """Where so many lines end in a piece, and how many are still to come."""
    end = 0
    while wanted:
        found = piece.find(b"\n", end) + 1
        if not found:
            return len(piece), wanted
        end, wanted = found, wanted - 1
    return end, 0


@click.command("hash", cls=Verb)
@click.argument("where", type=ANYWHERE, metavar="PLACE")
@click.pass_obj
def hash(session: Session, where: Place) -> None:
    """Show the CRC-64 of an object as COS keeps it, or of a file as COS would, and their size and ETag."""
    if isinstance(where, Url):
        found: Any = session.client.head_object(where.bucket, where.sent)
        etag = str(found["ETag"]).strip('"')
        row = {"crc64ecma": found.get("x-cos-hash-crc64ecma"), "size": int(found["Content-Length"]), "etag": etag}
    else:
        row = {"crc64ecma": str(_of_file(where)), "size": os.path.getsize(where)}
    row["place"] = str(where)
    session.printer.document(row, "  ".join(str(value) for value in row.values()))


def _of_file(path: str) -> int:
    from qcloud_cos.transfer.trees.walking import checksum

    return checksum(path)
