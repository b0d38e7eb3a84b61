"""Deleting any number of objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, together
from qcloud_cos.core.xml import NOT_IN_XML
from qcloud_cos.errors import CosClientError, CosServiceError
from qcloud_cos.operations.objects import Objects
from qcloud_cos.types.objects import ObjectToDelete

BATCH = 1000

DoomedKey = str | tuple[str, str]
"""A key, or a key and the id of one of its versions."""


class Deletion(Objects):
    @operation
    def delete_keys(
        self, Bucket: str, Keys: Iterable[DoomedKey], Workers: int = 5, **headers: Unpack[types.Headers]
    ) -> Flow[types.DeleteObjectsOutput]:
        """Delete any number of objects, a thousand to a request, some requests at once.

        Those that COS refuses to delete are in `Error` of the result; one that is not there counts as
        deleted.  A request that fails as a whole is raised: nothing more is begun then, and deleting the
        same keys again finishes the work.

        Args:
            Keys: as listings have them, with nothing stripped; ``(key, version id)`` removes that version.
                They are taken as they are needed, so that they may come from `objects` or `versions`.
            Workers: requests at once.
        """
        if isinstance(Keys, str | bytes):
            raise CosClientError(f"Keys must be an iterable of keys, not {type(Keys).__name__}: give a list")
        apart: list[ObjectToDelete] = []
        calls = (
            self.delete_objects(Bucket, {"Object": batch, "Quiet": "false"}, **headers)
            for batch in _batches(Keys, apart)
        )
        answers = yield from together(calls, Workers)
        result: types.DeleteObjectsOutput = {
            "Deleted": [entry for answer in answers for entry in answer.get("Deleted", [])],
            "Error": [entry for answer in answers for entry in answer.get("Error", [])],
        }
        for named in apart:
            # One slash before a key is stripped, so it is given one.
            key, version = f"/{named['Key']}", named.get("VersionId")
            try:
                yield from self.delete_object(
                    Bucket, key, **({"VersionId": version} if version else {}), **headers
                )
            except CosServiceError as error:
                refusal = {"Code": error.get_error_code(), "Message": error.get_error_msg()}
                result["Error"].append({**named, **refusal})  # type: ignore[typeddict-item]
            else:
                result["Deleted"].append({**named})  # type: ignore[typeddict-item]
        return result


def _batches(keys: Iterable[DoomedKey], apart: list[ObjectToDelete]) -> Iterator[list[ObjectToDelete]]:
    """A thousand at a time; keys that no XML document can hold go into `apart`, for a request each."""
    named = (_named(key) for key in keys)
    odd = re.compile(NOT_IN_XML)
    while taken := list(islice(named, BATCH)):
        apart += [one for one in taken if odd.search(one["Key"])]
        if batch := [one for one in taken if not odd.search(one["Key"])]:
            yield batch


def _named(key: DoomedKey) -> ObjectToDelete:
    name, version = key if isinstance(key, tuple) and len(key) == 2 else (key, "")
    if not isinstance(name, str) or not name:
        raise CosClientError(f"Keys must hold texts, or tuples of key and version id, not {key!r}")
    return {"Key": name, "VersionId": version} if version else {"Key": name}
