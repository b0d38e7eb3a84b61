"""`cos ls`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import ANYTHING, Url
from qcloud_cos.cli.printing import local_time, shown, size
from qcloud_cos.cli.session import Session


@click.command("ls", cls=Verb)
@click.argument("where", required=False, type=ANYTHING, metavar="[URL]")
@click.option("-r", "--recursive", is_flag=True, help="All below, not only the next level.")
@click.option("--versions", is_flag=True, help="All versions and delete markers.")
@click.option("-H", "--human", is_flag=True, help="Sizes as 1.5 MiB.")
@click.pass_obj
def ls(session: Session, where: Url | None, recursive: bool, versions: bool, human: bool) -> None:
    """List buckets, or what is in one of them.

    Without a URL: the account's buckets.  cos://BUCKET/PREFIX lists what begins with PREFIX up to the next
    slash, so that the directory photos is listed by cos://BUCKET/photos/.
    """
    if where is None:
        rows, line = _buckets(session), _bucket_line
    else:
        rows = _versions(session, where) if versions else _objects(session, where, recursive)
        line = _Lines(human)
    session.found(session.printer.rows(rows, line))


def _buckets(session: Session) -> Iterator[dict[str, Any]]:
    for page in session.client.paginate("list_buckets"):
        for each in (page.get("Buckets") or {}).get("Bucket") or []:
            yield {"bucket": each["Name"], "region": each.get("Location"), "created": each.get("CreationDate")}


def _bucket_line(row: Mapping[str, Any]) -> str:
    return f"{local_time(row['created'] or ''):19}  {row['region'] or '':14}  {row['bucket']}"


def _objects(session: Session, where: Url, recursive: bool) -> Iterator[dict[str, Any]]:
    more = {} if recursive else {"Delimiter": "/"}
    for page in session.client.paginate("list_objects", Bucket=where.bucket, Prefix=where.key, **more):
        found = [{"prefix": each["Prefix"]} for each in page.get("CommonPrefixes") or []]
        found += [row_of(each) for each in page.get("Contents") or []]
        yield from sorted(found, key=lambda row: row.get("key") or row["prefix"])


def row_of(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": each["Key"],
        "size": int(each["Size"]),
        "modified": each["LastModified"],
        "class": each.get("StorageClass"),
        "etag": (each.get("ETag") or "").strip('"'),
    }


def _versions(session: Session, where: Url) -> Iterator[dict[str, Any]]:
    for each in session.client.versions(where.bucket, where.key):
        marker = "ETag" not in each
        row = {"key": each["Key"], "modified": each["LastModified"]} if marker else row_of(each)
        yield {
            **row,
            "version": each.get("VersionId"),
            "latest": each.get("IsLatest") == "true",
            "deleted": marker,
        }


class _Lines:
    def __init__(self, human: bool) -> None:
        self._human = human

    def __call__(self, row: Mapping[str, Any]) -> str:
        if "prefix" in row:
            return f"{'':19}  {'DIR':>14}  {shown(row['prefix'])}"
        count = "deleted" if row.get("deleted") else size(row["size"]) if self._human else str(row["size"])
        line = f"{local_time(row['modified'])}  {count:>14}  {shown(row['key'])}"
        if "version" in row:
            line += f"  {row['version'] or 'null'}{'  latest' if row['latest'] else ''}"
        return line
