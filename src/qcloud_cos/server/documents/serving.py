"""How a bucket answers: as a website, to which pages, with which overrides, over which network."""

from __future__ import annotations

from typing import Any

from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import ANY, ENABLED, Choice, Element, Text, malformed, many, maybe, one_of
from qcloud_cos.server.refusal import argument

_PROTOCOL = Choice(("https", "http"), any_case=True)


def _check_website(content: dict[str, Any]) -> None:
    for rule in (content.get("RoutingRules") or {}).get("RoutingRule", []):
        if len(rule["Condition"]) != 1:
            raise malformed("A Condition is either HttpErrorCodeReturnedEquals or KeyPrefixEquals.")
        redirect = rule["Redirect"]
        if "ReplaceKeyWith" in redirect and "ReplaceKeyPrefixWith" in redirect:
            raise malformed("A Redirect has either ReplaceKeyWith or ReplaceKeyPrefixWith.")


WEBSITE = Document(
    "website",
    "WebsiteConfiguration",
    Element(
        {
            "IndexDocument": Element({"Suffix": Text(850)}),
            "RedirectAllRequestsTo": maybe(Element({"HostName": maybe(Text()), "Protocol": maybe(_PROTOCOL)})),
            "AutoAddressing": maybe(Element({"Status": ENABLED})),
            "ErrorDocument": maybe(
                Element(
                    {
                        "Key": Text(850),
                        "OriginalHttpStatus": maybe(ENABLED),
                        "Charity404": maybe(ANY),
                    }
                )
            ),
            "RoutingRules": maybe(
                Element(
                    {
                        "RoutingRule": many(
                            Element(
                                {
                                    "Condition": Element(
                                        {
                                            "HttpErrorCodeReturnedEquals": maybe(
                                                Text(pattern="4[0-9][0-9]|4[xX][xX]")
                                            ),
                                            "KeyPrefixEquals": maybe(Text(850)),
                                        }
                                    ),
                                    "Redirect": Element(
                                        {
                                            "Protocol": maybe(_PROTOCOL),
                                            "HostName": maybe(Text()),
                                            "HttpRedirectCode": maybe(Text(pattern="30[1278]")),
                                            "ReplaceKeyWith": maybe(ANY),
                                            "ReplaceKeyPrefixWith": maybe(ANY),
                                            "URLRedirect": maybe(ENABLED, "Enabled"),
                                        }
                                    ),
                                }
                            ),
                            0,
                            100,
                        )
                    }
                )
            ),
        }
    ),
    "NoSuchWebsiteConfiguration",
    _check_website,
    behaves=True,
)


def _check_referer(content: dict[str, Any]) -> None:
    listed = (content.get("DomainList") or {}).get("Domain", [])
    if content["Status"] == "Enabled" and not listed:
        raise malformed("An enabled RefererConfiguration needs a DomainList.")


REFERER = Document(
    "referer",
    "RefererConfiguration",
    Element(
        {
            "Status": ENABLED,
            "RefererType": one_of("Black-List", "White-List"),
            "DomainList": maybe(Element({"Domain": many(Text(), 0)})),
            "EmptyReferConfiguration": maybe(one_of("Allow", "Deny")),
            "VerifySignatureURL": maybe(ENABLED),
        }
    ),
    check=_check_referer,
    methods=("PUT", "GET"),
    behaves=True,
    empty_removes=True,
)

OVERRIDES = tuple(
    f"response-{name}"
    for name in (
        "content-type",
        "content-language",
        "expires",
        "cache-control",
        "content-disposition",
        "content-encoding",
    )
)


def _check_response_control(content: dict[str, Any]) -> None:
    for name in (content.get("ControlParamList") or {}).get("Param", []):
        if name.lower() not in OVERRIDES:
            raise argument(f"A Param is one of {', '.join(OVERRIDES)}.")


RESPONSE_CONTROL = Document(
    "response-control",
    "ResponseControlConfiguration",
    Element({"ControlParamList": maybe(Element({"Param": many(Text(), 0)}))}),
    check=_check_response_control,
)

ACCELERATE = Document(
    "accelerate",
    "AccelerateConfiguration",
    Element({"Status": one_of("Enabled", "Suspended"), "Type": maybe(one_of("COS"))}),
    methods=("PUT", "GET"),
    behaves=True,
)
