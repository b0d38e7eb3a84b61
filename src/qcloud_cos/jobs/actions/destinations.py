"""What is at the destination of a batch already: a listing of a thousand keys, instead of a question for each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from qcloud_cos.client import AsyncCosS3Client
from qcloud_cos.errors import CosException
from qcloud_cos.jobs.places import Place

FEWEST = 16
"""Objects of a batch for which a listing is worth its while."""
_PAGE = 1000


class Seen(NamedTuple):
    """A piece of a bucket, from the first to the last key: which keys there are."""

    bucket: str = ""
    first: str = ""
    last: str = ""
    keys: frozenset[str] = frozenset()

    def lacks(self, where: Place) -> bool:
        """Whether there was certainly nothing."""
        known = where.bucket == self.bucket and self.first <= where.key <= self.last
        return known and where.key not in self.keys


NOTHING_SEEN = Seen()


async def looked_at(client: AsyncCosS3Client, places: Sequence[Place]) -> Seen:
    """As far as a page or two reach: among many other keys, the rest has to be asked for one by one."""
    if len(places) < FEWEST:
        return NOTHING_SEEN
    bucket, first, last = places[0].bucket, min(places).key, max(places).key
    prefix = os.path.commonprefix([first, last])  # noqa: RUF071 - any characters
    marker = first[:-1]
    found: set[str] = set()
    for _ in range(2 + len(places) // _PAGE):
        try:
            page = await client.list_objects(
                bucket, Prefix=prefix, Marker=marker, MaxKeys=_PAGE, EncodingType="url"
            )
        except CosException:  # who may not list may still ask; what is wrong with the bucket, a copy will say
            return NOTHING_SEEN
        keys = [unquote(entry["Key"]) for entry in page.get("Contents") or []]
        found.update(keys)
        if str(page.get("IsTruncated")).lower() != "true":
            return Seen(bucket, first, last, frozenset(found))
        if not keys or keys[-1] >= last:
            break
        marker = keys[-1]
    return Seen(bucket, first, min(last, max(found, default="")), frozenset(found))
