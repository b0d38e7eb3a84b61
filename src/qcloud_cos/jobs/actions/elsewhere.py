"""Where an action's objects are, and what becomes of their keys elsewhere."""

from __future__ import annotations

from typing import Any

from qcloud_cos.client import AsyncCosS3Client
from qcloud_cos.errors import CosClientError, CosServiceError, NoSuchBucket
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.places import Place, place

CRC64 = "x-cos-hash-crc64ecma"


class Elsewhere:
    """Another prefix, bucket or region, read from the options `to` (or `name`), `prefix`, `region`."""

    def __init__(self, options: Options, name: str = "to") -> None:
        if not options.given(name):
            raise options.wrong(name, "is missing: cos://BUCKET-APPID/PREFIX")
        self.place = place(options.text(name))
        self._prefix = options.text("prefix")
        self._region = options.text("region")
        self._has_bucket = False

    def has(self, entry: Entry) -> bool:
        """Whether the object has a place there."""
        return entry.key.startswith(self._prefix) and bool(self.place.key or entry.key != self._prefix)

    def of(self, entry: Entry) -> Place:
        """The same object there.

        Raises:
            CosClientError: its key does not begin with what it is to lose.
        """
        if not entry.key.startswith(self._prefix):
            raise CosClientError(f"{entry.key!r} does not begin with {self._prefix!r}: there is no key for it")
        found = self.place._replace(key=self.place.key + entry.key[len(self._prefix) :])
        if not found.key:
            raise CosClientError(
                f"nothing is left of {entry.key!r} without {self._prefix!r}: there is no key for it"
            )
        return found

    def client(self, clients: Clients) -> AsyncCosS3Client:
        return clients.of(self._region)

    async def check(self, clients: Clients) -> None:
        """Whether the bucket is there, if it is not known: the answer to HEAD of an object does not say.

        Raises:
            NoSuchBucket: it is not.
        """
        if self._has_bucket:
            return
        try:
            await self.client(clients).head_bucket(self.place.bucket)
        except CosServiceError as error:
            if error.get_status_code() == 404:
                raise NoSuchBucket("HEAD", _without_bucket(self.place.bucket, error), 404) from None
            if error.get_status_code() != 403:  # who may not ask for it may still ask for objects
                raise
        self._has_bucket = True

    def source(self, clients: Clients, bucket: str, entry: Entry) -> Any:
        """The object as the source of a copy to there."""
        found: dict[str, Any] = {"Bucket": bucket, "Key": sent(entry)}
        if entry.version_id:
            found["VersionId"] = entry.version_id
        if self._region:
            found["Endpoint"] = clients.of().get_conf()._endpoint
        return found


def sent(entry: Entry) -> str:
    """The key as methods take it, which strip one slash before it."""
    return Place("", entry.key).sent


def version(entry: Entry) -> Any:
    """The keyword that names the version, if there is one to be named."""
    return {"VersionId": entry.version_id} if entry.version_id else {}


async def head_or_none(client: AsyncCosS3Client, where: Place, **asked: Any) -> Any:
    """An object's headers; None if it is not there.

    Raises:
        CosServiceError: any other answer, such as ``AccessDenied``.
    """
    try:
        return await client.head_object(where.bucket, where.sent, **asked)
    except CosServiceError as error:
        if error.get_status_code() != 404:
            raise
        return None


def _without_bucket(bucket: str, error: CosServiceError) -> dict[str, str]:
    message = f"there is no bucket {bucket} in this region"
    return {"code": "NoSuchBucket", "message": message, "requestid": error.get_request_id()}


def size_of(head: Any) -> int:
    return int(head["Content-Length"])
