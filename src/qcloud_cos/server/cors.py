"""Cross-origin rules: which one applies, and the headers it gives.

The rules are tried in order and the first that matches decides.

Source: https://cloud.tencent.com/document/product/436/8279
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list

MOST_HEADERS = 100
"""That a browser may announce: each is compared with every header of a rule, of which there may be a thousand."""
VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


class CorsRule(NamedTuple):
    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    """Lower-case."""
    exposed: tuple[str, ...]
    max_age: str
    vary: bool

    def allows(self, origin: str, method: str, headers: Iterable[str] = ()) -> bool:
        return (
            method in self.methods
            and any(matches(pattern, origin) for pattern in self.origins)
            and all(any(matches(pattern, name) for pattern in self.headers) for name in headers)
        )

    def answer(self, origin: str, requested: Iterable[str] = ()) -> dict[str, str]:
        anyone = "*" in self.origins
        fields = {
            "Access-Control-Allow-Origin": "*" if anyone else origin,
            "Access-Control-Allow-Methods": ",".join(self.methods),
        }
        if not anyone:
            fields["Access-Control-Allow-Credentials"] = "true"
        allowed = requested if "*" in self.headers else self.headers
        if allowed := ",".join(allowed):
            fields["Access-Control-Allow-Headers"] = allowed
        if self.exposed:
            fields["Access-Control-Expose-Headers"] = ",".join(self.exposed)
        if self.max_age:
            fields["Access-Control-Max-Age"] = self.max_age
        if self.vary:
            fields["Vary"] = VARY
        return fields


def matches(pattern: str, text: str) -> bool:
    """With at most one "*" in the pattern, which stands for any text: no regular expression needed."""
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == text
    return len(text) >= len(before) + len(after) and text.startswith(before) and text.endswith(after)


def preflight(text: str | None, origin: str, method: str, headers: str) -> dict[str, str] | None:
    """The headers that allow the request a browser announces; None if no rule does."""
    requested = [name.strip().lower() for name in headers.split(",") if name.strip()]
    if len(requested) > MOST_HEADERS:
        return None
    for rule in rules_of(text) if text else ():
        if rule.allows(origin, method, requested):
            return rule.answer(origin, requested)
    return None


def headers_for(text: str, origin: str, method: str) -> dict[str, str]:
    """What to add to the answer of a request that came from `origin`; nothing if no rule matches."""
    for rule in rules_of(text):
        if rule.allows(origin, method):
            return rule.answer(origin)
    return {}


@lru_cache(256)
def rules_of(text: str) -> tuple[CorsRule, ...]:
    content = xml.parse(text.encode())
    vary = (content.get("ResponseVary") or "").lower() == "true"
    return tuple(_rule(entry, vary) for entry in as_list(content.get("CORSRule")))


def _rule(entry: dict[str, Any], vary: bool) -> CorsRule:
    return CorsRule(
        tuple(as_list(entry.get("AllowedOrigin"))),
        tuple(as_list(entry.get("AllowedMethod"))),
        tuple(header.lower() for header in as_list(entry.get("AllowedHeader"))),
        tuple(header for header in as_list(entry.get("ExposeHeader")) if header),
        entry.get("MaxAgeSeconds") or "",
        vary,
    )
