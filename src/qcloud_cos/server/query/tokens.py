"""The words of a query."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from qcloud_cos.server.refusal import Refusal

Kind = Literal["word", "quoted", "text", "integer", "number", "sign", "end"]

_TOKEN = re.compile(
    r"""
      (?P<space> \s+ | --[^\n]* )
    | (?P<number> (?: \d+\.\d* | \.\d+ ) (?: [eE][+-]?\d+ )? | \d+[eE][+-]?\d+ )
    | (?P<integer> \d+ )
    | (?P<word> [^\W\d]\w* )
    | (?P<quoted> "(?:[^"]|"")+" )
    | (?P<text> '(?:[^']|'')*' )
    | (?P<sign> <> | != | <= | >= | [=<>+\-*/%().,\[\]] )
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    kind: Kind
    text: str
    """Without its quotes."""
    at: int

    @property
    def word(self) -> str:
        """Upper case, for comparing with keywords; empty if it cannot be one."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(sql: str) -> list[Token]:
    """Raises:
    Refusal: SQLParsingError.
    """
    found: list[Token] = []
    at = 0
    while at < len(sql):
        match = _TOKEN.match(sql, at)
        if match is None:
            raise unexpected(repr(sql[at]), at)
        kind, text = match.lastgroup, match[0]
        if kind != "space":
            found.append(_token(kind, text, at))  # type: ignore[arg-type]
        at = match.end()
    found.append(Token("end", "", len(sql)))
    return found


def _token(kind: Kind, text: str, at: int) -> Token:
    if kind == "quoted":
        return Token(kind, text[1:-1].replace('""', '"'), at)
    if kind == "text":
        return Token(kind, text[1:-1].replace("''", "'"), at)
    return Token(kind, text, at)


def unexpected(what: str, at: int) -> Refusal:
    return Refusal("SQLParsingError", f"The SQL has {what} at character {at + 1}, which COS Select does not know.")


class Cursor:
    """A place in the tokens, which only moves forward."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._at]

    def ahead(self, count: int) -> list[str]:
        """The texts of this token and the next ones."""
        return [token.text for token in self._tokens[self._at : self._at + count]]

    def next(self) -> Token:
        token = self.now
        if token.kind == "end":
            raise self.unexpected()
        self._at += 1
        return token

    def skip(self, count: int) -> None:
        self._at += count

    def take(self, text: str) -> bool:
        """Go on, if it is this keyword or sign."""
        token = self.now
        taken = token.word == text or (token.kind == "sign" and token.text == text)
        self._at += taken
        return taken

    def expect(self, text: str) -> None:
        if not self.take(text):
            what = repr(self.now.text) if self.now.kind != "end" else "its end"
            raise Refusal(
                "SQLParsingError", f"The SQL has {what} at character {self.now.at + 1}, where {text} belongs."
            )

    def unexpected(self) -> Refusal:
        if self.now.kind == "end":
            return Refusal("SQLParsingError", "The SQL ends where something is missing.")
        return unexpected(repr(self.now.text), self.now.at)

    def at_clause(self, word: str) -> Cursor:
        """A cursor at this keyword, as far as it does not stand in parentheses."""
        found, depth = Cursor(self._tokens), 0
        found._at = self._at
        while found.now.kind != "end" and (depth or found.now.word != word):
            depth += (found.now.text == "(") - (found.now.text == ")") if found.now.kind == "sign" else 0
            found._at += 1
        return found
