"""A server that is up: its socket, its store, its loop in a thread, its nights."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from qcloud_cos.server.accounts import Accounts
from qcloud_cos.server.clock import DAY, Clock, midnight_from
from qcloud_cos.version import __version__

if TYPE_CHECKING:
    import ssl

    from qcloud_cos.server.control.controls import Controls
    from qcloud_cos.server.http import Limits, Listener
    from qcloud_cos.server.origins.reach import Reach
    from qcloud_cos.server.store import Store
    from qcloud_cos.server.store.schema import Durability

logger = logging.getLogger("qcloud_cos.server")

_THREADS = 8
_CONTROL_THREADS = 4
_LONGEST_NAP = 60.0  # the clock may be moved meanwhile


class ServerError(Exception):
    """The server cannot start; the message is one line for whoever started it."""


class Settings(NamedTuple):
    root: str | Path | None
    host: str
    port: int
    durability: Durability
    limits: Limits | None
    since_2024: bool
    tls: bool
    origins: tuple[str, ...]


class Running:
    """Up from when it is made until `close`.

    Raises:
        ServerError: the port is taken, the root cannot be used, or uvicorn is not installed.
    """

    def __init__(self, settings: Settings, accounts: Accounts, clock: Clock, controls: Controls) -> None:
        try:
            # Loaded when a server starts: importing the package stays cheap, and uvicorn an extra.
            from qcloud_cos.server.app import App
            from qcloud_cos.server.control.api import Api
            from qcloud_cos.server.control.door import token_left
            from qcloud_cos.server.errands import Errands
            from qcloud_cos.server.fetching.doing import Fetching
            from qcloud_cos.server.housekeeping import Housekeeping
            from qcloud_cos.server.http import Listener
            from qcloud_cos.server.inventory.making import Inventories
            from qcloud_cos.server.origins.pulling import Pulls
            from qcloud_cos.server.quick import QuickConnection
            from qcloud_cos.server.replication.copying import Replicating
            from qcloud_cos.server.store import StoreError
        except ImportError as error:
            name = (error.name or "").partition(".")[0]
            if name == "fcntl":
                raise ServerError("the local server runs on Linux and macOS only") from error
            if name not in ("uvicorn", "httptools"):
                raise
            raise ServerError(f"{name} is missing: pip install 'cos-python-sdk-v5[server]'") from error
        with ExitStack() as undo:
            listening = undo.enter_context(contextlib.closing(_bound(settings.host, settings.port)))
            self.port: int = listening.getsockname()[1]
            try:
                self.store = _opened(settings, clock)
            except StoreError as error:
                raise ServerError(str(error)) from error
            undo.callback(self.store.close)
            self.ca_file: Path | None = None
            context = self._context(settings) if settings.tls else None
            self._threads = undo.enter_context(ThreadPoolExecutor(_THREADS, thread_name_prefix="cos-server-body"))
            self._clock = clock
            self._sweeping = threading.Lock()
            pulls = Pulls(self.store, self._reach(settings), self.ca_file)
            self._app = App(
                self.store, accounts, clock, self._threads, controls._faults, controls._log, pulls,
                settings.since_2024,
            )  # fmt: skip
            self._errands = Errands(clock, self._sweeping)
            self._housekeeping = Housekeeping(self.store, clock, self._errands)
            inventories = Inventories(self.store, lambda: self._errands.is_closing)
            replicating, fetching = Replicating(self.store), Fetching(self.store, clock.now)
            self._errands.start(replicating, inventories, fetching, self._app.journal, pulls)
            self._app.journal.call = self._errands.call
            self.store.on_documents(self._app.journal.reload)
            undo.callback(self._errands.close)
            self.store.on_tasks(self._errands.call)
            token = controls.control_token
            # Of its own: who waits to move the clock must not keep bodies waiting.
            threads = undo.enter_context(
                ThreadPoolExecutor(_CONTROL_THREADS, thread_name_prefix="cos-server-control")
            )
            self._app.control = Api(controls, token, threads, self._app.stopping)
            self.control_file = self.store.root / "control.token"
            undo.enter_context(token_left(self.control_file, token))
            self._start(Listener(self._app, QuickConnection, settings.limits, context), listening, undo)
            self.close = undo.pop_all().close
            """Let answers under way end, and let go of the root."""

    def reset(self, bucket: str | None = None) -> None:
        with self._sweeping:
            self.store.reset(bucket)
            if bucket is None:
                self._errands.forget()

    def snapshot(self, name: str) -> None:
        with self._sweeping:
            about = {"version": __version__, "made": time.time(), "clock": self._clock.state}
            self.store.saved.save(name, about)

    def restore(self, name: str) -> None:
        with self._sweeping:
            about = self.store.saved.about(name)
            self.store.restore(name)
            self._clock.put(about["clock"])
            self._errands.forget()
        self._errands.call()

    def drop_snapshot(self, name: str) -> None:
        with self._sweeping:
            self.store.saved.drop(name)

    def exported(self, name: str) -> Generator[bytes, None, None]:
        """The pieces of a snapshot as one file."""
        from qcloud_cos.server.store.saved import export

        with ExitStack() as held:
            with self._sweeping:
                place = held.enter_context(self.store.saved.held(name))
            yield from export(place)

    def import_snapshot(self, file: IO[bytes], name: str) -> None:
        with self._sweeping:
            self.store.saved.take(name, file)

    def advance(self, seconds: float) -> None:
        with self._sweeping:
            self._housekeeping.advance(seconds)

    def set_clock(self, moment: float) -> None:
        """Forward like `advance`; back without any deed."""
        with self._sweeping:
            now = self._clock.now()
            if moment >= now:
                self._housekeeping.advance(moment - now)
            self._clock.set(moment)

    def settle(self, timeout: float) -> bool:
        return self._errands.settle(timeout)

    def _reach(self, settings: Settings) -> Reach:
        from qcloud_cos.server.origins.reach import Reach

        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to connect, not to listen
        own = ("https" if settings.tls else "http", everywhere.get(settings.host, settings.host), self.port)
        return Reach(own, settings.origins)

    def _context(self, settings: Settings) -> ssl.SSLContext:
        """In the root, or where it lasts longer than a root that is removed at the end."""
        try:
            from qcloud_cos.server import tls
        except ImportError as error:
            if (error.name or "").partition(".")[0] != "cryptography":
                raise
            raise ServerError("cryptography is missing: pip install 'cos-python-sdk-v5[crypto]'") from error
        folder = tls.user_folder() if settings.root is None else self.store.root / "tls"
        try:
            authority = tls.Authority(folder)
            context = authority.context(settings.host)
        except OSError as error:
            raise ServerError(f"cannot keep the certificate authority in {folder}: {error.strerror}") from error
        self.ca_file = authority.ca_file
        return context

    def _start(self, listener: Listener, listening: socket.socket, undo: ExitStack) -> None:
        loop = self._loop = _new_loop()
        ready, stop = threading.Event(), asyncio.Event()
        serving = self._serve(listener, listening, ready, stop)
        thread = threading.Thread(target=_run, args=(loop, serving, ready), name="cos-server", daemon=True)
        thread.start()
        undo.callback(thread.join)
        undo.callback(loop.call_soon_threadsafe, stop.set)
        ready.wait()

    async def _serve(
        self, listener: Listener, listening: socket.socket, ready: threading.Event, stop: asyncio.Event
    ) -> None:
        await listener.start(listening)
        nights = asyncio.create_task(self._nights())
        ready.set()
        await stop.wait()
        self._app.stopping.set()
        nights.cancel()
        await listener.stop()

    async def _nights(self) -> None:
        """What was due while nobody served, and from then on what is due each midnight."""
        loop = asyncio.get_running_loop()
        night = 0.0
        while True:
            if not night - DAY <= self._clock.now() < night:  # it may have been put back, too
                night = midnight_from(self._clock.now() + 1)
                await loop.run_in_executor(self._threads, self._sweep)
            await asyncio.sleep(min(max(night - self._clock.now(), 0), _LONGEST_NAP))

    def _sweep(self) -> None:
        try:
            with self._sweeping:
                self._housekeeping.sweep()
        except Exception:
            logger.exception("the lifecycle rules could not be carried out; they will be next midnight")


def _opened(settings: Settings, clock: Clock) -> Store:
    from qcloud_cos.server.store import Store

    return Store(settings.root, now=clock.now, durability=settings.durability)


def _bound(host: str, port: int) -> socket.socket:
    where = f"{host}:{port}" if port else host
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"cannot listen on {where}: {error.strerror}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise ServerError(f"cannot listen on {where}: {error.strerror}") from error
    return listening


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        uvloop = import_module("uvloop")
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def _run(loop: asyncio.AbstractEventLoop, serving: Coroutine[Any, Any, None], ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(serving)
    finally:
        ready.set()
        loop.close()
