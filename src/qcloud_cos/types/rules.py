"""A bucket's rules: cross-origin access, and the lifecycle of what it holds."""

from typing import Required, TypedDict


class CORSRule(TypedDict, total=False):
    ID: str
    AllowedOrigin: Required[list[str]]
    """Such as ``https://www.example.com``; one ``*`` may stand anywhere."""
    AllowedMethod: Required[list[str]]
    """Of GET, PUT, HEAD, POST, DELETE."""
    AllowedHeader: list[str]
    ExposeHeader: list[str]
    MaxAgeSeconds: int | str
    """Seconds a browser may remember a preflight; a str in results."""


class CORSConfiguration(TypedDict, total=False):
    CORSRule: Required[list[CORSRule]]
    ResponseVary: str


class Tag(TypedDict):
    Key: str
    Value: str


class LifecycleAnd(TypedDict, total=False):
    Prefix: str
    Tag: list[Tag]


class LifecycleFilter(TypedDict, total=False):
    """Which objects a rule is for; empty means all."""

    Prefix: str | None
    Tag: list[Tag]
    And: LifecycleAnd


class Expiration(TypedDict, total=False):
    """One of the three; days count from the last change, dates are as in ``2026-12-01T00:00:00+08:00``."""

    Days: int | str
    Date: str
    ExpiredObjectDeleteMarker: str


class Transition(TypedDict, total=False):
    Days: int | str
    Date: str
    StorageClass: str


class NoncurrentVersionExpiration(TypedDict, total=False):
    NoncurrentDays: int | str


class NoncurrentVersionTransition(TypedDict, total=False):
    NoncurrentDays: int | str
    StorageClass: str


class AbortIncompleteMultipartUpload(TypedDict, total=False):
    DaysAfterInitiation: int | str


class LifecycleRule(TypedDict, total=False):
    ID: str
    Filter: LifecycleFilter | None
    Status: Required[str]
    """``Enabled`` or ``Disabled``."""
    Expiration: Expiration
    Transition: list[Transition]
    """One may stand alone as an argument; always a list in results."""
    NoncurrentVersionExpiration: NoncurrentVersionExpiration
    NoncurrentVersionTransition: list[NoncurrentVersionTransition]
    AbortIncompleteMultipartUpload: AbortIncompleteMultipartUpload


class LifecycleConfiguration(TypedDict, total=False):
    Rule: Required[list[LifecycleRule]]
