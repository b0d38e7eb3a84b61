"""Which entries take part: ``size > 1MiB and key like '*.parquet' and modified < 2026-01-01``.

    condition   ::= both ("or" both)*
    both        ::= denied ("and" denied)*
    denied      ::= "not" denied | "(" condition ")" | comparison
    comparison  ::= field ("=" | "!=" | "<" | "<=" | ">" | ">=") value
                  | field ["not"] "like" glob
                  | field ["not"] "in" "(" value ("," value)* ")"

What an entry does not tell (a delete marker has no size) is unknown, as in SQL: neither a condition on it nor
the contrary holds, so that nothing is deleted by accident.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from fnmatch import translate
from typing import Any, NamedTuple, NoReturn

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.conditions import READ, Condition, all_of, contrary, held, one_of, told_of
from qcloud_cos.jobs.entries import Entry

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|(?P<mark><=|>=|!=|<>|==|[=<>(),])|(?P<word>[^\s'\"=<>!(),]+))"
)
_DEEPEST = 100
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Where:
    """A condition that entries meet or do not."""

    def __init__(self, text: str) -> None:
        """Raises:
        CosClientError: it is no condition; the message points at the place.
        """
        self.text = text
        parser = _Parser(text)
        self._condition = parser.condition()
        parser.end()
        self.fields = frozenset(parser.fields)
        """What it asks for."""

    def admits(self, entry: Entry) -> bool:
        return self._condition(entry) is True

    def check(self, carried: frozenset[str], source: str) -> None:
        """Raises CosClientError if it asks for what the input does not tell."""
        if missing := sorted(self.fields - carried):
            raise CosClientError(
                f"--where asks for {', '.join(missing)}, and {source} does not tell: it has "
                f"{', '.join(name for name in Entry._fields if name in carried)}.  An inventory with that column, "
                "or a manifest that `cos job run head` wrote, would"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        return Where, (self.text,)

    def __repr__(self) -> str:
        return f"Where({self.text!r})"


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = self._depth = 0
        self.fields: set[str] = set()

    def condition(self) -> Condition:
        found = [self._both()]
        while self._word("or"):
            found.append(self._both())
        return found[0] if len(found) == 1 else one_of(found)

    def end(self) -> None:
        if self._now.kind != "end":
            self._fail("there should be `and`, `or` or the end here")

    def _both(self) -> Condition:
        found = [self._denied()]
        while self._word("and"):
            found.append(self._denied())
        return found[0] if len(found) == 1 else all_of(found)

    def _denied(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail("this is nested too deeply")
        if self._word("not"):
            found = contrary(self._denied())
        elif self._mark("("):
            found = self.condition()
            self._need(")")
        else:
            found = self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> Condition:
        name = self._field()
        told = told_of(name)
        if self._now.text in _COMPARE and self._now.kind == "mark":
            compare = _COMPARE[self._take().text]
            value = self._value(name)
            return held(told, lambda found: compare(found, value))
        denied = self._word("not")
        if self._word("like"):
            holds = self._like(name)
        elif self._word("in"):
            holds = self._values(name).__contains__
        else:
            self._fail("there should be =, !=, <, <=, >, >=, like or in here")
        return contrary(held(told, holds)) if denied else held(told, holds)

    def _field(self) -> str:
        name = self._now.text.lower()
        if self._now.kind != "word" or name not in Entry._fields:
            self._fail(f"there should be a field here: {', '.join(Entry._fields)}")
        self._take()
        self.fields.add(name)
        return name

    def _like(self, name: str) -> Callable[[str], bool]:
        if name in READ and name != "etag":
            self._fail(f"{name} is not a text: like wants one")
        fits = re.compile(translate(self._literal())).match
        return lambda text: fits(text) is not None

    def _values(self, name: str) -> frozenset[Any]:
        self._need("(")
        found = {self._value(name)}
        while self._mark(","):
            found.add(self._value(name))
        self._need(")")
        return frozenset(found)

    def _value(self, name: str) -> Any:
        at = self._at
        text = self._literal()
        read = READ.get(name)
        if read is None:
            return text
        try:
            return read(text)
        except ValueError as error:
            self._at = at
            self._fail(str(error))

    def _literal(self) -> str:
        if self._now.kind not in ("word", "text"):
            self._fail("there should be a value here, such as 10MiB, 2026-01-01 or 'a text'")
        token = self._take()
        if token.kind == "word":
            return token.text
        quote = token.text[0]
        return token.text[1:-1].replace(quote * 2, quote)

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _word(self, word: str) -> bool:
        return self._is("word", word)

    def _mark(self, mark: str) -> bool:
        return self._is("mark", mark)

    def _is(self, kind: str, text: str) -> bool:
        found = self._now.kind == kind and self._now.text.lower() == text
        self._at += found
        return found

    def _need(self, mark: str) -> None:
        if not self._mark(mark):
            self._fail(f"there should be a {mark} here")

    def _fail(self, why: str) -> NoReturn:
        raise _wrong(self._text, self._now.column, why)


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise _wrong(text, at, "a quote is not closed" if text[at] in "'\"" else "this means nothing here")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, _Token("end", "", end)]


def _wrong(text: str, column: int, why: str) -> CosClientError:
    shown = text.replace("\n", " ").replace("\t", " ")
    return CosClientError(f"--where, column {column + 1}: {why}\n  {shown}\n  {' ' * column}^")
