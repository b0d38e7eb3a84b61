"""The keys that a bucket's encrypted videos are played with."""

from __future__ import annotations

from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations.processing.asking import of_service

_PATH = "/playKey"
_KEYS = answers.with_headers(answers.by_type(dict))


class HlsKeys:
    @operation
    def ci_get_hls_play_key(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[tuple[Any, Any]]:
        """The keys that tokens for playing encrypted HLS are made with.  They are secrets.

        Returns:
            The headers, and the answer: ``PlayKeyList`` has ``MasterPlayKey`` and ``BackupPlayKey``.

        Source: https://cloud.tencent.com/document/product/436/104292
        """
        return of_service("GET", Bucket, _PATH, _KEYS, headers)

    @operation
    def ci_update_hls_play_key(
        self,
        Bucket: str,
        MasterPlayKey: str | None = None,
        BackupPlayKey: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[tuple[Any, Any]]:
        """Replace one of the keys, or both.  They are secrets: no log, repr or error of this library has them.

        Args:
            MasterPlayKey: 6 to 40 characters.
            BackupPlayKey: as long.

        Returns:
            The headers, and the answer, which has the keys in ``PlayKeyList``.

        Source: https://cloud.tencent.com/document/api/460/104328
        """
        if MasterPlayKey is None and BackupPlayKey is None:
            raise CosClientError("there is no key to replace: give MasterPlayKey, BackupPlayKey or both")
        query = {"masterPlayKey": MasterPlayKey, "backupPlayKey": BackupPlayKey}
        return of_service("PUT", Bucket, _PATH, _KEYS, headers, query=query)
