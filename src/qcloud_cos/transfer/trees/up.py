"""A local directory to COS."""

from __future__ import annotations

import os
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, local
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.trees import comparing
from qcloud_cos.transfer.trees.choosing import Globs, Rules
from qcloud_cos.transfer.trees.comparing import Compare, Verdict
from qcloud_cos.transfer.trees.listing import Objects
from qcloud_cos.transfer.trees.moving import Job, TreeKeywords, job, moved
from qcloud_cos.transfer.trees.places import Entry, Remote, directory_prefix, local_path
from qcloud_cos.transfer.trees.removal import deleted
from qcloud_cos.transfer.trees.results import Action, TreeCallback, TreeResult
from qcloud_cos.transfer.trees.walking import Walk, checksum


class UploadTree(types.ObjectHeaders, TreeKeywords, total=False):
    """What uploading a tree can carry: each object's headers, and which files take part."""


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
        """Upload a file, and its time with it."""
        headers = dict(self.job.headers)
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

    def agree(self, source: Entry, there: Entry, compare: Compare) -> Flow[tuple[bool, Any]]:
        """By the time that was stored with the object, then by its CRC-64."""
        bucket, asked = self._place.Bucket, self.job.asked
        head: Any = yield from self.job.calls.head_object(bucket, self.key(source.name), **asked)
        verdict = comparing.second_look(source, head, compare)
        if verdict is Verdict.READ:
            same = (yield from local(checksum, self.path(source.name))) == int(head[comparing.CHECKSUM])
            return same, None
        return verdict is Verdict.SAME, None

    def remove(self, names: list[str]) -> Flow[None]:
        """Delete objects."""
        yield from deleted(self.job, self._place, names)


class DirectoryUploads:
    @operation
    def upload_directory(
        self,
        Bucket: str,
        Directory: str | os.PathLike[str],
        Prefix: str = "",
        Include: Globs = (),
        Exclude: Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        FollowSymlinks: bool = False,
        DryRun: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        **more: Unpack[UploadTree],
    ) -> Flow[TreeResult]:
        """Upload every file below a directory.  Objects of the same keys are replaced; see `sync` for the rest.

        A file that fails is in `failures` of the result, and does not stop the others.  Each object gets its
        file's time as ``x-cos-meta-mtime``.  Directories are not uploaded, only what is in them.

        Args:
            Prefix: the directory in the bucket; a slash is added to its end.
            Include: globs; if there are any, only what fits one of them is uploaded.
            Exclude: globs of what is not; the last that fits decides, and ``!glob`` takes part again.
            PartSize, MAXThread: as `upload_file` has them, for each file.
            Workers: files at once.
            FollowSymlinks: upload what links lead to; otherwise they are skipped.
            DryRun: send nothing, but say what would be sent.
            StopOnError: raise the first failure.
            progress_callback: called with a `TreeEvent` for each item, and as its bytes are sent.

        Raises:
            CosClientError: the directory cannot be read.
        """
        work = job(self, more, DryRun, StopOnError, progress_callback, Workers, PartSize, MAXThread)
        place = Remote(Bucket, directory_prefix(Prefix))
        mover = Upward(work, os.fspath(Directory), place, Rules(Include, Exclude), FollowSymlinks)
        yield from work.by_page(mover.source(), lambda entry: _file_moved(mover, entry))
        return work.report.result


def _file_moved(mover: Upward, entry: Entry) -> Flow[None]:
    if entry.trouble is not None or not entry.name.endswith("/"):
        yield from moved(mover, entry)
