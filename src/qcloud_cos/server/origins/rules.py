"""Where a bucket gets what it has not: its origin rules, and what they make of a request.

These are decisions only; `pulling` carries them out.

Source: https://cloud.tencent.com/document/product/436/52813
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlencode

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list

Pairs = list[tuple[str, str]]

_OURS = frozenset(
    (
        # What is between the client and this server: its key, its connection, the part it wants.
        "authorization x-cos-security-token host connection keep-alive proxy-connection proxy-authorization te "
        "trailer transfer-encoding upgrade expect content-length content-md5 range if-match if-none-match "
        "if-modified-since if-unmodified-since if-range cdn-loop x-cos-traffic-limit accept-encoding"
    ).split()
)
_SIGNATURE = re.compile(r"q-(?:sign-algorithm|ak|sign-time|key-time|header-list|url-param-list|signature)")
_NOT_PASSED = frozenset({"sign", "x-cos-security-token", "x-cos-traffic-limit"})
LOOP_HEADER = "CDN-Loop"
"""Says which buckets a request has come through (RFC 8586)."""


class Source(NamedTuple):
    """A host, and those that stand in for it."""

    host: str
    weight: int
    standby: tuple[str, ...]


class Rule(NamedTuple):
    kind: Literal["Mirror", "Proxy", "Redirect"]
    status: str
    """Such as "404", or "5XX" for any of them."""
    prefix: str
    suffix: str
    protocol: str
    """"http", "https", or "follow" for the request's."""
    passes_errors: bool
    passes_query: bool
    passes_all_headers: bool
    passed_headers: frozenset[str]
    kept_headers: frozenset[str]
    """Those that are not passed on, whatever else is said."""
    new_headers: tuple[tuple[str, str], ...]
    follows: bool
    """Go where the origin redirects to; else the client is told to."""
    redirect_status: int
    saves: bool
    sources: tuple[Source, ...]
    private: bool
    """An origin wants to be signed for."""
    standby_statuses: frozenset[int]
    """With one of these the next host is asked."""
    new_prefix: tuple[str, str | None]
    """A prefix and what replaces it; what there is in front of every key, if nothing does."""
    new_suffix: tuple[str, str | None]
    fixed: str

    def applies(self, status: int, key: str) -> bool:
        named = self.status.upper()
        is_meant = named == str(status) or (len(named) == 3 and named[0] == str(status)[0] and named[1:] == "XX")
        return is_meant and key.startswith(self.prefix) and key.endswith(self.suffix)

    def key_for(self, key: str) -> str:
        """What the origin calls an object."""
        if self.fixed:
            return self.fixed.removeprefix("/")
        old, new = self.new_prefix
        if new is None:
            key = old + key
        elif key.startswith(old):
            key = new + key[len(old) :]
        old, new = self.new_suffix
        if new is None:
            return key + old
        return key[: len(key) - len(old)] + new if key.endswith(old) else key

    def target(self, key: str, pairs: Pairs) -> str:
        """Path and query for the origin: without the signature that was meant for this server."""
        path = f"/{quote(self.key_for(key), safe='/-_.~')}"
        passed = [pair for pair in pairs if not _is_ours(pair[0])] if self.passes_query else []
        return f"{path}?{urlencode(passed, errors='surrogateescape')}" if passed else path

    def headers(self, sent: Pairs) -> Pairs:
        """Of those that the client sent, the ones for the origin; and new ones.  Never its credentials."""
        passed = [
            (name, value)
            for name, value in sent
            if name not in _OURS
            and (self.passes_all_headers or name in self.passed_headers)
            and name not in self.kept_headers
        ]
        new = {name.lower() for name, _ in self.new_headers}
        return [pair for pair in passed if pair[0] not in new] + list(self.new_headers)

    def hosts(self, choose: Any = random.choices) -> list[str]:
        """The hosts to ask, one after another: one by its weight, and those that stand in for it."""
        [source] = choose(self.sources, [source.weight for source in self.sources])
        return [source.host, *source.standby]


def _is_ours(parameter: str) -> bool:
    return parameter in _NOT_PASSED or bool(_SIGNATURE.fullmatch(parameter))


def rule_for(
    text: str, status: int, key: str, kinds: Iterable[str] = ("Mirror", "Proxy", "Redirect")
) -> Rule | None:
    """The first rule, by priority, for an answer that a request would get."""
    return next((rule for rule in rules_of(text) if rule.kind in kinds and rule.applies(status, key)), None)


@lru_cache(64)
def rules_of(text: str) -> tuple[Rule, ...]:
    rules = as_list(xml.parse(text.encode())["OriginRule"])
    return tuple(_rule(rule) for rule in sorted(rules, key=lambda rule: int(rule["RulePriority"])))


def _rule(found: dict[str, Any]) -> Rule:
    condition, parameter = found.get("OriginCondition") or {}, found.get("OriginParameter") or {}
    headers, info = parameter.get("HttpHeader") or {}, found["OriginInfo"]
    file = info.get("FileInfo") or {}
    hosts = as_list(info["HostInfo"])
    codes = as_list(parameter.get("HttpRedirectCode"))
    forbidden = _listed(headers, "ForbidFollowHttpHeaders") + _listed(headers, "ForbidFollowHeaders")
    standby = as_list((found.get("HTTPStandbyCode") or {}).get("StatusCode"))
    return Rule(
        found["OriginType"],
        condition.get("HTTPStatusCode") or "404",
        condition.get("Prefix") or "",
        condition.get("Suffix") or "",
        (parameter.get("Protocol") or "FOLLOW").lower(),
        _is_true(parameter, "TransparentErrorCode", False),
        _is_true(parameter, "FollowQueryString", True),
        _is_true(headers, "FollowAllHeaders", False),
        frozenset(header["Key"].lower() for header in _listed(headers, "FollowHttpHeaders")),
        frozenset(header["Key"].lower() for header in forbidden),
        tuple((header["Key"], header.get("Value") or "") for header in _listed(headers, "NewHttpHeaders")),
        _is_true(parameter, "FollowRedirection", True),
        int(codes[0]) if codes else 302,
        _is_true(parameter, "CopyOriginData", True),
        tuple(_source(host) for host in hosts if host.get("HostName")),
        any("PrivateHost" in host for host in hosts),
        frozenset(int(code) for code in standby if code and code.isdecimal()),
        _change(file, "Prefix"),
        _change(file, "Suffix"),
        (file.get("FixedFileConfiguration") or {}).get("FixedFilePath") or "",
    )


def _source(host: dict[str, Any]) -> Source:
    numbered = [name for name in host if name.startswith("StandbyHostName_")]
    ordered = sorted(numbered, key=lambda name: int(name.rpartition("_")[2]))
    return Source(host["HostName"], int(host.get("Weight") or 1), tuple(host[name] for name in ordered))


def _change(file: dict[str, Any], name: str) -> tuple[str, str | None]:
    found = file.get(f"{name}Configuration") or {}
    replaced = f"ReplacedWith{name}"
    old = found.get(name) or file.get(name) or ""
    return old, (found[replaced] or "") if replaced in found else None


def _listed(headers: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return as_list((headers.get(name) or {}).get("Header"))


def _is_true(found: dict[str, Any], name: str, usual: bool) -> bool:
    return found[name] == "true" if found.get(name) else usual
