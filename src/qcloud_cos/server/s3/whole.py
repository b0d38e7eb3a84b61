"""The checksum of a whole object, which the end of a multipart upload may bring: compared with its parts.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from typing import NamedTuple

from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.s3 import checksums
from qcloud_cos.server.s3.codes import S3Refusal
from qcloud_cos.server.store import Part, Store

TYPE, SIZE = f"{checksums.PREFIX}type", "x-amz-mp-object-size"
FULL, COMPOSITE = "FULL_OBJECT", "COMPOSITE"


class Whole(NamedTuple):
    algorithm: str
    value: str
    """In base64; of a composite also how many parts it has."""
    type: str
    """FULL_OBJECT is that of all bytes, COMPOSITE that of the parts' checksums.  Some clients do not say."""
    size: str

    def check(self, store: Store, request: ServerRequest) -> None:
        """Read the parts, in a thread, and compare.

        Raises:
            Refusal: BadDigest, InvalidRequest, and what the list of parts is refused with.
        """
        # The handlers know this dialect by its forms.
        from qcloud_cos.server.handlers.multipart import chosen_parts, upload_of

        parts = chosen_parts(store.read, upload_of(store.read, request).upload_id, request.body)
        size = sum(part.size for part in parts)
        if self.size and self.size != str(size):
            raise S3Refusal("InvalidRequest", f"{SIZE} is {self.size}, but the parts have {size} bytes.")
        value, hyphen, count = self.value.partition("-")
        if hyphen and count != str(len(parts)):
            raise S3Refusal("InvalidRequest", f"The checksum is that of {count} parts, not of {len(parts)}.")
        if value:
            self._compare(value, *self._sums(store, parts))

    def _sums(self, store: Store, parts: list[Part]) -> tuple[checksums.Sum, checksums.Sum]:
        """Of all the bytes, and of the parts' sums."""
        make = checksums.ALGORITHMS[self.algorithm]
        full, composite = make(), make()
        for part in parts:
            own = make()
            for piece in store.open(part.content):
                full.update(piece)
                own.update(piece)
            composite.update(own.digest())
        return full, composite

    def _compare(self, value: str, full: checksums.Sum, composite: checksums.Sum) -> None:
        if self.type != COMPOSITE:
            with suppress(S3Refusal) if not self.type else nullcontext():
                checksums.check(self.algorithm, full, value)
                return
        checksums.check(self.algorithm, composite, value)


def whole(headers: Mapping[str, str]) -> Whole | None:
    """What the head says of the whole; None if it says nothing.

    Raises:
        Refusal: InvalidRequest.
    """
    found, size = checksums.given(headers), headers.get(SIZE, "")
    if found is None and not size:
        return None
    algorithm, value = found or ("", "")
    kind = headers.get(TYPE, COMPOSITE if "-" in value else "")
    if kind not in ("", FULL, COMPOSITE) or (kind == FULL and "-" in value):
        raise S3Refusal("InvalidRequest", f"{TYPE} is {kind}, and the checksum is not of that type.")
    if size and not re.fullmatch(r"[0-9]{1,18}", size):
        raise S3Refusal("InvalidRequest", f"{SIZE} is not a number of bytes.")
    return Whole(algorithm, value, kind, size)
