"""State below a prefix of a bucket: drivers on any machine can go on with the job."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from uuid import uuid4

from qcloud_cos.client import AsyncCosS3Client
from qcloud_cos.errors import CosClientError, CosException, CosServiceError, NoSuchKey
from qcloud_cos.jobs.places import Place

LEASES = "leases"
RENEWED_EACH_SECONDS = 10.0
STALE_SECONDS = 60.0
"""As long as a driver that was killed keeps others out."""
_FIRST_LINE = 64 * 1024
_TRIES = 5


class Prefix:
    """Drivers keep each other out by leases: numbered objects, each of which only one driver can create.

    A lease is renewed by being written again; whether it is stale, COS's own clock says.
    """

    def __init__(self, where: Place, client: Callable[[], AsyncCosS3Client]) -> None:
        key = where.key if not where.key or where.key.endswith("/") else f"{where.key}/"
        self._where = where._replace(key=key)
        self._client = client
        self._lease = 0
        self._renewed = 0.0
        self._mine = json.dumps({"driver": f"process {os.getpid()} on {socket.gethostname()}", "id": uuid4().hex})

    def __str__(self) -> str:
        return str(self._where)

    async def read(self, name: str) -> bytes | None:
        try:
            return await self._got(name)
        except NoSuchKey:
            return None

    async def first_line(self, name: str) -> bytes:
        begin = await self._got(name, Range=f"bytes=0-{_FIRST_LINE - 1}")
        if b"\n" not in begin and len(begin) == _FIRST_LINE:
            begin = await self._got(name)
        return begin.partition(b"\n")[0]

    async def write(self, name: str, content: bytes | BinaryIO) -> None:
        await self._client().put_object(self._where.bucket, content, self._key(name))

    async def create(self, name: str, content: bytes) -> bool:
        refused: CosException | None = None
        new: Any = {"Metadata": {"x-cos-forbid-overwrite": "true"}}
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(0.2 * 2**attempt)
            try:
                await self._client().put_object(self._where.bucket, content, self._key(name), **new)
                return True
            except CosServiceError as error:
                if error.get_error_code() == "FileAlreadyExists":
                    return await self.read(name) == content  # an attempt whose answer was lost may have made it
                if error.get_status_code() < 500:
                    raise
                refused = error
            except CosClientError as error:
                refused = error
        assert refused is not None  # noqa: S101 - each attempt has returned, raised or set it
        raise refused

    async def remove(self, name: str) -> None:
        await self._client().delete_object(self._where.bucket, self._key(name))

    async def names(self, folder: str) -> Sequence[str]:
        found = self._client().objects(self._where.bucket, f"{self._where.key}{folder}/")
        return [each["Key"].removeprefix(self._where.key) async for each in found]

    async def hold(self) -> None:
        last, said, age = await self._last_lease()
        if last and age < STALE_SECONDS:
            raise CosClientError(
                f"another driver is at work on {self}: {said}.  If it was killed, its lease ends in "
                f"{STALE_SECONDS - age:.0f} seconds"
            )
        if not await self.create(_lease(last + 1), self._mine.encode()):
            raise CosClientError(f"another driver has just begun to work on {self}")
        self._lease, self._renewed = last + 1, time.monotonic()
        if last:
            await self.remove(_lease(last))

    async def keep(self) -> None:
        if time.monotonic() - self._renewed < RENEWED_EACH_SECONDS:
            return
        began = time.monotonic()
        try:
            mine = await self._is_mine()
            if mine:
                await self.write(_lease(self._lease), self._mine.encode())
        except CosException:
            if began - self._renewed > STALE_SECONDS / 2:
                raise
            return  # COS may be back before the lease is stale
        if not mine:
            raise CosClientError(
                f"another driver has taken over {self}, as this one was not heard of for too long"
            )
        self._renewed = began

    async def _is_mine(self) -> bool:
        if await self.names(LEASES) != [_lease(self._lease)]:
            return False
        return await self.read(_lease(self._lease)) == self._mine.encode()

    async def release(self) -> None:
        if self._lease:
            lease, self._lease = self._lease, 0
            if await self.read(_lease(lease)) == self._mine.encode():
                await self.remove(_lease(lease))

    async def held(self) -> bool:
        last, _, age = await self._last_lease()
        return bool(last) and age < STALE_SECONDS

    async def _last_lease(self) -> tuple[int, str, float]:
        """Its number, whose it is, and how many seconds ago it was renewed; 0 if there is none."""
        names = await self.names(LEASES)
        if not names:
            return 0, "", 0.0
        try:
            answer: Any = await self._client().get_object(self._where.bucket, self._key(names[-1]))
        except NoSuchKey:  # just released
            return 0, "", 0.0
        async with answer["Body"] as body:
            said = json.loads(await body.read())
        now, renewed = (parsedate_to_datetime(answer[name]).timestamp() for name in ("Date", "Last-Modified"))
        return int(names[-1].rpartition("/")[2]), str(said.get("driver")), now - renewed

    async def _got(self, name: str, **more: Any) -> bytes:
        answer = await self._client().get_object(self._where.bucket, self._key(name), **more)
        async with answer["Body"] as body:
            return await body.read()

    def _key(self, name: str) -> str:
        return Place(self._where.bucket, self._where.key + name).sent


def _lease(number: int) -> str:
    return f"{LEASES}/{number:06}"
