"""Whole trees: directories and prefixes, uploaded, downloaded, copied, deleted and synced.

Here is what can be asked for.  How it is done is imported when it is: it would slow `import qcloud_cos` down.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.transfer.terms import Resume
from qcloud_cos.transfer.trees.places import Place, Remote
from qcloud_cos.transfer.trees.results import TreeCallback, TreeResult


class Trees:
    @operation
    def upload_directory(
        self,
        Bucket: str,
        Directory: str | os.PathLike[str],
        Prefix: str = "",
        Include: types.Globs = (),
        Exclude: types.Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        FollowSymlinks: bool = False,
        DryRun: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        *,
        Files: Iterable[str] | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        resume: Resume | None = None,
        **more: Unpack[types.UploadTree],
    ) -> Flow[TreeResult]:
        """Upload every file below a directory.  Objects of the same keys are replaced; see `sync` for the rest.

        A file that fails is in `failures` of the result, and does not stop the others.  Each object gets its
        file's time as ``x-cos-meta-mtime`` and, unless `ContentType` is given, the type that its name says.
        Directories are not uploaded, only what is in them.

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
            Files: only these of them, named as they are below the directory; ``docs/`` is all that is in it.
            cancellation: ends it, from any thread.
            rate_limit: bytes per second at most, of all files together.
            resume: as `upload_file` has it.

        Raises:
            CosClientError: the directory cannot be read.
        """
        from qcloud_cos.transfer.trees import moving, up
        from qcloud_cos.transfer.trees.choosing import Rules

        job = moving.job(
            self,
            more,
            DryRun,
            StopOnError,
            progress_callback,
            cancellation,
            Workers,
            PartSize,
            MAXThread,
            rate_limit,
            resume,
        )
        return (
            yield from up.uploaded(job, Bucket, Directory, Prefix, Rules(Include, Exclude, Files), FollowSymlinks)
        )

    @operation
    def download_directory(
        self,
        Bucket: str,
        Prefix: str,
        Directory: str | os.PathLike[str],
        Include: types.Globs = (),
        Exclude: types.Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        DryRun: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        *,
        Files: Iterable[str] | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        resume: Resume | None = None,
        **more: Unpack[types.DownloadTree],
    ) -> Flow[TreeResult]:
        """Download every object below a prefix.  Files of the same names are replaced; see `sync` for the rest.

        An object that fails is in `failures` of the result, and does not stop the others.  So are those whose
        keys cannot be files below the directory: with ``..`` in them, or beside an object that is their
        directory.  Nothing is written through a symbolic link.  Each file gets the time that was stored with
        the object, or when it was stored.

        Args:
            Prefix: the directory in the bucket; a slash is added to its end.  ``""`` is all of the bucket.
            Directory: made if it is not there.
            PartSize, MAXThread: as `download_file` has them, for each object.
            Include, Exclude, Files, and the others: as `upload_directory` has them.
        """
        from qcloud_cos.transfer.trees import down, moving
        from qcloud_cos.transfer.trees.choosing import Rules

        job = moving.job(
            self,
            more,
            DryRun,
            StopOnError,
            progress_callback,
            cancellation,
            Workers,
            PartSize,
            MAXThread,
            rate_limit,
            resume,
        )
        return (yield from down.downloaded(job, Bucket, Prefix, Directory, Rules(Include, Exclude, Files)))

    @operation
    def copy_prefix(
        self,
        Bucket: str,
        Prefix: str,
        CopySource: Remote,
        Include: types.Globs = (),
        Exclude: types.Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        DryRun: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        *,
        Files: Iterable[str] | None = None,
        cancellation: Cancellation | None = None,
        **more: Unpack[types.CopyTree],
    ) -> Flow[TreeResult]:
        """Copy every object whose key begins with a prefix, with its metadata; `Prefix` takes that one's place.

        Objects of the same keys are replaced.  One that fails is in `failures` of the result, and does not stop
        the others.

        Args:
            Prefix: what the copies' keys begin with; it is taken as it is, and so is the source's.
            CopySource: ``Remote(Bucket, Prefix)``, with ``Region`` if that is not the client's.
            PartSize, MAXThread: as `copy` has them, for objects that are copied in parts.
            Include, Exclude, Files, and the others: as `upload_directory` has them.

        Raises:
            CosClientError: source and destination overlap.
        """
        from qcloud_cos.transfer.trees import across, moving
        from qcloud_cos.transfer.trees.choosing import Rules

        job = moving.job(
            self, more, DryRun, StopOnError, progress_callback, cancellation, Workers, PartSize, MAXThread
        )
        return (yield from across.copied(job, Bucket, Prefix, CopySource, Rules(Include, Exclude, Files)))

    @operation
    def delete_prefix(
        self,
        Bucket: str,
        Prefix: str,
        Include: types.Globs = (),
        Exclude: types.Globs = (),
        DryRun: bool = False,
        Force: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        *,
        Files: Iterable[str] | None = None,
        cancellation: Cancellation | None = None,
        **more: Unpack[types.DeleteTree],
    ) -> Flow[TreeResult]:
        """Delete every object whose key begins with a prefix, a thousand to a request.

        In a bucket with versions this puts delete markers on top.  What COS refuses to delete is in `failures`
        of the result.

        Args:
            Prefix: taken as it is: ``photos`` begins ``photos2/a.jpg``, too.
            Force: an empty prefix is all of the bucket.
            Include, Exclude, Files, and the others: as `upload_directory` has them.

        Raises:
            CosClientError: the prefix is empty.
        """
        from qcloud_cos.transfer.trees import moving, removal
        from qcloud_cos.transfer.trees.choosing import Rules

        job = moving.job(self, more, DryRun, StopOnError, progress_callback, cancellation)
        return (yield from removal.emptied(job, Bucket, Prefix, Rules(Include, Exclude, Files), Force))

    @operation
    def sync(
        self,
        Source: Place,
        Destination: Place,
        Delete: bool = False,
        Compare: types.Comparison = "default",
        Include: types.Globs = (),
        Exclude: types.Globs = (),
        PartSize: float | None = None,
        MAXThread: int = 3,
        Workers: int = 8,
        FollowSymlinks: bool = False,
        DryRun: bool = False,
        Force: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        *,
        Update: bool = False,
        Files: Iterable[str] | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | None = None,
        resume: Resume | None = None,
        **more: Unpack[types.CopyTree],
    ) -> Flow[TreeResult]:
        """Make a local directory, or a prefix of a bucket, like another: only what differs is transferred.

        Sizes are compared, then the times that uploads and downloads keep; when only the times differ, the
        CRC-64 of both sides decides.  A change that leaves size and time alone needs ``checksum``.

        Args:
            Source, Destination: a local directory, or ``Remote(Bucket, Prefix)``; one of them at least is in COS.
            Delete: remove what is below the destination and not in the source, in the end, if nothing failed.
                What `Exclude` and `Include` leave out is not removed.
            Compare: ``checksum`` to go by size and CRC-64 alone, ``size-only`` by size.
            PartSize, MAXThread: as `upload_file`, `download_file` and `copy` have them.
            Force: delete even if something failed, or the source is empty.
            Update: leave alone what is newer at the destination.
            Include, Exclude, Files, and the others: as `upload_directory` has them.

        Raises:
            CosClientError: a side cannot be listed; with `Delete`, the source is empty.
        """
        from qcloud_cos.transfer.trees import moving, syncing
        from qcloud_cos.transfer.trees.choosing import Rules

        job = moving.job(
            self,
            more,
            DryRun,
            StopOnError,
            progress_callback,
            cancellation,
            Workers,
            PartSize,
            MAXThread,
            rate_limit,
            resume,
        )
        mover = yield from syncing.mover(job, Source, Destination, Rules(Include, Exclude, Files), FollowSymlinks)
        return (yield from syncing.synced(mover, Compare, Update, Delete, Force))
