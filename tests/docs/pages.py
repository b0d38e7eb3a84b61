"""The Markdown pages of this repository, taken apart: headings, links, blocks of code."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_GENERATED = re.compile(r"\.|build$|dist$|node_modules$")
_FENCE = re.compile(r"^( *)(`{3,}|~{3,})\s*(\S*)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_LINK = re.compile(r"(?<!\\)\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)[^)]*\)")
_CODE_SPAN = re.compile(r"(`+)(.+?)\1")


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is the number of its first line of code."""

    language: str
    code: str
    line: int

    @property
    def essence(self) -> object:
        """What must not differ between languages: all but the comments."""
        if self.language == "python":
            ignored = {tokenize.COMMENT, tokenize.NL}
            tokens = tokenize.generate_tokens(io.StringIO(self.code).readline)
            return [(token.type, token.string) for token in tokens if token.type not in ignored]
        if self.language == "bash":
            return [line.partition(" #")[0].strip() for line in self.code.splitlines() if line.strip()[:1] != "#"]
        return self.code


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def _parsed(self) -> tuple[list[str], list[Block]]:
        return _parsed(self.path.read_text(encoding="utf-8"))

    @property
    def blocks(self) -> list[Block]:
        return self._parsed[1]

    @property
    def prose(self) -> list[str]:
        """The lines outside of blocks; those inside are empty, so that numbers stay."""
        return self._parsed[0]

    def code(self, language: str) -> list[Block]:
        return [block for block in self.blocks if block.language == language]

    @property
    def headings(self) -> list[Heading]:
        found = (_HEADING.match(line) for line in self.prose)
        return [Heading(len(match[1]), match[2]) for match in found if match]

    @property
    def links(self) -> list[str]:
        lines = (_CODE_SPAN.sub("code", line) for line in self.prose)
        return [match[1] for line in lines for match in _LINK.finditer(line)]

    @property
    def spans(self) -> list[str]:
        """What stands in backticks."""
        return [match[2] for line in self.prose for match in _CODE_SPAN.finditer(line)]

    @cached_property
    def anchors(self) -> set[str]:
        """The fragments that lead to headings, as GitHub makes them."""
        anchors: set[str] = set()
        for heading in self.headings:
            anchor = base = slug(heading.text)
            number = 0
            while anchor in anchors:
                number += 1
                anchor = f"{base}-{number}"
            anchors.add(anchor)
        return anchors

    def section(self, heading: str) -> list[str]:
        """The prose under a heading, until the next of its level or above."""
        lines: list[str] = []
        level = 0
        for line in self.prose:
            match = _HEADING.match(line)
            if match and level and len(match[1]) <= level:
                return lines
            if level:
                lines.append(line)
            elif match and match[2].strip("`") == heading:
                level = len(match[1])
        assert level, f"{self.name} has no heading {heading!r}"
        return lines


def slug(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower().replace(" ", "-")
    return "".join(letter for letter in text if letter in "-_" or letter.isalnum())


def _parsed(text: str) -> tuple[list[str], list[Block]]:
    prose: list[str] = []
    blocks: list[Block] = []
    fence, indent, language, begin = "", 0, "", 0
    held: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _FENCE.match(line)
        if fence:
            prose.append("")
            if match and match[2].startswith(fence) and not match[3]:
                blocks.append(Block(language, "\n".join(held) + "\n", begin))
                fence, held = "", []
            else:
                held.append(line[indent:] if not line[:indent].strip() else line)
        elif match:
            fence, indent, language, begin = match[2], len(match[1]), match[3], number + 1
            prose.append("")
        else:
            prose.append(line)
    assert not fence, f"a block that is not closed, from line {begin}"
    return prose, blocks


def _found() -> list[Page]:
    paths = (path.relative_to(ROOT) for path in sorted(ROOT.rglob("*.md")))
    kept = [path for path in paths if not any(_GENERATED.match(part) for part in path.parts)]
    return [Page(ROOT / path) for path in kept]


PAGES = _found()
BY_NAME = {page.name: page for page in PAGES}
ENGLISH_ONLY = {"CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/dependencies.md"}


def pairs() -> list[tuple[Page, Page]]:
    """English pages with their Chinese twins."""
    chinese = {page.name.replace(".zh-CN.md", ".md"): page for page in PAGES if page.name.endswith(".zh-CN.md")}
    return [(BY_NAME[name], page) for name, page in chinese.items() if name in BY_NAME]
