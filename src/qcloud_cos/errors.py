"""What can go wrong.

* CosException
  x CosClientError            nothing usable came back
    + ConnectFailed           no connection: nothing was sent
    + AnswerLost              sent, at least in part, and no whole answer: it may have happened
    + BodyCutShort            the answer's body ended early
    + ChecksumMismatch        the bytes are not those that COS stored, or was sent
    + Cancelled               a transfer's `Cancellation` was cancelled
    + FileMissing             a file to send, or a folder to write to, is not there
    + CredentialsError        the keys to sign with could not be had
      - NoCredentials         there were none anywhere
  x CosServiceError           COS answered, with status 300 or above
    + NoSuchKey, NoSuchBucket, AccessDenied, ...   one class a code, see `BY_CODE`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qcloud_cos.core import xml

if TYPE_CHECKING:
    from qcloud_cos.core.identity import Credentials

UNKNOWN = "Unknown"
_FIELDS = {
    "Code": "code",
    "Message": "message",
    "Resource": "resource",
    "RequestId": "requestid",
    "TraceId": "traceid",
}


class CosException(Exception):
    """Base of every error this library raises on purpose."""

    operation = ""

    def __init__(self, message: Any = "") -> None:
        super().__init__(message)
        self._message = message

    def during(self, operation: str) -> CosException:
        """The same error, naming the operation that was called."""
        self.operation = operation
        return self

    def __str__(self) -> str:
        text = self._text()
        return f"{self.operation}: {text}" if self.operation else text

    def _text(self) -> str:
        return str(self._message)


class CosClientError(CosException):
    """The request could not be made, or no usable answer arrived."""


class ConnectFailed(CosClientError):
    """No connection: nothing was sent."""


class AnswerLost(CosClientError):
    """The request was sent, at least in part, and no whole answer came: it may have happened."""


class BodyCutShort(CosClientError):
    """The body of an answer ended before its end: what was read is not the object."""


class ChecksumMismatch(CosClientError):
    """The bytes read are not those that COS stored, or those stored not the ones sent: their CRC-64 differs."""


class Cancelled(CosClientError):
    """The transfer was ended by its `Cancellation`."""


class FileMissing(CosClientError, FileNotFoundError):
    """A file to send, or a folder to write to, is not there: a FileNotFoundError, too, as it always was."""


class CredentialsError(CosClientError):
    """The source of the keys to sign with does not give them: refused, out of reach, or not as it should be."""


class NoCredentials(CredentialsError):
    """None were given, and none were found: the message says where was looked."""


class CosServiceError(CosException):
    """COS refused or failed a request.

    None of the getters raises; what the answer did not say is "Unknown".
    """

    signer = ""
    """Whose keys the request was signed with, and where they were from: ``AKID***abcd from ...``."""

    def __init__(self, method: str, message: Any, status_code: int, origin: str = "") -> None:
        super().__init__(message)
        self._method = method
        self._status_code = status_code
        if isinstance(message, Mapping):
            self._origin_msg: str = origin
            self._digest_msg: dict[str, Any] = dict(message)
        else:
            self._origin_msg = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
            self._digest_msg = _digest(self._origin_msg)

    @classmethod
    def of(cls, method: str, message: Any, status: int, origin: str = "") -> CosServiceError:
        """The error of the class that its code names; `origin` is the body that `message` was made from."""
        error = CosServiceError(method, message, status, origin)
        narrow = BY_CODE.get(error.get_error_code())
        return narrow(method, message, status, origin) if narrow else error

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self._method, self._digest_msg, self._status_code, self._origin_msg)
        return type(self), arguments, {"operation": self.operation, "signer": self.signer}

    def _text(self) -> str:
        whose = f"; signed by {self.signer}" if self.signer and self._is_about_keys() else ""
        return one_line(
            f"{self._status_code} {self.get_error_code()}: {self.get_error_msg()} "
            f"(request id {self.get_request_id()}{whose})"
        )

    def _is_about_keys(self) -> bool:
        return self._status_code in (401, 403) or self.get_error_code() == "ExpiredToken"

    def signed_by(self, credentials: Credentials | None) -> CosServiceError:
        """The same error, knowing who signed the request."""
        self.signer = credentials.described() if credentials else "nobody: the client is anonymous"
        return self

    def get_origin_msg(self) -> str:
        """The body as it came, XML mostly; empty if there was none."""
        return self._origin_msg

    def get_digest_msg(self) -> dict[str, Any]:
        """``code``, ``message``, ``resource``, ``requestid`` and ``traceid``, those that are known."""
        return self._digest_msg

    def get_status_code(self) -> int:
        return self._status_code

    def get_error_code(self) -> str:
        return self._field("code")

    def get_error_msg(self) -> str:
        return self._field("message")

    def get_resource_location(self) -> str:
        return self._field("resource")

    def get_trace_id(self) -> str:
        return self._field("traceid")

    def get_request_id(self) -> str:
        return self._field("requestid")

    def _field(self, name: str) -> str:
        value = self._digest_msg.get(name)
        return UNKNOWN if value is None else str(value)


def one_line(text: str) -> str:
    """What others have sent, as a line of a log or a terminal can show it: line breaks and the like escaped."""
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else each.encode("unicode_escape").decode() for each in text])


def _digest(body: str) -> dict[str, Any]:
    """An error body's fields by the names `get_digest_msg` has had since the first SDK."""
    try:
        fields = xml.parse_answer(body.encode()).items()
        found: Any = {"TraceId": UNKNOWN} | {k: v for k, v in fields if v is not None}
    except xml.MalformedXML:
        import json  # rarely needed

        try:
            found = json.loads(body)
        except ValueError:
            found = None
    if not isinstance(found, dict):
        return {}
    return {_FIELDS.get(str(name), str(name)): value for name, value in found.items() if value is not None}


