"""An inventory of COS: its manifest.json says which files there are, and what is in their columns.

Source: https://cloud.tencent.com/document/product/436/33703
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.csv import Csv
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.inputs.rows import Rows
from qcloud_cos.jobs.inputs.sources import source
from qcloud_cos.jobs.places import Place, is_url

_MOST = 64 * 1024 * 1024


class Inventory:
    """The objects of a bucket as they were when the inventory was made.

    The files are objects beside the manifest, in the bucket that it names; those of a local copy of it are
    looked for beside that.
    """

    def __init__(self, manifest: str) -> None:
        self.fields: frozenset[str] = frozenset()
        self.identity = ""
        self._manifest = manifest
        self._rows = Rows((), lambda file: Csv(file.name))
        self._count: int | None = None

    async def open(self, clients: Clients) -> None:
        content = await self._content(clients)
        try:
            said = json.loads(content)
            columns = [name.strip() for name in said["fileSchema"].split(",")]
            form, files = said["fileFormat"], [self._named(said, file["key"]) for file in said["files"]]
            self._count = int(said.get("filterObjectCount") or 0) or None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CosClientError(
                f"{self._manifest} is not the manifest.json of an inventory: {type(error).__name__} {error}"
            ) from None
        if form.upper() != "CSV":
            raise CosClientError(f"{self._manifest} is of an inventory in {form}: only those in CSV can be read")
        bucket = f"{said.get('sourceBucket', '')}-{said.get('sourceAppid', '')}".strip("-")
        self._rows = Rows(
            [source(file) for file in files],
            lambda file: Csv(file.name, bucket, columns, url_encoded=True),
        )
        await self._rows.open(clients)
        self.fields = self._rows.fields
        self.identity = f"{self._manifest} {hashlib.sha256(content).hexdigest()}"

    async def count(self, clients: Clients) -> int | None:
        return self._count

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch]:
        return self._rows.batches(clients, size, done, where)

    async def _content(self, clients: Clients) -> bytes:
        file, found = source(self._manifest), b""
        await file.open(clients)
        async with aclosing(file.pieces(clients, 0)) as pieces:
            async for piece in pieces:
                found += piece
                if len(found) > _MOST:
                    raise CosClientError(f"{self._manifest} is too large to be the manifest.json of an inventory")
        return found

    def _named(self, said: dict[str, Any], key: str) -> str:
        if is_url(self._manifest):
            return str(Place(f"{said['destinationBucket']}-{said['destinationAppid']}", key))
        return beside(self._manifest, key)


def beside(manifest: str, key: str) -> str:
    """The local file of a key: in the manifest's directory, or in the one above, as in COS."""
    folder = os.path.dirname(os.path.realpath(manifest))
    name = key.rpartition("/")[2]
    for place in (folder, os.path.dirname(folder)):
        if os.path.isfile(os.path.join(place, name)):
            return os.path.join(place, name)
    raise CosClientError(f"{name}, which {manifest} names, is neither beside it nor in the directory above")
