"""The operations, as functions that make a job of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.jobs.job import Job, described
from qcloud_cos.jobs.places import place

Source = str | Mapping[str, Any]
"""A prefix, as ``cos://bucket-appid/prefix``; or another input, as the functions that name one make it."""


def copy(
    source: Source,
    to: str,
    state: str | os.PathLike[str],
    *,
    config: CosConfig | None = None,
    region: str | None = None,
    **more: Any,
) -> Job:
    """Copy objects to the same keys below another prefix, within COS.

    Args:
        state: where it is noted how far it is: a directory, or ``cos://bucket-appid/prefix``.
        config: who signs, and where; None for what the environment and the profile say.
        region: of the destination, if not that of the job.
        more: `where`, `credentials`, `batch`, `at_once` and `retries`.
    """
    said = read(source)
    options = {"to": to, "prefix": said.get("prefix") or None, "region": region}
    return made("copy", said, options, state, config, **more)


def read(source: Source) -> Mapping[str, Any]:
    """The JSON of an input."""
    if isinstance(source, Mapping):
        return source
    found = place(source)
    return {"kind": "prefix", "bucket": found.bucket, "prefix": found.key}


def made(
    operation: str,
    source: Mapping[str, Any],
    options: Mapping[str, Any],
    state: str | os.PathLike[str],
    config: CosConfig | None,
    **more: Any,
) -> Job:
    """A job of any operation."""
    config = config or CosConfig()
    specification, environment = described(operation, source, options, config, **more)
    return Job(specification, state, config, environment)
