"""The engines by name."""

from __future__ import annotations

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.engines.dask import DaskEngine
from qcloud_cos.jobs.engines.engine import Engine
from qcloud_cos.jobs.engines.local import LocalEngine

NAMES = ("local", "dask")


def engine_of(name: str, workers: int | None = None, scheduler: str | None = None) -> Engine:
    """An engine that was asked for by words.

    Raises:
        CosClientError: there is none of that name.
    """
    if name not in NAMES:
        raise CosClientError(f"{name!r} is no engine: there are {', '.join(NAMES)}")
    if name == "dask":
        return DaskEngine(workers, scheduler)
    if scheduler is not None:
        raise CosClientError("a scheduler is for the engine 'dask'")
    return LocalEngine(workers)
