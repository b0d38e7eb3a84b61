"""Bucket configurations: documents that are checked, kept, and given back.

Each is a row of `DOCUMENTS`; the handlers of one are made from its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import COLDER, as_list, date_of
from qcloud_cos.server.refusal import Refusal, argument

METHODS = ("PUT", "GET", "POST", "DELETE", "HEAD")
MOST_CORS_RULES = 100
MOST_LIFECYCLE_RULES = 1000
MOST_DAYS = 36500


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    """The sub-resource, and the operations' last word."""
    root: str
    missing: str
    """The code when there is none; empty if an empty element is the answer."""
    check: Callable[[dict[str, Any]], None]
    largest: int = 64 * 1024

    def normalised(self, body: bytes) -> str:
        """The document as it is kept: what was understood of it, and nothing else.

        Raises:
            Refusal: MalformedXML, InvalidArgument.
        """
        try:
            content = xml.parse(body, root=self.root)
            content.pop("xmlns", None)
            self.check(content)
        except xml.MalformedXML as error:
            raise Refusal("MalformedXML", f"The {self.root} is not valid: {error}") from None
        except (AttributeError, KeyError, TypeError) as error:
            raise Refusal("MalformedXML", f"The {self.root} lacks or misplaces {error}.") from None
        return xml.element(self.root, content)


def check_cors(content: dict[str, Any]) -> None:
    rules = as_list(content.get("CORSRule"))
    if not 1 <= len(rules) <= MOST_CORS_RULES:
        raise Refusal("MalformedXML", f"A CORSConfiguration has 1 to {MOST_CORS_RULES} rules.")
    for rule in rules:
        origins, methods = as_list(rule["AllowedOrigin"]), as_list(rule["AllowedMethod"])
        if not origins or not methods or any(method not in METHODS for method in methods):
            raise argument(f"AllowedMethod is one of {', '.join(METHODS)}.")
        patterns = [*origins, *as_list(rule.get("AllowedHeader"))]
        if any(not pattern or pattern.count("*") > 1 for pattern in patterns):
            raise argument("AllowedOrigin and AllowedHeader hold at most one * each.")
        if rule.get("MaxAgeSeconds") is not None:
            _number(rule["MaxAgeSeconds"], "MaxAgeSeconds", 0)


def check_lifecycle(content: dict[str, Any]) -> None:
    rules = as_list(content.get("Rule"))
    if not 1 <= len(rules) <= MOST_LIFECYCLE_RULES:
        raise Refusal("MalformedXML", f"A LifecycleConfiguration has 1 to {MOST_LIFECYCLE_RULES} rules.")
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    if len(set(ids)) < len(ids) or any(len(id_) > 255 for id_ in ids):
        raise argument("The ID of a rule is unique and at most 255 characters long.")
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    if rule["Status"] not in ("Enabled", "Disabled"):
        raise Refusal("MalformedXML", "The Status of a rule is Enabled or Disabled.")
    deeds = 0
    for move in as_list(rule.get("Transition")):
        _check_when(move, "Days", 0)
        _check_class(move)
        deeds += 1
    for move in as_list(rule.get("NoncurrentVersionTransition")):
        _number(move["NoncurrentDays"], "NoncurrentDays", 0)
        _check_class(move)
        deeds += 1
    expire = rule.get("Expiration")
    if expire is not None:
        if expire.get("ExpiredObjectDeleteMarker") is None:
            _check_when(expire, "Days", 1)
        elif expire["ExpiredObjectDeleteMarker"] not in ("true", "false") or len(expire) > 1:
            raise Refusal("MalformedXML", "ExpiredObjectDeleteMarker is true or false, and stands alone.")
        deeds += 1
    for name, days in (
        ("NoncurrentVersionExpiration", "NoncurrentDays"),
        ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ):
        if rule.get(name) is not None:
            _number(rule[name][days], days, 1)
            deeds += 1
    if not deeds:
        raise Refusal("MalformedXML", "A rule needs something to do.")
    _check_filter(rule.get("Filter") or {})


def _check_filter(kept: dict[str, Any]) -> None:
    both = kept.get("And") or {}
    for tag in [*as_list(kept.get("Tag")), *as_list(both.get("Tag"))]:
        if not tag["Key"]:
            raise Refusal("MalformedXML", "A Tag needs a Key.")
    for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan"):
        if both.get(name) is not None:
            _number(both[name], name, 0, 1 << 50)


def _check_when(entry: dict[str, Any], name: str, least: int) -> None:
    if (entry.get("Days") is None) == (entry.get("Date") is None):
        raise Refusal("MalformedXML", "Either Days or Date has to be given.")
    if entry.get("Days") is not None:
        _number(entry["Days"], name, least)
        return
    try:
        date_of(entry["Date"])
    except ValueError:
        raise argument(f"{entry['Date']} is not a date like 2030-01-31T00:00:00+08:00.") from None


def _check_class(move: dict[str, Any]) -> None:
    name = (move["StorageClass"] or "").upper().removeprefix("MAZ_")
    if name not in COLDER[1:]:
        raise argument(f"{move['StorageClass']} is not a storage class that objects can move to.")


def check_versioning(content: dict[str, Any]) -> None:
    if content["Status"] not in ("Enabled", "Suspended"):
        raise Refusal("MalformedXML", "The Status of versioning is Enabled or Suspended.")


def _number(text: str | None, name: str, least: int, most: int = MOST_DAYS) -> None:
    if not text or not text.isdecimal() or not text.isascii() or len(text) > 18:
        raise argument(f"{name} is not a whole number.")
    if not least <= int(text) <= most:
        raise argument(f"{name} is not between {least} and {most}.")


CORS = Document("cors", "CORSConfiguration", "NoSuchCORSConfiguration", check_cors)
LIFECYCLE = Document(
    "lifecycle", "LifecycleConfiguration", "NoSuchLifecycleConfiguration", check_lifecycle, 1 << 20
)
VERSIONING = Document("versioning", "VersioningConfiguration", "", check_versioning)
DOCUMENTS = (CORS, LIFECYCLE)
"""Those kept as text.  Versioning is a column of the bucket."""
