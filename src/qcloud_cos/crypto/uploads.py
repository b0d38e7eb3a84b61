"""Multipart uploads under way: which stretch of the key stream is each part's."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Condition

from qcloud_cos.core.checksum import crc64_combine
from qcloud_cos.core.wire import Body, Sized
from qcloud_cos.crypto.bodies import EncryptedFile, Sent, sized
from qcloud_cos.crypto.keys import DataKey
from qcloud_cos.errors import CosClientError

MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A part's place in the object."""

    start: int
    length: int
    sent: Sent = field(default_factory=Sent)

    @property
    def end(self) -> int:
        return self.start + self.length


class Upload:
    """One object in parts, encrypted as if it were sent in one piece.

    A part begins where the one before it ends; if that one is not known yet, where it begins if all
    before it are as long as the first.  No two parts ever share a stretch, and an upload whose parts do
    not join is not completed: so what this guessed wrongly is refused, never garbled.
    """

    def __init__(self, data: DataKey) -> None:
        self._data = data
        self._placed: dict[int, Placed] = {}
        self._numbers: list[int] = []
        self._checksums: dict[int, int | None] = {}
        self._changed = Condition()

    def knows(self, number: int) -> bool:
        """Whether it is certain where this part begins."""
        return self._start(number) is not None

    def wait(self, number: int, patience: float) -> None:
        """Until another part tells where this one begins, or for so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.knows(number), patience)

    def part(self, number: int, plain: Sized) -> EncryptedFile:
        """The part's body, encrypted."""
        with self._changed:
            placed = self._placed.get(number) or self._place(number, plain.length)
            self._changed.notify_all()
        if placed.length != plain.length:
            raise CosClientError(
                f"part {number} was sent before with {placed.length} bytes, and now has {plain.length}: "
                "abort the upload and begin another"
            )
        return EncryptedFile(plain, self._data, placed.start, placed.sent)

    def arrived(self, number: int, checksum: int | None) -> None:
        self._checksums[number] = checksum

    def checksum(self, numbers: Iterable[int]) -> int | None:
        """The CRC-64 of the whole, encrypted, as far as it is known."""
        whole = 0
        for number in numbers:
            checksum = self._checksums.get(number)
            if checksum is None:
                return None
            whole = crc64_combine(whole, checksum, self._placed[number].length)
        return whole

    def _start(self, number: int) -> int | None:
        if number == 1:
            return 0
        first, before = self._placed.get(1), self._placed.get(number - 1)
        if before is not None:
            return before.end
        return None if first is None else (number - 1) * first.length

    def _place(self, number: int, length: int) -> Placed:
        start = self._start(number)
        if start is None:
            raise CosClientError(
                f"part {number} came before part 1, whose length tells where it begins: send 1 first"
            )
        placed = Placed(start, length)
        at = bisect(self._numbers, number)
        below, above = self._numbers[:at][-1:], self._numbers[at:][:1]
        if any(self._placed[other].end > start for other in below) or any(
            placed.end > self._placed[other].start for other in above
        ):
            raise CosClientError(
                f"part {number} would overlap another: parts that are not sent in order must be of one length, "
                "except the last"
            )
        insort(self._numbers, number)
        self._placed[number] = placed
        return placed

    def check(self, numbers: Iterable[int]) -> None:
        """Refuse to make an object of these parts unless it can be decrypted."""
        end = 0
        for number in numbers:
            placed = self._placed.get(number)
            if placed is None:
                raise CosClientError(f"part {number} was not sent by this client, so it has another key")
            if placed.start != end:
                raise CosClientError(
                    f"part {number} was encrypted for byte {placed.start} and would come to be at {end}: "
                    "complete the upload with all its parts, and send all but the last in one length, or in order"
                )
            end = placed.end


class Uploads:
    """Those that this client began, by their ids."""

    def __init__(self) -> None:
        self._open: dict[str, Upload] = {}

    def begin(self, upload_id: str, data: DataKey) -> None:
        self._open[upload_id] = Upload(data)

    def get(self, upload_id: str) -> Upload | None:
        return self._open.get(upload_id)

    def __getitem__(self, upload_id: str) -> Upload:
        upload = self._open.get(upload_id)
        if upload is None:
            raise CosClientError(
                "this client did not begin the upload, or it has ended: nothing but the client that began it "
                "has its key"
            )
        return upload

    def __contains__(self, upload_id: str) -> bool:
        return upload_id in self._open

    def forget(self, upload_id: str) -> None:
        self._open.pop(upload_id, None)


def part_number(given: int | str) -> int:
    number = int(given)
    if not 1 <= number <= MOST_PARTS:
        raise CosClientError(f"PartNumber must be 1 to {MOST_PARTS}, not {number}")
    return number


def part_content(body: Body) -> Sized:
    plain = sized(body)
    if plain is None:
        raise CosClientError(
            "the Body of an encrypted part must have a length, which tells where the next part begins: give "
            "bytes, or a file that can seek"
        )
    return plain
