"""How a bucket answers: to which pages, with which overrides, over which network."""

from typing import TypedDict


class DomainList(TypedDict, total=False):
    Domain: list[str]
    """Such as ``*.example.com``; ports and path prefixes are allowed."""


class RefererConfiguration(TypedDict, total=False):
    """Which pages may show the bucket's objects."""

    Status: str
    """``Enabled`` or ``Disabled``."""
    RefererType: str
    """``White-List``: only from these; ``Black-List``: not from these."""
    DomainList: DomainList | None
    EmptyReferConfiguration: str
    """``Allow`` or ``Deny`` requests without a Referer; Deny if not given."""
    VerifySignatureURL: str
    """``Enabled``: also of requests with a signature."""


class ControlParamList(TypedDict, total=False):
    Param: list[str]
    """``response-content-type``, ``response-content-disposition``, ..."""


class ResponseControlConfiguration(TypedDict, total=False):
    """Which ``response-...`` parameters may override headers of answers."""

    ControlParamList: ControlParamList | None


class AccelerateConfiguration(TypedDict, total=False):
    """Empty in results if the bucket never was accelerated."""

    Status: str
    """``Enabled`` or ``Suspended``."""
    Type: str
