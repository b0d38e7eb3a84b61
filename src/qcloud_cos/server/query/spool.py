"""An object's content as a file that DuckDB reads, and that no query can read another beside."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from qcloud_cos.server.query.records import records
from qcloud_cos.server.query.wanted import Csv, Json, Wanted
from qcloud_cos.server.refusal import Refusal

_CHUNK = 1 << 20
MOST_BYTES = 8 << 30
"""Uncompressed: what is small when compressed may be large beyond all disks."""


class Spool:
    """The file, and what was counted while it was written."""

    def __init__(self, content: Iterator[bytes], wanted: Wanted, path: Path) -> None:
        """Raises:
        Refusal: GzipDecompressError, Bzip2DecompressError, InvalidTextEncoding, Overload, and those of `records`.
        """
        self.path = path
        self.scanned = 0
        """Bytes of the object."""
        self.processed = 0
        """Uncompressed bytes."""
        self.header: tuple[str, ...] = ()
        pieces = self._uncompressed(content, wanted.compression)
        if isinstance(wanted.input, Csv):
            self._write(self._lines(_texts(pieces), wanted.input))
        elif isinstance(wanted.input, Json):
            self._write(text.encode() for text in _texts(pieces))
        else:
            self._write(pieces)

    def _write(self, pieces: Iterable[bytes]) -> None:
        with self.path.open("wb") as file:
            for piece in pieces:
                file.write(piece)

    def _lines(self, texts: Iterator[str], csv: Csv) -> Iterator[bytes]:
        found = records(texts, csv)
        if csv.header != "NONE":
            first = next(found, [])
            self.header = tuple(first) if csv.header == "USE" else ()
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        while some := list(islice(found, 1000)):
            yield ("\n".join(map(encode, some)) + "\n").encode()

    def _uncompressed(self, content: Iterator[bytes], compression: str) -> Iterator[bytes]:
        file = _File(self._counted(content))
        opened: io.BufferedIOBase = io.BufferedReader(file, _CHUNK)
        if compression == "GZIP":
            opened = gzip.GzipFile(fileobj=opened)
        elif compression == "BZIP2":
            opened = bz2.BZ2File(opened)
        try:
            while piece := opened.read(_CHUNK):
                self.processed += len(piece)
                if self.processed > MOST_BYTES:
                    raise Refusal("Overload", f"The object has more than {MOST_BYTES} bytes uncompressed.")
                yield piece
        except (OSError, EOFError, zlib.error) as error:
            if compression == "NONE":
                raise
            code = "GzipDecompressError" if compression == "GZIP" else "Bzip2DecompressError"
            raise Refusal(code, f"The object cannot be decompressed: {error}.") from None

    def _counted(self, content: Iterator[bytes]) -> Iterator[bytes]:
        for piece in content:
            self.scanned += len(piece)
            yield piece


class _File(io.RawIOBase):
    """An iterator, as what decompressors read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._held:
            self._held = memoryview(next(self._pieces, b""))
        count = min(len(target), len(self._held))
        target[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def _texts(pieces: Iterator[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for piece in pieces:
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Refusal("InvalidTextEncoding", f"The object is not UTF-8: {error.reason}.") from None
