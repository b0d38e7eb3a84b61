"""Which dialect a request is in.  Decided once, by its signature; without one, by its names."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = ("x-amz-", "amz-sdk-")


def is_s3(headers: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """Of lower-case header names; an empty Authorization counts as none."""
    authorization = headers.get("authorization")
    if authorization is not None:
        return authorization.startswith("AWS")
    if query:
        if "X-Amz-Signature" in query or "X-Amz-Algorithm" in query or "AWSAccessKeyId" in query:
            return True
        if "q-signature" in query or "q-sign-algorithm" in query or "sign" in query:
            return False
        if "list-type" in query or "x-id" in query:
            return True
    for name in headers:  # noqa: SIM110 - a third of the time of any(), and every unsigned request comes here
        if name.startswith(_NAMES):
            return True
    return False


def is_s3_form(fields: Mapping[str, str]) -> bool:
    """Of an upload form's fields, by their lower-case names."""
    return "x-amz-signature" in fields or "awsaccesskeyid" in fields
