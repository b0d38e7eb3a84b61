"""The page that says what of the published SDK and of the API is there: made of the tests and the routes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import qcloud_cos.server.app  # noqa: F401 - registers the handlers
from docs.coverage_words import LANGUAGES, Language
from docs.pages import BY_NAME, ROOT
from parity.difference import Difference
from parity.differences import DIFFERENCES
from parity.everything import CASES
from qcloud_cos.server.documents import ALL
from qcloud_cos.server.routes import KNOWN, ROUTES
from qcloud_cos.server.unserved import OPERATIONS

__all__ = ["LANGUAGES", "page", "path"]

PUBLISHED = json.loads((ROOT / "tests" / "data" / "published_methods.json").read_text(encoding="utf-8"))
HOMES = {"CosEncryptionClient": "cos_encryption_client", "IntelligentSpeechClient": "intelligent_speech"}
"""The modules of clients that the package itself does not name."""


FEW = 3


class Method(NamedTuple):
    owner: str
    name: str
    status: str
    """"identical", "different", "uncompared" or "missing"."""
    differences: list[Difference]


def path(language: Language) -> Path:
    return ROOT / "docs" / f"coverage{language.suffix}.md"


def page(language: Language) -> str:
    words = language.words
    lines = [
        "<!-- written by scripts/coverage_page.py -->",
        f"# {words['title']}",
        "",
        words["links"],
        "",
        words["intro"],
        "",
        *_client(language),
        *_server(language),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _client(language: Language) -> Iterator[str]:
    words = language.words
    methods = {group: [_method(name) for name in names] for group, names in PUBLISHED["groups"].items()}
    counted = Counter(method.status for each in methods.values() for method in each)
    yield from (f"## {words['client']}", "", words["statuses"], "")
    yield from _table(
        words["counts"], [(words[status], str(counted[status])) for status in words["order"].split()]
    )
    yield from (f"### {words['general']}", "", words["general intro"], "")
    yield from _reasons(language, [row for row in DIFFERENCES if _is_general(row)])
    for group, each in methods.items():
        yield from (f"### {language.groups[group]}", "")
        if all(method.status == "missing" for method in each):
            names = ", ".join(f"`{method.name}`" for method in each)
            yield from (f"{words['all missing']} {names}", "")
            continue
        rows = [(f"`{method.name}`", words[method.status], _names(method.differences)) for method in each]
        yield from _table(words["methods"], rows)
    found = {row.name for each in methods.values() for method in each for row in method.differences}
    yield from (f"### {words['reasons']}", "")
    yield from _reasons(language, [row for row in DIFFERENCES if row.name in found])


def _method(qualified: str) -> Method:
    owner, name = qualified.split(".")
    if not hasattr(_class(owner), name):
        return Method(owner, name, "missing", [])
    own = [row for row in DIFFERENCES if not _is_general(row) and name in _methods_of(row.name)]
    if owner == "CosEncryptionClient" or all(case.method != name for case in CASES):
        return Method(owner, name, "uncompared", [])
    return Method(owner, name, "different" if own else "identical", own)


def _class(name: str) -> object:
    module = "qcloud_cos" + (f".{HOMES[name]}" if name in HOMES else "")
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError:
        return None


def _is_general(row: Difference) -> bool:
    """Whether it is one of any method, or of how a client is configured, tried with a few methods of each kind."""
    if any(case == "*" or case.startswith("*: ") for case in row.cases):
        return True
    return all(": configured with" in case for case in row.cases) and len(_methods_of(row.name)) > FEW


@cache
def _methods_of(name: str) -> frozenset[str]:
    (row,) = (row for row in DIFFERENCES if row.name == name)
    return frozenset(case.method for case in CASES if row.covers(case))


def _names(rows: Iterable[Difference]) -> str:
    return ", ".join(f"`{row.name}`" for row in rows)


def _reasons(language: Language, rows: Iterable[Difference]) -> Iterator[str]:
    told = _told(language)
    reasons = [(f"`{row.name}`", told.get(row.name) or " ".join(row.reason.split())) for row in rows]
    return _table(language.words["reason"], reasons)


@cache
def _told(language: Language) -> dict[str, str]:
    """The reasons on the page about moving from the published SDK, which are in both languages."""
    rows = (re.fullmatch(r"\| `([^`]+)` \| (.+) \|", line) for line in BY_NAME[language.migrating].prose)
    return {row[1]: row[2] for row in rows if row}


def _server(language: Language) -> Iterator[str]:
    words = language.words
    yield from (f"## {words['server']}", "", words["server statuses"], "")
    for resource in ("service", "bucket", "object"):
        yield from (f"### {words[resource]}", "")
        rows = [(f"`{name}`", asked, words[status]) for _, name, asked, status in sorted(_operations(resource))]
        yield from _table(words["operations"], rows)
    yield from (f"### {words['elsewhere']}", "")
    rows = [(f"`{name}`", asked, words[status]) for _, name, asked, status in sorted(_operations("fetching"))]
    yield from _table(words["operations"], rows)
    found = {key[2].partition("+")[0] for key in (*ROUTES, *OPERATIONS)} | {"partNumber"}  # it goes with uploadId
    rest = ", ".join(f"`?{name}`" for name in sorted(KNOWN - found))
    yield from (f"{words['rest']} {rest}.", "")


def _operations(resource: str) -> Iterator[tuple[str, str, str, str]]:
    """Sub-resource, name, request and status of all that there is about a resource."""
    stored = {kind.subresource for kind in ALL if not kind.behaves}
    for (method, of, subresource), route in ROUTES.items():
        if of == resource:
            status = "stored" if subresource.partition("+")[0] in stored else "behaves"
            yield subresource, route.handler.__name__, _asked(method, of, subresource), status
    for (method, about, subresource), name in OPERATIONS.items():
        if about == resource:
            yield subresource, name, _asked(method, about, subresource), "501"


def _asked(method: str, resource: str, subresource: str) -> str:
    """Such as `GET /key?live&comp=status`."""
    if resource == "fetching":
        return f"`{method} /bucket/{'' if method == 'POST' else 'taskid'}`"
    name, _, variant = subresource.replace("list-type", "list-type=2").partition("+")
    of_value = {"history", "status"}
    query = [name, f"comp={variant}" if variant in of_value else "" if variant == "copy" else variant]
    asked = "&".join(part for part in query if part)
    header = ", `x-cos-copy-source`" if variant == "copy" else ""
    return f"`{method} /{'key' if resource == 'object' else ''}{f'?{asked}' if asked else ''}`{header}"


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """`head` is the table's first line."""
    yield head
    yield "|" + "---|" * (head.count("|") - 1)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
