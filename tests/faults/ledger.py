"""What a server acknowledged, and what it may have done besides: the books of its writers.

Each writer has keys of its own, so it knows what they hold.  An operation whose answer never came may have been
done or not: then either is right.  The content of a write follows from its number, which it begins with.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from qcloud_cos import CosClientError, CosS3Client, CosServiceError
from qcloud_cos.server.store.stamps import stamp_of
from qcloud_cos.types import CopySource
from qcloud_cos.types.multipart import Part

PLAIN, VERSIONED = "plain-1250000000", "versioned-1250000000"
MIB = 1024 * 1024
SIZES = (0, 100, 4096, 32 * 1024 - 30, 32 * 1024 + 1, 150_000)
KEYS_EACH = 6


class Held(NamedTuple):
    """A version: its id, "" if that is not known; and the number of its write, None of a delete marker."""

    version_id: str
    number: int | None


At = tuple[str, str]
"""A bucket and a key."""
State = tuple[Held, ...]
"""A key's versions, newest first."""


def body(number: int) -> bytes:
    source = random.Random(number)  # noqa: S311 - to have it again, not to hide it
    return b"%d\n" % number + source.randbytes(source.choice(SIZES))


def number_of(content: bytes) -> int:
    """Of the write whose content this is, all of it and nothing else."""
    head, _, _ = content.partition(b"\n")
    number = int(head)
    assert content in (body(number), parts_of(number)), f"the content of write {number} is torn"
    return number


def parts_of(number: int) -> bytes:
    return b"".join(_parts(number))


def _parts(number: int) -> list[bytes]:
    return [(b"%d\n" % number).ljust(MIB, b"p"), body(number)]


class Writer:
    """Works on keys of its own, and keeps the books of them.  Numbers are never used twice."""

    def __init__(self, name: int, seed: int, note: Callable[[str, At, State], None] | None = None) -> None:
        self.acknowledged = 0
        self.states: dict[At, State] = {}
        self.open: dict[At, State] = {}
        """What a key has instead if the operation whose answer did not come was done."""
        self._name = name
        self._note = note or (lambda what, at, state: None)
        self._random = random.Random(seed)  # noqa: S311
        self._number = name

    def work(self, client: CosS3Client, steps: int = 1_000_000) -> None:
        """Until the server is gone, or that many operations."""
        for _ in range(steps):
            bucket = self._random.choice((PLAIN, VERSIONED))
            key = f"{self._name}/{self._random.randrange(KEYS_EACH)}"
            try:
                self._step(client, bucket, key)
            except (CosClientError, CosServiceError):
                return
            del self.open[bucket, key]
            self.acknowledged += 1
            self._note("done", (bucket, key), self.states[bucket, key])

    def _step(self, client: CosS3Client, bucket: str, key: str) -> None:
        before = self.states.get((bucket, key), ())
        kind = self._random.choices(
            (self._put, self._multipart, self._copy, self._delete, self._delete_version), (10, 1, 2, 3, 3)
        )[0]
        self._number += 1000
        after, call = kind(client, bucket, key, before)
        self.open[bucket, key] = after
        self._note("begun", (bucket, key), after)
        made = call()
        self.states[bucket, key] = tuple(
            Held(made, held.number) if held.version_id == "" else held for held in after
        )

    def _on_top(self, bucket: str, before: State, number: int | None) -> State:
        if bucket == PLAIN:
            return (Held("null", number),) if number is not None else ()
        return (Held("", number), *before)

    def _put(self, client: CosS3Client, bucket: str, key: str, before: State) -> tuple[State, Callable[[], str]]:
        number = self._number
        return self._on_top(bucket, before, number), lambda: _id_of(
            client.put_object(Bucket=bucket, Key=key, Body=body(number))
        )

    def _multipart(
        self, client: CosS3Client, bucket: str, key: str, before: State
    ) -> tuple[State, Callable[[], str]]:
        number = self._number

        def call() -> str:
            upload = client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
            parts: list[Part] = [
                {
                    "PartNumber": at,
                    "ETag": client.upload_part(Bucket=bucket, Key=key, Body=part, PartNumber=at, UploadId=upload)[
                        "ETag"
                    ],
                }
                for at, part in enumerate(_parts(number), 1)
            ]
            done = client.complete_multipart_upload(
                Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Part": parts}
            )
            return _id_of(done)

        return self._on_top(bucket, before, number), call

    def _copy(self, client: CosS3Client, bucket: str, key: str, before: State) -> tuple[State, Callable[[], str]]:
        sources = [
            (at, state[0].number)
            for at, state in self.states.items()
            if at not in self.open and state and state[0].number is not None and at != (bucket, key)
        ]
        if not sources:
            return self._put(client, bucket, key, before)
        source, number = self._random.choice(sources)
        where: CopySource = {"Bucket": source[0], "Key": source[1], "Region": "ap-guangzhou"}
        return self._on_top(bucket, before, number), lambda: _id_of(
            client.copy_object(Bucket=bucket, Key=key, CopySource=where)
        )

    def _delete(
        self, client: CosS3Client, bucket: str, key: str, before: State
    ) -> tuple[State, Callable[[], str]]:
        return self._on_top(bucket, before, None), lambda: _id_of(client.delete_object(Bucket=bucket, Key=key))

    def _delete_version(
        self, client: CosS3Client, bucket: str, key: str, before: State
    ) -> tuple[State, Callable[[], str]]:
        if bucket == PLAIN or not before:
            return self._put(client, bucket, key, before)
        gone = self._random.choice(before)
        after = tuple(held for held in before if held != gone)
        return after, lambda: _id_of(client.delete_object(Bucket=bucket, Key=key, VersionId=gone.version_id))

    def compare(self, found: dict[At, State]) -> int:
        """How many versions and absences were right; from now on, what was found is what is there."""
        right = compared(self.states, self.open, found)
        self.states = {at: found.get(at, ()) for at in self.states.keys() | self.open.keys()}
        self.open.clear()
        return right


