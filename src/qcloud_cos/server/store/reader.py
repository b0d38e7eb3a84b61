"""Giving out a body."""

from __future__ import annotations

import os
from collections.abc import Iterator

from qcloud_cos.server.store.blobs import Blobs
from qcloud_cos.server.store.failures import BlobMissing
from qcloud_cos.server.store.values import Segment

Piece = bytes | Segment
"""Bytes that are at hand, or a segment of a file."""


class Reader(Iterator[bytes]):
    """A body's bytes, chunk by chunk, for one thread at a time.  What it is to read stays until it is
    closed or at its end, even if the object is deleted meanwhile.
    """

    def __init__(self, blobs: Blobs, pieces: list[Piece], chunk: int) -> None:
        self._blobs = blobs
        self._held: list[str] = []
        self._file = -1
        self._chunk = chunk
        self._pieces = pieces[::-1]
        self._at = 0  # in the last piece
        files = {piece.blob for piece in pieces if isinstance(piece, Segment)}
        blobs.hold(files)
        self._held.extend(files)

    def __next__(self) -> bytes:
        if not self._pieces:
            self.close()
            raise StopIteration
        piece = self._pieces[-1]
        if isinstance(piece, bytes):
            size = len(piece)
            data = piece if size <= self._chunk else piece[self._at : self._at + self._chunk]
        else:
            size = piece.size
            data = self._read(piece)
        self._at += len(data)
        if self._at >= size:
            self._pieces.pop()
            self._at = 0
            self._close_file()
        return data

    def close(self) -> None:
        """Let go of the files.  It may be done twice."""
        self._pieces.clear()
        self._close_file()
        held, self._held = self._held, []
        self._blobs.leave(held)

    def __del__(self) -> None:
        self._close_file()
        self._blobs.abandon(self._held)

    def _read(self, segment: Segment) -> bytes:
        if self._file < 0:
            try:
                self._file = os.open(self._blobs.path(segment.blob), os.O_RDONLY)
            except FileNotFoundError:
                raise BlobMissing(segment.blob) from None
        data = os.pread(self._file, min(self._chunk, segment.size - self._at), segment.offset + self._at)
        if not data:
            raise BlobMissing(f"{segment.blob}: shorter than it was written")
        return data

    def _close_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
