"""`cos sync`."""

from __future__ import annotations

from typing import Any

import click

from qcloud_cos.cli.choosing import Choice, choosing
from qcloud_cos.cli.copying import action_of
from qcloud_cos.cli.naming import Naming, Wanted
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import ANYWHERE, STANDARD, Place, Url
from qcloud_cos.cli.printing import somebody_types
from qcloud_cos.cli.removing import agreed
from qcloud_cos.cli.running import Run, listening
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.terms import Terms, terms


@click.command(cls=Verb)
@click.argument("source", type=ANYWHERE)
@click.argument("destination", type=ANYWHERE)
@click.option("--delete", is_flag=True, help="Delete what the destination has and the source has not.")
@click.option(
    "--checksum", "compare", flag_value="checksum", help="Go by size and CRC-64 alone; reads every file."
)
@click.option("--size-only", "compare", flag_value="size-only", help="Go by size alone.")
@click.option("--update", is_flag=True, help="Leave alone what is newer at the destination.")
@click.option("--follow-symlinks", is_flag=True, help="Upload what links lead to; else they are skipped.")
@click.option("-y", "--yes", is_flag=True, help="Delete without asking.")
@click.option("--force", is_flag=True, help="Delete even if the source is empty, or something failed.")
@terms
@choosing
@click.pass_obj
def sync(
    session: Session,
    source: Place,
    destination: Place,
    delete: bool,
    compare: str | None,
    update: bool,
    follow_symlinks: bool,
    yes: bool,
    force: bool,
    choice: Choice,
    terms: Terms,
) -> None:
    """Make a directory like another: local to COS, back, or within COS.  Only what differs is transferred.

    Two files of one size are the same if their times are; if the times differ, the CRC-64 of both decides, so that
    an edit which keeps the size is not missed.

    With --delete you are asked first, or say --yes.  Nothing is deleted if something failed, if the source is
    empty, or if --exclude leaves it out.
    """
    if STANDARD in (source, destination):
        raise click.UsageError("- is one stream, and no directory: use `cos cp`")
    if not isinstance(source, Url) and not isinstance(destination, Url):
        raise click.UsageError(f"neither {source} nor {destination} is in COS: write cos://BUCKET-APPID/PREFIX")
    source = source.directory if isinstance(source, Url) else source
    destination = destination.directory if isinstance(destination, Url) else destination
    keywords = {
        "Compare": compare or "default",
        "Update": update,
        "FollowSymlinks": follow_symlinks,
        **choice.keywords(),
    }
    if delete and not terms.dry_run and not yes:
        _ask(session, _side(source, terms.source_region), destination, force, keywords)
    naming, wanted = Naming(source, destination), Wanted(choice.files if choice.only_files else None)
    with Run(session, terms.failed, terms.dry_run) as run:
        told = listening(run, naming, lambda item, event: wanted.came(item.name))

        def do(names: list[str] | None) -> None:
            # The second time all of it again: what is to be deleted was spared the first time.
            found = session.client.sync(
                _side(source, terms.source_region),
                _side(destination),
                delete,
                Force=force,
                progress_callback=told,
                **keywords,
                **terms.of_tree(),
                **terms.of_bytes(),
                **(terms.headers if isinstance(destination, Url) else {}),
            )
            run.counts["spared"] = found.spared

        run.twice(do)
        wanted.report(run, action_of(source, destination), naming)


def _ask(session: Session, source: Any, destination: Place, force: bool, keywords: dict[str, Any]) -> None:
    """Count first what would go: that takes the two listings, and no content."""
    question = f"{destination} would lose what the source has not."
    if not somebody_types():
        agreed(question, False)
    asked = {**keywords, "Compare": "size-only", "Update": False, "DryRun": True, "Force": force}
    count = session.client.sync(source, _side(destination), True, **asked).deleted
    if count:
        agreed(f"{count} of {destination} are not in the source.  Delete them?", False)


def _side(place: Place, region: str = "") -> Any:
    from qcloud_cos import Remote

    return Remote(place.bucket, place.key, region) if isinstance(place, Url) else place
