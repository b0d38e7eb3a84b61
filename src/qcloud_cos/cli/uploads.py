"""`cos lsparts` and `cos abort`: multipart uploads that nobody completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.printing import local_time, shown
from qcloud_cos.cli.removing import agreed
from qcloud_cos.cli.session import Session


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--upload-id", help="The parts of this upload, of the object URL.")
@click.pass_obj
def lsparts(session: Session, where: Url, upload_id: str | None) -> None:
    """List unfinished multipart uploads of keys that begin so, or the parts of one of them."""
    if upload_id is None:
        session.found(session.printer.rows(_uploads(session, where), _upload_line))
        return
    _refuse_without_key(where)
    parts = (
        {"part": int(each["PartNumber"]), "size": int(each["Size"]), "modified": each["LastModified"]}
        for each in session.client.parts(where.bucket, where.sent, upload_id)
    )
    session.found(
        session.printer.rows(parts, lambda row: f"{row['part']:>6}  {row['size']:>14}  {row['modified']}")
    )


def _refuse_without_key(where: Url) -> None:
    if not where.key:
        raise click.UsageError(f"--upload-id is of one object: {where} has no key")


def _uploads(session: Session, where: Url) -> Iterator[dict[str, Any]]:
    for each in session.client.multipart_uploads(where.bucket, where.key):
        yield {"key": each["Key"], "upload_id": each["UploadId"], "begun": each["Initiated"]}


def _upload_line(row: Mapping[str, Any]) -> str:
    return f"{local_time(row['begun'])}  {row['upload_id']}  {shown(row['key'])}"


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--upload-id", help="Only this upload, of the object URL.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def abort(session: Session, where: Url, upload_id: str | None, yes: bool) -> None:
    """Drop unfinished multipart uploads of keys that begin so, and their parts.

    An upload that is still under way somewhere fails then.
    """
    if upload_id is not None:
        _refuse_without_key(where)
        found = [{"key": where.key, "upload_id": upload_id}]
    else:
        found = list(_uploads(session, where))
        if found:
            agreed(f"Drop {len(found)} unfinished uploads below {where}?", yes)
    for each in found:
        key = where._replace(key=each["key"])
        session.client.abort_multipart_upload(where.bucket, key.sent, each["upload_id"])
        session.printer.done(f"dropped {each['upload_id']} of {key}", url=str(key), upload_id=each["upload_id"])
    session.found(len(found))
