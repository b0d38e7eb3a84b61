"""What a reader yields on its way up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from qcloud_cos import types
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Flow, Local, local, undo
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer import files, plan
from qcloud_cos.transfer.completing import CALLBACK, Sent, Upload
from qcloud_cos.transfer.meter import metered
from qcloud_cos.transfer.sending import part_headers, remade, undamaged
from qcloud_cos.transfer.terms import Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

Piece = bytes | memoryview


class ReaderUpload:
    def __init__(
        self,
        calls: Operations,
        bucket: str,
        key: str,
        body: Any,
        size: int,
        keywords: dict[str, Any],
        terms: Terms,
    ) -> None:
        self._calls, self._bucket, self._key = calls, bucket, key
        self._body, self._size, self._keywords, self._terms = body, size, keywords, terms
        self._upload: Upload

    def flow(self) -> Flow[types.PutObjectOutput | types.CompleteMultipartUploadOutput]:
        first: Piece = yield Local(partial(files.read_part, self._body.read, self._size), endless=True)
        if len(first) < self._size:
            put = partial(self._put, first)
            answer = yield from self._terms.alone(undamaged(put, crc64(first), self._key, _nothing))
            self._terms.progress.add(len(first))
            return cast("types.PutObjectOutput", answer)
        keywords = {name: value for name, value in self._keywords.items() if name not in CALLBACK}
        begun = yield from self._calls.create_multipart_upload(self._bucket, self._key, **keywords)
        upload = self._upload = Upload(self._calls, self._bucket, self._key, begun["UploadId"], self._keywords)
        yield from undo(upload.aborted())
        pieces = files.Pieces(self._body, first, self._size)
        del first  # else it would be held to the end
        try:
            arrived = yield from self._terms.together(self._parts(pieces))
            # From here on an interruption must not abort: COS may be joining the parts already.
            yield from undo(None)
            return (yield from upload.completed([part for part in arrived if part is not None]))
        except Exception:
            yield from undo(None)
            yield from upload.aborted()
            raise

    def _parts(self, pieces: files.Pieces) -> Iterator[Flow[Sent | None]]:
        while not pieces.ended:
            yield self._part(pieces)

    def _part(self, pieces: files.Pieces) -> Flow[Sent | None]:
        number, piece = yield Local(pieces.next, endless=True)
        if not piece:
            return None
        if number > plan.MOST_PARTS:
            size = self._size / plan.MIB
            raise CosClientError(f"Body is longer than {plan.MOST_PARTS} parts of {size:g} MiB: raise PartSize")
        checksum: int = yield from local(crc64, piece)
        send, what = partial(self._send, number, piece), f"part {number} of {self._key}"
        answer = yield from undamaged(send, checksum, what, _nothing)
        self._terms.progress.add(len(piece))
        compared = None if remade(self._calls, "upload_part") else checksum
        return Sent(number, answer["ETag"], len(piece), compared)

    def _put(self, piece: Piece) -> Any:
        body = metered(piece, 0, len(piece), self._terms.meter)
        return self._calls.put_object(self._bucket, body, self._key, **self._keywords)

    def _send(self, number: int, piece: Piece) -> Any:
        body = metered(piece, 0, len(piece), self._terms.meter)
        upload_id, keywords = self._upload.upload_id, part_headers(self._keywords)
        return self._calls.upload_part(self._bucket, self._key, body, number, upload_id, **keywords)


def _nothing() -> None:
    """Bytes in memory do not change."""
