"""`cos presign`, `symlink` and `restore`: what is done with one object."""

from __future__ import annotations

from typing import Any

import click

from qcloud_cos.cli.choosing import seconds
from qcloud_cos.cli.looking import versioned
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import AN_OBJECT, Url
from qcloud_cos.cli.session import Session


@click.command(cls=Verb)
@click.argument("where", type=AN_OBJECT, metavar="URL")
@click.option(
    "--expires", default="1h", show_default=True, metavar="AGE", help="How long it can be used: 90s, 15m, 7d."
)
@click.option("--method", type=click.Choice(["GET", "PUT", "HEAD", "DELETE"]), default="GET", show_default=True)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="Part of the query, such as response-content-type=text/plain.",
)
@click.option("--version-id")
@click.pass_obj
def presign(
    session: Session, where: Url, expires: str, method: str, params: tuple[str, ...], version_id: str | None
) -> None:
    """Make a URL that lets whoever has it do one thing with an object, without a key.  Nothing is sent."""
    query = {name: value for name, _, value in (param.partition("=") for param in params)}
    if version_id:
        query["versionId"] = version_id
    lasting = seconds(expires)
    found = session.client.get_presigned_url(where.bucket, where.sent, method, lasting, Params=query or None)
    session.printer.document({"url": found, "method": method, "seconds": lasting}, found)


@click.command(cls=Verb)
@click.argument("link", type=AN_OBJECT, metavar="URL")
@click.argument("target", required=False, metavar="[KEY]")
@click.option("--version-id")
@click.pass_obj
def symlink(session: Session, link: Url, target: str | None, version_id: str | None) -> None:
    """Make a link that reads as the object KEY of the same bucket; or, without KEY, show where one leads."""
    if target is None:
        answer: Any = session.client.get_symlink(link.bucket, link.sent, **versioned(version_id))
        leads = answer["x-cos-symlink-target"]
        session.printer.document({"link": str(link), "target": leads}, leads)
        return
    key = target.removeprefix(str(link._replace(key="")))
    session.client.put_symlink(link.bucket, link.sent, key)
    session.printer.done(f"link {link} -> {key}", link=str(link), target=key)


@click.command(cls=Verb)
@click.argument("wheres", nargs=-1, required=True, type=AN_OBJECT, metavar="URL...")
@click.option("--days", type=click.IntRange(1), default=1, show_default=True, help="How long it stays readable.")
@click.option(
    "--tier", type=click.Choice(["Expedited", "Standard", "Bulk"]), default="Standard", show_default=True
)
@click.option("--version-id")
@click.pass_obj
def restore(session: Session, wheres: tuple[Url, ...], days: int, tier: str, version_id: str | None) -> None:
    """Ask for readable copies of archived objects.  That takes minutes to days; `cos stat` shows x-cos-restore."""
    wanted: Any = {"Days": days, "CASJobParameters": {"Tier": tier}}
    for where in wheres:
        session.client.restore_object(where.bucket, where.sent, wanted, **versioned(version_id))
        session.printer.done(f"restoring {where}", url=str(where), days=days, tier=tier)
