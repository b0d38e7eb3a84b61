"""Downloads in parts; an import path of the published SDK.

The download itself is the client's `download_file`, which is what programs should call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

__all__ = ["PartInfo", "ResumableDownLoader"]


class PartInfo(NamedTuple):
    part_id: int
    start: int
    length: int


class ResumableDownLoader:
    """One object to one file, in parts of `part_size` MiB; an interrupted download goes on where it was.

    Args:
        object_info: what `head_object` returned; the download asks again, for it must know the latest.
        progress_callback: something with `report(bytes)`, such as `qcloud_cos.cos_comm.ProgressCallback`.
    """

    def __init__(
        self,
        cos_client: Any,
        bucket: str,
        key: str,
        dest_filename: str | os.PathLike[str],
        object_info: Mapping[str, Any],
        part_size: int = 20,
        max_thread: int = 5,
        max_part_count: int = 100,
        enable_crc: bool = False,
        progress_callback: Any = None,
        dump_record_dir: str | None = None,
        key_simplify_check: bool = True,
        **kwargs: Any,
    ) -> None:
        self._client = cos_client
        self._arguments = {
            "Bucket": bucket,
            "Key": key,
            "DestFilePath": os.path.abspath(dest_filename),
            "PartSize": part_size,
            "MAXThread": max_thread,
            "EnableCRC": enable_crc,
            "progress_callback": None if progress_callback is None else _reporting(progress_callback.report),
            "DumpRecordDir": dump_record_dir,
            "KeySimplifyCheck": key_simplify_check,
            "MaxPartCount": max_part_count,
            **kwargs,
        }
        self.object_info = object_info

    def start(self) -> None:
        """Download it."""
        self._client.download_file(**self._arguments)


def _reporting(report: Callable[[int], Any]) -> Callable[[int, int], None]:
    """`download_file` tells how many bytes there are in all, and `report` wants how many came."""
    before = 0

    def progress(finished: int, total: int) -> None:
        nonlocal before
        before, came = finished, finished - before
        report(came)

    return progress
