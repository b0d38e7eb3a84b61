"""Tags of objects, set, added to or removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.jobs.actions.elsewhere import sent, version
from qcloud_cos.jobs.actions.keeping import tags_of
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, OK, Outcome

_MOST = 10


class Tag:
    """The same tags for each object.  They are as they were asked for, however often that is done.

    Options:
        tags: texts by name.
        mode: ``set`` replaces those there are; ``merge`` keeps those of other names, and skips an object that
            has them all: reading and writing are two requests, between which somebody else's change is lost;
            ``clear`` removes all, and takes no tags.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("tag", options)
        self._mode = read.choice("mode", ("set", "merge", "clear"), "set")
        self._tags = read.texts("tags")
        read.end()
        if (self._mode == "clear") == bool(self._tags):
            raise read.wrong("tags", "are given with set and merge, and not with clear")
        if len(self._tags) > _MOST:
            raise read.wrong("tags", f"are {_MOST} of an object at most, not {len(self._tags)}")

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        client, key, asked = clients.of(), sent(entry), version(entry)
        tags = self._tags
        if self._mode == "clear":
            await client.delete_object_tagging(bucket, key, **asked)
            return OK
        if self._mode == "merge":
            there = tags_of(await client.get_object_tagging(bucket, key, **asked))
            tags = there | tags
            if tags == there:
                return Outcome("skipped")
        pairs: Any = {"TagSet": {"Tag": [{"Key": name, "Value": value} for name, value in tags.items()]}}
        await client.put_object_tagging(bucket, key, pairs, **asked)
        return OK
