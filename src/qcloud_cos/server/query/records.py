"""CSV as COS has it, read into lists of texts.

DuckDB's own reader wants every record to have as many fields as the others, knows no delimiter of records
but line breaks, and takes quoted ones always: none of which holds here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qcloud_cos.server.query.wanted import Csv
from qcloud_cos.server.refusal import Refusal

MOST_CHARACTERS = 1 << 20


def records(pieces: Iterable[str], csv: Csv) -> Iterator[list[str]]:
    """The fields of each record; comments and empty lines are none.

    Raises:
        Refusal: CSVParsingError, LastRecordParseFail, OverMaxRecordSize.
    """
    pattern = _pattern(csv)
    for number, text in enumerate(_joined(pieces, csv), 1):
        if not text or text.startswith(csv.comments):
            continue
        yield text.split(csv.field) if csv.quote not in text else _fields(text, csv, pattern, number)


def _joined(pieces: Iterable[str], csv: Csv) -> Iterator[str]:
    """Records as they stand, put together again where a delimiter was in quotes."""
    if not csv.quoted_records:
        yield from _split(pieces, csv.record)
        return
    held: list[str] = []
    size = 0
    for text in _split(pieces, csv.record):
        opens = not (text.startswith(csv.comments) and not held) and _turns(text, csv)
        if held or opens:
            held.append(text)
            size += len(text) + 1
            if size > MOST_CHARACTERS:
                raise Refusal("OverMaxRecordSize")
            if opens == (len(held) == 1):
                continue  # it has begun, or nothing has changed
            text = csv.record.join(held)
            held, size = [], 0
        yield text
    if held:
        raise Refusal("LastRecordParseFail", "The last record ends inside quotes.")


def _split(pieces: Iterable[str], delimiter: str) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split(delimiter)
        # Only what began in an earlier piece can be longer than a piece.
        if len(whole[0] if whole else rest) > MOST_CHARACTERS:
            raise Refusal("OverMaxRecordSize")
        yield from whole
    if rest:
        yield rest


def _turns(text: str, csv: Csv) -> bool:
    """Whether what is outside of quotes before it is inside after it, and the other way round."""
    if csv.quote not in text:
        return False
    if csv.escape != csv.quote:
        text = re.sub(re.escape(csv.escape) + ".", "", text, flags=re.DOTALL)
    return text.count(csv.quote) % 2 == 1


def _pattern(csv: Csv) -> re.Pattern[str]:
    """One field, and what ends it."""
    quote, escape, field = re.escape(csv.quote), re.escape(csv.escape), re.escape(csv.field)
    inside = f"[^{quote}]*(?:{quote}{quote}[^{quote}]*)*"
    if csv.escape != csv.quote:
        inside = f"[^{quote}{escape}]*(?:{escape}.[^{quote}{escape}]*)*"
    return re.compile(f"(?:{quote}({inside}){quote}|([^{field}]*))({field}|$)", re.DOTALL)


def _fields(text: str, csv: Csv, pattern: re.Pattern[str], number: int) -> list[str]:
    found = []
    at = 0
    while True:
        match = pattern.match(text, at)
        inside, bare, end = match.groups() if match else (None, "", "")
        if match is None or (inside is None and bare.startswith(csv.quote)):
            raise Refusal("CSVParsingError", f"Record {number} has quotes that do not fit.")
        found.append(bare if inside is None else _unescaped(inside, csv))
        if not end:
            return found
        at = match.end()


def _unescaped(text: str, csv: Csv) -> str:
    if csv.escape not in text:
        return text
    return re.sub(re.escape(csv.escape) + "(.)", r"\1", text, flags=re.DOTALL)
