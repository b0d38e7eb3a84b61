"""Ways to read a successful response; what a Call's `returns` is made of.

They are values: equal when they read alike, so that two Calls can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import unquote_to_bytes

from qcloud_cos.core import xml
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.wire import Response
from qcloud_cos.errors import ChecksumMismatch, CosClientError, CosServiceError

T = TypeVar("T")

URL_ENCODED = frozenset(
    "Name Prefix Delimiter Marker NextMarker Key KeyMarker NextKeyMarker VersionIdMarker NextVersionIdMarker "
    "UploadIdMarker NextUploadIdMarker".split()
)
_XML, _JSON = "application/xml", "application/json"
ALL_USERS = "http://cam.qcloud.com/groups/global/AllUsers"


class _Reading(Generic[T]):
    """A way to read.  Not a dataclass: see `wire.Call`."""

    __slots__: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]


def nothing(response: Response) -> None:
    return None


def opened(response: Response) -> Any:
    """The headers, and `Body` still to be read."""
    result = ResponseHeaders(response.headers)
    result["Body"] = response.stream
    return result


def made(response: Response) -> Any:
    """The same of what was made of an object: a checksum that the headers may have is the object's own."""
    response.stream.skip_checksum()
    return opened(response)


def events(response: Response) -> Any:
    """`Payload`, an event stream still to be read."""
    return {"Payload": response.stream}


def content(response: Response) -> bytes:
    """The body as it came."""
    return response.body


class headers(_Reading[T]):
    """The response's headers, in their official spelling, read without regard to case."""

    __slots__ = ("into",)

    def __init__(self, into: type[T]) -> None:
        self.into = into

    def __call__(self, response: Response) -> T:
        return ResponseHeaders(response.headers)  # type: ignore[return-value]


_HEADERS = headers(dict)


class stored(headers[T]):
    """The headers, once COS has the bytes that were sent.

    Raises:
        ChecksumMismatch: it has others; the same request sent again replaces them.
    """

    def __call__(self, response: Response) -> T:
        ours, theirs = response.sent, response.headers.get("x-cos-hash-crc64ecma")
        if ours is not None and theirs is not None and theirs.isdecimal() and int(theirs) != ours:
            raise ChecksumMismatch(
                f"what was sent arrived damaged: its CRC-64 is {ours} here and {theirs} at COS, which keeps it so"
            )
        return super().__call__(response)


class document(_Reading[T]):
    """The XML body, shaped by a TypedDict; `decode` undoes ``encoding-type=url``, `also` names headers to add.

    If it is `optional`, no body reads as one without anything in it.
    """

    __slots__ = ("into", "decode", "also", "optional")

    def __init__(
        self, into: type[T], decode: bool = False, also: tuple[str, ...] = (), optional: bool = False
    ) -> None:
        self.into, self.decode, self.also, self.optional = into, decode, also, optional

    def __call__(self, response: Response) -> T:
        if self.optional and not response.body:
            return {}  # type: ignore[return-value]
        parsed: Any = xml.parse_answer(response.body, self.into)
        if self.decode:
            _decode(parsed)
        for name in self.also:
            if name in response.headers:
                parsed[name] = response.headers[name]
        return parsed  # type: ignore[no-any-return]


_OF_ENTRIES = ("Key", "Prefix", "Name")


def _decode(page: dict[str, Any]) -> None:
    """Undo the encoding of a listing's own names and of its entries'."""
    for name in URL_ENCODED & page.keys():
        if text := page[name]:
            (page[name],) = _decoded([text])
    for entries in page.values():
        if isinstance(entries, list):
            dicts = [entry for entry in entries if isinstance(entry, dict)]
            for name in _OF_ENTRIES:
                if found := [entry for entry in dicts if entry.get(name)]:
                    for entry, text in zip(found, _decoded([entry[name] for entry in found])):
                        entry[name] = text


def _decoded(texts: list[str]) -> list[str]:
    """All at once, which costs a fraction of one by one; what is encoded is mostly the slash."""
    together = "\n".join(texts).replace("%2F", "/")
    if "%" in together:
        together = unquote_to_bytes(together).decode("utf-8", "replace")
    found = together.split("\n")
    if len(found) == len(texts):
        return found
    return [unquote_to_bytes(text).decode("utf-8", "replace") for text in texts]  # one has a line break in it


