"""Whole states, saved by name: a copy of the database, and a second name for each file of a body.

    <root>/snapshots/<name>/about.json
    <root>/snapshots/<name>/meta.db
    <root>/snapshots/<name>/blobs/ab/<id>

Bodies are never changed once they are written, so a second name (a hard link) is as good as a copy.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from qcloud_cos.server.store import rows, schema
from qcloud_cos.server.store.blobs import Blobs, is_blob_name
from qcloud_cos.server.store.bodies import ROW_MARK
from qcloud_cos.server.store.failures import NoSuchState, RootDamaged, StateDamaged
from qcloud_cos.server.store.root import duplicate, sync_file, sync_folder

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MEMBER = re.compile(r"about\.json|meta\.db|blobs/([0-9a-f]{2})/\1[0-9a-f]{30}")
_UNFINISHED = ".new-"
_REPLACED = ".old-"
_PIECE = 1024 * 1024


_OF_DAMAGE = (
    tarfile.TarError, sqlite3.Error, ValueError, TypeError, FileNotFoundError, FileExistsError, RootDamaged
)  # fmt: skip


class SavedStates:
    """The states of one root.  For any thread, but one at a time."""

    def __init__(self, folder: Path, database: Path, blobs: Blobs, durable: bool) -> None:
        self._folder = folder
        self._database = database
        self._blobs = blobs
        self._durable = durable
        self._clean()

    def save(self, name: str, about: Mapping[str, Any]) -> None:
        """Save all that is stored now, in place of the state of that name if there is one."""
        with self._new(name) as place, self._blobs.kept():
            with closing(schema.connect(self._database)) as db:
                # In one statement, so it is one moment; no file of it goes as long as all are kept.
                db.execute("VACUUM INTO ?", (str(place / "meta.db"),))
            for blob in _files(place / "meta.db"):
                target = place / "blobs" / blob[:2] / blob
                target.parent.mkdir(parents=True, exist_ok=True)
                duplicate(self._blobs.path(blob), target, self._durable)
            (place / "about.json").write_text(json.dumps(dict(about)))

    def names(self) -> list[str]:
        if not self._folder.exists():
            return []
        return sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def about(self, name: str) -> dict[str, Any]:
        """What was given when it was saved."""
        found: dict[str, Any] = json.loads((self._place(name) / "about.json").read_bytes())
        return found

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[sqlite3.Connection, Path]]:
        """The database of a state, and the folder of its files."""
        place = self._place(name)
        with closing(_checked(place / "meta.db")) as db:
            yield db, place / "blobs"

    def drop(self, name: str) -> None:
        place = self._place(name)
        gone = self._folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        place.rename(gone)
        shutil.rmtree(gone)

    @contextmanager
    def held(self, name: str) -> Iterator[Path]:
        """A state's folder under another name, which stays when the state is dropped or replaced meanwhile."""
        place, copy = self._place(name), self._folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            shutil.copytree(place, copy, copy_function=lambda source, target: duplicate(source, target, False))
            yield copy
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def take(self, name: str, file: IO[bytes]) -> None:
        """Read a state that was exported, in place of the one of that name if there is one.

        Raises:
            StateDamaged: it is none, or not whole.
        """
        with self._new(name) as place:
            try:
                with tarfile.open(fileobj=file, mode="r|") as tar:
                    for member in tar:
                        self._extract(tar, member, place)
                json.loads((place / "about.json").read_bytes())
                with closing(_checked(place / "meta.db")) as db:
                    _check_files(db, place / "blobs")
            except _OF_DAMAGE as error:
                raise StateDamaged(f"this is no snapshot, or not the whole of one: {error}") from error

    def _extract(self, tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
        if not member.isreg() or not _MEMBER.fullmatch(member.name):
            raise StateDamaged(f"this is no snapshot: it has {member.name[:100]!r}")
        target = place.joinpath(*PurePosixPath(member.name).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        source = tar.extractfile(member)
        assert source is not None  # noqa: S101 - of a regular file
        with source, open(target, "xb") as file:
            shutil.copyfileobj(source, file, _PIECE)
            if self._durable:
                sync_file(file)

    @contextmanager
    def _new(self, name: str) -> Iterator[Path]:
        """A folder to fill, which then takes its place."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"a snapshot's name has letters, digits, '.', '_' and '-', and not {name[:100]!r}")
        place = self._folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        place.mkdir(parents=True)
        if self._durable:
            sync_folder(self._folder.parent)
        try:
            yield place
            if self._durable:
                _sync(place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        before = self._folder / name
        replaced = self._folder / f"{_REPLACED}{name}"
        if before.exists():
            before.rename(replaced)
        place.rename(before)
        if self._durable:
            sync_folder(self._folder)  # before what it replaces is gone
        shutil.rmtree(replaced, ignore_errors=True)

    def _place(self, name: str) -> Path:
        place = self._folder / name
        if not _NAME.fullmatch(name) or not place.is_dir():
            known = ", ".join(self.names())
            raise NoSuchState(
                f"there is no snapshot {name[:100]!r}; {f'there is {known}' if known else 'there is none'}"
            )
        return place

    def _clean(self) -> None:
        """What a killed server left: a state half made goes, one half replaced comes back."""
        if not self._folder.exists():
            return
        for path in list(self._folder.iterdir()):
            name = path.name.removeprefix(_REPLACED)
            if path.name.startswith(_REPLACED) and not (self._folder / name).exists():
                path.rename(self._folder / name)
            elif path.name.startswith((_UNFINISHED, _REPLACED)):
                shutil.rmtree(path, ignore_errors=True)


def export(place: Path) -> Iterator[bytes]:
    """A state as one file, a tar without compression."""
    for path in (place / "about.json", place / "meta.db", *sorted(place.glob("blobs/*/*"))):
        member = tarfile.TarInfo(path.relative_to(place).as_posix())
        member.size, member.mode = path.stat().st_size, 0o600
        yield member.tobuf(tarfile.PAX_FORMAT)
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        if member.size % tarfile.BLOCKSIZE:
            yield bytes(-member.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _checked(path: Path) -> sqlite3.Connection:
    db = schema.connect(path, readonly=True)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        schema.check(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _files(database: Path) -> list[str]:
    with closing(schema.connect(database, readonly=True)) as db:
        return [blob for (blob,) in db.execute("SELECT id FROM blob WHERE data IS NULL AND refs > 0 ORDER BY id")]


def _check_files(db: sqlite3.Connection, folder: Path) -> None:
    """Every file that a body is in has to be there, and long enough; and its name has to be one of ours."""
    known = {blob for (blob,) in db.execute("SELECT id FROM blob")}
    if strange := [blob for blob in known if not blob.startswith(ROW_MARK) and not is_blob_name(blob)]:
        raise StateDamaged(f"{strange[0][:100]!r} is no file of a body")
    for (data,) in db.execute("SELECT data FROM body WHERE typeof(data) = 'text'"):
        for segment in rows.segments_of(data):
            if segment.blob not in known:
                raise StateDamaged(f"{segment.blob[:100]!r} is missing")
            if segment.blob.startswith(ROW_MARK):
                continue
            path = folder / segment.blob[:2] / segment.blob
            if path.stat().st_size < segment.offset + segment.size:
                raise StateDamaged(f"{segment.blob} is shorter than it was")


def _sync(place: Path) -> None:
    for folder, _, names in os.walk(place):
        for name in ("meta.db", "about.json"):
            if name in names:
                with open(Path(folder) / name, "rb") as file:
                    os.fsync(file.fileno())
        sync_folder(Path(folder))
