"""What keeps a bucket's objects: encryption where they lie, and locks against change."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Protection:
    @operation
    def put_bucket_encryption(
        self,
        Bucket: str,
        ServerSideEncryptionConfiguration: types.ServerSideEncryptionConfiguration,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Have new objects encrypted that do not say how themselves.  Those already stored stay as they are."""
        return Call(
            "PUT",
            Bucket,
            query={"encryption": ""},
            headers=to_headers(headers),
            body=xml.dump("ServerSideEncryptionConfiguration", ServerSideEncryptionConfiguration),
            returns=answers.nothing,
        )

    @operation
    def get_bucket_encryption(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ServerSideEncryptionConfiguration]:
        """Read how new objects are encrypted.

        Raises:
            CosServiceError: ``NoSuchEncryptionConfiguration`` if they are not.
        """
        return Call(
            "GET",
            Bucket,
            query={"encryption": ""},
            headers=to_headers(headers),
            returns=answers.document(types.ServerSideEncryptionConfiguration),
        )

    @operation
    def delete_bucket_encryption(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Stop encrypting new objects by default."""
        return Call(
            "DELETE", Bucket, query={"encryption": ""}, headers=to_headers(headers), returns=answers.nothing
        )

    @operation
    def put_bucket_object_lock(
        self, Bucket: str, ObjectLockConfiguration: types.ObjectLockConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[types.PutBucketObjectLockOutput]:
        """Let objects be locked against change and deletion.  That cannot be taken back, only made longer.

        Raises:
            CosServiceError: ``InvalidLockedTime`` if the retention would become shorter.
        """
        body = xml.dump("ObjectLockConfiguration", ObjectLockConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"object-lock": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.headers(types.PutBucketObjectLockOutput),
        )

    @operation
    def get_bucket_object_lock(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ObjectLockConfiguration]:
        """Read whether objects can be locked, and how long they are by default.

        Raises:
            CosServiceError: ``NoSuchObjectLockConfiguration`` if they cannot.
        """
        return Call(
            "GET",
            Bucket,
            query={"object-lock": ""},
            headers=to_headers(headers),
            returns=answers.document(types.ObjectLockConfiguration),
        )
