"""All objects below a prefix, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Unpack, cast

from qcloud_cos import types
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from qcloud_cos.transfer.trees.choosing import Globs, Rules
from qcloud_cos.transfer.trees.listing import Objects
from qcloud_cos.transfer.trees.moving import Job, TreeKeywords, job
from qcloud_cos.transfer.trees.places import Remote
from qcloud_cos.transfer.trees.results import TreeCallback, TreeResult

_NO_HEADERS: Mapping[str, Any] = MappingProxyType({})


class DeleteTree(types.Headers, TreeKeywords, total=False):
    """What deleting a tree can carry: each request's headers, and which objects take part."""


class PrefixDeletion:
    @operation
    def delete_prefix(
        self,
        Bucket: str,
        Prefix: str,
        Include: Globs = (),
        Exclude: Globs = (),
        DryRun: bool = False,
        Force: bool = False,
        StopOnError: bool = False,
        progress_callback: TreeCallback | None = None,
        **more: Unpack[DeleteTree],
    ) -> Flow[TreeResult]:
        """Delete every object whose key begins with a prefix, a thousand to a request.

        In a bucket with versions this puts delete markers on top.  What COS refuses to delete is in `failures`
        of the result.

        Args:
            Prefix: taken as it is: ``photos`` begins ``photos2/a.jpg``, too.
            Include, Exclude: as `upload_directory` has them, for what follows the prefix.
            Force: an empty prefix is all of the bucket.

        Raises:
            CosClientError: the prefix is empty.
        """
        if not Prefix and not Force:
            raise CosClientError(
                "an empty Prefix would delete all of the bucket: pass Force=True if that is meant"
            )
        work = job(self, more, DryRun, StopOnError, progress_callback)
        place = Remote(Bucket, Prefix)
        feed = Objects(work.calls, place, Rules(Include, Exclude), itself=True)
        page = yield from feed.more()
        while page is not None:
            names = [entry.name for entry in page if work.window.admits(entry)]
            [page] = yield from work.ahead([feed], [deleted(work, place, names, work.headers)])
        return work.report.result


def deleted(job: Job, place: Remote, names: list[str], headers: Mapping[str, Any] = _NO_HEADERS) -> Flow[None]:
    """Delete at most a thousand objects, and count them."""
    keys, report = [place.Prefix + name for name in names], job.report
    refused: dict[str, CosException] = {}
    if keys and not report.dry_run:
        try:
            answer = yield from job.calls.delete_keys(place.Bucket, keys, **cast("Any", headers))
            refused = {each["Key"]: _refusal(each) for each in answer.get("Error", [])}
        except CosException as error:
            refused = dict.fromkeys(keys, error)
    for key in keys:
        if key in refused:
            report.failed("delete", key, "", refused[key])
        else:
            report.done("delete", key)


def _refusal(said: Mapping[str, Any]) -> CosServiceError:
    fields = {"code": said.get("Code"), "message": said.get("Message"), "resource": said["Key"]}
    known = {name: value for name, value in fields.items() if value is not None}
    return CosServiceError.of("POST", known, 200)
