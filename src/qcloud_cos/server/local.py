"""A COS of one's own: `with LocalCos() as cos:`, in a thread of this process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from qcloud_cos.server.accounts import DEFAULT, Account, Accounts
from qcloud_cos.server.clock import Clock
from qcloud_cos.server.hosts import DEFAULT_REGION

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig
    from qcloud_cos.server.app import App
    from qcloud_cos.server.housekeeping import Housekeeping
    from qcloud_cos.server.http import Limits
    from qcloud_cos.server.store import Store

_LONGEST_WAIT = 3600.0


class ServerError(Exception):
    """The server cannot start; the message is one line for whoever started it."""


class LocalCos:
    """A COS server on this machine.

    Args:
        root: where objects are kept; None for a temporary directory, removed at the end.
        port: 0 for any free one.
        accounts: who may sign; None for one account of well-known keys.
        durability: what an acknowledged write survives: a power cut ("disk"), or a killed process ("os").

    Raises:
        ServerError: from `start`, which a ``with`` does: the port is taken, the root is locked,
            cannot be written or is damaged, or uvicorn is not installed.
    """

    def __init__(
        self,
        root: str | Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        accounts: Iterable[Account] | None = None,
        durability: Literal["disk", "os"] = "disk",
        *,
        limits: Limits | None = None,
    ) -> None:
        self._root = root
        self._host = host
        self._port = port
        self._accounts = Accounts(accounts or [DEFAULT])
        self._durability = durability
        self._limits = limits
        self._clock = Clock()
        self._running: _Running | None = None

    def start(self) -> LocalCos:
        if self._running is None:
            self._running = _Running(self)
        return self

    def stop(self) -> None:
        """Let answers under way end, and let go of the root."""
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def __enter__(self) -> LocalCos:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return self._started.port

    @property
    def endpoint(self) -> str:
        """``http://127.0.0.1:54321``"""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    @property
    def account(self) -> Account:
        """The first of the accounts, in whose name `config` is."""
        return self.accounts[0]

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(self._accounts)

    @property
    def root(self) -> Path:
        return self._started.store.root

    def config(self, **overrides: Any) -> CosConfig:
        """A configuration for clients of this server; `overrides` are arguments of CosConfig."""
        from qcloud_cos.config import CosConfig

        arguments: dict[str, Any] = {
            "Region": DEFAULT_REGION,
            "SecretId": self.account.secret_id,
            "SecretKey": self.account.secret_key,
            "Token": self.account.token or None,
            "Scheme": "http",
            "Endpoint": self.endpoint.removeprefix("http://"),
        }
        return CosConfig(**(arguments | overrides))

    def now(self) -> float:
        """The server's time, in Unix seconds."""
        return self._clock.now()

    def advance(self, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        """Move the server's clock forward and carry out the lifecycle rules on the way.

        Signatures are still judged by the machine's clock, which the clients sign by.
        """
        self._started.advance(days * 86400 + hours * 3600 + seconds)

    def reset(self) -> None:
        """No buckets any more, and the machine's time again."""
        self._started.store.reset()
        self._clock.reset()

    @property
    def _started(self) -> _Running:
        if self._running is None:
            raise ServerError("the server is not running: use it in a with statement, or call start()")
        return self._running


class _Running:
    """The parts of a server that is up."""

    def __init__(self, cos: LocalCos) -> None:
        self.store, self.port = _NOTHING, 0
        with ExitStack() as undo:
            self._open(cos, undo)
            self.close: Callable[[], None] = undo.pop_all().close

    def _open(self, cos: LocalCos, undo: ExitStack) -> None:
        app_of, listener_of, housekeeping_of, store_of = _imports()
        listening = undo.enter_context(contextlib.closing(_bound(cos._host, cos._port)))
        self.port = listening.getsockname()[1]
        self.store: Store = store_of(cos._root, now=cos._clock.now, durability=cos._durability)
        undo.callback(self.store.close)
        threads = undo.enter_context(ThreadPoolExecutor(8, thread_name_prefix="cos-server"))
        self._housekeeping: Housekeeping = housekeeping_of(self.store, cos._clock)
        self._lock = threading.Lock()
        app: App = app_of(self.store, cos._accounts, cos._clock, threads)
        ready: threading.Event = threading.Event()
        self._loop = _new_loop()
        self._stop = asyncio.Event()
        serving = self._serve(listener_of(app, cos._limits), listening, ready, threads)
        thread = threading.Thread(target=_run, args=(self._loop, serving), name="cos-server", daemon=True)
        thread.start()
        ready.wait()
        undo.callback(self._end, thread)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._housekeeping.advance(seconds)

    async def _serve(
        self, listener: Any, listening: socket.socket, ready: threading.Event, threads: ThreadPoolExecutor
    ) -> None:
        await listener.start(listening)
        nights = asyncio.create_task(self._nights(threads))
        ready.set()
        await self._stop.wait()
        nights.cancel()
        await listener.stop()

    async def _nights(self, threads: ThreadPoolExecutor) -> None:
        """What was due while nobody served, and from then on what is due each midnight."""
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(threads, self._sweep)
            await asyncio.sleep(self._housekeeping.seconds_to_midnight())

    def _sweep(self) -> None:
        with self._lock:
            self._housekeeping.sweep()

    def _end(self, thread: threading.Thread) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        thread.join()


_NOTHING: Any = None


def _imports() -> tuple[Any, Any, Any, Any]:
    """Loaded when a server starts: importing the package stays cheap, and uvicorn an extra."""
    try:
        from qcloud_cos.server.http import Listener
    except ImportError as error:
        raise ServerError(f"{error.name} is missing: pip install 'cos-python-sdk-v5[server]'") from error
    from qcloud_cos.server.app import App
    from qcloud_cos.server.housekeeping import Housekeeping
    from qcloud_cos.server.store import Store

    return App, Listener, Housekeeping, Store


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"cannot listen on {host}: {error.strerror}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise ServerError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listening


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _run(loop: asyncio.AbstractEventLoop, serving: Any) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(serving)
    finally:
        loop.close()
