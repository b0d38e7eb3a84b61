"""Objects to objects: the bytes stay in COS."""

from __future__ import annotations

from typing import Any

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint
from qcloud_cos.core.wire import Flow, Settings
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.trees import comparing
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.listing import Objects, there
from qcloud_cos.transfer.trees.moving import Job, moved
from qcloud_cos.transfer.trees.places import Entry, Remote, sent
from qcloud_cos.transfer.trees.removal import deleted
from qcloud_cos.transfer.trees.results import Action, TreeResult


class Across:
    """Objects to objects."""

    action: Action = "copy"

    def __init__(
        self, job: Job, origin: Remote, place: Remote, rules: Rules, itself: bool, config: CosConfig
    ) -> None:
        self.job = job
        self._origin, self._place, self._rules, self._itself = origin, place, rules, itself
        self._in_parts_from: int = config._copy_part_threshold_size
        # No bytes of copies come by here, and nothing of them is noted to be gone on with.
        self._terms = {name: value for name, value in job.terms.items() if name not in ("rate_limit", "resume")}

    def source(self) -> Objects:
        return Objects(self.job.calls, self._origin, self._rules, self._itself)

    def destination(self) -> Objects:
        return Objects(self.job.calls, self._place, self._rules)

    def key(self, name: str) -> str:
        return self._place.Prefix + name

    def path(self, name: str) -> str:
        return ""

    def move(self, entry: Entry, fresh: bool, progress: ProgressCallback | None, head: Any = None) -> Flow[None]:
        """Copy an object with its metadata, in one request unless it is too large."""
        source: Any = {"Bucket": self._origin.Bucket, "Key": sent(self._origin.Prefix + entry.name)}
        if self._origin.Region:
            source["Region"] = self._origin.Region
        bucket, key, calls = self._place.Bucket, sent(self.key(entry.name)), self.job.calls
        if entry.size < self._in_parts_from:
            yield from calls.copy_object(bucket, key, source, **self.job.headers)
        else:
            yield from calls.copy(
                bucket, key, source, progress_callback=progress, **self._terms, **self.job.headers
            )

    def dry(self, entry: Entry, fresh: bool) -> None:
        """Nothing can be known to stand in its way."""

    def agree(self, source: Entry, copy: Entry, compare: types.Comparison) -> Flow[tuple[bool, Any]]:
        """By the CRC-64 of both."""
        first, second = yield from self._heads(source, copy)
        return comparing.same_content(first, second), None

    def outdated(self, source: Entry, there: Entry) -> Flow[bool]:
        """By the times that were stored with both, if they were."""
        first, second = yield from self._heads(source, there)
        return comparing.when(second, there) > comparing.when(first, source)

    def _heads(self, source: Entry, copy: Entry) -> Flow[tuple[Any, Any]]:
        asked = {
            name.removeprefix("CopySource"): value for name, value in self.job.headers.items() if "SSEC" in name
        }
        one = self.job.calls.head_object(self._origin.Bucket, sent(self._origin.Prefix + source.name), **asked)
        other = self.job.calls.head_object(self._place.Bucket, sent(self.key(copy.name)), **self.job.asked)
        first = yield from (yield from there(one, self._origin))
        return first, (yield from other)

    def remove(self, names: list[str]) -> Flow[None]:
        """Delete objects."""
        yield from deleted(self.job, self._place, names)


def refuse_overlap(source: Remote, place: Remote, config: CosConfig) -> None:
    """Copies must not land where they are listed from: there would be no end of them.

    Raises:
        CosClientError: one prefix is within the other.
    """
    one, other = (endpoint.bucket_name(each.Bucket, config._appid) for each in (source, place))
    if one == other and (source.Prefix.startswith(place.Prefix) or place.Prefix.startswith(source.Prefix)):
        raise CosClientError(f"source and destination overlap: {source.Prefix!r} and {place.Prefix!r} of {one}")


def copied(job: Job, bucket: str, prefix: str, origin: Remote, rules: Rules) -> Flow[TreeResult]:
    config: CosConfig = yield from Settings()
    place = Remote(bucket, prefix)
    refuse_overlap(origin, place, config)
    mover = Across(job, origin, place, rules, True, config)
    yield from job.by_page(mover.source(), lambda entry: moved(mover, entry))
    return job.report.result
