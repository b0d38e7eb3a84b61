"""The operations that encrypt and decrypt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from qcloud_cos.client import Calls
from qcloud_cos.config import CosConfig
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.content import content
from qcloud_cos.core.endpoint import bucket_name
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, Response, Settings, local
from qcloud_cos.crypto.bodies import EncryptedFile, encrypted
from qcloud_cos.crypto.envelope import PREFIX
from qcloud_cos.crypto.keys import DataKey
from qcloud_cos.crypto.providers import BaseProvider
from qcloud_cos.crypto.streams import decrypted
from qcloud_cos.crypto.uploads import Uploads, part_content, part_number
from qcloud_cos.errors import ChecksumMismatch, CosClientError
from qcloud_cos.operations import Operations
from qcloud_cos.operations.copying import copy_source
from qcloud_cos.transfer.progress import ProgressBar, ProgressCallback
from qcloud_cos.types import (
    AppendObjectOutput,
    AsyncGetObjectOutput,
    CompleteMultipartUploadOutput,
    CopyHeaders,
    CopyObjectOutput,
    CopyPartOutput,
    CopySource,
    CreateMultipartUploadOutput,
    GetHeaders,
    GetObjectOutput,
    Headers,
    MultipartUpload,
    ObjectHeaders,
    PartHeaders,
    PictureUploadOutput,
    PutObjectOutput,
)


class EncryptedObjects(Operations):
    """Every operation; those that carry an object's content encrypt or decrypt it."""

    provider: BaseProvider
    uploads: Uploads
    encrypts = True
    patience_seconds = 30.0
    """How long a part waits for the part that tells where it begins."""

    @operation
    def put_object(
        self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **headers: Unpack[ObjectHeaders]
    ) -> Call[PutObjectOutput]:
        """Encrypt an object, with a key of its own, and store it.  Arguments as for `CosS3Client.put_object`.

        ETag, Content-MD5 and CRC-64 are of the encrypted bytes, of which there are as many as of the plain.

        Raises:
            CosClientError: `Body` cannot be sent; or it changed before it was sent again.
        """
        plain = content(Body)
        data, envelope = self.provider.sealed()
        body = encrypted(plain, data)
        call = super().put_object(Bucket, body, Key, EnableMD5, **_described(headers, envelope.metadata()))
        if not isinstance(body, EncryptedFile):
            return call.but(returns=Arrived(call.returns, lambda: None))
        # It adds itself up.
        return call.but(returns=Arrived(call.returns, lambda: body.crc64), summed=False)

    @operation
    def append_object(
        self, Bucket: str, Key: str, Position: int, Data: Any, **headers: Unpack[ObjectHeaders]
    ) -> Call[AppendObjectOutput]:
        """Refused: what is appended would not be encrypted.

        Raises:
            CosClientError: always.
        """
        raise CosClientError("this client encrypts, and what is appended cannot be: use CosS3Client for it")

    @operation
    def ci_put_object(
        self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **headers: Unpack[ObjectHeaders]
    ) -> Call[tuple[PutObjectOutput, PictureUploadOutput]]:
        """Refused: data processing could not see the picture, and unencrypted it must not be stored by this.

        Raises:
            CosClientError: always.
        """
        raise CosClientError("this client encrypts, and what is encrypted cannot be processed: use CosS3Client")

    @operation
    def get_object(
        self, Bucket: str, Key: str, KeySimplifyCheck: bool = True, **headers: Unpack[GetHeaders]
    ) -> Call[GetObjectOutput, AsyncGetObjectOutput]:
        """Read an object, or any range of it, and decrypt it.  Arguments as for `CosS3Client.get_object`.

        Raises:
            CosClientError: it is not encrypted, or not in a way known here; or with another master key.
        """
        call = super().get_object(Bucket, Key, KeySimplifyCheck, **headers)
        return call.but(returns=decrypted(call.returns, self.provider))

    @operation
    def copy_object(
        self,
        Bucket: str,
        Key: str,
        CopySource: CopySource,
        CopyStatus: str = "Copy",
        **headers: Unpack[CopyHeaders],
    ) -> Flow[CopyObjectOutput]:
        """As for `CosS3Client`; but metadata that replaces the source's still says how to decrypt the copy.

        So do `change_object_storage_class` and `update_object_meta`, which are such copies.
        """
        headers = yield from _keeping(self, CopySource, CopyStatus, headers)
        return (yield from super().copy_object(Bucket, Key, CopySource, CopyStatus, **headers))

    @operation
    def copy(
        self,
        Bucket: str,
        Key: str,
        CopySource: CopySource,
        CopyStatus: str = "Copy",
        PartSize: float = 10,
        MAXThread: int = 5,
        *,
        progress_callback: ProgressCallback | None = None,
        progress: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        **headers: Unpack[CopyHeaders],
    ) -> Flow[CopyObjectOutput | CompleteMultipartUploadOutput]:
        """As for `CosS3Client`: what is encrypted stays so, under the same key.  Metadata as in `copy_object`."""
        headers = yield from _keeping(self, CopySource, CopyStatus, headers)
        told: Any = {"progress_callback": progress_callback, "progress": progress, "cancellation": cancellation}
        plain = Calls().copy(Bucket, Key, CopySource, CopyStatus, PartSize, MAXThread, **told, **headers)
        return (yield from plain)

    @operation
    def create_multipart_upload(
        self, Bucket: str, Key: str, **headers: Unpack[ObjectHeaders]
    ) -> Call[CreateMultipartUploadOutput]:
        """Open an encrypted upload.  Only the client that opened it can send its parts."""
        data, envelope = self.provider.sealed()
        call = super().create_multipart_upload(Bucket, Key, **_described(headers, envelope.metadata()))
        return call.but(returns=_Then(call.returns, _Beginning(self.uploads, data)))

    @operation
    def upload_part(  # type: ignore[override]  # a flow, since it may have to wait
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        PartNumber: int,
        UploadId: str,
        EnableMD5: bool = False,
        **headers: Unpack[PartHeaders],
    ) -> Flow[PutObjectOutput]:
        """Encrypt a part, and send it.  Parts may be sent in any order, several at once.

        Parts sent in order may have any length.  Otherwise all but the last must be as long as part 1, which
        is waited for if it is not under way yet.

        Raises:
            CosClientError: it is not known where in the object the part begins; or the part was sent before
                with other bytes: encrypted with the same key stream, both would be laid open.
        """
        number, plain, upload = part_number(PartNumber), part_content(content(Body)), self.uploads[UploadId]
        if not upload.knows(number):
            yield from local(upload.wait, number, self.patience_seconds)
        body = upload.part(number, plain)
        call = super().upload_part(Bucket, Key, body, PartNumber, UploadId, EnableMD5, **headers)
        arrived = Arrived(call.returns, lambda: body.crc64)
        answer: PutObjectOutput = yield from call.but(returns=arrived, summed=False)
        upload.arrived(number, body.crc64)
        return answer

    @operation
    def upload_part_copy(
        self,
        Bucket: str,
        Key: str,
        PartNumber: int,
        UploadId: str,
        CopySource: CopySource,
        CopySourceRange: str = "",
        **headers: Unpack[CopyHeaders],
    ) -> Flow[CopyPartOutput]:
        """As for `CosS3Client`, but not into an encrypted upload: what is copied has another key."""
        if UploadId in self.uploads:
            raise CosClientError("parts cannot be copied into an encrypted upload: what is copied has another key")
        copied = super().upload_part_copy(
            Bucket, Key, PartNumber, UploadId, CopySource, CopySourceRange, **headers
        )
        return (yield from copied)

    @operation
    def complete_multipart_upload(
        self,
        Bucket: str,
        Key: str,
        UploadId: str,
        MultipartUpload: MultipartUpload,
        **headers: Unpack[Headers],
    ) -> Call[CompleteMultipartUploadOutput]:
        """Make an object of the parts listed.

        Raises:
            CosClientError: they are not all of its parts, or do not join, so it could not be decrypted.
        """
        call = super().complete_multipart_upload(Bucket, Key, UploadId, MultipartUpload, **headers)
        upload = self.uploads.get(UploadId)
        if upload is None:
            return call
        numbers = [int(part["PartNumber"]) for part in MultipartUpload["Part"]]
        upload.check(numbers)
        arrived = Arrived(call.returns, lambda: upload.checksum(numbers), CosClientError)
        return call.but(returns=_Then(arrived, _Ending(self.uploads, UploadId)))

    @operation
    def abort_multipart_upload(
        self, Bucket: str, Key: str, UploadId: str, **headers: Unpack[Headers]
    ) -> Call[None]:
        """Drop an upload, its parts and its key."""
        call = super().abort_multipart_upload(Bucket, Key, UploadId, **headers)
        return call.but(returns=_Then(call.returns, _Ending(self.uploads, UploadId)))