class unwrapped(_Reading[T]):
    """The XML body, with the `items` that stand inside the element `wrapper` as the list that it is."""

    __slots__ = ("into", "wrapper", "items")

    def __init__(self, into: type[T], wrapper: str, items: str) -> None:
        self.into, self.wrapper, self.items = into, wrapper, items

    def __call__(self, response: Response) -> T:
        parsed: Any = xml.parse_answer(response.body, self.into)
        if self.wrapper in parsed:
            held: list[Any] = []
            for each in parsed[self.wrapper]:
                found = each.get(self.items, []) if isinstance(each, dict) else []
                held += found if isinstance(found, list) else [found]
            parsed[self.wrapper] = held
        return parsed  # type: ignore[no-any-return]


class json_value(_Reading[T]):
    """The JSON body."""

    __slots__ = ("into",)

    def __init__(self, into: type[T]) -> None:
        self.into = into

    def __call__(self, response: Response) -> T:
        return _json(response)  # type: ignore[no-any-return]


class json_text(_Reading[T]):
    """The JSON body as a text, under a name."""

    __slots__ = ("into", "name")

    def __init__(self, into: type[T], name: str) -> None:
        self.into, self.name = into, name

    def __call__(self, response: Response) -> T:
        import json

        return {self.name: json.dumps(_json(response))}  # type: ignore[return-value]


def _json(response: Response) -> Any:
    import json  # few answers are JSON

    try:
        return json.loads(response.body)
    except ValueError as error:
        raise CosClientError(f"the answer, of status {response.status}, is not JSON: {error}") from error


class by_type(_Reading[T]):
    """The XML body, shaped by a TypedDict, or the JSON one, as the answer calls it; another as it came."""

    __slots__ = ("into",)

    def __init__(self, into: type[T]) -> None:
        self.into = into

    def __call__(self, response: Response) -> T:
        kind = _kind(response.headers)
        if kind == _JSON:
            return _json(response)  # type: ignore[no-any-return]
        if kind == _XML and response.body:
            return xml.parse_answer(response.body, self.into)  # type: ignore[return-value]
        return response.body  # type: ignore[return-value]


def is_document(headers: Mapping[str, str]) -> bool:
    """XML or JSON, and not content."""
    return _kind(headers) in (_XML, _JSON)


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


class with_headers(_Reading[tuple[Any, T]]):
    """The headers, perhaps read in a way of their own, and what is read of the body."""

    __slots__ = ("read", "first")

    def __init__(self, read: Callable[[Response], T], first: Callable[[Response], Any] = _HEADERS) -> None:
        self.read, self.first = read, first

    def __call__(self, response: Response) -> tuple[Any, T]:
        return self.first(response), self.read(response)


class merged(_Reading[T]):
    """The headers and the XML body in one; a 200 may still hold an error, once COS began to answer."""

    __slots__ = ("into", "method", "needs")

    def __init__(self, into: type[T], method: str, needs: str = "ETag") -> None:
        self.into, self.method, self.needs = into, method, needs

    def __call__(self, response: Response) -> T:
        found = xml.parse_answer(response.body, self.into)
        if self.needs not in found:
            raise CosServiceError.of(self.method, response.body, response.status)
        result = ResponseHeaders(response.headers)
        result.update(found)
        return result  # type: ignore[return-value]


class policy(_Reading[T]):
    """An access control list, with its grants in both the places they are looked for, and its short name."""

    __slots__ = ("into", "of_object")

    def __init__(self, into: type[T], of_object: bool) -> None:
        self.into, self.of_object = into, of_object

    def __call__(self, response: Response) -> T:
        found: Any = xml.parse_answer(response.body, self.into)
        listed = found.get("AccessControlList") or {}
        for grant in listed.setdefault("Grant", []):
            grantee = grant.get("Grantee") or {}
            if "type" in grantee:  # the attribute xsi:type
                grant["Grantee"] = {"Type": grantee.pop("type"), **grantee}
        found["AccessControlList"] = listed
        found["Grant"] = listed["Grant"]
        default = self.of_object and response.headers.get("x-cos-acl") == "default"
        found["CannedACL"] = "default" if default else _canned(listed["Grant"], self.of_object)
        return found  # type: ignore[no-any-return]


def _canned(grants: list[dict[str, Any]], of_object: bool) -> str:
    everyone = {
        grant.get("Permission") for grant in grants if (grant.get("Grantee") or {}).get("URI") == ALL_USERS
    }
    if not of_object and (everyone >= {"READ", "WRITE"} or "FULL_CONTROL" in everyone):
        return "public-read-write"
    return "public-read" if everyone & {"READ", "FULL_CONTROL"} else "private"
