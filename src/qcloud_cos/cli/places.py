"""Where things are: ``cos://bucket-appid/key``, a path, or ``-`` for standard input and output."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from qcloud_cos.cli.options import ArgumentType
from qcloud_cos.cli.printing import shown
from qcloud_cos.cli.session import Session, is_whole

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SCHEME = "cos://"
STANDARD = "-"


class Url(NamedTuple):
    """A bucket, or an object or a prefix in it."""

    bucket: str
    key: str = ""

    @property
    def is_directory(self) -> bool:
        return not self.key or self.key.endswith("/")

    @property
    def directory(self) -> Url:
        return self if self.is_directory else self._replace(key=f"{self.key}/")

    @property
    def sent(self) -> str:
        """The key as methods take it, which strip one slash before it."""
        return f"/{self.key}" if self.key.startswith("/") else self.key

    def __truediv__(self, name: str) -> Url:
        return self._replace(key=f"{self.key}{name}" if self.is_directory else f"{self.key}/{name}")

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.key}"


Place = Url | str
_LETTERS = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def url(text: str, session: Session) -> Url:
    """Read a URL.  A short name of a bucket that a profile knows stands for the bucket, and for its region.

    Raises:
        click.UsageError: it is none, or its bucket has no appid.
    """
    bucket, _, key = text.removeprefix(SCHEME).partition("/")
    if not text.startswith(SCHEME) or not bucket:
        raise click.UsageError(f"{text!r} is not a place in COS: those are named cos://BUCKET-APPID/KEY")
    bucket = session.known_as(bucket)
    if not is_whole(bucket):
        if not _LETTERS.fullmatch(bucket):
            raise click.UsageError(
                f"{bucket!r} is not a bucket's name: these have letters, digits and dashes, and end with the appid"
            )
        if not session.appid:
            raise click.UsageError(
                f"the bucket {bucket!r} is named without its appid: write cos://{bucket}-1250000000/... with the "
                "number of your account (`cos ls` shows whole names), or give --appid"
            )
        bucket = f"{bucket}-{session.appid}"
    return Url(bucket, checked(key))


def checked(key: str) -> str:
    """Raises:
    click.UsageError: no key can be so.
    """
    try:
        key.encode()
    except UnicodeEncodeError:
        raise click.UsageError(f"{shown(key)} is not UTF-8, and no key can be: name the object in UTF-8") from None
    return key


def place(text: str, session: Session) -> Place:
    return url(text, session) if text.startswith(SCHEME) else text


class PlaceType(ArgumentType):
    """An argument that names a place; see `Remote` for one that must be in COS."""

    name = "place"

    def __init__(self, remote: bool = False, needs_key: bool = False, everything: bool = False) -> None:
        self._remote, self._needs_key, self._everything = remote, needs_key, everything

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        if self._everything and value == SCHEME:
            return None
        session = ctx.ensure_object(Session) if ctx else Session()
        found = url(value, session) if self._remote else place(value, session)
        if self._needs_key and isinstance(found, Url) and not found.key:
            raise click.UsageError(f"{value} names a bucket: the key of an object is missing")
        if found == "":
            raise click.UsageError("an empty path: is a variable not set?  The current directory is .")
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from qcloud_cos.cli.completing import offered

        return offered(ctx, incomplete, self._remote)


ANYWHERE = PlaceType()
IN_COS = PlaceType(remote=True)
ANYTHING = PlaceType(remote=True, everything=True)
AN_OBJECT = PlaceType(remote=True, needs_key=True)


def is_stream(path: str) -> bool:
    """A pipe or a device: it has no length, and is not replaced by a file."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_local_directory(path: str) -> bool:
    return path.endswith(("/", os.sep)) or os.path.isdir(path)
