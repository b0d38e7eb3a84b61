"""Errors of COS as those of files: `FileNotFoundError`, `PermissionError` and their like.

Programs that read files know these.  The error of COS is their ``__cause__``.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from qcloud_cos.errors import CosClientError, CosServiceError

_WHOLE = re.compile(r"-[0-9]{5,}$")


@contextmanager
def as_of_files(path: str) -> Iterator[None]:
    try:
        yield
    except CosServiceError as error:
        raise of_files(error, path) from error
    except CosClientError as error:
        if (local := of_local_files(error)) is None:
            raise
        raise local from error


def of_local_files(error: CosClientError) -> OSError | None:
    """What a file on this machine met, as `open` would have raised it; None if it is of another kind."""
    cause = error.__cause__
    if type(error) is not CosClientError or not isinstance(cause, OSError):
        return None
    if cause.errno is None:
        return type(cause)(*cause.args)
    return OSError(cause.errno, cause.strerror, *([] if cause.filename is None else [cause.filename]))


def of_files(error: CosServiceError, path: str) -> OSError:
    code, status = error.get_error_code(), error.get_status_code()
    if code == "NoSuchBucket":
        named = "" if _WHOLE.search(path.partition("/")[0]) else ", and its name ends with the appid: -1250000000"
        return FileNotFoundError(
            errno.ENOENT, f"no such bucket, or it is in another region{named} ({error})", path
        )
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
