"""Files of any kind: their hashes, and archives made of them or taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, of_object, of_service, processed

_PATH = "/file_jobs"


class Files:
    @operation
    def file_hash(
        self, Bucket: str, Key: str, Type: str, AddToHeader: bool = False, **headers: Unpack[types.GetHeaders]
    ) -> Call[dict[str, Any]]:
        """An object's hash, worked out at once: `FileHashCodeResult`.  For large ones submit a task.

        Args:
            Type: ``md5``, ``sha1`` or ``sha256``.
            AddToHeader: keep it with the object, as ``x-cos-meta-md5`` or the like.

        Source: https://cloud.tencent.com/document/product/436/83107
        """
        query = {"ci-process": "filehash", "type": Type, "addtoheader": str(AddToHeader).lower()}
        return of_object(Bucket, Key, query, headers, answers.document(dict))

    @operation
    def ci_file_zip_preview(self, Bucket: str, Key: str, **headers: Unpack[types.GetHeaders]) -> Call[Any]:
        """What is in an archive, without taking it apart: `Contents`.

        Source: https://cloud.tencent.com/document/product/436/93032
        """
        return processed(Bucket, Key, "zippreview", {}, headers)

    @operation
    def ci_create_file_hash_job(
        self,
        Bucket: str,
        InputObject: str,
        FileHashCodeConfig: Mapping[str, Any],
        QueueId: str | None = None,
        CallBack: str | None = None,
        CallBackFormat: str | None = None,
        CallBackType: str | None = None,
        CallBackMqConfig: Mapping[str, Any] | None = None,
        UserData: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[dict[str, Any]]:
        """Submit a task that works out an object's hash.

        It is not sent again when the answer gets lost, since the task may have begun.

        Args:
            FileHashCodeConfig: such as ``{"Type": "MD5", "AddToHeader": "true"}``.
            QueueId: where it waits; the account's default queue if not given.
            CallBack: whom to tell at the end; `CallBackFormat` ``JSON`` or ``XML``, `CallBackType` ``Url`` or
                ``TDMQ``, whose queue is `CallBackMqConfig`.
            UserData: returned with the result; 1024 characters of ASCII at most.

        Returns:
            `JobsDetail`, whose `JobId` is for `ci_get_file_process_jobs`.

        Source: https://cloud.tencent.com/document/product/436/83108
        """
        operation = {"FileHashCodeConfig": FileHashCodeConfig}
        told = _telling(QueueId, CallBack, CallBackFormat, CallBackType, CallBackMqConfig)
        return _submitted(Bucket, "FileHashCode", InputObject, operation, UserData, told, headers)

    @operation
    def ci_create_file_uncompress_job(
        self,
        Bucket: str,
        InputObject: str,
        OutputBucket: str,
        OutputRegion: str,
        FileUncompressConfig: Mapping[str, Any],
        QueueId: str | None = None,
        CallBack: str | None = None,
        CallBackFormat: str | None = None,
        CallBackType: str | None = None,
        CallBackMqConfig: Mapping[str, Any] | None = None,
        UserData: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[dict[str, Any]]:
        """Submit a task that takes an archive apart; other arguments as of `ci_create_file_hash_job`.

        Args:
            FileUncompressConfig: such as ``{"Prefix": "output/", "PrefixReplaced": "0"}``.

        Source: https://cloud.tencent.com/document/product/436/83110
        """
        output = {"Bucket": OutputBucket, "Region": OutputRegion}
        operation = {"FileUncompressConfig": FileUncompressConfig, "Output": output}
        told = _telling(QueueId, CallBack, CallBackFormat, CallBackType, CallBackMqConfig)
        return _submitted(Bucket, "FileUncompress", InputObject, operation, UserData, told, headers)

    @operation
    def ci_create_file_compress_job(
        self,
        Bucket: str,
        OutputBucket: str,
        OutputRegion: str,
        OutputObject: str,
        FileCompressConfig: Mapping[str, Any],
        QueueId: str | None = None,
        CallBack: str | None = None,
        CallBackFormat: str | None = None,
        CallBackType: str | None = None,
        CallBackMqConfig: Mapping[str, Any] | None = None,
        UserData: str | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[dict[str, Any]]:
        """Submit a task that makes an archive of objects; other arguments as of `ci_create_file_hash_job`.

        Args:
            FileCompressConfig: such as ``{"Flatten": "0", "Format": "zip", "Prefix": "photos/"}``; or `UrlList`
                or `Key` instead of `Prefix`.

        Source: https://cloud.tencent.com/document/product/436/83112
        """
        output = {"Bucket": OutputBucket, "Region": OutputRegion, "Object": OutputObject}
        operation = {"FileCompressConfig": FileCompressConfig, "Output": output}
        told = _telling(QueueId, CallBack, CallBackFormat, CallBackType, CallBackMqConfig)
        return _submitted(Bucket, "FileCompress", None, operation, UserData, told, headers)

    @operation
    def ci_get_file_process_jobs(
        self, Bucket: str, JobIDs: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """How far tasks are, and with what result: a list in `JobsDetail`.

        Args:
            JobIDs: with commas between them.

        Source: https://cloud.tencent.com/document/product/436/83109
        """
        returns = answers.document(types.ProcessingTasks)
        return of_service("GET", Bucket, below(f"{_PATH}/", JobIDs=JobIDs), returns, headers)


def _telling(
    queue: str | None, callback: str | None, form: str | None, kind: str | None, mq: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Where a task waits, and who is told of its end."""
    return {
        "QueueId": queue,
        "CallBack": callback,
        "CallBackFormat": form,
        "CallBackMqConfig": mq,
        "CallBackType": kind,
    }


def _submitted(
    bucket: str,
    tag: str,
    source: str | None,
    operation: Mapping[str, Any],
    user_data: str | None,
    told: Mapping[str, Any],
    headers: types.Headers,
) -> Call[dict[str, Any]]:
    document = {
        **({} if source is None else {"Input": {"Object": source}}),
        "Tag": tag,
        "Operation": {**operation, **({"UserData": user_data} if user_data else {})},
        **{name: value for name, value in told.items() if value},
    }
    typed = headers.get("ContentType") is None
    returns = answers.document(dict)
    return of_service("POST", bucket, _PATH, returns, headers, document=document, typed=typed)
