"""Which pages may show what is in a bucket: its list of referers, white or black.

Who signs is not asked where he comes from; who only has a signed URL is, if the configuration says so.

Source: https://cloud.tencent.com/document/product/436/32492
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.recent import Recent
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.wildcards import matches

LONGEST = 2048
"""Of a referer, as far as it is looked at: it bounds the work."""


class Referers(NamedTuple):
    enabled: bool
    white: bool
    patterns: tuple[str, ...]
    empty_allowed: bool
    signed_urls: bool
    """Ask signed URLs, too."""

    def allow(self, referer: str) -> bool:
        if not referer:
            return self.empty_allowed
        return any(fits(pattern, referer) for pattern in self.patterns) == self.white


def fits(pattern: str, referer: str) -> bool:
    """Whether a referer begins as a pattern has it: "www.qq.com/example", "192.168.1.2:8080", "*.qq.com".

    The protocol counts only if the pattern has one, and a "*" stands for letters of the host alone: a page
    that has a listed name in its path or query is not of that host.
    """
    protocol, host, path = _split(referer[:LONGEST])
    wanted_protocol, wanted_host, wanted_path = _split(pattern)
    if wanted_protocol and wanted_protocol != protocol:
        return False
    if wanted_path:
        return matches(wanted_host, host) and matches(f"{wanted_path}*", path)
    return matches(f"{wanted_host}*", host)


def _split(address: str) -> tuple[str, str, str]:
    """Protocol and host in lower case, and the rest."""
    protocol, found, rest = address.partition("://")
    if not found:
        protocol, rest = "", address
    ends = [at for mark in "/?#" if (at := rest.find(mark)) >= 0]
    end = min(ends, default=len(rest))
    return protocol.lower(), rest[:end].lower(), rest[end:]


def check(db: Recent, request: ServerRequest) -> None:
    """Raises:
    Refusal: AccessDenied.
    """
    text = db.document(request.bucket, "referer") if request.bucket else None
    if text is None or request.method == "OPTIONS" or _is_form(request):
        return
    found = referers_of(text)
    asked = found.enabled and (request.caller is None or found.signed_urls)
    if asked and not found.allow(request.headers.get("referer", "")):
        raise Refusal("AccessDenied", "You are denied by bucket referer rule")


def _is_form(request: ServerRequest) -> bool:
    """A form brings its signature in the body."""
    return request.method == "POST" and not request.key


@lru_cache(64)
def referers_of(text: str) -> Referers:
    content = xml.parse(text.encode())
    return Referers(
        content["Status"] == "Enabled",
        content["RefererType"] == "White-List",
        tuple(as_list((content.get("DomainList") or {}).get("Domain"))),
        content.get("EmptyReferConfiguration") == "Allow",
        content.get("VerifySignatureURL") == "Enabled",
    )
