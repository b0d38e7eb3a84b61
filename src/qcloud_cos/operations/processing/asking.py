"""The two kinds of requests that data processing (CI) takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from qcloud_cos.core import xml
from qcloud_cos.core.keywords import to_headers_and_query
from qcloud_cos.core.wire import Call, Response

R = TypeVar("R")


def of_object(
    bucket: str,
    key: str,
    query: Mapping[str, object],
    keywords: Mapping[str, object],
    returns: Callable[[Response], R],
    *,
    method: str = "GET",
    streams: bool = False,
) -> Call[R]:
    """What is made of an object, or found out about it, while the caller waits: the object with a query.

    An empty `key` asks about something elsewhere, which `query` names.
    """
    headers, overrides = to_headers_and_query(keywords)
    return Call(
        method,
        bucket,
        key or None,
        query=texts({**query, **overrides}),
        headers=headers,
        returns=returns,
        streams=streams,
    )


def of_service(
    method: str,
    bucket: str | None,
    path: str,
    returns: Callable[[Response], R],
    keywords: Mapping[str, object],
    *,
    query: Mapping[str, object] | None = None,
    document: Mapping[str, Any] | None = None,
    typed: bool = False,
) -> Call[R]:
    """What the service does by and by, and how it is set up: a path of its own host.

    A POST begins something and is not sent twice: the answer that got lost may have been a success.

    Args:
        document: the XML inside of ``<Request>``.
        typed: the request says that it is XML, as a part of the operations wants it.
    """
    headers, overrides = to_headers_and_query(keywords)
    if typed:
        headers["Content-Type"] = "application/xml"
    return Call(
        method,
        bucket,
        path,
        service="ci",
        query=texts({**(query or {}), **overrides}),
        headers=headers,
        body=b"" if document is None else xml.dump("Request", document),
        returns=returns,
        repeatable=method != "POST",
    )


def texts(query: Mapping[str, object]) -> dict[str, str]:
    """Of a query's values; None is as if not given."""
    return {
        name: value.decode() if isinstance(value, bytes) else str(value)
        for name, value in query.items()
        if value is not None
    }
