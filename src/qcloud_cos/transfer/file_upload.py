"""A file on its way up."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core.wire import Flow, Settings, local, undo
from qcloud_cos.errors import ChecksumMismatch
from qcloud_cos.transfer import checkpoint, plan, records
from qcloud_cos.transfer.checkpoint import Checkpoint
from qcloud_cos.transfer.completing import CALLBACK, Sent, Upload
from qcloud_cos.transfer.files import Digests, Source
from qcloud_cos.transfer.meter import metered
from qcloud_cos.transfer.sending import part_headers, remade, undamaged
from qcloud_cos.transfer.terms import Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations


class FileUpload:
    def __init__(
        self,
        calls: Operations,
        bucket: str,
        key: str,
        source: Source,
        with_md5: bool,
        keywords: dict[str, Any],
        terms: Terms,
        altered: bool,
    ) -> None:
        self._calls, self._bucket, self._key = calls, bucket, key
        self._source, self._keywords, self._terms = source, keywords, terms
        # Encrypted, the content has another MD5, which only the operation itself can tell.
        self._with_md5, self._md5_of_call = with_md5 and not altered, with_md5 and altered
        self._compares = not remade(calls, "upload_part")
        self._upload: Upload
        self._checkpoint: Checkpoint | None = None
        self._known: dict[int, dict[str, Any]] = {}
        """Parts that an earlier process has sent and noted, and that COS has."""

    def whole(self) -> Flow[types.PutObjectOutput]:
        source = self._source
        digests = yield from local(source.digests, 0, source.size, self._with_md5)
        put = partial(self._put, digests)
        answer = yield from self._terms.alone(undamaged(put, digests.crc64, f"{self._key}", source.still))
        yield from local(source.still)
        self._terms.progress.add(source.size)
        return cast("types.PutObjectOutput", answer)

    def _put(self, digests: Digests) -> Any:
        body = metered(self._source.file, 0, self._source.size, self._terms.meter)
        keywords = {**self._keywords, **_md5(digests)}
        return self._calls.put_object(self._bucket, body, self._key, self._md5_of_call, **keywords)

    def in_parts(
        self, parts: list[plan.Part], folder: str | os.PathLike[str] | None
    ) -> Flow[types.CompleteMultipartUploadOutput]:
        if self._terms.resume != "never":
            yield from self._look_for_a_checkpoint(parts, folder)
        try:
            yield from self._begun()
            yield from undo(self._given_up(None))
            arrived = yield from self._terms.together(self._part(part) for part in parts)
            yield from local(self._source.still)
            # From here on an interruption must not abort: COS may be joining the parts already.
            yield from undo(None)
            done = yield from self._upload.completed(arrived)
            if self._checkpoint is not None:
                yield from local(self._checkpoint.remove)
            return done
        except Exception as error:
            yield from undo(None)
            yield from self._given_up(error)
            raise
        finally:
            # No steps: nothing can be asked for while a flow is being closed.
            if self._checkpoint is not None:
                (self._checkpoint.close if hasattr(self, "_upload") else self._checkpoint.remove)()

    def _begun(self) -> Flow[None]:
        """An open upload: an earlier process's that was killed, or a new one."""
        noted = self._checkpoint
        if noted is not None and noted.before is not None:
            # Ours before anything can fail: then it is aborted, or stays noted.
            self._upload = self._upload_of(noted.before.facts)
            arrived = yield from self._upload.arrived()
            if arrived is not None:
                self._known = {
                    number: part
                    for number, part in noted.before.parts.items()
                    if number in arrived and arrived[number]["ETag"] == part.get("etag")
                }
                return
            yield from self._upload.aborted()
        elif noted is not None and noted.stale is not None:
            yield from self._upload_of(noted.stale.facts).aborted()
        keywords = {name: value for name, value in self._keywords.items() if name not in CALLBACK}
        begun = yield from self._calls.create_multipart_upload(self._bucket, self._key, **keywords)
        self._upload = self._upload_of({"upload_id": begun["UploadId"]})
        if noted is not None:
            yield from local(noted.begin, {"upload_id": begun["UploadId"]})

    def _upload_of(self, facts: dict[str, Any]) -> Upload:
        return Upload(self._calls, self._bucket, self._key, str(facts.get("upload_id")), self._keywords)

    def _part(self, part: plan.Part) -> Flow[Sent]:
        digests = yield from local(self._source.digests, part.start, part.length, self._with_md5)
        known = self._known.get(part.number)
        if known is None or known.get("crc64") != digests.crc64:
            send = partial(self._send, part, digests)
            what = f"part {part.number} of {self._key}"
            answer = yield from undamaged(send, digests.crc64, what, self._source.still)
            known = {"etag": answer["ETag"], "crc64": digests.crc64}
            if self._checkpoint is not None:
                yield from local(self._checkpoint.add, part.number, known)
        self._terms.progress.add(part.length)
        return Sent(part.number, known["etag"], part.length, digests.crc64 if self._compares else None)

    def _send(self, part: plan.Part, digests: Digests) -> Any:
        body = metered(self._source.file, part.start, part.length, self._terms.meter)
        keywords = {**part_headers(self._keywords), **_md5(digests)}
        upload_id = self._upload.upload_id
        return self._calls.upload_part(
            self._bucket, self._key, body, part.number, upload_id, self._md5_of_call, **keywords
        )

    def _given_up(self, error: Exception | None) -> Flow[None]:
        """Leave nothing behind; or, if asked to, what the next call can go on with."""
        begun = hasattr(self, "_upload")
        if begun and self._terms.resume == "failed" and not isinstance(error, ChecksumMismatch):
            return
        clean = not begun or (yield from self._upload.aborted())
        # What could not be aborted is known to nobody else: the next call will go on with it.
        if self._checkpoint is not None and clean:
            yield from local(self._checkpoint.remove)

    def _look_for_a_checkpoint(self, parts: list[plan.Part], folder: str | os.PathLike[str] | None) -> Flow[None]:
        config: CosConfig = yield from Settings()
        source, length = self._source, parts[0].length
        bucket, origin = config.bucket_name(self._bucket), config.address(self._bucket).origin
        place = f"{origin.scheme}://{origin.host}:{origin.port}"
        identity = {
            **{"kind": "upload", "endpoint": place, "bucket": bucket, "key": self._key, "path": source.path},
            **{"file": list(source.identity), "part_size": length},
            "said": records.said_of_the_object(self._keywords),
        }
        name = f"{checkpoint.name_of(place, bucket, self._key, source.path)}.upload"
        noted = Checkpoint(os.fspath(folder or checkpoint.usual_folder()), name, identity)
        yield from local(noted.open)
        self._checkpoint = noted if noted.held else None


def _md5(digests: Digests) -> dict[str, str]:
    return {} if digests.md5 is None else {"ContentMD5": digests.md5}
