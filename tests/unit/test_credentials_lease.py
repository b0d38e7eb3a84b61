"""Keys that end: renewed once for all, before their end, and never half."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from qcloud_cos.core.identity import Credentials, Pending, blocking
from qcloud_cos.core.wire import Response
from qcloud_cos.credentials import Absent, Provider
from qcloud_cos.credentials import lease as leases
from qcloud_cos.credentials.lease import Lease
from qcloud_cos.credentials.provider import Finding
from qcloud_cos.errors import CredentialsError, NoCredentials

BEGAN = 1_800_000_000.0


class Issuer(Provider):
    """Gives numbered keys that last `life` seconds; what `answer` raises is raised."""

    name = "the issuer"

    def __init__(self, life: float | None = 1000.0) -> None:
        self.life = life
        self.asked = 0
        self.now = BEGAN
        self.steadily = 100.0
        self.answer: Callable[[], Any] = lambda: None

    def clock(self) -> float:
        return self.now

    def steady(self) -> float:
        return self.steadily

    def find(self) -> Finding:
        self.asked += 1
        number = self.asked
        instead: Absent | None = self.answer()
        if instead is not None:
            return instead
        expiry = None if self.life is None else self.now + self.life
        return Credentials(f"id{number}", f"key{number}", f"token{number}", expiry, self.name)
        yield


def of(issuer: Issuer) -> Lease:
    return Lease(issuer, issuer.clock, issuer.steady, lambda request: Response(200, {}))


def settled(lease: Lease) -> None:
    """Until the renewal in the background, if any, has ended."""
    under_way = lease._under_way
    if under_way is not None:
        under_way.result(10)


def identify(lease: Lease) -> Credentials:
    return blocking(lease.identify())


def failing(*_: Any) -> Any:
    raise CredentialsError("out of order")


def test_what_is_valid_is_used_without_asking() -> None:
    issuer = Issuer()
    lease = of(issuer)
    first = identify(lease)
    issuer.now += 700
    assert identify(lease) is first
    assert issuer.asked == 1


def test_keys_without_an_end_are_kept() -> None:
    issuer = Issuer(life=None)
    lease = of(issuer)
    identify(lease)
    issuer.now += 10**9
    assert identify(lease).secret_id == "id1"


def test_shortly_before_the_end_they_are_renewed_and_nobody_waits() -> None:
    issuer = Issuer()
    lease = of(issuer)
    identify(lease)
    gate = threading.Event()
    issuer.answer = lambda: gate.wait(10) and None
    issuer.now += 850
    steps = lease.identify()
    with pytest.raises(StopIteration) as done:
        next(steps)  # no question to wait for
    assert done.value.value.secret_id == "id1"
    gate.set()
    settled(lease)
    assert identify(lease).secret_id == "id2"


def test_the_moment_of_renewal_differs_between_machines_and_is_never_late() -> None:
    moments = set()
    for life, lead in ((1000.0, 200.0), (7200.0, 300.0)):
        for _ in range(20):
            lease = of(Issuer(life))
            identify(lease)
            moments.add(lease._held.renew_at)
            assert BEGAN + life - 1.25 * lead <= lease._held.renew_at <= BEGAN + life - lead
    assert len(moments) > 30


def test_at_the_end_everybody_waits_for_one_renewal() -> None:
    issuer = Issuer()
    lease = of(issuer)
    identify(lease)
    issuer.now += 1001
    gate, waiting = threading.Event(), threading.Semaphore(0)
    issuer.answer = lambda: gate.wait(10) and None

    def one(_: int) -> Credentials:
        steps = lease.identify()
        pending = next(steps)
        assert isinstance(pending, Pending)
        waiting.release()
        pending.do()
        with pytest.raises(StopIteration) as done:
            steps.send(None)
        found: Credentials = done.value.value
        return found

    with ThreadPoolExecutor(20) as pool:
        results = pool.map(one, range(20))
        for _ in range(20):
            assert waiting.acquire(timeout=10)
        gate.set()
        assert {found.secret_id for found in results} == {"id2"}
    assert issuer.asked == 2


def test_many_threads_never_see_a_mixed_set_and_ask_once_for_each_life() -> None:
    issuer = Issuer()
    lease = of(issuer)

    def look(_: int) -> tuple[str, str, str | None]:
        return identify(lease)[:3]

    with ThreadPoolExecutor(16) as pool:
        for _ in range(5):
            for secret_id, secret_key, token in pool.map(look, range(64)):
                number = secret_id.removeprefix("id")
                assert (secret_key, token) == (f"key{number}", f"token{number}")
            issuer.now += 1001
    assert issuer.asked == 5


def test_tasks_wait_without_holding_up_their_event_loop() -> None:
    issuer = Issuer()
    lease = of(issuer)
    gate = threading.Event()
    issuer.answer = lambda: gate.wait(10) and None

    async def one() -> str:
        steps = lease.identify()
        try:
            step = next(steps)
            assert isinstance(step, Pending)
            await asyncio.wait([asyncio.wrap_future(step.future)], timeout=step.seconds)
            steps.send(None)
        except StopIteration as done:
            return str(done.value.secret_id)
        raise AssertionError

    async def many() -> list[str]:
        tasks = [asyncio.create_task(one()) for _ in range(200)]
        await asyncio.sleep(0)  # the loop turns while nobody has keys yet
        tasks[0].cancel()  # and who is cancelled does not cancel it for the others
        gate.set()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(done[0], asyncio.CancelledError)
        return [str(each) for each in done[1:]]

    assert set(asyncio.run(many())) == {"id1"}
    assert issuer.asked == 1


def test_a_failed_renewal_does_no_harm_while_the_old_ones_last() -> None:
    issuer = Issuer()
    lease = of(issuer)
    identify(lease)
    issuer.answer = failing
    for later in (900, 90, 9):  # renewed early, waited for, nearly over
        issuer.now += later
        assert identify(lease).secret_id == "id1"
        settled(lease)
    issuer.now += 2
    with pytest.raises(CredentialsError, match=r"the issuer ended at 2027-.*no new ones: out of order"):
        identify(lease)


def test_what_is_logged_names_the_source_and_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "qcloud_cos.credentials")
    issuer = Issuer()
    lease = of(issuer)
    identify(lease)
    issuer.answer = failing
    issuer.now += 990
    identify(lease)
    settled(lease)
    assert "from the issuer, until 2027-" in caplog.text
    assert "could not be renewed, the old ones are used until they end: out of order" in caplog.text
    assert "key1" not in caplog.text
    assert "token1" not in caplog.text


def test_after_a_failure_there_is_a_pause_and_then_another_try() -> None:
    issuer = Issuer()
    issuer.answer = failing
    lease = of(issuer)
    errors = []
    for _ in range(3):
        with pytest.raises(CredentialsError, match="out of order") as error:
            identify(lease)
        errors.append(error.value)
    assert issuer.asked == 1
    assert len({id(error) for error in errors}) == 3  # each caller's own
    issuer.answer = lambda: None
    issuer.steadily += 5
    assert identify(lease).secret_id == "id2"


def test_nothing_found_is_an_error_of_its_own() -> None:
    issuer = Issuer()
    issuer.answer = lambda: Absent("nobody is there")
    with pytest.raises(NoCredentials, match="the issuer: nobody is there"):
        identify(of(issuer))


def test_keys_that_are_over_already_point_at_the_clock() -> None:
    with pytest.raises(CredentialsError, match="clock right"):
        identify(of(Issuer(life=-5)))


def test_a_bug_in_a_provider_is_an_error_that_names_it() -> None:
    issuer = Issuer()
    issuer.answer = lambda: dict[str, Any]()["nothing"]
    with pytest.raises(CredentialsError, match=r"the issuer: 'nothing'"):
        identify(of(issuer))


def test_what_cos_refuses_is_looked_for_again_but_not_if_it_is_new() -> None:
    issuer = Issuer()
    lease = of(issuer)
    first = identify(lease)
    lease.refused(first)
    assert identify(lease) is first  # others would be refused as well
    issuer.steadily += 5
    lease.refused(first)
    assert identify(lease).secret_id == "id2"
    lease.refused(first)  # somebody else was slower
    assert identify(lease).secret_id == "id2"
    assert issuer.asked == 2


def test_a_provider_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "PATIENCE_SECONDS", 0.01)
    issuer = Issuer()
    gate = threading.Event()
    issuer.answer = lambda: gate.wait(10) and None
    lease = of(issuer)
    try:
        with pytest.raises(CredentialsError, match=r"the issuer did not answer"):
            identify(lease)
    finally:
        gate.set()


def test_a_pickled_or_copied_provider_holds_no_keys() -> None:
    issuer = Stating()
    assert identify(issuer.lease).secret_key == "stated-key"
    for other in (pickle.loads(pickle.dumps(issuer)), copy.deepcopy(issuer)):  # noqa: S301
        assert other._lease is None
    assert b"stated-key" not in pickle.dumps(issuer)
    assert "stated-key" not in repr(issuer)
    assert issuer.lease is issuer.lease


class Stating(Provider):
    name = "the statement"

    def look(self) -> Credentials:
        return Credentials("AKIDstated", "stated-" + "key")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_child_does_not_wait_for_its_parent_s_renewal() -> None:
    issuer = Issuer()
    gate = threading.Event()
    issuer.answer = lambda: gate.wait(10) and None
    lease = of(issuer)
    pending = next(lease.identify())
    assert isinstance(pending, Pending)
    with lease._lock:  # as another thread may just hold it
        child = os.fork()
        if child == 0:
            issuer.answer = lambda: None
            try:
                os._exit(0 if identify(lease).secret_id.startswith("id") else 1)
            finally:
                os._exit(2)
    gate.set()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    pending.future.result(10)
