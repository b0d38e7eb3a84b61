"""What a request presents as its signature: read from where clients put it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from qcloud_cos.server.s3.codes import S3Refusal
from qcloud_cos.server.s3.sigv4 import ALGORITHM, Scope

LONGEST_SECONDS = 604_800
IN_QUERY = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
_FIELD = re.compile(r"\s*(Credential|SignedHeaders|Signature)=([^,\s]+)\s*")
_HEX = re.compile(r"[0-9a-f]{64}")


class Presented(NamedTuple):
    """A signature of Version 4."""

    secret_id: str
    scope: Scope
    signed: tuple[str, ...]
    """The names of the headers, in lower case."""
    signature: str
    moment: str = ""
    """When a presigned URL was made, as ``20130524T000000Z``; a header's is in the other headers."""
    seconds: int | None = None
    """How long a presigned URL lasts."""


def in_header(text: str) -> Presented:
    """Of an Authorization header.

    Raises:
        Refusal: AuthorizationHeaderMalformed.
    """
    algorithm, _, rest = text.partition(" ")
    matches = [_FIELD.fullmatch(part) for part in rest.split(",")]
    fields = {match[1]: match[2] for match in matches if match}
    if algorithm != ALGORITHM or len(fields) != 3 or len(matches) != 3:
        raise _malformed(f"it is not {ALGORITHM} with Credential, SignedHeaders and Signature")
    if not _HEX.fullmatch(fields["Signature"]):
        raise _malformed("the Signature is not 64 hexadecimal digits")
    secret_id, scope = credential(fields["Credential"])
    return Presented(secret_id, scope, _names(fields["SignedHeaders"]), fields["Signature"])


def in_query(query: Mapping[str, str]) -> Presented:
    """Of a presigned URL.

    Raises:
        Refusal: AuthorizationQueryParametersError.
    """
    fields = {name: query.get(f"X-Amz-{name}", "") for name in IN_QUERY}
    missing = [f"X-Amz-{name}" for name, value in fields.items() if not value]
    if missing:
        raise _query_error(f"A presigned URL needs {missing[0]}, too.")
    if fields["Algorithm"] != ALGORITHM:
        raise _query_error(f"X-Amz-Algorithm only supports {ALGORITHM}.")
    if not re.fullmatch(r"[0-9]{1,9}", fields["Expires"]):
        raise _query_error("X-Amz-Expires is not a number of seconds, from 0 on.")
    seconds = int(fields["Expires"])
    if seconds > LONGEST_SECONDS:
        raise _query_error(f"X-Amz-Expires must be at most a week: {LONGEST_SECONDS} seconds.")
    try:
        secret_id, scope = credential(fields["Credential"])
    except S3Refusal as error:
        raise _query_error(error.message) from None
    return Presented(
        secret_id, scope, _names(fields["SignedHeaders"]), fields["Signature"], fields["Date"], seconds
    )


def credential(text: str) -> tuple[str, Scope]:
    """Raises:
    Refusal: AuthorizationHeaderMalformed.
    """
    secret_id, *rest = text.rsplit("/", 4)
    if len(rest) != 4 or rest[3] != "aws4_request":
        raise _malformed("the Credential is not <id>/<date>/<region>/s3/aws4_request")
    if rest[2] != "s3":
        raise _malformed(f"the Credential is for the service {rest[2]}, not for s3")
    return secret_id, Scope(rest[0], rest[1], rest[2])


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.lower().split(";"))


def _malformed(reason: str) -> S3Refusal:
    return S3Refusal("AuthorizationHeaderMalformed", f"The authorization header is malformed; {reason}.")


def _query_error(message: str) -> S3Refusal:
    return S3Refusal("AuthorizationQueryParametersError", message)
