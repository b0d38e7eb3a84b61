"""A bucket as a static website."""

from typing import TypedDict


class IndexDocument(TypedDict, total=False):
    Suffix: str
    """``index.html``"""


class ErrorDocument(TypedDict, total=False):
    Key: str
    OriginalHttpStatus: str
    """``Enabled``: 404 stays 404; ``Disabled``: the document is answered with 200."""


class RedirectAllRequestsTo(TypedDict, total=False):
    Protocol: str
    HostName: str


class AutoAddressing(TypedDict, total=False):
    Status: str
    """``Enabled``: ``/about`` finds ``about.html``."""


class RoutingCondition(TypedDict, total=False):
    """One of the two."""

    HttpErrorCodeReturnedEquals: str
    KeyPrefixEquals: str


class Redirect(TypedDict, total=False):
    Protocol: str
    HostName: str
    HttpRedirectCode: str
    ReplaceKeyWith: str
    ReplaceKeyPrefixWith: str
    URLRedirect: str


class RoutingRule(TypedDict, total=False):
    Condition: RoutingCondition
    Redirect: Redirect


class WebsiteConfiguration(TypedDict, total=False):
    IndexDocument: IndexDocument
    ErrorDocument: ErrorDocument
    RedirectAllRequestsTo: RedirectAllRequestsTo
    AutoAddressing: AutoAddressing
    RoutingRules: list[RoutingRule]
    """The rules themselves, at most 100; on the wire each is a ``RoutingRule`` inside."""
