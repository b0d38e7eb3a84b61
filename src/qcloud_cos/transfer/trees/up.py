"""A local directory to COS."""

from __future__ import annotations

import os
from typing import Any

from qcloud_cos import types
from qcloud_cos.content_types import guessed
from qcloud_cos.core.wire import Flow, local
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.trees import comparing
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.comparing import Verdict
from qcloud_cos.transfer.trees.listing import Objects
from qcloud_cos.transfer.trees.moving import Job, moved
from qcloud_cos.transfer.trees.places import Entry, Remote, directory_prefix, local_path, local_root
from qcloud_cos.transfer.trees.removal import deleted
from qcloud_cos.transfer.trees.results import Action, TreeResult
from qcloud_cos.transfer.trees.walking import Walk, checksum


class Upward:
    """Files to objects."""

    action: Action = "upload"

    def __init__(self, job: Job, root: str, place: Remote, rules: Rules, follow: bool) -> None:
        self.job = job
        self._root, self._place, self._rules, self._follow = root, place, rules, follow

    def source(self) -> Walk:
        return Walk(self._root, self._rules, self._follow)

    def destination(self) -> Objects:
        return Objects(self.job.calls, self._place, self._rules)

    def key(self, name: str) -> str:
        return self._place.Prefix + name

    def path(self, name: str) -> str:
        return local_path(self._root, name)

    def move(self, entry: Entry, fresh: bool, progress: ProgressCallback | None, head: Any = None) -> Flow[None]:
        """Upload a file, and with it its time, and what its name says that it is."""
        headers = dict(self.job.headers)
        headers.setdefault("ContentType", guessed(entry.name))
        headers["Metadata"] = {
            **(headers.get("Metadata") or {}),
            comparing.MODIFIED: comparing.modified(entry.modified_ns),
        }
        yield from self.job.calls.upload_file(
            Bucket=self._place.Bucket,
            Key=self.key(entry.name),
            LocalFilePath=self.path(entry.name),
            progress_callback=progress,
            **self.job.terms,
            **headers,
        )

    def dry(self, entry: Entry, fresh: bool) -> None:
        """Nothing can be known to stand in its way."""

    def agree(self, source: Entry, there: Entry, compare: types.Comparison) -> Flow[tuple[bool, Any]]:
        """By the time that was stored with the object, then by its CRC-64."""
        bucket, asked = self._place.Bucket, self.job.asked
        head: Any = yield from self.job.calls.head_object(bucket, self.key(source.name), **asked)
        verdict = comparing.second_look(source, head, compare)
        if verdict is Verdict.READ:
            same = (yield from local(checksum, self.path(source.name))) == int(head[comparing.CHECKSUM])
            return same, None
        return verdict is Verdict.SAME, None

    def outdated(self, source: Entry, there: Entry) -> Flow[bool]:
        """Whether the object was modified after the file."""
        head: Any = yield from self.job.calls.head_object(
            self._place.Bucket, self.key(there.name), **self.job.asked
        )
        return comparing.when(head, there) > source.modified_ns

    def remove(self, names: list[str]) -> Flow[None]:
        """Delete objects."""
        yield from deleted(self.job, self._place, names)


def uploaded(
    job: Job,
    bucket: str,
    directory: str | os.PathLike[str],
    prefix: str,
    rules: Rules,
    follow: bool,
) -> Flow[TreeResult]:
    place = Remote(bucket, directory_prefix(prefix))
    mover = Upward(job, local_root(directory), place, rules, follow)
    yield from job.by_page(mover.source(), lambda entry: _file_moved(mover, entry))
    return job.report.result


def _file_moved(mover: Upward, entry: Entry) -> Flow[None]:
    if entry.trouble is not None or not entry.name.endswith("/"):
        yield from moved(mover, entry)
