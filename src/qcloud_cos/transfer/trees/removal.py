"""All objects below a prefix, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from qcloud_cos.core.wire import Flow
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.listing import Objects
from qcloud_cos.transfer.trees.moving import Job
from qcloud_cos.transfer.trees.places import Remote
from qcloud_cos.transfer.trees.results import TreeResult

_NO_HEADERS: Mapping[str, Any] = MappingProxyType({})


def emptied(job: Job, bucket: str, prefix: str, rules: Rules, force: bool) -> Flow[TreeResult]:
    if not prefix and not force:
        raise CosClientError("an empty Prefix would delete all of the bucket: pass Force=True if that is meant")
    place = Remote(bucket, prefix)
    feed = Objects(job.calls, place, rules, itself=True)
    page = yield from feed.more()
    while page is not None:
        names = [entry.name for entry in page if job.window.admits(entry)]
        [page] = yield from job.ahead([feed], [deleted(job, place, names, job.headers)])
    return job.report.result


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
