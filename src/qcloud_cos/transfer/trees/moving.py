"""One item of a tree: moved, and what came of it counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from qcloud_cos import types
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.wire import Call, Flow, together
from qcloud_cos.errors import CosException
from qcloud_cos.transfer import plan
from qcloud_cos.transfer.meter import Meter
from qcloud_cos.transfer.progress import ProgressCallback
from qcloud_cos.transfer.terms import Resume
from qcloud_cos.transfer.trees.choosing import Window, apart
from qcloud_cos.transfer.trees.listing import Feed
from qcloud_cos.transfer.trees.places import Entry
from qcloud_cos.transfer.trees.results import Action, Report, TreeCallback

if TYPE_CHECKING:
    from qcloud_cos.client import Calls

_CUSTOMER_KEY = "SSECustomer"


class Job(NamedTuple):
    """What all items of one tree have in common."""

    calls: Calls
    report: Report
    window: Window
    headers: dict[str, Any]
    terms: dict[str, Any]
    """The keywords of the transfer of each."""
    workers: int
    cancellation: Cancellation | None

    @property
    def asked(self) -> dict[str, Any]:
        """The keywords that asking for an object's headers needs, too."""
        return {name: value for name, value in self.headers.items() if name.startswith(_CUSTOMER_KEY)}

    def by_page(self, feed: Feed, work: Callable[[Entry], Flow[None]]) -> Flow[None]:
        """Work on every entry, page after page; while one is worked on the next is listed."""
        page = yield from feed.more()
        while page is not None:
            [page] = yield from self.ahead([feed], (work(entry) for entry in page))

    def ahead(self, feeds: Sequence[Feed], work: Iterable[Flow[None]]) -> Flow[list[list[Entry] | None]]:
        """Each feed's next page, which is listed while the work is done."""
        calls: Iterable[Any] = chain((feed.more() for feed in feeds), work)
        return (yield from together(calls, self.workers, self.cancellation))[: len(feeds)]


def job(
    calls: Any,
    keywords: Any,
    dry_run: bool,
    stop_on_error: bool,
    callback: TreeCallback | None,
    cancellation: Cancellation | None = None,
    workers: int = 2,
    part_size: float | None = None,
    threads: int = 1,
    rate_limit: float | None = None,
    resume: Resume | None = None,
) -> Job:
    """What an operation was asked for.

    Raises:
        CosClientError: something that no item could be done with.
    """
    window = apart(keywords)
    terms: dict[str, Any] = {"MAXThread": plan.workers(threads), "cancellation": cancellation}
    if part_size is not None:
        plan.part_bytes(part_size)
        terms["PartSize"] = part_size
    if rate_limit is not None:
        terms["rate_limit"] = Meter(rate_limit, cancellation)  # one, so that it counts for all of them together
    if resume is not None:
        terms["resume"] = resume
    report = Report(dry_run, stop_on_error, callback)
    return Job(calls, report, window, keywords, terms, plan.workers(workers), cancellation)


class Mover(Protocol):
    """Takes items one way: up, down or across."""

    @property
    def action(self) -> Action: ...

    @property
    def job(self) -> Job: ...

    def source(self) -> Feed:
        """What is to be moved."""

    def destination(self) -> Feed:
        """What is there already."""

    def key(self, name: str) -> str: ...

    def path(self, name: str) -> str: ...

    def move(self, entry: Entry, fresh: bool, progress: ProgressCallback | None, head: Any = None) -> Flow[None]:
        """Transfer it; `fresh` if nothing of its name is there, `head` if its headers are known."""

    def dry(self, entry: Entry, fresh: bool) -> None:
        """Raise what can be known to stand in its way."""

    def agree(self, source: Entry, there: Entry, compare: types.Comparison) -> Flow[tuple[bool, Any]]:
        """Whether two of the same size are the same; and what is known of the source."""

    def outdated(self, source: Entry, there: Entry) -> Flow[bool]:
        """Whether what is there was modified after the source."""

    def remove(self, names: list[str]) -> Flow[None]:
        """Delete what is there under these names, and count it."""


def moved(mover: Mover, entry: Entry) -> Flow[None]:
    """An item that only the source has been listed for."""
    report = mover.job.report
    key, path = mover.key(entry.name), mover.path(entry.name)
    if entry.trouble is not None:
        report.failed(mover.action, key, path, entry.trouble)
    elif not entry.regular:
        report.done("skip", key, path)
    elif mover.job.window.admits(entry):
        yield from carried(mover, entry, fresh=False)


def carried(mover: Mover, entry: Entry, fresh: bool, head: Any = None) -> Flow[None]:
    """Transfer it, or say what a dry run would; its failure is counted."""
    report = mover.job.report
    key, path = mover.key(entry.name), mover.path(entry.name)
    try:
        if report.dry_run:
            mover.dry(entry, fresh)
        else:
            yield from mover.move(entry, fresh, report.moving(mover.action, key, path), head)
    except (CosException, OSError) as error:
        report.failed(mover.action, key, path, error)
    else:
        report.done(mover.action, key, path, entry.size)


def overheard(flow: Flow[None], head: Any = None) -> Flow[Any]:
    """The headers that a flow asks for with its first HEAD; if `head` is given, that is its answer."""
    answered = False
    try:
        step = next(flow)
        while True:
            asks = not answered and isinstance(step, Call) and step.method == "HEAD"
            try:
                answer = head if asks and head is not None else (yield step)
            except Exception as error:
                step = flow.throw(error)
                continue
            if asks:
                head, answered = answer, True
            step = flow.send(answer)
    except StopIteration:
        return head
    finally:
        flow.close()