def compared(states: dict[At, State], open_: dict[At, State], found: dict[At, State]) -> int:
    """How many versions and absences are as they were acknowledged, or as an open operation would have them."""
    right = 0
    for at in states.keys() | open_.keys():
        state, there = states.get(at, ()), found.get(at, ())
        if there != state:
            assert at in open_, f"{at}: acknowledged {state}, found {there}"
            assert _fits(there, open_[at]), f"{at}: {state} or {open_[at]} expected, found {there}"
        right += len(there) + (not there)
    return right


def _fits(there: State, expected: State) -> bool:
    return len(there) == len(expected) and all(
        one.number == other.number and other.version_id in ("", one.version_id)
        for one, other in zip(there, expected, strict=True)
    )


def _id_of(answer: object) -> str:
    assert isinstance(answer, dict)
    return str(answer.get("x-cos-version-id") or answer.get("VersionId") or "null")


def create_buckets(client: CosS3Client) -> None:
    for bucket in (PLAIN, VERSIONED):
        client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=VERSIONED, Status="Enabled")


def everything(client: CosS3Client) -> dict[At, State]:
    """What a server has, each content read and compared with what was written."""
    found: dict[At, list[tuple[int, bool, Held]]] = {}
    for bucket in (PLAIN, VERSIONED):
        for entry in client.versions(Bucket=bucket):
            number = None
            version_id = str(entry["VersionId"] or "null")
            if "Size" in entry:
                of_version: Any = {} if bucket == PLAIN else {"VersionId": version_id}
                answer = client.get_object(Bucket=bucket, Key=entry["Key"], **of_version)
                number = number_of(answer["Body"].read())
            place = (stamp_of(version_id) or 0, entry["IsLatest"] == "true", Held(version_id, number))
            found.setdefault((bucket, entry["Key"]), []).append(place)
    for versions in found.values():
        versions.sort(reverse=True)
        assert [is_latest for _, is_latest, _ in versions] == [True] + [False] * (len(versions) - 1)
    return {at: tuple(held for _, _, held in versions) for at, versions in found.items()}
