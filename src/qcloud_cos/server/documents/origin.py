"""Where a bucket fetches what it does not have."""

from __future__ import annotations

from typing import Any

from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import (
    ANY,
    TRUTH,
    Choice,
    Element,
    Text,
    Whole,
    malformed,
    many,
    maybe,
    one_of,
)
from qcloud_cos.server.refusal import argument

_HEADERS = maybe(Element({"Header": many(Element({"Key": Text(), "Value": maybe(ANY)}), 0)}))
_PRIVATE = Element(
    {
        "Host": Text(),
        "CredentialProvider": maybe(
            Element(
                {
                    name: maybe(ANY)
                    for name in (
                        "Role",
                        "AuthorizationAlgorithm",
                        "Region",
                        "SecretId",
                        "EncryptedSecretKey",
                        "SecretKey",
                    )
                }
            )
        ),
    }
)
_HOST = Element(
    {"HostName": maybe(Text()), "Weight": maybe(Whole(1, 100)), "PrivateHost": maybe(_PRIVATE)},
    numbered={"StandbyHostName": Text(), "PrivateStandbyHost": _PRIVATE},
)
_FILE = Element(
    {
        "PrefixConfiguration": maybe(Element({"Prefix": maybe(ANY), "ReplacedWithPrefix": maybe(ANY)})),
        "SuffixConfiguration": maybe(Element({"Suffix": maybe(ANY), "ReplacedWithSuffix": maybe(ANY)})),
        "FixedFileConfiguration": maybe(Element({"FixedFilePath": Text()})),
        "PrefixDirective": maybe(TRUTH),
        "Prefix": maybe(ANY),
        "Suffix": maybe(ANY),
    }
)
_PARAMETER = Element(
    {
        "Protocol": maybe(Choice(("HTTP", "HTTPS", "FOLLOW"), any_case=True)),
        "TransparentErrorCode": maybe(TRUTH),
        "FollowQueryString": maybe(TRUTH),
        "HttpHeader": maybe(
            Element(
                {
                    "FollowAllHeaders": maybe(TRUTH),
                    "NewHttpHeaders": _HEADERS,
                    "FollowHttpHeaders": _HEADERS,
                    "ForbidFollowHttpHeaders": _HEADERS,
                    "ForbidFollowHeaders": _HEADERS,
                }
            )
        ),
        "FollowRedirection": maybe(TRUTH),
        "FollowRedirectionConfiguration": maybe(
            Element({"FollowOriginHeaders": maybe(TRUTH), "FollowUrlAutoDecode": maybe(TRUTH)})
        ),
        "HttpRedirectCode": many(Text(pattern="30[127]"), 0, 2),
        "CopyOriginData": maybe(TRUTH),
    }
)


def _check_origin(content: dict[str, Any]) -> None:
    rules = content["OriginRule"]
    priorities = [rule["RulePriority"] for rule in rules]
    if len(set(priorities)) < len(priorities):
        raise argument("The RulePriority of a rule is unique.")
    for rule in rules:
        for host in rule["OriginInfo"]["HostInfo"]:
            if "HostName" not in host and "PrivateHost" not in host:
                raise malformed("HostInfo needs a HostName or a PrivateHost.")


ORIGIN = Document(
    "origin",
    "OriginConfiguration",
    Element(
        {
            "OriginRule": many(
                Element(
                    {
                        "RulePriority": Whole(1, 1000),
                        "OriginType": one_of("Mirror", "Proxy", "Redirect"),
                        "OriginCondition": Element(
                            {
                                "HTTPStatusCode": maybe(Text(pattern="[45][0-9xX][0-9xX]")),
                                "Prefix": maybe(ANY),
                                "Suffix": maybe(ANY),
                            }
                        ),
                        "OriginParameter": _PARAMETER,
                        "OriginInfo": Element({"HostInfo": many(_HOST, most=20), "FileInfo": maybe(_FILE)}),
                        "HTTPStandbyCode": maybe(Element({"StatusCode": many(Text(), 0)})),
                    }
                ),
                most=100,
            )
        }
    ),
    "OriginConfigurationNotFoundError",
    _check_origin,
    behaves=True,
)
