"""``/_local/``: the controls of a server as JSON over HTTP, for programs in other processes."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote

from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.control import door
from qcloud_cos.server.control.door import Problem
from qcloud_cos.server.control.faults import Fault
from qcloud_cos.server.control.following import follow
from qcloud_cos.server.running import ServerError
from qcloud_cos.version import __version__

if TYPE_CHECKING:
    from qcloud_cos.server.control.controls import Controls

_MOST_JSON = 64 * 1024
_MOST_RECORDS = 2000
Json = dict[str, Any]


class Asked(NamedTuple):
    """A request that was let in."""

    name: str
    """What follows the first name in the path."""
    query: Mapping[str, str]
    given: Json
    """The body."""


class Api:
    """An ASGI application.  What takes long is done in `threads`."""

    def __init__(self, controls: Controls, token: str, threads: Executor, stopping: asyncio.Event) -> None:
        self._controls = controls
        self._token = token
        self._threads = threads
        self._stopping = stopping

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            door.check(scope, self._token)
            await self._answer(scope, receive, send)
        except Problem as problem:
            await _send_json(send, problem.status, {"error": str(problem)})
        except ServerError as error:  # it is about to start, or to stop
            await _send_json(send, 503, {"error": str(error)})

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        path = unquote(scope["raw_path"][len(door.PREFIX) :].decode("latin-1"))
        thing, _, name = path.partition("/")
        method = scope["method"]
        query = {
            key: values[-1] for key, values in parse_qs(scope["query_string"].decode("latin-1"), True).items()
        }
        if (method, thing, bool(name)) == ("GET", "snapshots", True):
            await self._give(name, send)
        elif (method, thing, bool(name)) == ("PUT", "snapshots", True):
            await self._take(name, receive, send)
        elif (method, thing) == ("GET", "requests") and query.get("follow", "0") not in ("0", "false"):
            await follow(self._controls._log, _number(query, "after"), scope, receive, send, self._stopping)
        else:
            do = _ROUTES.get((method, thing, bool(name)))
            if do is None:
                raise _unknown(method, thing)
            asked = Asked(name, query, await _document(receive))
            await _send_json(send, 200, await self._done(partial(do, self._controls, asked)))

    async def _run(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _done(self, work: Callable[[], Any]) -> Any:
        """Raises:
        Problem: it could not be done.
        """
        try:
            return await self._run(work)
        except LookupError as error:
            raise Problem(404, str(error)) from error
        except (ValueError, TypeError) as error:
            raise Problem(400, str(error)) from error
        except OSError as error:
            raise Problem(500, str(error)) from error

    async def _give(self, name: str, send: Any) -> None:
        """A snapshot as one file, as it is made."""
        pieces = self._controls._running.exported(name)
        try:
            piece: bytes = await self._done(partial(next, pieces))
            headers = [(b"content-type", b"application/x-tar"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._run(partial(next, pieces, b""))
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self._run(pieces.close)

    async def _take(self, name: str, receive: Any, send: Any) -> None:
        running = self._controls._running
        with tempfile.TemporaryFile(dir=running.store.scratch) as file:
            more = True
            while more:
                piece, more = await _piece(receive)
                await self._run(partial(file.write, piece))
            file.seek(0)
            await self._done(partial(running.import_snapshot, file, name))
        await _send_json(send, 200, {"name": name})


def _about(controls: Controls, asked: Asked) -> Json:
    return {
        "version": __version__,
        "clock": _clock(controls, asked),
        "snapshots": controls.snapshots,
        "faults": len(controls.faults),
        "requests": controls._log.count,
    }


def _clock(controls: Controls, asked: Asked) -> Json:
    clock = controls.clock
    now = clock.now()
    return {"now": now, "iso": iso_seconds(now), "stopped": clock.is_stopped}


def _move_clock(controls: Controls, asked: Asked) -> Json:
    given, clock = dict(asked.given), controls.clock
    if given.pop("reset", False):
        controls._clock.reset()
    if "go_on" in given and given.pop("go_on"):
        clock.go_on()
    if "stop" in given and given.pop("stop"):
        clock.stop()
    if "set" in given:
        clock.set(float(given.pop("set")))
    steps = {name: float(given.pop(name)) for name in ("days", "hours", "seconds") if name in given}
    _check_used(given, "reset, go_on, stop, set, days, hours or seconds")
    if steps:
        clock.advance(**steps)
    return _clock(controls, asked)


def _settle(controls: Controls, asked: Asked) -> Json:
    controls.settle()
    return _clock(controls, asked)


def _reset(controls: Controls, asked: Asked) -> Json:
    given = dict(asked.given)
    bucket = given.pop("bucket", None)
    _check_used(given, "bucket")
    controls.reset(bucket)
    return {}


def _snapshots(controls: Controls, asked: Asked) -> Json:
    saved = controls._running.store.saved
    return {"snapshots": [{"name": name, **saved.about(name)} for name in saved.names()]}


def _snapshot(controls: Controls, asked: Asked) -> Json:
    given = dict(asked.given)
    name = given.pop("name", None)
    _check_used(given, "name")
    return {"name": controls.snapshot(name)}


def _restore(controls: Controls, asked: Asked) -> Json:
    given = dict(asked.given)
    name = given.pop("name", "")
    _check_used(given, "name")
    controls.restore(str(name))
    return _clock(controls, asked)


def _drop(controls: Controls, asked: Asked) -> Json:
    controls.drop_snapshot(asked.name)
    return {}


def _faults(controls: Controls, asked: Asked) -> Json:
    return {"faults": [active.json() for active in controls.faults]}


def _add_fault(controls: Controls, asked: Asked) -> Json:
    given = dict(asked.given)
    text = given.pop("fault", None)
    if text is not None:
        _check_used(given, "fault, or what is in it")
    fault = Fault.of(given) if text is None else Fault.parsed(str(text))
    return controls._faults.add(fault).json()


def _remove_fault(controls: Controls, asked: Asked) -> Json:
    if not asked.name.isdecimal() or not controls._faults.remove(int(asked.name)):
        raise LookupError(f"there is no fault {asked.name}: it may have been as often as it should")
    return {}


def _clear_faults(controls: Controls, asked: Asked) -> Json:
    controls._faults.clear()
    return {}


def _requests(controls: Controls, asked: Asked) -> Json:
    limit = _number(asked.query, "limit") or _MOST_RECORDS
    found = controls._log.since(_number(asked.query, "after"))[:limit]
    return {"requests": [record.json() for record in found], "count": controls._log.count}


_ROUTES: dict[tuple[str, str, bool], Callable[[Controls, Asked], Json]] = {
    ("GET", "", False): _about,
    ("GET", "clock", False): _clock,
    ("POST", "clock", False): _move_clock,
    ("POST", "settle", False): _settle,
    ("POST", "reset", False): _reset,
    ("GET", "snapshots", False): _snapshots,
    ("POST", "snapshots", False): _snapshot,
    ("DELETE", "snapshots", True): _drop,
    ("POST", "restore", False): _restore,
    ("GET", "faults", False): _faults,
    ("POST", "faults", False): _add_fault,
    ("DELETE", "faults", False): _clear_faults,
    ("DELETE", "faults", True): _remove_fault,
    ("GET", "requests", False): _requests,
}
"""By method, the first name in the path, and whether another follows."""


def _unknown(method: str, thing: str) -> Problem:
    if any(thing == known for _, known, _ in _ROUTES):
        return Problem(405, f"{method} is not for {thing or 'this'}")
    known = sorted({name for _, name, _ in _ROUTES if name})
    return Problem(404, f"there is no {thing[:100]!r} here, but {', '.join(known)}")


def _check_used(left: Json, known: str) -> None:
    if left:
        raise ValueError(f"{next(iter(left))!r} is not known here: {known}")


def _number(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "0")
    if not text.isdecimal():
        raise Problem(400, f"{name} is a number")
    return int(text)


async def _document(receive: Any) -> Json:
    held, more = bytearray(), True
    while more:
        piece, more = await _piece(receive)
        held += piece
        if len(held) > _MOST_JSON:
            raise Problem(413, f"the body is larger than {_MOST_JSON} bytes")
    if not held.strip():
        return {}
    try:
        found = json.loads(held)
    except ValueError as error:
        raise Problem(400, f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise Problem(400, "the body is not a JSON object")
    return found


async def _piece(receive: Any) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise Problem(400, "the client has gone")
    return message["body"], message["more_body"]


async def _send_json(send: Any, status: int, document: Json) -> None:
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
