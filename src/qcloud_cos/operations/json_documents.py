"""Requests that carry JSON, as the services for data sets and for vectors take it."""

from __future__ import annotations

from typing import Any

from qcloud_cos.errors import CosClientError


def json_document(document: object, where: str) -> bytes:
    """The JSON of it; arrays and numbers of NumPy and the like are lists and numbers.

    Raises:
        CosClientError: it cannot be told in JSON; `where` says which argument it came by.
    """
    import json  # few documents are JSON

    try:
        return json.dumps(document, default=_plain, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise CosClientError(f"{where} cannot be told in JSON: {error}") from error


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is neither dict, list, text nor number")
