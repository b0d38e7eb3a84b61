"""The policy of an upload form: what its fields have to be, until when, and how large the file.

Source: https://cloud.tencent.com/document/product/436/14690
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from qcloud_cos.server.refusal import Refusal

_SIGNED = ("q-sign-algorithm", "q-ak", "q-sign-time")


class Sizes(NamedTuple):
    """How many bytes the file may have."""

    least: int = 0
    most: int | None = None


class _Condition(NamedTuple):
    operator: str
    field: str
    value: str

    def holds(self, found: str | None) -> bool:
        if found is None:
            return False
        return found.startswith(self.value) if self.operator == "starts-with" else found == self.value


def check(document: bytes, fields: Mapping[str, str], now: float, signed: Collection[str] = _SIGNED) -> Sizes:
    """`fields` are the form's, with lower-case names, and with the bucket and the key as it will be.

    The policy has to say what those are that are called `signed`.

    Raises:
        Refusal: InvalidPolicyDocument; AccessDenied if the form is late, or is not as the policy has it.
    """
    policy = _loaded(document)
    expires = _moment(policy.get("expiration"))
    if now > expires:
        raise Refusal(
            "AccessDenied",
            f"You post object request has been expired, expiration time: {int(expires)} "
            f"but the time now : {int(now)}",
        )
    sizes, missing = Sizes(), set(signed)
    for condition in _conditions(policy.get("conditions")):
        if isinstance(condition, Sizes):
            sizes = condition
            continue
        missing.discard(condition.field)
        # A form has the time that it was signed for under another name.
        name = "q-key-time" if condition.field == "q-sign-time" else condition.field
        if not condition.holds(fields.get(name)):
            raise _mismatch(condition.field, condition.value)
    for name in signed:
        if name in missing:
            raise _mismatch(name, fields.get("q-key-time" if name == "q-sign-time" else name, ""))
    return sizes


def named(document: bytes) -> set[str]:
    """The fields that a policy says something of."""
    conditions = _conditions(_loaded(document).get("conditions"))
    return {condition.field for condition in conditions if isinstance(condition, _Condition)}


def decoded(text: str) -> bytes:
    """A form's field `policy`, which is what was signed.

    Raises:
        Refusal: InvalidPolicyDocument.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("InvalidPolicyDocument", "The policy of the form is not base64.") from None


def _loaded(document: bytes) -> dict[str, Any]:
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        raise Refusal("InvalidPolicyDocument", "The policy of the form is not a JSON object.")
    return policy


def _moment(text: Any) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refusal("InvalidPolicyDocument", "The policy's expiration is not a time in ISO 8601.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _conditions(listed: Any) -> Iterator[_Condition | Sizes]:
    if not isinstance(listed, list) or not listed:
        message = "You must provide condition if you specify a policy in post object request."
        raise Refusal("InvalidPolicyDocument", message)
    for entry in listed:
        match entry:
            case dict():
                for name, value in entry.items():
                    yield _Condition("eq", name.lower(), str(value))
            case [str(operator), int(least), int(most)] if operator.lower() == "content-length-range":
                yield Sizes(least, most)
            case ["eq" | "starts-with" as operator, str(name), value] if name.startswith("$"):
                yield _Condition(operator, name[1:].lower(), str(value))
            case _:
                raise Refusal("InvalidPolicyDocument", "A condition of the policy is not understood.")


def _mismatch(field: str, value: str) -> Refusal:
    if field in ("x-cos-security-token", "q-signature", "signature"):
        value = "..."  # whoever reads the answer, or the log, need not know it
    return Refusal("AccessDenied", f"Condition key {field} doesn't match the value [{value}]")
