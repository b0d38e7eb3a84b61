from __future__ import annotations

from tracemalloc import get_traced_memory, start, stop
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import Calls, CosClientError, CosConfig, CosS3Client, Remote
from qcloud_cos.core.wire import Call, Settings, Together
from qcloud_cos.errors import AccessDenied
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.listing import Objects, listed
from qcloud_cos.transfer.trees.moving import job, overheard
from qcloud_cos.transfer.trees.removal import deleted
from qcloud_cos.transfer.trees.syncing import _Counted, _transferred

BUCKET = "b-1250000000"


def entry(key: str, size: int = 1) -> dict[str, str]:
    return {"Key": key, "Size": str(size), "LastModified": "2026-11-22T01:02:03.000Z", "ETag": '"e"'}


class Bucket:
    """Answers listings as COS does, a few keys to a page."""

    def __init__(self, keys: list[str], page: int = 3) -> None:
        self.keys, self.page = sorted(keys), page
        self.markers: list[str] = []

    def answer(self, call: Call[Any, Any]) -> dict[str, Any]:
        marker = call.query["marker"]
        self.markers.append(marker)
        left = [key for key in self.keys if key.startswith(call.query["prefix"]) and key > marker]
        page, more = left[: self.page], len(left) > self.page
        following = {"NextMarker": page[-1]} if more else {}
        return {"Contents": [entry(key) for key in page], "IsTruncated": str(more).lower(), **following}


def drive(flow: Any, answer: Any) -> Any:
    """A flow's result, its calls being answered here; what is to be done together is done one by one."""
    try:
        step = next(flow)
        while True:
            if isinstance(step, Together):
                try:
                    brought: Any = [drive(iter(each), answer) for each in step.calls]
                except Exception as error:
                    step = flow.throw(error)
                    continue
            elif isinstance(step, Settings):
                brought = CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k")
            else:
                try:
                    brought = answer(step)
                except Exception as error:
                    step = flow.throw(error)
                    continue
            step = flow.send(brought)
    except StopIteration as done:
        return done.value


def names(bucket: Bucket, rules: Rules, prefix: str = "p/") -> list[str]:
    feed, found = Objects(Calls(), Remote(BUCKET, prefix), rules), []
    while (page := drive(feed.more(), bucket.answer)) is not None:
        found += [each.name for each in page]
    return found


def test_pages_follow_one_another_and_the_prefix_itself_is_left_out() -> None:
    bucket = Bucket(["p/", "p/a", "p/b", "p/c/", "p/c/d", "q"])
    assert names(bucket, Rules()) == ["a", "b", "c/", "c/d"]
    assert bucket.markers == ["", "p/b"]


def test_what_is_excluded_is_jumped_over_not_listed() -> None:
    bucket = Bucket(["p/a", "p/big0", *(f"p/big/{n:04}" for n in range(5000)), "p/c"])
    assert names(bucket, Rules(exclude="big/")) == ["a", "big0", "c"]
    assert len(bucket.markers) == 2
    everything = Bucket(bucket.keys, page=1000)
    assert names(everything, Rules(exclude=["big/", "!big/0007"])) == ["a", "big/0007", "big0", "c"]
    assert len(everything.markers) == 6


@pytest.mark.parametrize("keys", [["p/b", "p/a"], ["p/a", "p/a"], ["q/a"], ["p/0"]])
def test_a_page_that_is_not_what_was_asked_for_is_refused(keys: list[str]) -> None:
    with pytest.raises(CosClientError, match="not its place"):
        listed([entry(key) for key in keys], "p/", marker="p/1")


def test_a_listing_that_stands_still_is_refused() -> None:
    feed = Objects(Calls(), Remote(BUCKET, "p/"), Rules(exclude="*"))
    page = {"Contents": [entry("p/a")], "IsTruncated": "true", "NextMarker": ""}
    assert drive(feed.more(), lambda call: {**page, "IsTruncated": "false"}) is None
    feed = Objects(Calls(), Remote(BUCKET, "p/"), Rules())
    with pytest.raises(CosClientError, match="stands still"):
        drive(feed.more(), lambda call: {"Contents": [], "IsTruncated": "true"})


def test_a_bucket_elsewhere_is_listed_there() -> None:
    asked: list[Call[Any, Any]] = []
    feed = Objects(Calls(), Remote(BUCKET, "p/", "ap-beijing"), Rules())

    def answer(call: Call[Any, Any]) -> Any:
        asked.append(call)
        return Bucket([]).answer(call)

    drive(feed.more(), answer)
    assert asked[0].endpoint == "cos.ap-beijing.myqcloud.com"
    assert asked[0].bucket == BUCKET


