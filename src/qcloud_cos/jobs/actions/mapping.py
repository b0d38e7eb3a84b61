"""A function of one's own, called for each object."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from importlib import import_module
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import OK, Outcome

_AT_ONCE = 64


class Map:
    """Calls ``function(client, bucket, entry, **arguments)``; what it raises is a failure of that object.

    An async function gets the async client; another one runs in a thread, with the blocking one.  It returns
    nothing, or what goes into the results as JSON, or an `Outcome`.  A batch whose worker was lost is repeated:
    the function must do no harm when it is called again for an object that it has done.

    Options:
        function: ``package.module:name``, which all workers can import.
        arguments: for each call, in JSON's values.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("map", options)
        self._function = imported(read.text("function"))
        self._arguments = read.json("arguments")
        read.end()
        self._is_async = inspect.iscoroutinefunction(inspect.unwrap(self._function))
        self._threads = ThreadPoolExecutor(_AT_ONCE, "cos-job-map")  # begun when they are needed

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if self._is_async:
            found = await self._function(clients.of(), bucket, entry, **self._arguments)
        else:
            call = partial(self._function, clients.blocking(), bucket, entry, **self._arguments)
            # In this task's context: its attempts are counted there.
            found = await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, call)
        if isinstance(found, Outcome):
            return found
        return OK if found is None else Outcome(result=found)


def imported(name: str) -> Callable[..., Any]:
    """What ``package.module:name`` is.

    Raises:
        CosClientError: it cannot be imported, or cannot be called.
    """
    module, _, path = name.partition(":")
    if not module or not path:
        raise CosClientError(f"map: the option function is package.module:name, not {name!r}")
    try:
        found: Any = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise CosClientError(f"map: {name} cannot be imported: {error}") from error
    if not callable(found):
        raise CosClientError(f"map: {name} cannot be called: it is {type(found).__name__}")
    return found  # type: ignore[no-any-return]


def name_of(function: Callable[..., Any] | str) -> str:
    """What workers import a function by.

    Raises:
        CosClientError: they cannot: it is in a program, or within another function.
    """
    if isinstance(function, str):
        return function
    module, path = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    if not module or not path or "<" in path or module == "__main__":
        raise CosClientError(
            f"workers cannot import {path or function!r} of {module}: put it at the top of a module that they can "
            "import"
        )
    name = f"{module}:{path}"
    if imported(name) is not function:
        raise CosClientError(f"workers would find another function as {name}")
    return name
