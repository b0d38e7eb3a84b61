"""Faults on demand: which requests they befall, how often, and how they are written.

get_object key=logs/*.gz status=503 count=2
put_object delay=1.5
"upload_part*" reset before count=1
"""

from __future__ import annotations

import difflib
import shlex
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cache
from itertools import count as counted
from types import TracebackType
from typing import Any

from qcloud_cos.server.refusal import KNOWN

CODES = {
    400: "BadRequest",
    403: "AccessDenied",
    404: "NoSuchKey",
    409: "InvalidBucketState",
    412: "PreconditionFailed",
    416: "InvalidRange",
    429: "TooManyRequests",
    500: "InternalError",
    501: "NotImplemented",
    502: "BadGateway",
    503: "SlowDown",
    504: "GatewayTimeout",
}
"""The code that a status is answered with if the fault names none."""
_OTHER_STATUSES = {"SlowDown": 503, "TooManyRequests": 429, "BadGateway": 502, "GatewayTimeout": 504}
_LONGEST_DELAY = 3600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and with which requests.

    Raises:
        ValueError: it cannot be, and why.
    """

    operation: str = "*"
    """As the client's method is called; ``*`` and ``?`` stand for any letters."""
    key: str = "*"
    bucket: str = "*"
    status: int | None = None
    """Answered instead of carrying the request out."""
    code: str = ""
    """COS's code for it; without a status, the status that goes with it."""
    delay: float = 0.0
    """Seconds."""
    truncate: int | None = None
    """The connection closes after so many bytes of the answer's body, and always before its end."""
    reset: bool = False
    """The connection is reset instead of an answer."""
    corrupt: bool = False
    """One bit of the answer's body is another; of an answer without a body, the checksum in its headers."""
    before: bool = False
    """Delay and reset come before the request is carried out, not after it."""
    count: int | None = None
    """So often, and then no more."""
    skip: int = 0
    """So many requests are left alone first."""

    def __post_init__(self) -> None:
        if self.status is not None and not 400 <= self.status <= 599:
            raise ValueError("the status of a fault is between 400 and 599")
        if self.code and self.status is None:
            status = _OTHER_STATUSES.get(self.code) or (KNOWN[self.code][0] if self.code in KNOWN else None)
            if status is None:
                raise ValueError(f"{self.code} is no code that is known here: give its status, too")
            object.__setattr__(self, "status", status)
        elif self.status is not None and not self.code:
            if self.status not in CODES:
                raise ValueError(f"status {self.status} has no usual code: give a code, too")
            object.__setattr__(self, "code", CODES[self.status])
        _check(self)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fault:
        """From JSON, or from the words of a text."""
        kinds = {field.name: field.type for field in fields(cls)}
        if unknown := sorted(given.keys() - kinds):
            near = difflib.get_close_matches(unknown[0], kinds, 1)
            raise ValueError(f"a fault has no {unknown[0]}{f': is it {near[0]}?' if near else ''}")
        return cls(**{name: _typed(name, str(kinds[name]), value) for name, value in given.items()})

    @classmethod
    def parsed(cls, text: str) -> Fault:
        """From a text: an operation, words that are true, and ``name=value``."""
        given: dict[str, Any] = {}
        for index, word in enumerate(shlex.split(text)):
            name, equals, value = word.partition("=")
            if index == 0 and not equals:
                name, value = "operation", name
            elif not equals:
                value = "true"
            if name in given:
                raise ValueError(f"a fault has {name} twice: {text}")
            given[name] = value
        return cls.of(given)

    def __str__(self) -> str:
        words = [shlex.quote(self.operation) if self.operation != "*" else "*"]
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if field.name == "code" and value == CODES.get(self.status or 0):
                continue
            if value is True:
                words.append(field.name)
            elif value != field.default:
                words.append(
                    f"{field.name}={shlex.quote(f'{value:g}' if isinstance(value, float) else str(value))}"
                )
        return " ".join(words)

    def json(self) -> dict[str, Any]:
        """What is not as usual."""
        found = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {name: value for name, (value, usual) in found.items() if value != usual or name == "operation"}

    def means(self, operation: str, bucket: str, key: str) -> bool:
        return (
            fnmatchcase(operation, self.operation)
            and fnmatchcase(bucket, self.bucket)
            and fnmatchcase(key, self.key)
        )