def test_the_headers_that_a_flow_asks_for_are_overheard_and_can_be_given() -> None:
    def flow(fails: bool = False) -> Any:
        head = yield from Calls().head_object(BUCKET, "k")
        seen.append(head)
        seen.append((yield from Calls().get_bucket_acl(BUCKET)))
        if fails:
            raise CosClientError("no")

    seen: list[Any] = []
    sent: list[str] = []

    def answer(call: Call[Any, Any]) -> str:
        sent.append(call.method)
        return call.method.lower()

    assert drive(overheard(flow()), answer) == "head"
    assert drive(overheard(flow(), "given"), answer) == "given"
    assert seen == ["head", "get", "given", "get"]
    assert sent == ["HEAD", "GET", "GET"]
    with pytest.raises(CosClientError, match="no"):
        drive(overheard(flow(fails=True)), answer)


def test_what_cos_refuses_to_delete_is_a_failure_and_so_is_a_request_that_fails() -> None:
    work = job(Calls(), {}, False, False, None)
    answers: list[Any] = [
        {"Error": [{"Key": "p/b", "Code": "AccessDenied", "Message": "no"}]},
        CosClientError("the line went dead"),
    ]

    def answer(call: Call[Any, Any]) -> Any:
        brought = answers.pop(0)
        if isinstance(brought, Exception):
            raise brought
        return brought

    drive(deleted(work, Remote(BUCKET, "p/"), ["a", "b"]), answer)
    drive(deleted(work, Remote(BUCKET, "p/"), ["c", "d"]), answer)
    drive(deleted(work, Remote(BUCKET, "p/"), []), answer)
    result = work.report.result
    assert (result.deleted, [failure.key for failure in result.failures]) == (1, ["p/b", "p/c", "p/d"])
    assert isinstance(result.failures[0].error, AccessDenied)
    assert "the line went dead" in str(result.failures[1].error)


def test_hints_can_be_read_at_run_time() -> None:
    for name in ("upload_directory", "download_directory", "copy_prefix", "delete_prefix", "sync"):
        assert get_type_hints(getattr(CosS3Client, name))["return"]


def test_a_sync_holds_a_page_or_two_however_many_there_are() -> None:
    class Feed:
        def __init__(self) -> None:
            self.page = 0

        def more(self) -> Any:
            self.page += 1
            if self.page > 100:
                return None
            return listed([entry(f"{self.page:03}/{n:04}") for n in range(1000)], "")
            yield

    class Mover:
        action = "copy"
        job = job(Calls(), {}, False, False, None)

        def source(self) -> Feed:
            return Feed()

        destination = source

        def key(self, name: str) -> str:
            return name

        path = key

    mover: Any = Mover()
    start()
    try:
        drive(_transferred(mover, "default", False, _Counted()), None)
        _, peak = get_traced_memory()
    finally:
        stop()
    assert mover.job.report.result.skipped == 100_000
    assert peak < 8_000_000


NAMES = st.text("ab./\ue000\U0010ffff\0", min_size=1, max_size=4).filter(lambda name: name.strip("/"))


@given(st.sets(NAMES, max_size=20), st.sets(NAMES, max_size=4))
def test_of_named_files_all_are_listed_and_no_others(keys: set[str], files: set[str]) -> None:
    bucket = Bucket([f"p/{key}" for key in keys])
    feed = Objects(Calls(), Remote(BUCKET, "p/"), Rules(files=files))
    found: list[str] = []
    while (page := drive(feed.more(), bucket.answer)) is not None:
        found += [each.name for each in page]
    directories = tuple(name for name in files if name.endswith("/"))
    assert set(found) == {key for key in keys if key in files or key.startswith(directories)}
    assert found == sorted(found)


def test_what_lies_between_named_files_is_jumped_over() -> None:
    bucket = Bucket([f"p/{number:04}" for number in range(1000)], page=5)
    feed = Objects(Calls(), Remote(BUCKET, "p/"), Rules(files=["0500", "0900"]))
    found: list[str] = []
    while (page := drive(feed.more(), bucket.answer)) is not None:
        found += [each.name for each in page]
    assert found == ["0500", "0900"]
    assert len(bucket.markers) == 3
