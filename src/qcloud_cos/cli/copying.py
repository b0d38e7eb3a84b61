"""`cos cp`, and what `cos mv` has of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any

import click

from qcloud_cos.cli.choosing import Choice, choosing
from qcloud_cos.cli.naming import Item, Naming, Wanted
from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import ANYWHERE, STANDARD, Place, Url, checked, is_local_directory, is_stream
from qcloud_cos.cli.printing import input_, output
from qcloud_cos.cli.running import Run, listening
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.terms import Terms, terms

Then = Callable[[Item, Place], None]
"""What is done with a source that has arrived."""


@click.command(cls=Verb)
@click.argument("places", nargs=-1, required=True, type=ANYWHERE, metavar="SOURCE... DESTINATION")
@click.option("-r", "--recursive", is_flag=True, help="Directories, with all that is in them.")
@click.option("--follow-symlinks", is_flag=True, help="Upload what links lead to; else they are skipped.")
@terms
@choosing
@click.pass_obj
def cp(
    session: Session,
    places: tuple[Place, ...],
    recursive: bool,
    follow_symlinks: bool,
    choice: Choice,
    terms: Terms,
) -> None:
    """Copy files to COS, objects to files, and objects within COS.

    \b
      cos cp photo.jpg cos://BUCKET/photos/        a file, under its own name
      cos cp cos://BUCKET/photos/photo.jpg .       and back
      cos cp -r site cos://BUCKET/www              what is in the directory site
      cos cp cos://BUCKET/a.txt cos://OTHER/       within COS, no bytes pass by here
      tar c . | cos cp - cos://BUCKET/all.tar      standard input, of whatever length
      cos cp cos://BUCKET/all.tar - | tar x        standard output

    Existing files and objects are replaced.
    """
    *sources, destination = places
    if not sources:
        raise click.UsageError("a source and a destination are needed")
    carry(session, sources, destination, recursive, follow_symlinks, choice, terms)


def carry(
    session: Session,
    sources: list[Place],
    destination: Place,
    recursive: bool,
    follow: bool,
    choice: Choice,
    terms: Terms,
    then: Then | None = None,
) -> None:
    """Everything to its place."""
    for source in sources:
        _refuse(source, destination, recursive, len(sources) > 1)
    if destination == STANDARD:
        for source in sources:
            assert isinstance(source, Url)  # noqa: S101 - other sources were refused
            poured(session, source, output())
        return
    alone = len(sources) == 1 and not recursive
    if recursive and len(sources) > 1:  # as a shell writes them for `*`: files among the directories
        destination = destination.directory if isinstance(destination, Url) else os.path.join(destination, "")
    with Run(session, terms.failed, terms.dry_run, alone) as run:
        for source in sources:
            if recursive and not (isinstance(source, str) and os.path.isfile(source)):
                within = _within(source, destination) if len(sources) > 1 else destination
                tree(session, run, source, within, follow, choice, terms, then)
                run.hint(source)
            elif choice.files is None or str(source) in choice.files:
                one(session, run, source, _target(source, destination), terms, then)
    if alone and (error := run.only_error()):
        raise error


def _refuse(source: Place, destination: Place, recursive: bool, several: bool) -> None:
    """Raise what the command cannot mean."""
    if not isinstance(source, Url) and not isinstance(destination, Url):
        raise click.UsageError(f"neither {source} nor {destination} is in COS: write cos://BUCKET-APPID/KEY")
    if STANDARD in (source, destination) and recursive:
        raise click.UsageError("- is one stream: it goes without --recursive")
    if recursive:
        return
    if isinstance(source, Url) and source.is_directory:
        raise click.UsageError(f"{source} is a directory: --recursive copies what is in it")
    if isinstance(source, str) and source != STANDARD and os.path.isdir(source):
        raise click.UsageError(f"{source} is a directory: --recursive copies what is in it")
    if source == STANDARD and isinstance(destination, Url) and destination.is_directory:
        raise click.UsageError("standard input has no name: give the object's key")
    if several and not (destination == STANDARD or _is_directory(destination)):
        raise click.UsageError(f"several sources go into a directory: is it {destination}/ that is meant?")


def _is_directory(place: Place) -> bool:
    return place.is_directory if isinstance(place, Url) else is_local_directory(place)


def _target(source: Place, destination: Place) -> Place:
    """Where one file or object goes: into a directory under its own name."""
    return _within(source, destination) if _is_directory(destination) else destination


def _within(source: Place, destination: Place) -> Place:
    path = source.key if isinstance(source, Url) else os.path.abspath(source).replace(os.sep, "/")
    name = path.rstrip("/").rpartition("/")[2]
    if isinstance(destination, Url):
        return destination / checked(name) if name else destination
    if name in ("", ".", "..") or (os.sep != "/" and os.sep in name):
        raise click.UsageError(f"{source} has no name that a file could have: name the file")
    return os.path.join(destination, name)


def action_of(source: Place, target: Place) -> str:
    if isinstance(target, str):
        return "download"
    return "copy" if isinstance(source, Url) else "upload"


def one(session: Session, run: Run, source: Place, target: Place, terms: Terms, then: Then | None = None) -> None:
    """One file, object or stream."""
    item = Item(action_of(source, target), str(source), str(source), str(target))
    if source == target:
        raise click.UsageError(f"{source} and {target} are the same")
    count = 0

    def progress(done: int, total: int) -> None:
        nonlocal count
        count = total or done
        run.moving(item, done, total)

    from qcloud_cos import CosException

    try:
        if run.dry_run:
            count = _size_of(session, source)
        else:
            _moved(session, source, target, terms, progress)
            if then is not None:
                then(item, source)
    except (CosException, OSError) as error:
        run.finished(item, error=error)
    else:
        run.finished(item, count)


def _size_of(session: Session, source: Place) -> int:
    if isinstance(source, Url):
        return int(session.client.head_object(source.bucket, source.sent)["Content-Length"])
    return 0 if source == STANDARD else os.stat(source).st_size


def _moved(session: Session, source: Place, target: Place, terms: Terms, progress: Any) -> None:
    client = session.client
    if isinstance(target, str):
        assert isinstance(source, Url)  # noqa: S101 - one side is at COS
        if is_stream(target):
            with open(target, "wb", buffering=0) as out:
                progress(poured(session, source, out), 0)
            return
        above = os.path.dirname(target)
        if above:
            os.makedirs(above, exist_ok=True)
        client.download_file(
            source.bucket,
            source.sent,
            target,
            progress_callback=progress,
            **terms.of_one(),
            **terms.of_bytes(),
        )
    elif isinstance(source, Url):
        given: Any = {"Bucket": source.bucket, "Key": source.sent, "Region": terms.source_region}
        # Headers that are given replace all that the source has.
        status = "Replaced" if terms.headers.keys() - {"StorageClass", "ACL", "ServerSideEncryption"} else "Copy"
        client.copy(
            target.bucket,
            target.sent,
            given,
            status,
            progress_callback=progress,
            **terms.of_one(),
            **terms.headers,
        )
    elif source == STANDARD or is_stream(source):
        with nullcontext(input_()) if source == STANDARD else open(source, "rb") as stream:
            client.upload_file_from_buffer(
                target.bucket,
                target.sent,
                stream,
                progress=_Counting(progress),
                rate_limit=terms.bwlimit,
                **terms.of_one(),
                **terms.headers_of(target.key, source),
            )
    else:
        client.upload_file(
            target.bucket,
            target.sent,
            source,
            progress_callback=progress,
            **terms.of_one(),
            **terms.of_bytes(),
            **terms.headers_of(target.key, source),
        )


class _Counting:
    """What `progress=` takes, for a stream that nobody knows the length of."""

    total: Any = None

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress, self._done = progress, 0

    def update(self, n: int) -> None:
        self._done += n
        self._progress(self._done, 0)

    def close(self) -> None:
        pass


def tree(
    session: Session,
    run: Run,
    source: Place,
    destination: Place,
    follow: bool,
    choice: Choice,
    terms: Terms,
    then: Then | None = None,
) -> None:
    """A directory or a prefix."""
    source = source.directory if isinstance(source, Url) else source
    destination = destination.directory if isinstance(destination, Url) else destination
    naming = Naming(source, destination)

    wanted = Wanted(choice.files if choice.only_files else None)

    def arrived(item: Item, event: Any) -> None:
        wanted.came(item.name)
        if then is not None and event.error is None and event.action != "skip" and not run.dry_run:
            then(item, source / item.name if isinstance(source, Url) else item.source)

    common: dict[str, Any] = {
        **terms.of_tree(),
        **choice.keywords(),
        "progress_callback": listening(run, naming, arrived),
    }

    def do(names: list[str] | None) -> None:
        keywords = common if names is None else {**common, "Files": names}
        _tree_moved(session, source, destination, follow, terms, keywords)

    run.twice(do)
    wanted.report(run, action_of(source, destination), naming)


def _tree_moved(
    session: Session, source: Place, destination: Place, follow: bool, terms: Terms, common: dict[str, Any]
) -> None:
    client = session.client
    if isinstance(destination, str):
        assert isinstance(source, Url)  # noqa: S101 - one side is at COS
        client.download_directory(source.bucket, source.key, destination, **common, **terms.of_bytes())
    elif isinstance(source, str):
        common = {**common, "FollowSymlinks": follow, **terms.of_bytes(), **terms.headers}
        client.upload_directory(destination.bucket, source, destination.key, **common)
    else:
        from qcloud_cos import Remote

        origin = Remote(source.bucket, source.key, terms.source_region)
        client.copy_prefix(destination.bucket, destination.key, origin, **common, **terms.headers)


def poured(session: Session, source: Url, out: Any, **headers: Any) -> int:
    """How many bytes of an object went into a stream; they are checked against its CRC-64 at the end."""
    total = 0
    with session.client.get_object(source.bucket, source.sent, **headers)["Body"] as body:
        buffer = bytearray(1024 * 1024)
        view = memoryview(buffer)
        while count := body.readinto1(buffer):
            total += _all_written(out, view[:count])
    with suppress(ValueError):
        out.flush()
    return total


def _all_written(out: Any, piece: memoryview) -> int:
    """A pipe takes as much as it has room for."""
    done = 0
    while done < len(piece):
        done += out.write(piece[done:])
    return done
