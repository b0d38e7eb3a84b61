"""Objects to a local directory."""

from __future__ import annotations

import os
from typing import Any

from qcloud_cos import types
from qcloud_cos.core.wire import Flow, local
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.trees import comparing, safety
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.comparing import Verdict
from qcloud_cos.transfer.trees.listing import Objects
from qcloud_cos.transfer.trees.moving import Job, moved, overheard
from qcloud_cos.transfer.trees.places import Entry, Remote, directory_prefix, local_path, local_root, sent
from qcloud_cos.transfer.trees.results import Action, TreeResult
from qcloud_cos.transfer.trees.walking import Walk, checksum


class Screened:
    """The objects below a prefix; those that cannot become files come with their trouble."""

    def __init__(self, objects: Objects, folds: bool) -> None:
        self._objects, self._screen = objects, safety.Screen(folds)

    def more(self) -> Flow[list[Entry] | None]:
        page = yield from self._objects.more()
        return None if page is None else [self._screen(entry) for entry in page]


class Downward:
    """Objects to files."""

    action: Action = "download"

    def __init__(self, job: Job, place: Remote, root: str, rules: Rules, folds: bool) -> None:
        self.job = job
        self._place, self._root, self._rules, self._folds = place, root, rules, folds

    def source(self) -> Screened:
        return Screened(Objects(self.job.calls, self._place, self._rules), self._folds)

    def destination(self) -> Walk:
        return Walk(self._root, self._rules, optional=True)

    def key(self, name: str) -> str:
        return self._place.Prefix + name

    def path(self, name: str) -> str:
        return "" if safety.unsafe(name) else local_path(self._root, name)

    def move(self, entry: Entry, fresh: bool, progress: ProgressCallback | None, head: Any = None) -> Flow[None]:
        """Download an object, and give the file its time."""
        path = yield from local(safety.prepared, self._root, entry.name, fresh and self._folds)
        if entry.name.endswith("/"):
            return
        download = self.job.calls.download_file(
            Bucket=self._place.Bucket,
            Key=sent(self.key(entry.name)),
            DestFilePath=path,
            progress_callback=progress,
            **self.job.terms,
            **self.job.headers,
        )
        head = yield from overheard(download, head)
        yield from self._stamp(path, entry, head or {})

    def _stamp(self, path: str, entry: Entry, head: Any) -> Flow[None]:
        yield from local(safety.stamped, path, comparing.when(head, entry))

    def dry(self, entry: Entry, fresh: bool) -> None:
        safety.checked(self._root, entry.name, fresh and self._folds)

    def agree(self, source: Entry, there: Entry, compare: types.Comparison) -> Flow[tuple[bool, Any]]:
        """By the time that was stored with the object, then by its CRC-64."""
        key = sent(self.key(source.name))
        head: Any = yield from self.job.calls.head_object(self._place.Bucket, key, **self.job.asked)
        verdict = comparing.second_look(there, head, compare)
        if verdict is not Verdict.READ:
            return verdict is Verdict.SAME, head
        path = self.path(source.name)
        same = (yield from local(checksum, path)) == int(head[comparing.CHECKSUM])
        if same and not self.job.report.dry_run:
            yield from self._stamp(path, source, head)  # so that the next time its time is enough
        return same, head

    def outdated(self, source: Entry, there: Entry) -> Flow[bool]:
        """Whether the file was modified after the object."""
        key = sent(self.key(source.name))
        head: Any = yield from self.job.calls.head_object(self._place.Bucket, key, **self.job.asked)
        return there.modified_ns > comparing.when(head, source)

    def remove(self, names: list[str]) -> Flow[None]:
        """Delete files, and the directories that this leaves empty."""
        report = self.job.report
        do = safety.removable if report.dry_run else safety.removed
        for name, error in (yield from local(do, self._root, names)):
            if error is None:
                report.done("delete", "", self.path(name))
            else:
                report.failed("delete", "", self.path(name), error)


def downloaded(
    job: Job,
    bucket: str,
    prefix: str,
    directory: str | os.PathLike[str],
    rules: Rules,
) -> Flow[TreeResult]:
    place, root = Remote(bucket, directory_prefix(prefix)), local_root(directory)
    folds = yield from local(safety.folds, root)
    mover = Downward(job, place, root, rules, folds)
    yield from job.by_page(mover.source(), lambda entry: moved(mover, entry))
    return job.report.result
