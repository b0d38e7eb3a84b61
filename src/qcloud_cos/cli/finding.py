"""`cos find` and `cos du`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from qcloud_cos.cli.choosing import Choice, choosing
from qcloud_cos.cli.listing import row_of
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.printing import shown, size
from qcloud_cos.cli.session import Session


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--name", "names", multiple=True, metavar="GLOB", help="The same as --include.")
@click.option("-0", "--print0", is_flag=True, help="A NUL after each key, for xargs -0.")
@choosing
@click.pass_obj
def find(session: Session, where: Url, names: tuple[str, ...], print0: bool, choice: Choice) -> None:
    """List the objects below a directory that fit, as URLs.

    Globs, sizes and ages are those of `cos cp` and `cos sync`, and so they can be tried here.
    """
    choice.patterns = [*choice.patterns, *(("include", name) for name in names)]
    where = where.directory
    rows = (
        {"url": str(where._replace(key=where.key + each["name"])), **each}
        for each in chosen(session, where, choice)
    )
    if print0:
        for row in rows:
            click.echo(f"{row['url']}\0", nl=False)
            session.found()
        session.found(0)
        return
    session.found(session.printer.rows(rows, lambda row: shown(row["url"])))


def chosen(session: Session, where: Url, choice: Choice) -> Iterator[dict[str, Any]]:
    """The objects below a directory that take part; directories that are left out are not listed."""
    for each in session.client.objects(where.bucket, where.key, **choice.keywords()):
        yield {"name": each["Key"].removeprefix(where.key), **row_of(each)}


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("-d", "--depth", type=click.IntRange(0), default=0, help="Directories down to so many levels, too.")
@click.option("--by-class", is_flag=True, help="Each storage class of its own.")
@click.option("-H", "--human", is_flag=True, help="Sizes as 1.5 MiB.")
@click.pass_obj
def du(session: Session, where: Url, depth: int, by_class: bool, human: bool) -> None:
    """Add up the sizes of the objects whose keys begin so."""
    sums: dict[tuple[str, str], list[int]] = {}
    for each in session.client.objects(where.bucket, where.key):
        kind = each.get("StorageClass", "") if by_class else ""
        for directory in _above(each["Key"], where.key, depth):
            one = sums.setdefault((directory, kind), [0, 0])
            one[0] += 1
            one[1] += int(each["Size"])
    rows = [
        {
            "url": str(where._replace(key=directory)),
            "objects": count,
            "bytes": total,
            **({"class": kind} if by_class else {}),
        }
        for (directory, kind), (count, total) in sorted(sums.items())
    ]
    of_all = [counted for (directory, _), counted in sums.items() if directory == where.key]
    session.counts = {"found": sum(count for count, _ in of_all), "bytes": sum(total for _, total in of_all)}
    session.found(session.counts["found"])
    rows = rows or [{"url": str(where), "objects": 0, "bytes": 0}]

    def line(row: Mapping[str, Any]) -> str:
        total = size(row["bytes"]) if human else str(row["bytes"])
        kind = f"  {row['class']:20}" if by_class and "class" in row else ""
        return f"{total:>16}  {row['objects']:>10}{kind}  {shown(row['url'])}"

    session.printer.rows(rows, line)


def _above(key: str, prefix: str, depth: int) -> Iterator[str]:
    """The prefix itself, and the directories of the key below it, down to some depth."""
    yield prefix
    start = len(prefix)
    for _ in range(depth):
        slash = key.find("/", start)
        if slash < 0:
            return
        start = slash + 1
        yield key[:start]
