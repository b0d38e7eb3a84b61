"""An HTTP server that answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple


class Page(NamedTuple):
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}
    announced: int | None = None
    """The Content-Length, if it is not the body's; below 0 for none."""


class Asked(NamedTuple):
    target: str
    headers: dict[str, str]


class HttpOrigin:
    """`pages` by path; `asked` is what came."""

    def __init__(self, pages: dict[str, Page | Callable[[], Page]] | None = None) -> None:
        self.pages = pages if pages is not None else {}
        self.asked: list[Asked] = []
        origin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                origin.asked.append(
                    Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
                )
                found = origin.pages.get(self.path.partition("?")[0], Page(b"no", 404))
                page = found if isinstance(found, Page) else found()
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                length = len(page.body) if page.announced is None else page.announced
                if length >= 0:
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> HttpOrigin:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