class ActiveFault:
    """A fault that is at work until it is removed, or has been as often as it should.

    In a ``with`` statement it is removed at the end.
    """

    def __init__(self, faults: Faults, number: int, fault: Fault) -> None:
        self.id = number
        self.fault = fault
        self.hits = 0
        """How many requests it befell."""
        self.seen = 0
        """How many it was meant for, with those that were skipped."""
        self._faults = faults

    def __repr__(self) -> str:
        return f"<fault {self.id}: {self.fault}; {self.hits} hits>"

    def __enter__(self) -> ActiveFault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """It may have gone by itself."""
        self._faults.remove(self.id)

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "hits": self.hits, "fault": str(self.fault), **self.fault.json()}

    def meets(self) -> bool:
        """Whether it befalls a request that it is meant for."""
        self.seen += 1
        if self.seen <= self.fault.skip or self.hits == self.fault.count:
            return False
        self.hits += 1
        if self.hits == self.fault.count:
            self.remove()
        return True


class Faults:
    """Those at work.  Changed by anyone; met on the server's loop, one request at a time."""

    def __init__(self) -> None:
        self._numbers = counted(1)
        self._lock = threading.Lock()
        self.active: tuple[ActiveFault, ...] = ()

    def add(self, fault: Fault) -> ActiveFault:
        with self._lock:
            added = ActiveFault(self, next(self._numbers), fault)
            self.active = (*self.active, added)
        return added

    def remove(self, number: int) -> bool:
        """Whether it was there."""
        with self._lock:
            before = self.active
            self.active = tuple(active for active in before if active.id != number)
        return len(self.active) < len(before)

    def clear(self) -> None:
        with self._lock:
            self.active = ()

    def met(self, operation: str, bucket: str, key: str) -> Fault | None:
        """The first that befalls such a request."""
        for active in self.active:
            if active.fault.means(operation, bucket, key) and active.meets():
                return active.fault
        return None


@cache
def operations() -> frozenset[str]:
    """All that a request can be."""
    import qcloud_cos.server.handlers  # noqa: F401 - fills the routes
    from qcloud_cos.server import unserved
    from qcloud_cos.server.routes import ROUTES

    return frozenset([route.handler.__name__ for route in ROUTES.values()] + list(unserved.OPERATIONS.values()))


def _check(fault: Fault) -> None:
    effects = (fault.status is not None, fault.truncate is not None, fault.reset, fault.corrupt)
    if sum(effects) > 1:
        raise ValueError("a fault is one of status, truncate, reset and corrupt, and delay may come with each")
    if not any(effects) and not fault.delay:
        raise ValueError("a fault needs a status, delay, truncate, reset or corrupt")
    if fault.before and (fault.truncate is not None or fault.corrupt or fault.status is not None):
        raise ValueError("only delay and reset can come before the request is carried out")
    if not 0 <= fault.delay <= _LONGEST_DELAY:
        raise ValueError(f"a delay is between 0 and {_LONGEST_DELAY:.0f} seconds")
    for name in ("truncate", "skip", "count"):
        if (value := getattr(fault, name)) is not None and value < (name == "count"):
            raise ValueError(f"{name} is not {value}")
    if not any(fnmatchcase(known, fault.operation) for known in operations()):
        raise ValueError(f"no request is a {fault.operation}{_instead(fault.operation)}")


def _instead(operation: str) -> str:
    near = difflib.get_close_matches(operation, operations(), 3)
    hint = f"; there is {', '.join(near)}" if near else ""
    return f"{hint}; methods of several requests, such as upload_file, are put_object, upload_part and so on"


def _typed(name: str, kind: str, value: Any) -> Any:
    wanted: tuple[type, ...] = (str,)
    if "bool" in kind:
        wanted = (bool,)
    elif "float" in kind:
        wanted = (int, float)
    elif "int" in kind:
        wanted = (int,)
    if isinstance(value, str) and wanted != (str,):
        value = _read(value, wanted)
    if value is None and "None" in kind:
        return None
    if not isinstance(value, wanted) or (bool not in wanted and isinstance(value, bool)):
        raise ValueError(f"{name} of a fault is a {' or '.join(each.__name__ for each in wanted)}")
    return value


def _read(text: str, wanted: tuple[type, ...]) -> Any:
    if bool in wanted:
        return {"true": True, "false": False}.get(text, text)
    for kind in wanted:
        try:
            return kind(text)
        except ValueError:
            continue
    return text
