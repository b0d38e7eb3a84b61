"""An object on its way into a file."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from qcloud_cos.config import CosConfig
from qcloud_cos.core.checksum import crc64, crc64_combine
from qcloud_cos.core.wire import Call, Flow, Poured, Response, Settings, Sink, local
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch, CosClientError, PreconditionFailed
from qcloud_cos.transfer import checkpoint, plan, targets
from qcloud_cos.transfer.checkpoint import Checkpoint
from qcloud_cos.transfer.sending import remade
from qcloud_cos.transfer.targets import Target
from qcloud_cos.transfer.terms import Terms

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

_PIECE = 1024 * 1024
_ENOUGH = 64 * 1024
"""So many bytes of a range are worth going on from; fewer count as a failed attempt."""


class FileDownload:
    """Every range is asked for of the version that `head` describes."""

    def __init__(
        self,
        calls: Operations,
        bucket: str,
        key: str,
        head: Mapping[str, Any],
        target: Target,
        keywords: dict[str, Any],
        terms: Terms,
    ) -> None:
        self._calls, self._bucket, self._key = calls, bucket, key
        self._head, self._target, self._terms = head, target, terms
        self._keywords = {"IfMatch": head.get("ETag"), **keywords}
        version = head.get("x-cos-version-id")
        if version and self._keywords.get("VersionId") is None:
            self._keywords["VersionId"] = version
        self._checkpoint: Checkpoint | None = None
        self._known: dict[int, dict[str, Any]] = {}
        """Parts that an earlier process has written and noted."""
        self._stays = False
        self._remade = remade(calls, "get_object")

    def flow(self, parts: list[plan.Part], folder: str | None) -> Flow[None]:
        try:
            if len(parts) > 1 and self._terms.resume != "never":
                yield from self._look_for_a_checkpoint(parts, folder)
            yield from local(self._opened)
            self._stays = self._terms.resume == "failed" and self._checkpoint is not None
            try:
                self._agree((yield from self._arrived(parts)))
            except (PreconditionFailed, ChecksumMismatch) as error:
                self._stays = False
                if isinstance(error, ChecksumMismatch):
                    raise
                raise CosClientError(
                    f"{self._key!r} was replaced while it was downloaded: download it again"
                ) from error
            yield from local(self._target.keep)
            self._stays = False
        finally:
            # Not a step: nothing can be asked for while a flow is being closed.
            self._end()

    def _opened(self) -> None:
        noted, target = self._checkpoint, self._target
        if noted is not None and noted.before is not None:
            if target.reopen(str(noted.before.facts.get("temporary"))):
                self._known = noted.before.parts
                return
        elif noted is not None and noted.stale is not None:
            targets.left_behind(target.final, str(noted.stale.facts.get("temporary")))
        if noted is not None:
            noted.begin({"temporary": target.suffix})  # before there is a file that nobody would know of
        target.open()

    def _arrived(self, parts: list[plan.Part]) -> Flow[list[Poured]]:
        if len(parts) == 1:  # a thread would cost more than the request
            return [(yield from self._terms.alone(self._part(parts[0])))]
        return (yield from self._terms.together(self._part(part) for part in parts))

    def _part(self, part: plan.Part) -> Flow[Poured]:
        known = self._known.get(part.number)
        if known is not None:
            checksum = yield from local(self._target.crc64, part.start, part.length)
            if checksum is not None and checksum == known.get("crc64"):
                self._terms.progress.add(part.length)
                return Poured(part.length, checksum)
        done = checksum = 0
        while done < part.length:
            rest = plan.Part(part.number, part.start + done, part.length - done)
            poured = yield from self._range(rest)
            checksum = crc64_combine(checksum, poured.crc64, poured.length) if done else poured.crc64
            done += poured.length
            if done == part.length and self._checkpoint is not None:
                yield from local(self._checkpoint.add, part.number, {"crc64": checksum})
            self._terms.progress.add(poured.length)
        return Poured(part.length, checksum)

    def _range(self, part: plan.Part) -> Flow[Poured]:
        """What arrives of it before the connection breaks, if that is worth keeping."""
        whole = part.length == int(self._head["Content-Length"])
        # Without a range, the checksum of the answer is of just these bytes, and damage is noticed in time.
        keywords = self._keywords if whole else {**self._keywords, "Range": part.range}
        if self._remade:
            answer: Any = yield from self._calls.get_object(self._bucket, self._key, **keywords)
            return (yield from local(self._taken, answer["Body"], part))
        get = self._calls.get_object(self._bucket, self._key, False, **keywords)
        sink = Sink(self._target.file, part.start, part.length, self._terms.meter)
        into = get.but(streams=False, into=sink, returns=partial(_poured, part, whole))
        try:
            return (yield from cast("Call[Poured]", into))
        except OSError as error:
            raise targets.unwritable(error) from error

    def _taken(self, body: Any, part: plan.Part) -> Poured:
        """A range of what a program's own get_object gives, which may be anything."""
        done = checksum = 0
        while done < part.length and (piece := body.read(min(_PIECE, part.length - done))):
            if self._terms.meter is not None and (seconds := self._terms.meter.took(len(piece))) > 0:
                time.sleep(seconds)
            os.pwrite(self._target.file.number, piece, part.start + done)
            checksum, done = crc64(piece, checksum), done + len(piece)
        if done < part.length:
            raise BodyCutShort(f"the body has {done} bytes, not {part.length}")
        return Poured(done, checksum)

    def _agree(self, arrived: list[Poured]) -> None:
        theirs = None if self._remade else self._head.get("x-cos-hash-crc64ecma")
        checksum = 0
        for poured in arrived:
            checksum = crc64_combine(checksum, poured.crc64, poured.length)
        if theirs is not None and int(theirs) != checksum:
            raise ChecksumMismatch(
                f"{self._key} arrived damaged: its CRC-64 is {checksum} here and {theirs} at COS"
            )

    def _end(self) -> None:
        if not self._stays:
            self._target.drop()
        if self._checkpoint is not None:
            (self._checkpoint.close if self._stays else self._checkpoint.remove)()

    def _look_for_a_checkpoint(self, parts: list[plan.Part], folder: str | None) -> Flow[None]:
        config: CosConfig = yield from Settings()
        bucket, origin = config.bucket_name(self._bucket), config.address(self._bucket).origin
        place = f"{origin.scheme}://{origin.host}:{origin.port}"
        head, path = self._head, self._target.final
        identity = {
            **{"kind": "download", "endpoint": place, "bucket": bucket, "key": self._key, "path": path},
            **{"size": int(head["Content-Length"]), "etag": head.get("ETag"), "part_size": parts[0].length},
            **{"version": self._keywords.get("VersionId"), "crc64": head.get("x-cos-hash-crc64ecma")},
        }
        name = checkpoint.name_of(place, bucket, self._key, path)
        if folder is None:
            folder, own = os.path.split(path)
            name = f"{own[:55]}_{name[:16]}"
        noted = Checkpoint(os.fspath(folder), f"{name}.download", identity)
        yield from local(noted.open)
        self._checkpoint = noted if noted.held else None


def _poured(part: plan.Part, whole: bool, response: Response) -> Poured:
    """Reads the answer to a range; what is another range, or too little, is an answer that failed."""
    poured: Poured = response.stream
    said = str(response.headers.get("Content-Range", ""))
    ours = said.startswith(f"bytes {part.start}-") if said else response.status == 206 or whole
    if not ours:
        raise CosClientError(f"{part.range} was asked for, and {said or 'something else'} came")
    if poured.length < part.length and (poured.cut is None or poured.length < _ENOUGH):
        raise poured.cut or BodyCutShort(f"the body has {poured.length} bytes, not {part.length}")
    return poured
