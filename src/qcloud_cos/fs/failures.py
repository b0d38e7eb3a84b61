"""Errors of COS as those of files: `FileNotFoundError`, `PermissionError` and their like.

Programs that read files know these.  The error of COS is their ``__cause__``.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from qcloud_cos.errors import CosServiceError


@contextmanager
def as_of_files(path: str) -> Iterator[None]:
    try:
        yield
    except CosServiceError as error:
        raise of_files(error, path) from error


def of_files(error: CosServiceError, path: str) -> OSError:
    code, status = error.get_error_code(), error.get_status_code()
    if code == "NoSuchBucket":
        return FileNotFoundError(errno.ENOENT, f"no such bucket, or it is in another region ({error})", path)
    if code in ("NoSuchUpload", "NoSuchTagSet"):
        return OSError(errno.EIO, str(error), path)
    if status == 404:
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if code in ("FileAlreadyExists", "BucketAlreadyExists", "BucketAlreadyOwnedByYou"):
        return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    if code == "BucketNotEmpty":
        return OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)
    if status in (401, 403):
        return PermissionError(errno.EACCES, str(error), path)
    if status == 412:
        return OSError(errno.ESTALE, "the object was replaced meanwhile: open it again", path)
    if status in (500, 503):
        return OSError(errno.EAGAIN, str(error), path)
    return OSError(errno.EINVAL if status == 400 else errno.EIO, str(error), path)
