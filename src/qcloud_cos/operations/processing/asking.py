"""The two kinds of requests that data processing (CI) takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers_and_query
from qcloud_cos.core.wire import Call, Flow, Response, drain
from qcloud_cos.core.xml import MalformedXML
from qcloud_cos.errors import CosClientError

R = TypeVar("R")
LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of an answer that was asked for as a stream, and is to be read at once all the same."""


def of_object(
    bucket: str,
    key: str | None,
    query: Mapping[str, object],
    keywords: Mapping[str, object],
    returns: Callable[[Response], R],
    *,
    method: str = "GET",
    streams: bool = False,
) -> Call[R]:
    """What is made of an object, or found out about it, while the caller waits: the object with a query.

    Without a `key`, None, it is about something elsewhere, which `query` names.
    """
    headers, overrides = to_headers_and_query(keywords)
    return Call(
        method,
        bucket,
        key,
        query=texts({**query, **overrides}),
        headers=headers,
        returns=returns,
        streams=streams,
    )


def processed(
    bucket: str,
    key: str | None,
    process: str,
    query: Mapping[str, object],
    keywords: Mapping[str, object],
    *,
    with_headers: bool = False,
) -> Call[Any]:
    """What ``ci-process=`` finds out about an object: a dict, or the bytes of an answer that is no document."""
    read: Callable[[Response], Any] = answers.by_type(dict)
    returns = answers.with_headers(read) if with_headers else read
    return of_object(bucket, key, {"ci-process": process, **query}, keywords, returns)


def saved(call: Call[Any], path: str | os.PathLike[str]) -> Flow[Any]:
    """The headers of the answer of a `call` that ``answers.made``, once its content is a file, whole."""
    headers = yield from call
    yield from drain(headers.pop("Body").get_stream_to_file, path)
    return headers


def opened(call: Call[Any]) -> Flow[tuple[Any, Any]]:
    """The headers, and a dict if the answer is a document, else its content still to be read."""
    headers = yield from call
    body = headers.pop("Body")
    if not answers.is_document(headers):
        return headers, body
    read: bytes = yield from drain(body.read, LARGEST_DOCUMENT + 1)
    if len(read) > LARGEST_DOCUMENT:
        yield from drain(body.close)
        raise CosClientError(f"the answer calls itself a document, and has over {LARGEST_DOCUMENT} bytes")
    response = Response(200, headers, read)
    try:
        return headers, answers.by_type(dict)(response)
    except MalformedXML as error:
        raise CosClientError(f"the answer is unreadable XML: {error}") from error


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
        headers.setdefault("Content-Type", "application/xml")
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


def below(path: str, **identity: str) -> str:
    """The path of the one thing that `identity` names; with an empty id it would be that of all of them.

    Raises:
        CosClientError: it is empty, or not text: of several, commas stand between the ids.
    """
    ((name, value),) = identity.items()
    if not value:
        raise CosClientError(f"{name} is empty: say which one is meant")
    if not isinstance(value, str):
        raise CosClientError(f"{name} must be a str such as 'a' or 'a,b', not {type(value).__name__}")
    return f"{path}{value}"


def texts(query: Mapping[str, object]) -> dict[str, str]:
    """Of a query's values; None is as if not given."""
    return {
        name: value.decode() if isinstance(value, bytes) else str(value)
        for name, value in query.items()
        if value is not None
    }


def given(values: Mapping[str, object]) -> dict[str, Any]:
    """Those that say something: what is empty or 0 is as if not given."""
    return {name: value for name, value in values.items() if value}
