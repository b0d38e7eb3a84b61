"""What a test does to a server besides asking it: its clock, its states, its faults, its log."""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qcloud_cos.server.control.faults import ActiveFault, Fault, Faults
from qcloud_cos.server.control.log import Log, LoggedRequest

if TYPE_CHECKING:
    from qcloud_cos.server.clock import Clock
    from qcloud_cos.server.running import Running


class ServerClock:
    """The server's time, which stored times, lifecycle rules and temporary keys follow.

    Signatures are still judged by the machine's clock, which the clients sign by.
    """

    def __init__(self, clock: Clock, controls: Controls) -> None:
        self._clock = clock
        self._controls = controls

    def now(self) -> float:
        """In Unix seconds."""
        return self._clock.now()

    @property
    def is_stopped(self) -> bool:
        return self._clock.is_stopped

    def advance(self, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        """Move it forward, and do on the way what is due."""
        self._controls.advance(days, hours, seconds)

    def set(self, moment: float | datetime) -> None:
        """Move it to a moment.  Forward, what is due on the way is done; back, nothing is undone."""
        self._controls._running.set_clock(_seconds(moment))

    def stop(self, moment: float | datetime | None = None) -> None:
        """Have it show one moment, this or another, until it is moved or goes on."""
        self._clock.stop()
        if moment is not None:
            self.set(moment)

    def go_on(self) -> None:
        """After `stop`, from the moment that it shows."""
        self._clock.go_on()


class Controls:
    """Of a server that runs."""

    _control_token: str
    _clock: Clock
    _faults: Faults
    _log: Log

    @property
    def _running(self) -> Running:
        raise NotImplementedError

    @property
    def control_token(self) -> str:
        """What other programs on this machine show to use ``/_local/``."""
        return self._control_token

    @property
    def control_file(self) -> Path:
        """Where the token is, for who may read the user's files."""
        return self._running.control_file

    @property
    def clock(self) -> ServerClock:
        return ServerClock(self._clock, self)

    def now(self) -> float:
        """The server's time, in Unix seconds."""
        return self._clock.now()

    def advance(self, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        """Move the server's clock forward, and do on the way what is due: lifecycle rules, replication,
        inventories, logs.

        Signatures are still judged by the machine's clock, which the clients sign by.
        """
        self._running.advance(days * 86400 + hours * 3600 + seconds)

    def settle(self, timeout: float = 60.0) -> None:
        """Do at once what the server would do in its own time: copy what is to be replicated, deliver logs.

        What is to happen at a later moment of its clock, as after `advance`, is left for that.

        Raises:
            TimeoutError: it did not end in so many seconds.
        """
        if not self._running.settle(timeout):
            raise TimeoutError(f"the server is still busy after {timeout:g} seconds")

    def reset(self, bucket: str | None = None) -> None:
        """No buckets any more, the machine's time again, and no faults; or a bucket less, with all that is in it.

        What was saved by `snapshot` stays.
        """
        self._running.reset(bucket)
        if bucket is None:
            self._clock.reset()
            self._faults.clear()

    def snapshot(self, name: str | None = None) -> str:
        """Save everything: buckets, objects, uploads and the clock, as they are at one moment.

        It is kept in the server's root, as long as that is.  Large bodies are not copied: files never change.

        Args:
            name: a snapshot of that name is replaced; None for a new one.

        Returns:
            The name, for `restore`.
        """
        name = name or f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
        self._running.snapshot(name)
        return name

    def restore(self, name: str) -> None:
        """Have everything as it was when the snapshot was made, all at once.

        The clock is as far ahead of the machine's as it was then, or stands where it stood.

        Raises:
            LookupError: there is none of that name.
        """
        self._running.restore(name)

    @property
    def snapshots(self) -> list[str]:
        """The names of those that are kept."""
        return self._running.store.saved.names()

    def drop_snapshot(self, name: str) -> None:
        """Raises:
        LookupError: there is none of that name.
        """
        self._running.drop_snapshot(name)

    def export_snapshot(self, name: str, path: Path | str) -> None:
        """Write a snapshot to one file, for another server.

        Raises:
            LookupError: there is none of that name.
        """
        part = Path(f"{path}.part")
        try:
            with open(part, "wb") as file:
                file.writelines(self._running.exported(name))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def import_snapshot(self, path: Path | str, name: str | None = None) -> str:
        """Take in what `export_snapshot` wrote, to be restored by its name: the file's if None.

        Raises:
            ValueError: it is no snapshot, or not the whole of one.
        """
        name = name or Path(path).name.partition(".")[0]
        with open(path, "rb") as file:
            self._running.import_snapshot(file, name)
        return name

    def fault(
        self,
        operation: str = "*",
        key: str = "*",
        *,
        bucket: str = "*",
        status: int | None = None,
        code: str = "",
        delay: float = 0.0,
        truncate: int | None = None,
        reset: bool = False,
        corrupt: bool = False,
        before: bool = False,
        count: int | None = None,
        skip: int = 0,
    ) -> ActiveFault:
        """Let requests go wrong, until it is removed, or in a ``with`` statement until its end.

        Args:
            operation: which, as the client's method is called; ``*`` and ``?`` stand for any letters,
                here and in `key` and `bucket`.
            status: answered instead of carrying the request out, with COS's code for it, or with `code`.
            delay: seconds that the answer takes longer.
            truncate: the connection closes after so many bytes of the answer's body, and before its end.
            reset: the connection is reset instead of an answer.
            corrupt: a bit of the answer's body is another; without a body, the checksum in its headers.
            before: `delay` and `reset` come before the request is carried out, not after it.
            count: so often, and then no more.
            skip: so many of these requests are left alone first.

        Raises:
            ValueError: there is no such fault, or no such operation.
        """
        fault = Fault(
            operation, key, bucket, status, code, delay, truncate, reset, corrupt, before, count, skip
        )  # fmt: skip
        return self._faults.add(fault)

    def add_fault(self, text: str) -> ActiveFault:
        """The same from a text, such as ``get_object key=*.gz status=503 count=2``.

        Raises:
            ValueError: there is no such fault, or no such operation.
        """
        return self._faults.add(Fault.parsed(text))

    @property
    def faults(self) -> tuple[ActiveFault, ...]:
        """Those at work."""
        return self._faults.active

    @property
    def requests(self) -> list[LoggedRequest]:
        """The last 2000 requests, the oldest first; those that were refused say why."""
        return self._log.since()


def _seconds(moment: float | datetime) -> float:
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("the moment has no time zone: datetime(..., tzinfo=UTC)")
        return moment.timestamp()
    return float(moment)
