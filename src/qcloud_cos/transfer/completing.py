"""The end of an upload in parts: an object, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from qcloud_cos import types
from qcloud_cos.core.checksum import crc64_combine
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.wire import Flow
from qcloud_cos.errors import ChecksumMismatch, CosException, CosServiceError, NoSuchUpload

if TYPE_CHECKING:
    from qcloud_cos.operations import Operations

CUSTOMER_KEY = ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")
CALLBACK = ("Callback", "CallbackVar")


class Sent(NamedTuple):
    """A part that has arrived."""

    number: int
    etag: str
    length: int
    checksum: int | None
    """None: nobody has said."""


class Upload(NamedTuple):
    """One that is open."""

    calls: Operations
    bucket: str
    key: str
    upload_id: str
    keywords: Mapping[str, Any]
    """What was said for the object."""

    def completed(
        self, parts: list[Sent], checksum: int | None = None
    ) -> Flow[types.CompleteMultipartUploadOutput]:
        """Make the object, and compare it.

        Where the answer is lost, the upload is gone when it is asked for again: then it is seen whether the
        object that is there now is the one that these parts make.

        Args:
            checksum: of the whole, if not that of the parts.
        """
        parts = sorted(parts)
        listed: Any = {"Part": [{"PartNumber": part.number, "ETag": part.etag} for part in parts]}
        expected = combined(parts) if checksum is None else checksum
        said = {**chosen(self.keywords, CALLBACK), **self._forbidden()}
        try:
            done = yield from self.calls.complete_multipart_upload(
                self.bucket, self.key, self.upload_id, listed, **said
            )
        except CosException as error:
            found = yield from self._found(parts, expected, error)
            if found is None:
                raise
            return cast("types.CompleteMultipartUploadOutput", found)
        agree(done, expected, f"the object {self.key} is complete, but it")
        return done

    def _forbidden(self) -> dict[str, Any]:
        """Of the metadata, what is for the request that makes the object: whether it may replace one."""
        metadata = self.keywords.get("Metadata") or {}
        forbid = {name: value for name, value in metadata.items() if str(name).lower() == "x-cos-forbid-overwrite"}
        return {"Metadata": forbid} if forbid else {}

    def _found(self, parts: list[Sent], checksum: int | None, error: CosException) -> Flow[Any]:
        """The object, if it was made although this error came; None if not."""
        if not isinstance(error, NoSuchUpload):
            # An error inside a 200 is one that came when COS had begun to join the parts.
            if isinstance(error, CosServiceError) and 300 <= error.get_status_code() < 500:
                return None
            if not (yield from self._is_gone()):
                return None
        try:
            head = yield from self.calls.head_object(self.bucket, self.key, **chosen(self.keywords, CUSTOMER_KEY))
        except CosException:
            return None
        length = sum(part.length for part in parts)
        etag = str(head.get("ETag", "")).strip('"')
        ours = head.get("Content-Length") == str(length) and etag.endswith(f"-{len(parts)}")
        if not ours or damaged(head, checksum):
            return None
        found = ResponseHeaders(head)
        found.pop("Content-Length", None)
        found.update({"Bucket": self.bucket, "Key": self.key})
        return found

    def _is_gone(self) -> Flow[bool]:
        try:
            yield from self.calls.list_parts(self.bucket, self.key, self.upload_id, MaxParts=1)
        except NoSuchUpload:
            return True
        except CosException:
            return False
        return False

    def arrived(self) -> Flow[dict[int, dict[str, Any]] | None]:
        """The parts that COS has, by number; None if the upload cannot be gone on with."""
        found: dict[int, dict[str, Any]] = {}
        marker = 0
        while True:
            try:
                page = yield from self.calls.list_parts(
                    self.bucket, self.key, self.upload_id, PartNumberMarker=marker
                )
            except CosServiceError as error:
                if error.get_status_code() >= 500:
                    raise
                return None
            found.update({int(part["PartNumber"]): dict(part) for part in page.get("Part", [])})
            following = int(page.get("NextPartNumberMarker") or 0)
            if page.get("IsTruncated") != "true" or following <= marker:
                return found
            marker = following

    def aborted(self) -> Flow[bool]:
        """Leave no parts behind; False if COS cannot be reached.

        It cleans up after a failure, which is what is to be reported, not a failed cleaning.
        """
        try:
            yield from self.calls.abort_multipart_upload(self.bucket, self.key, self.upload_id)
        except CosServiceError as error:
            return error.get_status_code() < 500  # gone, or not ours to abort
        except CosException:
            return False
        return True


def combined(parts: list[Sent]) -> int | None:
    """The CRC-64 of all parts in order."""
    whole = 0
    for part in parts:
        if part.checksum is None:
            return None
        whole = crc64_combine(whole, part.checksum, part.length)
    return whole


def damaged(answer: Mapping[str, Any], checksum: int | None) -> bool:
    """Whether COS has computed another CRC-64; an answer without one is believed."""
    theirs = answer.get("x-cos-hash-crc64ecma")
    return theirs is not None and checksum is not None and int(theirs) != checksum


def agree(answer: Mapping[str, Any], checksum: int | None, what: str) -> None:
    if damaged(answer, checksum):
        theirs = answer["x-cos-hash-crc64ecma"]
        raise ChecksumMismatch(f"{what} arrived damaged: its CRC-64 is {checksum} here and {theirs} at COS")


def chosen(keywords: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: keywords[name] for name in names if name in keywords}