def _described(headers: Mapping[str, Any], envelope: Mapping[str, Any]) -> Any:
    """The keyword arguments with an envelope's metadata, in the place of any other's."""
    given = to_headers({"Metadata": headers.get("Metadata")})
    kept = {name: value for name, value in given.items() if not name.lower().startswith(PREFIX)}
    return {**headers, "Metadata": {**kept, **envelope}}


def _keeping(calls: Operations, source: Any, status: str, keywords: Mapping[str, Any]) -> Flow[Any]:
    """The keyword arguments of a copy, with what decrypts its source if it would be replaced."""
    if str(status).lower() == "copy":
        return keywords
    config: CosConfig = yield from Settings()
    host, _, _ = copy_source(source, config).partition("/")
    bucket = bucket_name(source["Bucket"], source.get("Appid") or config._appid)
    prefix = "CopySourceSSE"
    asked: Any = {
        name.removeprefix("CopySource"): value for name, value in keywords.items() if name.startswith(prefix)
    }
    call = type(calls).head_object(calls, bucket, source["Key"], VersionId=source.get("VersionId"), **asked)
    head = yield from call.but(endpoint=host.removeprefix(f"{bucket}."))
    return _described(keywords, {name: value for name, value in head.items() if name.startswith(PREFIX)})


@dataclass(frozen=True, slots=True)
class Arrived:
    """Reads as `reads` does, and compares the CRC-64 of what COS got with that of what was sent, encrypted.

    The result has no CRC-64: whoever has the plaintext could do nothing with it.
    """

    reads: Callable[[Response], Any]
    ours: Callable[[], int | None]
    failure: type[CosClientError] = ChecksumMismatch
    """A ChecksumMismatch lets the request be sent again."""

    def __call__(self, response: Response) -> Any:
        result = self.reads(response)
        theirs, ours = result.pop("x-cos-hash-crc64ecma", None), self.ours()
        if theirs is not None and ours is not None and int(theirs) != ours:
            raise self.failure(f"the body arrived damaged: its CRC-64 is {ours} here and {theirs} at COS")
        return result


@dataclass(frozen=True, slots=True)
class _Then:
    """Reads an answer as `reads` does, and hands on what it read."""

    reads: Callable[[Response], Any]
    do: Callable[[Any], None]

    def __call__(self, response: Response) -> Any:
        result = self.reads(response)
        self.do(result)
        return result


class _Beginning:
    """Remembers an upload's key, for one upload only."""

    def __init__(self, uploads: Uploads, data: DataKey) -> None:
        self._uploads = uploads
        self._data: DataKey | None = data

    def __call__(self, upload: CreateMultipartUploadOutput) -> None:
        data, self._data = self._data, None
        if data is None:
            raise CosClientError("this call was done before: describe it again, as each upload needs its own key")
        self._uploads.begin(upload["UploadId"], data)


@dataclass(frozen=True, slots=True)
class _Ending:
    uploads: Uploads
    upload_id: str

    def __call__(self, _: object) -> None:
        self.uploads.forget(self.upload_id)
