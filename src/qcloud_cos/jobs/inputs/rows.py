"""Manifests whose rows are text: read as they come, and gone on with where a position says.

A position is the number of a file, of the rows before it there, and of the bytes: `00000:000001000:00000083214`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from itertools import accumulate
from typing import NamedTuple, Protocol

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.cutting import Group, cut
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.inputs.sources import Source, text

_BOM = b"\xef\xbb\xbf"
_MOST = 16 * 1024 * 1024
_FIRST_LOOK = 64 * 1024


class Place(NamedTuple):
    """Where a row begins."""

    file: int = 0
    row: int = 0
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.file:05}:{self.row:012}:{self.offset:015}"

    @classmethod
    def of(cls, position: str) -> Place:
        return cls(*map(int, position.split(":"))) if position else cls()


class Form(Protocol):
    """How the rows of a file are written."""

    fields: frozenset[str]
    heading: int
    """How many rows at the beginning are no entries."""

    def begin(self, first: bytes) -> None:
        """Look at the first row.

        Raises:
            CosClientError: this is no such manifest.
        """

    def goes_on(self, line: bytes) -> bool:
        """Whether the end of this line, if it is a row's first, belongs to the row; if not, whether not."""

    def read(self, rows: Sequence[bytes], number: int) -> list[tuple[str, Entry] | None]:
        """Bucket and entry of each; None of an empty row.  `number` is the first one's, from 1."""


class Rows:
    """One manifest, or some of the same columns one after another, each opened when it is its turn.

    The identity is that of the first.
    """

    def __init__(self, files: Sequence[Source], form: Callable[[Source], Form]) -> None:
        self._files, self._form = files, form
        self._forms: dict[int, Form] = {}
        self.fields = frozenset(Entry._fields)
        self.identity = ""

    async def open(self, clients: Clients) -> None:
        self._forms.clear()
        self.identity = ""
        if self._files and (form := await self._opened(clients, 0)):
            self.fields = form.fields

    async def count(self, clients: Clients) -> int | None:
        return None

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch]:
        return cut(lambda after: self._pages(clients, after), size, done, where)

    async def _opened(self, clients: Clients, number: int) -> Form | None:
        """The form of a file, its first row looked at; None of an empty file."""
        if number not in self._forms:
            file = self._files[number]
            identity, form = await file.open(clients), self._form(file)
            self.identity = self.identity or identity
            async with aclosing(_rows(file, clients, 0, form.goes_on, _FIRST_LOOK)) as pages:
                async for rows, _ in pages:
                    form.begin(rows[0])
                    self._forms[number] = form
                    break
        return self._forms.get(number)

    async def _pages(self, clients: Clients, after: str) -> AsyncGenerator[list[Group]]:
        at = Place.of(after)
        while at.file < len(self._files):
            if form := await self._opened(clients, at.file):
                async with aclosing(self._file(form, clients, at)) as pages:
                    async for page in pages:
                        yield page
            at = Place(at.file + 1)

    async def _file(self, form: Form, clients: Clients, at: Place) -> AsyncGenerator[list[Group]]:
        async with aclosing(_rows(self._files[at.file], clients, at.offset, form.goes_on)) as pages:
            async for rows, ends in pages:
                heading = 0 if at.row else form.heading
                found = form.read(rows[heading:], at.row + heading + 1)
                yield [
                    Group(one[0], str(Place(at.file, at.row + number, end)), (one[1],))
                    for number, (end, one) in enumerate(zip(ends[heading:], found, strict=True), heading + 1)
                    if one is not None
                ]
                at = Place(at.file, at.row + len(rows), ends[-1])


async def _rows(
    file: Source, clients: Clients, offset: int, goes_on: Callable[[bytes], bool], size: int = 0
) -> AsyncGenerator[tuple[list[bytes], list[int]]]:
    """Rows, some at a time, and where each ends; the first of a file without its byte order mark."""
    rest, begins = b"", offset == 0
    async with aclosing(text(file, clients, offset, size)) as pieces:
        async for piece in pieces:
            rows, rest = _split(rest + piece, goes_on)
            if len(rest) > _MOST:
                raise CosClientError(f"{file.name} has a row of over {_MOST} bytes: is a quote not closed?")
            if rows:
                ends = list(accumulate(map(len, rows), initial=offset))[1:]
                offset = ends[-1]
                if begins:
                    rows[0], begins = rows[0].removeprefix(_BOM), False
                yield rows, ends
    if rest:
        yield [rest.removeprefix(_BOM) if begins else rest], [offset + len(rest)]


def _split(data: bytes, goes_on: Callable[[bytes], bool]) -> tuple[list[bytes], bytes]:
    """The rows that have ended, with their line ends, and what is left."""
    lines = data.split(b"\n")
    last = lines.pop()
    rows: list[bytes] = []
    begun: list[bytes] = []
    for line in lines:
        if goes_on(line) != bool(begun):
            begun.append(line)
        else:
            rows.append(b"\n".join([*begun, line, b""]) if begun else line + b"\n")
            begun = []
    return rows, b"\n".join([*begun, last])
