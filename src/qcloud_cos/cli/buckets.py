"""`cos mb` and `cos rb`."""

from __future__ import annotations

from typing import Any

import click

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.removing import agreed
from qcloud_cos.cli.session import Session


def _whole(where: Url) -> str:
    if where.key:
        raise click.UsageError(f"{where} names what is in a bucket: a bucket is cos://{where.bucket}")
    return where.bucket


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--acl", type=click.Choice(["private", "public-read", "public-read-write"]), help="Who may read it.")
@click.option("--multi-az", is_flag=True, help="Keep it in several zones.")
@click.option("--exist-ok", is_flag=True, help="Be content if it is there, and yours.")
@click.pass_obj
def mb(session: Session, where: Url, acl: str | None, multi_az: bool, exist_ok: bool) -> None:
    """Make a bucket."""
    from qcloud_cos.errors import BucketAlreadyOwnedByYou

    bucket = _whole(where)
    given: Any = {"ACL": acl} if acl else {}
    try:
        session.client.create_bucket(bucket, "MAZ" if multi_az else None, **given)
    except BucketAlreadyOwnedByYou:
        if not exist_ok:
            raise
    session.printer.done(f"made {where}", bucket=bucket)


@click.command(cls=Verb)
@click.argument("where", type=IN_COS, metavar="URL")
@click.option(
    "--force", is_flag=True, help="Delete all that is in it first: objects, versions, unfinished uploads."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def rb(session: Session, where: Url, force: bool, yes: bool) -> None:
    """Remove a bucket, which must be empty."""
    bucket = _whole(where)
    if force:
        agreed(f"Delete the bucket {bucket} and all that is in it?", yes)
        _empty(session, bucket)
    session.client.delete_bucket(bucket)
    session.printer.done(f"removed {where}", bucket=bucket)


def _empty(session: Session, bucket: str) -> None:
    client = session.client
    for upload in client.multipart_uploads(bucket):
        client.abort_multipart_upload(bucket, upload["Key"], upload["UploadId"])
    found = ((each["Key"], each.get("VersionId") or "null") for each in client.versions(bucket))
    refused = client.delete_keys(bucket, found).get("Error") or []
    if refused:
        first = refused[0]
        raise click.ClickException(
            f"{len(refused)} objects cannot be deleted, such as {first.get('Key')!r}: {first.get('Message')}"
        )
