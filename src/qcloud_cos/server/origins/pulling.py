"""Fetching from a bucket's origins what the bucket has not, and keeping it."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from pathlib import Path

from qcloud_cos.server.answer import Answer
from qcloud_cos.server.delivering import deliver
from qcloud_cos.server.metadata import META
from qcloud_cos.server.origins.asking import FAILURES, REDIRECTS, Fetch, has_been_here
from qcloud_cos.server.origins.reach import Reach
from qcloud_cos.server.origins.rules import Rule, rule_for
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.store import Changes, Content, Store

logger = logging.getLogger("qcloud_cos.server.origins")

_AT_ONCE = 16
_LONGEST_ERROR = 64 * 1024
_KEPT = frozenset("cache-control content-disposition content-encoding content-type expires".split())


class Pulls:
    """What is being fetched.  An errand, too: whoever settles waits for what clients did not wait for."""

    def __init__(self, store: Store, reach: Reach, ca_file: Path | None = None) -> None:
        self._store = store
        self._reach = reach
        self._ca_file = ca_file
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cos-server-origin")
        self._under_way: dict[tuple[str, str], Future[Answer | None]] = {}
        """By bucket and key, what nobody waits for."""
        self._closed = False

    def begin(self, request: ServerRequest, refusal: Refusal, text: str) -> Future[Answer | None] | Answer | None:
        """What the bucket's origin rules make of a refused request: nothing, an answer, or one to wait for.

        An answer of None means that the object is there now.

        Raises:
            Refusal: NotImplemented, or the rule cannot be carried out.
        """
        rule = rule_for(text, refusal.status, request.key)
        if rule is None or has_been_here(request):
            return None
        if rule.private or not rule.saves:
            what = "PrivateHost" if rule.private else "CopyOriginData false"
            raise Refusal("NotImplemented", f"An origin rule with {what} is not implemented by this server.")
        if rule.kind == "Redirect":
            return _redirect(rule, request)
        if request.method != "GET":
            return None
        if rule.kind == "Mirror":
            return self._threads.submit(self._pull, rule, request)
        name = request.bucket, request.key
        if name not in self._under_way:
            future = self._under_way[name] = self._threads.submit(self._pull, rule, request)
            future.add_done_callback(partial(self._ended, name))
        return _redirect(rule, request)

    def work(self, now: float) -> float | None:
        return None

    def settle(self, deadline: float) -> bool:
        return not wait(list(self._under_way.values()), max(deadline - time.monotonic(), 0)).not_done

    def forget(self) -> None:
        """What comes for a bucket that is gone finds no bucket."""

    def close(self) -> None:
        self._closed = True
        self._threads.shutdown(cancel_futures=True)

    def _ended(self, name: tuple[str, str], future: Future[Answer | None]) -> None:
        self._under_way.pop(name, None)
        if not future.cancelled() and (error := future.exception()):
            logger.warning("an object could not be fetched from its origin: %s", error)

    def _pull(self, rule: Rule, request: ServerRequest) -> Answer | None:
        """Fetch an object and store it; another answer than the object, if the rule wants that.

        Raises:
            Refusal: NoSuchKey, FailedDependency, NotImplemented.
        """
        failure: Exception | None = None
        hosts = rule.hosts()
        for number, host in enumerate(hosts, 1):
            try:
                stopped = lambda: self._closed  # noqa: E731
                with closing(Fetch(self._reach, self._ca_file, rule, request, host, stopped)) as fetch:
                    if number < len(hosts) and fetch.status in rule.standby_statuses:
                        continue
                    return self._taken(rule, request, fetch)
            except FAILURES as error:
                failure = error
        raise Refusal("FailedDependency", f"It could not be fetched from {hosts[-1]}: {failure}")

    def _taken(self, rule: Rule, request: ServerRequest, fetch: Fetch) -> Answer | None:
        if fetch.status == 200:
            self._keep(request, fetch)
            return None
        if fetch.status == 404:
            raise Refusal("NoSuchKey")
        if fetch.status in REDIRECTS and not rule.follows:
            return Answer(fetch.status, {"Location": fetch.headers.get("location", "")})
        if rule.passes_errors and fetch.status >= 400:
            kind = fetch.headers.get("content-type", "application/octet-stream")
            return Answer(fetch.status, {"Content-Type": kind}, fetch.response.read(_LONGEST_ERROR))
        raise Refusal("FailedDependency", f"The origin {fetch.host} answers {fetch.status}.")

    def _keep(self, request: ServerRequest, fetch: Fetch) -> None:
        told = [(name, value) for name, value in fetch.headers.items() if value.isprintable()]
        headers = {name: value for name, value in told if name in _KEPT or name.startswith(META)}
        receiver = self._store.receive()
        try:
            for piece in fetch.pieces():
                receiver.write(piece)
            content = receiver.finish()
            fetch.check(content)
            if not self._store.write(lambda db: _put(db, request, content, headers)).result():
                receiver.abort()
        except BaseException:
            receiver.abort()
            raise


def _put(db: Changes, request: ServerRequest, content: Content, headers: dict[str, str]) -> bool:
    """Store it, unless somebody has stored an object of that key meanwhile: theirs is newer."""
    found = db.version(request.bucket, request.key)
    if found is not None and not found.is_marker:
        return False
    try:
        deliver(db, request.bucket, request.key, content, request.now, headers)
    except LookupError:
        raise Refusal("NoSuchBucket") from None
    return True


def _redirect(rule: Rule, request: ServerRequest) -> Answer:
    protocol = rule.protocol if rule.protocol != "follow" else "https" if request.secure else "http"
    location = f"{protocol}://{rule.hosts()[0]}{rule.target(request.key, request.pairs)}"
    return Answer(rule.redirect_status, {"Location": location})
