"""`cos rm`, and asking before something is gone."""

from __future__ import annotations

from typing import Any

import click

from qcloud_cos.cli.choosing import Choice, choosing
from qcloud_cos.cli.naming import Item, Naming
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.printing import somebody_types, tell
from qcloud_cos.cli.running import Run, listening
from qcloud_cos.cli.session import Session


def agreed(question: str, yes: bool) -> None:
    """Go on only if somebody says so.

    Raises:
        click.UsageError: nobody is there to be asked.
        click.exceptions.Exit: they said no.
    """
    if yes:
        return
    if not somebody_types():
        raise click.UsageError(f"{question}  Nobody can be asked here: say --yes if it is meant")
    if not click.confirm(question, err=True):
        tell("nothing was done")
        raise click.exceptions.Exit(130)


@click.command("rm", cls=Verb)
@click.argument("wheres", nargs=-1, required=True, type=IN_COS, metavar="URL...")
@click.option("-r", "--recursive", is_flag=True, help="All below a directory.")
@click.option("--version-id", help="Remove this version for good.")
@click.option("--failed", type=click.Path(dir_okay=False), metavar="FILE", help="Note what failed in FILE.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be deleted.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before a whole bucket is emptied.")
@choosing
@click.pass_obj
def rm(
    session: Session,
    wheres: tuple[Url, ...],
    recursive: bool,
    version_id: str | None,
    failed: str | None,
    dry_run: bool,
    yes: bool,
    choice: Choice,
) -> None:
    """Delete objects.

    With --recursive, all below cos://BUCKET/DIRECTORY/; the slash at its end need not be typed, and
    photos never means photos2.  In a bucket with versions, what is deleted can be brought back.
    """
    if version_id and (recursive or len(wheres) > 1):
        raise click.UsageError("--version-id names a version of one object")
    for where in wheres:
        if not recursive and where.is_directory:
            raise click.UsageError(f"{where} is a directory: --recursive deletes all that is in it")
        if recursive and not where.key and not dry_run:
            agreed(f"Delete everything in the bucket {where.bucket}?", yes)
    alone = len(wheres) == 1 and not recursive
    with Run(session, failed, dry_run, alone) as run:
        for where in wheres:
            if recursive:
                _tree(session, run, where, choice)
                run.hint(where)
            else:
                _one(session, run, where, version_id)
    if alone and (error := run.only_error()):
        raise error


def _tree(session: Session, run: Run, where: Url, choice: Choice) -> None:
    directory = where.directory
    told: Any = listening(run, Naming(None, directory))

    def do(names: list[str] | None) -> None:
        keywords = choice.keywords()
        if names is not None:
            keywords["Files"] = [each for each in names if each]
        session.client.delete_prefix(
            directory.bucket, directory.key, Force=True, DryRun=run.dry_run, progress_callback=told, **keywords
        )

    run.twice(do)


def _one(session: Session, run: Run, where: Url, version_id: str | None) -> None:
    from qcloud_cos import CosServiceError

    item = Item("delete", where.key, str(where), "")
    version: Any = {"VersionId": version_id} if version_id else {}
    try:
        if run.dry_run:
            session.client.head_object(where.bucket, where.sent, **version)
        else:
            session.client.delete_object(where.bucket, where.sent, **version)
    except CosServiceError as error:
        run.finished(item, error=error)
    else:
        run.finished(item)
