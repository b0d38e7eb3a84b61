"""Where a bucket fetches what it does not have."""

from typing import TypedDict


class OriginCondition(TypedDict, total=False):
    HTTPStatusCode: int | str
    """``404``"""
    Prefix: str | None
    Suffix: str | None


class OriginHeader(TypedDict, total=False):
    Key: str
    Value: str


class OriginHeaders(TypedDict, total=False):
    Header: list[OriginHeader]


class OriginHttpHeader(TypedDict, total=False):
    FollowAllHeaders: str | bool
    NewHttpHeaders: OriginHeaders | None
    FollowHttpHeaders: OriginHeaders | None
    ForbidFollowHttpHeaders: OriginHeaders | None


class FollowRedirectionConfiguration(TypedDict, total=False):
    FollowOriginHeaders: str | bool
    FollowUrlAutoDecode: str | bool


class OriginParameter(TypedDict, total=False):
    Protocol: str
    """``HTTP``, ``HTTPS`` or ``FOLLOW``, that of the request."""
    TransparentErrorCode: str | bool
    FollowQueryString: str | bool
    HttpHeader: OriginHttpHeader | None
    FollowRedirection: str | bool
    FollowRedirectionConfiguration: FollowRedirectionConfiguration
    HttpRedirectCode: int | str
    CopyOriginData: str | bool


class OriginHost(TypedDict, total=False):
    """Also ``StandbyHostName_1`` and so on."""

    HostName: str
    Weight: int | str


class OriginPrefix(TypedDict, total=False):
    Prefix: str | None
    ReplacedWithPrefix: str | None


class OriginSuffix(TypedDict, total=False):
    Suffix: str | None
    ReplacedWithSuffix: str | None


class OriginFixedFile(TypedDict, total=False):
    FixedFilePath: str


class OriginFile(TypedDict, total=False):
    PrefixConfiguration: OriginPrefix
    SuffixConfiguration: OriginSuffix
    FixedFileConfiguration: OriginFixedFile
    PrefixDirective: str | bool
    Prefix: str | None
    Suffix: str | None


class OriginInfo(TypedDict, total=False):
    HostInfo: OriginHost
    FileInfo: OriginFile | None


class HTTPStandbyCode(TypedDict, total=False):
    StatusCode: list[str]


class OriginRule(TypedDict, total=False):
    RulePriority: int | str
    OriginType: str
    """``Mirror`` fetches and keeps, ``Proxy`` passes through, ``Redirect`` sends the caller there."""
    OriginCondition: OriginCondition
    OriginParameter: OriginParameter
    OriginInfo: OriginInfo
    HTTPStandbyCode: HTTPStandbyCode | None


class OriginConfiguration(TypedDict, total=False):
    OriginRule: list[OriginRule]
