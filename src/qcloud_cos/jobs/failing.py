"""What failed: one object, or everything that would come after it."""

from __future__ import annotations

from qcloud_cos.errors import (
    CosServiceError,
    CredentialsError,
    InvalidAccessKeyId,
    NoSuchBucket,
    RequestTimeTooSkewed,
    SignatureDoesNotMatch,
)
from qcloud_cos.jobs.outcomes import Outcome
from qcloud_cos.jobs.specification import JobSpecification

_LONGEST_MESSAGE = 500
_OF_KEYS = (CredentialsError, InvalidAccessKeyId, SignatureDoesNotMatch, RequestTimeTooSkewed)


class Failing:
    """Of a job."""

    def __init__(self, specification: JobSpecification) -> None:
        # A manifest may name several buckets, of which one that is missing does not concern the others.
        several = specification.input.get("kind") != "prefix"
        self._ends = _OF_KEYS if several else (*_OF_KEYS, NoSuchBucket)

    def outcome(self, error: Exception) -> Outcome:
        """Of an object that it befell.

        Raises:
            Exception: `error` itself, if every other object would meet it, too.  The job ends, and can be gone
                on with when the reason is gone.
        """
        if isinstance(error, self._ends) or _has_expired(error):
            raise error
        return outcome(error)


def _has_expired(error: Exception) -> bool:
    return isinstance(error, CosServiceError) and error.get_error_code() == "ExpiredToken"


def outcome(error: Exception) -> Outcome:
    """The outcome that an error is."""
    if isinstance(error, CosServiceError):
        code = error.get_error_code()
        message = f"{error.get_status_code()}: {error.get_error_msg()} (request id {error.get_request_id()})"
    else:
        code, message = type(error).__name__, str(error) or type(error).__name__
    return Outcome("failed", 0, code, message[:_LONGEST_MESSAGE])
