"""Manifests by the names of their files."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.inputs.columns import is_url
from qcloud_cos.jobs.inputs.csv import Csv
from qcloud_cos.jobs.inputs.ndjson import Ndjson
from qcloud_cos.jobs.inputs.rows import Rows
from qcloud_cos.jobs.inputs.sources import source

_FORMAT_OF = {
    ".csv": "csv",
    ".txt": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    "manifest.json": "inventory",
}


def csv(manifest: str, bucket: str = "", columns: Sequence[str] = (), encoding: str = "") -> Rows:
    """Args:
    manifest: a path or ``cos://...``, plain or packed with gzip.
    bucket: that of rows which name none.
    columns: what they are called, if the first row does not say.
    encoding: ``url`` if keys are percent-encoded.
    """
    encoded = is_url(encoding)
    return Rows([source(manifest)], lambda file: Csv(file.name, bucket, columns, encoded))


def ndjson(manifest: str, bucket: str = "", encoding: str = "") -> Rows:
    """As `csv`."""
    encoded = is_url(encoding)
    return Rows([source(manifest)], lambda file: Ndjson(file.name, bucket, encoded))


def format_of(manifest: str) -> str:
    """The kind of input that a file is, by its name.

    Raises:
        CosClientError: the name does not tell.
    """
    plain = manifest.removesuffix(".gz")
    for end, kind in _FORMAT_OF.items():
        if plain.endswith(end):
            return kind
    raise CosClientError(
        f"{manifest} does not tell its format: end its name with .csv, .ndjson or .parquet, or give the format; "
        "an inventory is given as its manifest.json"
    )
