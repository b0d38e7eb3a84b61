"""Objects: storing, reading and deleting them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.content import content, md5
from qcloud_cos.core.endpoint import refuse_a_key_that_merges_away
from qcloud_cos.core.keywords import to_headers, to_headers_and_query, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call, Flow, local
from qcloud_cos.errors import CosServiceError


class Objects:
    @operation
    def put_object(
        self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **headers: Unpack[types.ObjectHeaders]
    ) -> Call[types.PutObjectOutput]:
        """Store an object whole, at most 5 GiB.  An object of that key is replaced.

        Args:
            Body: bytes, str (sent as UTF-8), a file opened with ``rb`` (sent from where it stands), or an
                iterable of bytes, for the async client also an async one.
            EnableMD5: read the body first, and let COS check its MD5.

        Raises:
            CosClientError: `Body` is none of these, or too large.
            ChecksumMismatch: COS got other bytes than were sent, each time; their CRC-64 differs.
            CosServiceError: ``NoSuchBucket``; ``BadDigest`` if the MD5 differs.

        Source: https://cloud.tencent.com/document/product/436/7749
        """
        return stored_whole(Bucket, Body, Key, EnableMD5, headers)

    @operation
    def put_object_from_local_file(
        self,
        Bucket: str,
        LocalFilePath: str | os.PathLike[str],
        Key: str,
        EnableMD5: bool = False,
        **headers: Unpack[types.ObjectHeaders],
    ) -> Flow[types.PutObjectOutput]:
        """Store a file whole, at most 5 GiB, as `put_object` does.

        Raises:
            OSError: the file cannot be read.
        """
        file: Any = yield from local(open, LocalFilePath, "rb")
        try:
            # Describing it may read all of the file, for its MD5.
            put = yield from local(partial(self.put_object, Bucket, file, Key, EnableMD5, **headers))
            return (yield from put)
        finally:
            file.close()

    @operation
    def append_object(
        self, Bucket: str, Key: str, Position: int, Data: Any, **headers: Unpack[types.ObjectHeaders]
    ) -> Call[types.AppendObjectOutput]:
        """Add to the end of an object, 5 GiB in all.  It must not be there yet, or have been made so.

        Not sent again when an answer got lost: it may have been added.

        Args:
            Position: where it ends now: 0, then the last ``x-cos-next-append-position``.
            Data: as `Body` of `put_object`.

        Raises:
            CosServiceError: ``AppendPositionErr`` if it ends elsewhere; ``ObjectNotAppendable``.

        Source: https://cloud.tencent.com/document/product/436/7741
        """
        return Call(
            "POST",
            Bucket,
            Key,
            query={"append": "", "position": str(Position)},
            headers=to_headers(headers),
            body=content(Data),
            returns=answers.stored(types.AppendObjectOutput),
            summed=str(Position) == "0",  # later, the checksum is of more than this piece
            repeatable=False,
        )

    @operation
    def get_object(
        self, Bucket: str, Key: str, KeySimplifyCheck: bool = True, **headers: Unpack[types.GetHeaders]
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """Read an object, or a range of it.

        Args:
            KeySimplifyCheck: refuse keys such as ``a/..``, which a proxy may make a listing of the bucket.

        Returns:
            The headers, and `Body` to read the content from.  An object read to its end is checked
            against the CRC-64 that COS keeps of it.

        Raises:
            CosServiceError: ``NoSuchKey``, ``InvalidRange``, ``PreconditionFailed``, ``NotModified``,
                ``InvalidObjectState`` if it is archived.

        Source: https://cloud.tencent.com/document/product/436/7753
        """
        if KeySimplifyCheck and isinstance(Key, str):
            refuse_a_key_that_merges_away(Key)
        named, query = to_headers_and_query(headers)
        return Call("GET", Bucket, Key, query=query, headers=named, returns=answers.opened, streams=True)

    @operation
    def head_object(
        self, Bucket: str, Key: str, **headers: Unpack[types.HeadHeaders]
    ) -> Call[types.HeadObjectOutput]:
        """Read an object's headers: its size, ETag, class, metadata.

        Raises:
            CosServiceError: ``NoSuchResource`` (404), since the answer cannot say what is missing.

        Source: https://cloud.tencent.com/document/product/436/7745
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "HEAD", Bucket, Key, query=query, headers=named, returns=answers.headers(types.HeadObjectOutput)
        )

    @operation
    def delete_object(
        self, Bucket: str, Key: str, **headers: Unpack[types.VersionHeaders]
    ) -> Call[types.DeleteObjectOutput]:
        """Delete an object.  One that is not there is no error.

        In a bucket with versions this puts a delete marker on top, unless a `VersionId` says what to remove.

        Source: https://cloud.tencent.com/document/product/436/7743
        """
        named, query = to_headers_and_query(headers)
        return Call(
            "DELETE", Bucket, Key, query=query, headers=named, returns=answers.headers(types.DeleteObjectOutput)
        )

    @operation
    def delete_objects(
        self, Bucket: str, Delete: types.Delete, **headers: Unpack[types.Headers]
    ) -> Call[types.DeleteObjectsOutput]:
        """Delete at most 1000 objects.  The call succeeds even if some fail: see `Error` in the result.

        Source: https://cloud.tencent.com/document/product/436/8289
        """
        body = xml.dump("Delete", Delete)
        return Call(
            "POST",
            Bucket,
            query={"delete": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.document(types.DeleteObjectsOutput),
        )

    @operation
    def object_exists(self, Bucket: str, Key: str) -> Flow[bool]:
        """Whether the object is there.

        Raises:
            CosServiceError: any answer but yes and 404, such as ``AccessDenied``.
        """
        try:
            yield from self.head_object(Bucket, Key)
        except CosServiceError as error:
            if error.get_status_code() != 404:
                raise
            return False
        return True


def stored_whole(
    bucket: str, given: object, key: str, enable_md5: bool, keywords: Mapping[str, object]
) -> Call[types.PutObjectOutput]:
    body, named = content(given), to_headers(keywords)
    if enable_md5:
        named["Content-MD5"] = md5(body)
    return Call(
        "PUT",
        bucket,
        key,
        headers=named,
        body=body,
        returns=answers.stored(types.PutObjectOutput),
        summed="Pic-Operations" not in named,  # what is stored may then be another picture
        # Sent twice, the second would find the first's object and be refused.
        repeatable=named.get("x-cos-forbid-overwrite", "").lower() != "true",
    )
