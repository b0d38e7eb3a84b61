"""A bucket as a website: which page answers which path, and where a visitor is sent instead.

These are decisions only, made of the bucket's website document; `handlers.websites` carries them out.

Source: https://cloud.tencent.com/document/product/436/31930
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import escaped

REDIRECT_HEADER = "x-cos-website-redirect-location"


class Rule(NamedTuple):
    """One routing rule; of `prefix` and `error` it has one, of `key` and `new_prefix` at most one."""

    prefix: str | None
    error: str
    """A status such as "404", or "4xx" for any of them."""
    protocol: str
    host: str
    status: int
    key: str | None
    new_prefix: str | None
    redirects: bool
    """Else the other page is shown in the place of the one asked for."""

    def key_for(self, key: str) -> str:
        """The key that takes the place of one that the rule is about."""
        if self.key is not None:
            return self.key
        if self.new_prefix is not None:
            return self.new_prefix + key.removeprefix(self.prefix or "")
        return key


class Site(NamedTuple):
    index_suffix: str
    error_key: str
    error_status: bool
    """The error document comes with the status of the error, not with 200."""
    without_extension: bool
    """`about` is the page `about.html`."""
    all_to_host: str
    all_to_protocol: str
    rules: tuple[Rule, ...]

    def page_of(self, key: str) -> str:
        """The key of the page that a path shows: of a folder, its index."""
        return f"{key}{self.index_suffix}" if not key or key.endswith("/") else key

    def elsewhere(self, scheme: str) -> tuple[str, str] | None:
        """Protocol and host ("" for the one asked) that all visitors are sent to; None if they stay."""
        if not self.all_to_host and self.all_to_protocol in ("", scheme):
            return None
        return self.all_to_protocol or scheme, self.all_to_host

    def rule_for_key(self, key: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.prefix is not None and key.startswith(rule.prefix)), None)

    def rule_for_error(self, status: int) -> Rule | None:
        wanted = (str(status), f"{status // 100}xx")
        return next((rule for rule in self.rules if rule.error in wanted), None)


@lru_cache(64)
def site_of(text: str) -> Site:
    """Of a bucket's document, as it is stored."""
    content = xml.parse(text.encode())
    error = content.get("ErrorDocument") or {}
    everything = content.get("RedirectAllRequestsTo") or {}
    rules = as_list((content.get("RoutingRules") or {}).get("RoutingRule"))
    return Site(
        content["IndexDocument"]["Suffix"],
        error.get("Key") or "",
        error.get("OriginalHttpStatus", "Enabled") == "Enabled",
        (content.get("AutoAddressing") or {}).get("Status") == "Enabled",
        everything.get("HostName") or "",
        everything.get("Protocol") or "",
        tuple(_rule(rule) for rule in rules),
    )


def _rule(rule: dict[str, Any]) -> Rule:
    condition, redirect = rule["Condition"], rule["Redirect"]
    return Rule(
        condition.get("KeyPrefixEquals"),
        (condition.get("HttpErrorCodeReturnedEquals") or "").lower(),
        redirect.get("Protocol") or "",
        redirect.get("HostName") or "",
        int(redirect.get("HttpRedirectCode") or 302),
        _text(redirect, "ReplaceKeyWith"),
        _text(redirect, "ReplaceKeyPrefixWith"),
        redirect.get("URLRedirect", "Enabled") == "Enabled",
    )


def _text(found: dict[str, Any], name: str) -> str | None:
    """An empty element is an empty text, a missing one is None."""
    return (found[name] or "") if name in found else None


def location(protocol: str, host: str, key: str) -> str:
    return f"{protocol}://{host}/{quote(key, safe='/-_.~')}"


def error_page(status: int, fields: dict[str, str]) -> bytes:
    """What a visitor sees where the site has no page for it."""
    title = f"{status} {HTTPStatus(status).phrase}"
    listed = "".join([f"<li>{escaped(name)}: {escaped(value)}</li>\n" for name, value in fields.items()])
    return (
        f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<ul>\n{listed}</ul>\n</body>\n</html>\n"
    ).encode(errors="replace")
