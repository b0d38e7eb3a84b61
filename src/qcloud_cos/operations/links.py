"""Symbolic links: objects that stand for others."""

from __future__ import annotations

from typing import Unpack
from urllib.parse import quote

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.keywords import to_headers, to_headers_and_query
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call

_IN_A_HEADER = "".join(map(chr, range(0x20, 0x7F)))


class Links:
    @operation
    def put_symlink(
        self, Bucket: str, SymlinkName: str, SymlinkTarget: str, **headers: Unpack[types.Headers]
    ) -> Call[types.PutSymlinkOutput]:
        """Make a link, which reads as the object it names.  An object of the link's key is replaced.

        Args:
            SymlinkTarget: a key of the same bucket; it need not exist.
        """
        # What no header can hold is percent-encoded; the rest goes as it is, since it may be encoded already.
        target = quote(SymlinkTarget, safe=_IN_A_HEADER)
        return Call(
            "PUT",
            Bucket,
            SymlinkName,
            query={"symlink": ""},
            headers={**to_headers(headers), "x-cos-symlink-target": target},
            returns=answers.headers(types.PutSymlinkOutput),
        )

    @operation
    def get_symlink(
        self, Bucket: str, SymlinkName: str, **headers: Unpack[types.VersionHeaders]
    ) -> Call[types.GetSymlinkOutput]:
        """Read where a link leads: ``x-cos-symlink-target`` in the result.

        Raises:
            CosServiceError: ``NoSuchKey``, ``NoSuchVersion``.
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "GET",
            Bucket,
            SymlinkName,
            query={"symlink": "", **query},
            headers=named,
            returns=answers.headers(types.GetSymlinkOutput),
        )