class AccessDenied(CosServiceError):
    """403: neither the ACL nor a policy lets the caller do this."""


class SignatureDoesNotMatch(CosServiceError):
    """403: the secret key is wrong, or something changed the request on its way."""


class InvalidAccessKeyId(CosServiceError):
    """403: no such SecretId."""


class RequestTimeTooSkewed(CosServiceError):
    """403: the local clock is more than 15 minutes off."""


class InvalidObjectState(CosServiceError):
    """403: the object is archived; restore it first."""


class NoSuchBucket(CosServiceError):
    """404: no bucket of that name, or the appid or region is another."""


class NoSuchKey(CosServiceError):
    """404: no object of that key."""


class NoSuchResource(CosServiceError):
    """404 on HEAD, which has no body to say whether the object or the bucket is missing."""


class NoSuchVersion(CosServiceError):
    """404: no version of that id."""


class NoSuchUpload(CosServiceError):
    """404: the multipart upload was completed, aborted, or never was."""


class NoSuchCORSConfiguration(CosServiceError):
    """404: the bucket has no cross-origin rules."""


class NoSuchLifecycleConfiguration(CosServiceError):
    """404: the bucket has no lifecycle rules."""


class BucketAlreadyExists(CosServiceError):
    """409: another account has a bucket of that name."""


class BucketAlreadyOwnedByYou(CosServiceError):
    """409: the bucket is there already, and is yours."""


class BucketNotEmpty(CosServiceError):
    """409: objects, versions or unfinished uploads remain in the bucket."""


class FileAlreadyExists(CosServiceError):
    """409: the key is taken, and overwriting was forbidden."""


class ObjectLocked(CosServiceError):
    """409: the object is locked; until then it is neither changed nor deleted."""


class PreconditionFailed(CosServiceError):
    """412: the object is not as If-Match or If-Unmodified-Since wants it."""


class NotModified(CosServiceError):
    """304: the object is as If-None-Match or If-Modified-Since knows it."""


class InvalidRange(CosServiceError):
    """416: the range begins after the object's end."""


class EntityTooSmall(CosServiceError):
    """400: a part that is not the last is under 1 MiB."""


class EntityTooLarge(CosServiceError):
    """400: over 5 GiB in one request."""


class InvalidPart(CosServiceError):
    """400: a part was not uploaded, or its ETag is another."""


class InvalidPartOrder(CosServiceError):
    """400: the parts are not in ascending order."""


class BadDigest(CosServiceError):
    """400: the body is not what its Content-MD5 says."""


class InvalidDigest(CosServiceError):
    """400: the Content-MD5 is not 16 bytes in base64."""


class InvalidArgument(CosServiceError):
    """400: a parameter or header has a value that COS does not take."""


class MalformedXML(CosServiceError):
    """400: the document does not have the form that this operation expects."""


class SlowDown(CosServiceError):
    """503: too many requests; wait before the next."""


class ServiceUnavailable(CosServiceError):
    """503: COS can't answer now; try again."""


class InternalError(CosServiceError):
    """500: COS failed; try again."""


BY_CODE: dict[str, type[CosServiceError]] = {str(kind.__name__): kind for kind in CosServiceError.__subclasses__()}
"""The subclass of each error code that has one."""
