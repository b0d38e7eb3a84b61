"""Policies in the access management's grammar: read, and asked about a request.

A bucket's policy says who may do what in it; the policy of temporary credentials, what their holder may.

Source: https://cloud.tencent.com/document/product/436/30749
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from qcloud_cos.server.policy_conditions import LONGEST_TEXT, Condition, Values, condition
from qcloud_cos.server.wildcards import matches

Verdict = Literal["allow", "deny", ""]
MOST_BYTES = 20 * 1024
ANYONE = ("*", "qcs::cam::anyone:anyone")
"""Signed or not."""
ANONYMOUS = "qcs::cam::anonymous:anonymous"
_MEMBERS = {"sid", "effect", "principal", "action", "resource", "condition"}


class Asked(NamedTuple):
    """What a request wants to do."""

    caller: str
    """A qcs id; empty for an anonymous caller."""
    actions: tuple[str, ...]
    """In lower case; one that a statement names is enough."""
    region: str
    owner: str
    """The bucket's appid."""
    targets: tuple[str, ...]
    """bucket/key; one that a statement names is enough."""
    values: Values


class Statement(NamedTuple):
    allows: bool
    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[tuple[str, str, str], ...]
    """Region, account and bucket/key, each a pattern."""
    conditions: tuple[Condition, ...]

    def covers(self, asked: Asked) -> bool:
        return (
            any(matches(pattern, action) for pattern in self.actions for action in asked.actions)
            and any(_names(resource, asked) for resource in self.resources)
            and self._means(asked.caller)
            and all(one.holds(asked.values) for one in self.conditions)
        )

    def _means(self, caller: str) -> bool:
        for principal in self.principals:
            if principal in ANYONE:
                return True
            if principal == ANONYMOUS:
                # Who has signed may do what the unsigned may; a ban on those is not for him.
                if not caller or self.allows:
                    return True
            elif caller and matches(principal, caller):
                return True
        return False


def verdict(text: str, asked: Asked) -> Verdict:
    """What a stored policy says: a statement that denies beats all that allow."""
    found: Verdict = ""
    for statement in statements_of(text):
        if statement.allows and found:
            continue
        if statement.covers(asked):
            if not statement.allows:
                return "deny"
            found = "allow"
    return found


def of_bucket(body: bytes) -> str:
    """A bucket's policy as it is kept, and given back: names in COS's spelling, single values as lists.

    Raises:
        ValueError: what is wrong with it.
    """
    return json.dumps(_normalised(_loaded(body), principals=True), ensure_ascii=False, separators=(",", ":"))


def of_credentials(document: str | Mapping[str, Any]) -> str:
    """The same of the policy of temporary credentials, where nobody is named: it is the holder's.

    Raises:
        ValueError: what is wrong with it.
    """
    text = document if isinstance(document, str) else json.dumps(document)
    return json.dumps(_normalised(_loaded(text.encode()), principals=False), ensure_ascii=False)


@lru_cache(256)
def statements_of(text: str) -> tuple[Statement, ...]:
    """Of a normalised policy."""
    return tuple(_statement(entry) for entry in json.loads(text)["Statement"])


def _loaded(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    return _lower(document, "a policy")


def _normalised(document: dict[str, Any], *, principals: bool) -> dict[str, Any]:
    if document.get("version") not in ("2.0", 2.0):
        raise ValueError("its version is not 2.0")
    entries = document.get("statement")
    entries = [entries] if isinstance(entries, dict) else entries
    if not isinstance(entries, list) or not entries:
        raise ValueError("it has no Statement")
    kept = [_entry(entry, principals) for entry in entries]
    for entry in kept:
        _statement(entry)
    return {"Statement": kept, "version": "2.0"}


def _entry(given: Any, principals: bool) -> dict[str, Any]:
    entry = _lower(given, "a Statement")
    if unknown := sorted(entry.keys() - _MEMBERS):
        # A condition that is misspelt and therefore dropped would let everyone in.
        raise ValueError(f"a Statement has no {unknown[0]}")
    effect = str(entry.get("effect")).lower()
    if effect not in ("allow", "deny"):
        raise ValueError("an Effect is allow or deny")
    kept: dict[str, Any] = {"Sid": entry["sid"]} if entry.get("sid") else {}
    kept |= {"Action": _texts(entry.get("action"), "Action"), "Effect": effect}
    if principals:
        kept["Principal"] = {"qcs": _principals(entry.get("principal"))}
    kept["Resource"] = _texts(entry.get("resource"), "Resource")
    if entry.get("condition"):
        listed = _lower(entry["condition"], "a Condition")
        kept["Condition"] = {name: _lower(keys, name) for name, keys in listed.items()}
    return kept


def _principals(given: Any) -> list[str]:
    if given == "*":
        return ["*"]
    found = _texts(_lower(given, "a Principal").get("qcs"), "Principal")
    for principal in found:
        if principal != "*" and not principal.startswith("qcs::cam::"):
            raise ValueError(f"{principal} is not a principal")
    return found


def _texts(given: Any, what: str) -> list[str]:
    texts = given if isinstance(given, list) else [given]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise ValueError(f"the {what} of a Statement is missing or no text")
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise ValueError(f"the {what} of a Statement is longer than {LONGEST_TEXT} characters")
    return texts


def _lower(given: Any, what: str) -> dict[str, Any]:
    """With names in lower case: `Statement`, `statement` and `STATEMENT` are all in use."""
    if not isinstance(given, dict):
        raise ValueError(f"{what} is not an object")
    found = {name.lower(): value for name, value in given.items()}
    if len(found) < len(given):
        raise ValueError(f"{what} has a member twice")
    return found


def _statement(entry: dict[str, Any]) -> Statement:
    return Statement(
        entry["Effect"] == "allow",
        tuple(_principal(text) for text in entry.get("Principal", {"qcs": ["*"]})["qcs"]),
        tuple(_action(text) for text in entry["Action"]),
        tuple(_resource(text) for text in entry["Resource"]),
        tuple(
            condition(name, key, listed if isinstance(listed, list) else [listed])
            for name, keys in entry.get("Condition", {}).items()
            for key, listed in keys.items()
        ),
    )


def _principal(text: str) -> str:
    root = text.removesuffix(":root")
    if root == text:
        return text
    # uin/100000000001:root is the account itself.
    return f"{root}:{root.rpartition(':')[2]}"


def _action(text: str) -> str:
    action = text.lower().removeprefix("name/")
    if action != "*" and not action.startswith("cos:"):
        raise ValueError(f"{text} is not an action like name/cos:GetObject")
    return action


def _resource(text: str) -> tuple[str, str, str]:
    if text == "*":
        return "*", "*", "*"
    pieces = text.split(":", 5)
    if len(pieces) != 6 or pieces[0] != "qcs" or pieces[2] not in ("cos", "*"):
        raise ValueError(f"{text} is not a resource like qcs::cos:ap-beijing:uid/1250000000:bucket-1250000000/*")
    region, account, target = pieces[3:]
    if target.startswith("prefix//"):
        # An older way to write it, still in many examples: prefix//appid/bucket/key.
        appid, _, path = target[len("prefix//") :].partition("/")
        bucket, slash, key = path.partition("/")
        target = f"{bucket}-{appid}{slash}{key}"
    return region or "*", account.removeprefix("uid/") or "*", target


def _names(resource: tuple[str, str, str], asked: Asked) -> bool:
    region, account, target = resource
    return (
        matches(region, asked.region)
        and matches(account, asked.owner)
        and any(matches(target, one) for one in asked.targets)
    )
