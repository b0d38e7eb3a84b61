"""`cos mv`."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any

import click

from qcloud_cos.cli.choosing import Choice, choosing
from qcloud_cos.cli.copying import carry
from qcloud_cos.cli.naming import Item
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import ANYWHERE, STANDARD, Place, Url, is_stream
from qcloud_cos.cli.printing import tell
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.terms import Terms, terms


@click.command(cls=Verb)
@click.argument("places", nargs=-1, required=True, type=ANYWHERE, metavar="SOURCE... DESTINATION")
@click.option("-r", "--recursive", is_flag=True, help="Directories, with all that is in them.")
@terms
@choosing
@click.pass_obj
def mv(session: Session, places: tuple[Place, ...], recursive: bool, choice: Choice, terms: Terms) -> None:
    """Copy as `cos cp` does, and delete each source once it has arrived.

    Local directories stay where they were, empty.
    """
    *sources, destination = places
    if not sources:
        raise click.UsageError("a source and a destination are needed")
    if STANDARD in places or any(isinstance(each, str) and is_stream(each) for each in places):
        raise click.UsageError("a stream cannot be deleted: use `cos cp`")
    arrived = _Arrived(session)
    try:
        carry(session, sources, destination, recursive, False, choice, terms, arrived)
    finally:
        # Also after an interruption: what has arrived would be moved twice otherwise.
        arrived.delete()


class _Arrived:
    """Sources that are not needed any more."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._keys: dict[str, list[str]] = defaultdict(list)

    def __call__(self, item: Item, source: Place) -> None:
        if isinstance(source, Url):
            self._keys[source.bucket].append(source.key)
            return
        try:
            os.remove(source)
        except OSError as error:
            self._session.partial = True
            tell(f"copied, but not deleted: {error}", "red")

    def delete(self) -> None:
        for bucket, keys in self._keys.items():
            refused: Any = self._session.client.delete_keys(bucket, keys).get("Error") or []
            for each in refused:
                self._session.partial = True
                tell(f"copied, but not deleted: cos://{bucket}/{each.get('Key')}: {each.get('Message')}", "red")
