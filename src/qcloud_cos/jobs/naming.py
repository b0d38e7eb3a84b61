"""What a job is done on, named: each gives the JSON that a specification holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.places import is_url, place

Source = str | Mapping[str, Any]
"""A prefix, as ``cos://bucket-appid/prefix``; or what `prefix`, `manifest` or `keys` gives."""


def prefix(url: str, *, versions: bool = False) -> Mapping[str, Any]:
    """All objects whose keys begin so; with `versions`, all their versions and delete markers."""
    found = place(url)
    said: dict[str, Any] = {"kind": "prefix", "bucket": found.bucket, "prefix": found.key}
    return {**said, "versions": True} if versions else said


def manifest(
    name: str | os.PathLike[str],
    *,
    bucket: str | None = None,
    format: str | None = None,
    columns: Sequence[str] | None = None,
    encoding: str | None = None,
) -> Mapping[str, Any]:
    """The objects that a file names: CSV, NDJSON, Parquet, or an inventory's ``manifest.json``.

    Args:
        name: a path or ``cos://...``; CSV and NDJSON may be packed with gzip.
        bucket: that of rows which name none.
        format: ``csv``, ``ndjson``, ``parquet`` or ``inventory``, if the name does not tell.
        columns: what they are called, of a CSV whose first row does not say.
        encoding: ``url`` if keys are percent-encoded; those of inventories are, and are decoded anyway.
    """
    from qcloud_cos.jobs.inputs.manifests import format_of

    text = os.fspath(name)
    said = {"bucket": bucket, "columns": list(columns) if columns else None, "encoding": encoding}
    given = {each: value for each, value in said.items() if value}
    return {"kind": format or format_of(text), "manifest": text, **given}


def keys(bucket: str, keys: Iterable[str | tuple[str, str]]) -> Mapping[str, Any]:
    """These, as listings have them; ``(key, version id)`` is a version.  A million fit better into a manifest."""
    listed = [key if isinstance(key, str) else list(key) for key in keys]
    return {"kind": "keys", "bucket": bucket, "keys": listed}


def read(source: Source) -> Mapping[str, Any]:
    """The JSON of an input.

    Raises:
        CosClientError: a text that is no URL.
    """
    if isinstance(source, Mapping):
        return source
    if not isinstance(source, str) or not is_url(source):
        raise CosClientError(
            f"{source!r} does not say what to work on: a prefix is cos://BUCKET-APPID/PREFIX; "
            "a file of keys is jobs.manifest(...), a list of them jobs.keys(...)"
        )
    return prefix(source)
