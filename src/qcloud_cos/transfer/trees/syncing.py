"""One tree made like another: what differs is transferred, what is too much may be deleted."""

from __future__ import annotations

from typing import Any, get_args

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core.wire import Flow, Settings, local
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from qcloud_cos.transfer.trees import comparing, safety
from qcloud_cos.transfer.trees.across import Across, refuse_overlap
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.comparing import Doomed, Join, Pair, Verdict
from qcloud_cos.transfer.trees.down import Downward
from qcloud_cos.transfer.trees.moving import Job, Mover, carried
from qcloud_cos.transfer.trees.places import Entry, Place, Remote, directory_prefix, local_root
from qcloud_cos.transfer.trees.results import TreeResult
from qcloud_cos.transfer.trees.up import Upward

_BATCH = 1000


def synced(mover: Mover, compare: types.Comparison, update: bool, delete: bool, force: bool) -> Flow[TreeResult]:
    if compare not in get_args(types.Comparison):
        raise CosClientError(f"Compare must be 'default', 'checksum' or 'size-only', not {compare!r}")
    counted = _Counted()
    yield from _transferred(mover, compare, update, counted)
    if delete:
        yield from _deleted(mover, counted, force)
    return mover.job.report.result


class _Counted:
    """What the listings had."""

    def __init__(self) -> None:
        self.sources = 0
        self.extras = Doomed()


def mover(work: Job, source: Place, destination: Place, rules: Rules, follow: bool) -> Flow[Mover]:
    if not isinstance(source, Remote):
        if not isinstance(destination, Remote):
            raise CosClientError("neither Source nor Destination is in COS: one must be Remote(Bucket, Prefix)")
        return Upward(work, local_root(source), _here(destination), rules, follow)
    if not isinstance(destination, Remote):
        root = local_root(destination)
        return Downward(work, _here(source), root, rules, (yield from local(safety.folds, root)))
    config: CosConfig = yield from Settings()
    origin, place = source._replace(Prefix=directory_prefix(source.Prefix)), _here(destination)
    refuse_overlap(origin, place, config)
    return Across(work, origin, place, rules, False, config)


def _here(place: Remote) -> Remote:
    if place.Region:
        raise CosClientError("only a source that is copied from may be in another Region than the client's")
    return place._replace(Prefix=directory_prefix(place.Prefix))


def _transferred(mover: Mover, compare: types.Comparison, update: bool, counted: _Counted) -> Flow[None]:
    join, feeds = Join(), (mover.source(), mover.destination())
    while True:
        pairs = list(join.pairs())
        wanted = join.wanted()
        if not pairs and not wanted:
            return
        for source, there in pairs:
            if source is None and there is not None:
                _extra(mover, there, counted)
            elif source is not None and source.trouble is None and not source.is_directory:
                counted.sources += 1
        work = (_one(mover, pair.source, pair, compare, update) for pair in pairs if pair.source)
        pages = yield from mover.job.ahead([feeds[side] for side in wanted], work)
        for side, page in zip(wanted, pages):
            join.add(side, page)


def _extra(mover: Mover, there: Entry, counted: _Counted) -> None:
    """Something that only the destination has.  Directories go when the last file in them does."""
    if there.trouble is not None:
        mover.job.report.failed(mover.action, mover.key(there.name), mover.path(there.name), there.trouble)
    elif there.regular and (there.etag or not there.is_directory):
        counted.extras.add(there.name)


def _one(mover: Mover, source: Entry, pair: Pair, compare: types.Comparison, update: bool) -> Flow[None]:
    """One name of the source: transferred, if what is there is not the same."""
    report, there = mover.job.report, pair.there
    key, path = mover.key(source.name), mover.path(source.name)
    if source.trouble is not None:
        report.failed(mover.action, key, path, source.trouble)
        return
    if not source.regular:
        report.done("skip", key, path)
        return
    if (source.is_directory and not source.etag) or not mover.job.window.admits(source):
        return
    leave, head = False, None
    try:
        leave, head = yield from _left(mover, source, there, compare, update)
    except (CosException, OSError) as error:
        if not _gone(error):
            report.failed(mover.action, key, path, error)
            return
    if leave:
        report.done("skip", key, path)
    else:
        yield from carried(mover, source, there is None, head)


def _left(
    mover: Mover, source: Entry, there: Entry | None, compare: types.Comparison, update: bool
) -> Flow[tuple[bool, Any]]:
    """Whether what is there stays; and what is known of the source."""
    if there is None:
        return False, None
    verdict, head = comparing.first_look(source, there, compare), None
    if verdict is Verdict.ASK:
        same, head = yield from mover.agree(source, there, compare)
        verdict = Verdict.SAME if same else Verdict.DIFFERENT
    if verdict is Verdict.DIFFERENT and update and there.regular:
        return (yield from mover.outdated(source, there)), head
    return verdict is Verdict.SAME, head


def _gone(error: Exception) -> bool:
    """Deleted since it was listed, on whichever side: the transfer will tell."""
    return isinstance(error, FileNotFoundError) or (
        isinstance(error, CosServiceError) and error.get_status_code() == 404
    )


def _deleted(mover: Mover, counted: _Counted, force: bool) -> Flow[None]:
    result, extras = mover.job.report.result, counted.extras
    if not extras:
        return
    if result.failures and not force:
        result.spared = len(extras)
        return
    if not counted.sources and not force:
        raise CosClientError(
            f"the source is empty, and Delete would remove all {len(extras)} of the destination: "
            "pass Force=True if that is meant"
        )
    for batch in extras.batches(_BATCH):
        yield from mover.remove(batch)
