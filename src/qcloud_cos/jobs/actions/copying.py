"""Copies within COS: to another prefix, bucket or region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import Outcome
from qcloud_cos.jobs.places import Place, place

_IN_ONE_REQUEST = 5 * 1024**3
_OPTIONS = {"to", "prefix", "region"}


class Copy:
    """Each object to the same key below another prefix.

    Options:
        to: where to, ``cos://bucket-appid/prefix``.
        prefix: what keys lose before `to` goes before them.
        region: of the destination, if not that of the job.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        if unknown := sorted(options.keys() - _OPTIONS):
            raise CosClientError(f"copy knows no option {unknown[0]!r}: there are {', '.join(sorted(_OPTIONS))}")
        self._to = place(str(options.get("to")))
        self._prefix = str(options.get("prefix") or "")
        self._region = str(options.get("region") or "")

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if not entry.key.startswith(self._prefix):
            raise CosClientError(
                f"{entry.key!r} does not begin with {self._prefix!r}: there is no key to copy it to"
            )
        source: Any = {"Bucket": bucket, "Key": Place(bucket, entry.key).sent}
        if entry.version_id:
            source["VersionId"] = entry.version_id
        key = Place(self._to.bucket, self._to.key + entry.key[len(self._prefix) :]).sent
        client = clients.of(self._region)
        if entry.size is None or entry.size >= _IN_ONE_REQUEST:
            await client.copy(self._to.bucket, key, source)
        else:
            await client.copy_object(self._to.bucket, key, source)
        return Outcome(bytes=entry.size or 0)
