"""The operations that encrypt and decrypt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from qcloud_cos.core.content import content
from qcloud_cos.core.keywords import to_headers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, Response
from qcloud_cos.crypto.bodies import encrypted, sized
from qcloud_cos.crypto.envelope import PREFIX
from qcloud_cos.crypto.keys import DataKey
from qcloud_cos.crypto.providers import BaseProvider
from qcloud_cos.crypto.streams import decrypted
from qcloud_cos.crypto.uploads import Uploads
from qcloud_cos.errors import CosClientError
from qcloud_cos.operations import Operations
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
    PutObjectOutput,
)


class EncryptedObjects(Operations):
    """Every operation; those that carry an object's content encrypt or decrypt it."""

    provider: BaseProvider
    uploads: Uploads

    @operation
    def put_object(
        self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **headers: Unpack[ObjectHeaders]
    ) -> Call[PutObjectOutput]:
        """Encrypt an object, with a key of its own, and store it.  Arguments as for `CosS3Client.put_object`.

        ETag, Content-MD5 and CRC-64 are of the encrypted bytes, of which there are as many as of the plain.

        Raises:
            CosClientError: `Body` cannot be sent; or it changed before it was sent again.
        """
        body = content(Body)
        data, envelope = self.provider.sealed()
        return super().put_object(
            Bucket, encrypted(body, data), Key, EnableMD5, **_described(headers, envelope.metadata())
        )

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
        if str(CopyStatus).lower() != "copy" and isinstance(CopySource, Mapping):
            version: Any = {"VersionId": CopySource.get("VersionId")}
            head = yield from self.head_object(CopySource.get("Bucket", ""), CopySource.get("Key", ""), **version)
            kept = {name: value for name, value in head.items() if name.startswith(PREFIX)}
            headers = _described(headers, kept)
        return (yield from super().copy_object(Bucket, Key, CopySource, CopyStatus, **headers))

    @operation
    def create_multipart_upload(
        self, Bucket: str, Key: str, **headers: Unpack[ObjectHeaders]
    ) -> Call[CreateMultipartUploadOutput]:
        """Open an encrypted upload.  Only the client that opened it can send its parts."""
        data, envelope = self.provider.sealed()
        call = super().create_multipart_upload(Bucket, Key, **_described(headers, envelope.metadata()))
        return call.but(returns=_Then(call.returns, _Beginning(self.uploads, data)))

    @operation
    def upload_part(
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        PartNumber: int,
        UploadId: str,
        EnableMD5: bool = False,
        **headers: Unpack[PartHeaders],
    ) -> Call[PutObjectOutput]:
        """Encrypt a part, and send it.  Parts may be sent in any order, by several threads.

        Parts sent in order may have any length.  Otherwise all but the last must be as long as part 1,
        which is waited for if it is not under way yet.

        Raises:
            CosClientError: it is not known where in the object the part begins; or the part was sent before
                with other bytes: encrypted with the same key stream, both would be laid open.
        """
        body = self.uploads.part(UploadId, int(PartNumber), sized(content(Body)))
        return super().upload_part(Bucket, Key, body, PartNumber, UploadId, EnableMD5, **headers)

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
        self.uploads.check(UploadId, [int(part["PartNumber"]) for part in MultipartUpload["Part"]])
        return call.but(returns=_Then(call.returns, _Ending(self.uploads, UploadId)))

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
