"""What keeps a bucket's objects: encryption where they lie, and locks against change."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, to_headers_and_query, with_md5
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

    @operation
    def put_object_retention(
        self, Bucket: str, Key: str, Retention: types.Retention, **headers: Unpack[types.VersionHeaders]
    ) -> Call[None]:
        """Lock an object, or lock it for longer.  Until then nobody changes or deletes it, its owner included.

        Raises:
            CosServiceError: ``NoSuchObjectLockConfiguration`` if the bucket does not allow for locks;
                ``InvalidLockedTime`` if the lock would become shorter.

        Source: https://cloud.tencent.com/document/product/436/95768
        """
        named, query = to_headers_and_query(headers)
        body = xml.dump("Retention", Retention)
        return Call(
            "PUT",
            Bucket,
            Key,
            query={"retention": "", **query},
            headers=with_md5(named, body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_object_retention(
        self, Bucket: str, Key: str, **headers: Unpack[types.VersionHeaders]
    ) -> Call[types.Retention]:
        """Read until when an object is locked.

        Raises:
            CosServiceError: ``NoSuchObjectLockConfiguration`` if it never was.

        Source: https://cloud.tencent.com/document/product/436/55292
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "GET",
            Bucket,
            Key,
            query={"retention": "", **query},
            headers=named,
            returns=answers.document(types.Retention),
        )
