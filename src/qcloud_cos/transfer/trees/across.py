"""Objects to objects: the bytes stay in COS."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Settings
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.trees import comparing
from qcloud_cos.transfer.trees.choosing import Globs, Rules
from qcloud_cos.transfer.trees.comparing import Compare
from qcloud_cos.transfer.trees.listing import Objects, there
from qcloud_cos.transfer.trees.moving import Job, TreeKeywords, job, moved
from qcloud_cos.transfer.trees.places import Entry, Remote, sent
from qcloud_cos.transfer.trees.removal import deleted
from qcloud_cos.transfer.trees.results import Action, TreeCallback, TreeResult


class CopyTree(types.CopyHeaders, TreeKeywords, total=False):
    """What copying a tree can carry: each copy's headers, and which objects take part."""


class Across:
    """Objects to objects."""

    action: Action = "copy"

    def __init__(
        self, job: Job, origin: Remote, place: Remote, rules: Rules, itself: bool, config: CosConfig
    ) -> None:
        self.job = job
        self._origin, self._place, self._rules, self._itself = origin, place, rules, itself
        self._in_parts_from: int = config._copy_part_threshold_size

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
                bucket, key, source, progress_callback=progress, **self.job.terms, **self.job.headers
            )

    def dry(self, entry: Entry, fresh: bool) -> None:
        """Nothing can be known to stand in its way."""

    def agree(self, source: Entry, copy: Entry, compare: Compare) -> Flow[tuple[bool, Any]]:
        """By the CRC-64 of both."""
        asked = {
            name.removeprefix("CopySource"): value for name, value in self.job.headers.items() if "SSEC" in name
        }
        one = self.job.calls.head_object(self._origin.Bucket, sent(self._origin.Prefix + source.name), **asked)
        other = self.job.calls.head_object(self._place.Bucket, sent(self.key(copy.name)), **self.job.asked)
        first = yield from (yield from there(one, self._origin))
        return comparing.same_content(first, (yield from other)), None

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


class PrefixCopies:
    @operation
    def copy_prefix(
        self,
        Bucket: str,
        Prefix: str,
        CopySource: Remote,
        Include: Globs = (),
        Exclude: Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        DryRun: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        **more: Unpack[CopyTree],
    ) -> Flow[TreeResult]:
        """Copy every object whose key begins with a prefix, with its metadata; `Prefix` takes that one's place.

        Objects of the same keys are replaced.  One that fails is in `failures` of the result, and does not stop
        the others.

        Args:
            Prefix: what the copies' keys begin with; it is taken as it is, and so is the source's.
            CopySource: ``Remote(Bucket, Prefix)``, with ``Region`` if that is not the client's.
            Include, Exclude, Workers, DryRun, StopOnError, progress_callback: as `upload_directory` has them.
            PartSize, MAXThread: as `copy` has them, for objects that are copied in parts.

        Raises:
            CosClientError: source and destination overlap.
        """
        work = job(self, more, DryRun, StopOnError, progress_callback, Workers, PartSize, MAXThread)
        config: CosConfig = yield from Settings()
        place = Remote(Bucket, Prefix)
        refuse_overlap(CopySource, place, config)
        mover = Across(work, CopySource, place, Rules(Include, Exclude), True, config)
        yield from work.by_page(mover.source(), lambda entry: moved(mover, entry))
        return work.report.result
