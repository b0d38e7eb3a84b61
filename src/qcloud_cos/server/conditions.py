"""If-Match and its kin, and Range.

COS documents no order among conditions; this is RFC 9110, section 13.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qcloud_cos.server.refusal import Refusal, argument

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
COPY_PREFIX = "x-cos-copy-source-"


def evaluate(headers: Mapping[str, str], etag: str, modified: float) -> int:
    """200, 304 or 412."""
    match, unmodified = headers.get("if-match"), headers.get("if-unmodified-since")
    if match is not None:
        if not _listed(match, etag):
            return 412
    elif _changed_since(unmodified, modified):
        return 412
    none_match, since = headers.get("if-none-match"), headers.get("if-modified-since")
    if none_match is not None:
        return 304 if _listed(none_match, etag) else 200
    return 304 if _changed_since(since, modified) is False else 200


def check_copy(headers: Mapping[str, str], etag: str, modified: float) -> None:
    """The same of a copy's source, where everything that does not hold is a 412."""
    conditions = {
        name.removeprefix(COPY_PREFIX): value
        for name, value in headers.items()
        if name.startswith(f"{COPY_PREFIX}if-")
    }
    if conditions and evaluate(conditions, etag, modified) != 200:
        raise Refusal("PreconditionFailed")


def check_pairs(headers: Mapping[str, str]) -> None:
    """Of a part's source only Match with Unmodified-Since, or None-Match with Modified-Since, may be asked.

    Raises:
        Refusal: InvalidArgument.
    """
    given = {name.removeprefix(f"{COPY_PREFIX}if-") for name in headers if name.startswith(f"{COPY_PREFIX}if-")}
    if given & {"match", "unmodified-since"} and given & {"none-match", "modified-since"}:
        raise argument("The conditions on the source cannot be combined so.")


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """From the first byte up to, not including, the last of a single range; None for the whole.

    What is not a single well-formed range is ignored, as RFC 9110 has it.

    Raises:
        Refusal: InvalidRange.
    """
    match = _RANGE.fullmatch(header.replace(" ", "")) if header else None
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        start, stop = max(size - int(last), 0), size
        reachable = int(last) > 0 and size > 0
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
        reachable = start < size
    if not reachable:
        raise Refusal("InvalidRange", headers={"Content-Range": f"bytes */{size}"})
    return start, stop


def copy_range(header: str | None, size: int) -> tuple[int, int]:
    """The same of x-cos-copy-source-range, where both ends are required."""
    if header is None:
        return 0, size
    match = _RANGE.fullmatch(header)
    if match is None or not match[1] or not match[2] or int(match[2]) < int(match[1]):
        raise argument("x-cos-copy-source-range is not bytes=first-last.")
    start, stop = int(match[1]), int(match[2]) + 1
    if stop > size:
        raise Refusal("InvalidRange", f"The source has {size} bytes.")
    return start, stop


def _listed(header: str, etag: str) -> bool:
    if header.strip() == "*":
        return True
    wanted = [part.strip().removeprefix("W/").strip('"') for part in header.split(",")]
    return etag in wanted


def _changed_since(header: str | None, modified: float) -> bool | None:
    """None if the header is absent or no date: then it says nothing."""
    if header is None:
        return None
    from email.utils import parsedate_to_datetime  # much to import, and seldom needed

    try:
        return int(modified) > parsedate_to_datetime(header).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
