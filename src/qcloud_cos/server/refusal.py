"""No, in COS's own words: code, status, message, and the XML that carries them.

Codes and statuses follow the table of https://cloud.tencent.com/document/product/436/7730,
messages the ones seen from the service where any were.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote

from qcloud_cos.server.query.codes import CODES as SELECT_CODES

KNOWN: dict[str, tuple[int, str]] = {
    "AccessDenied": (403, "Access Denied."),
    "AccessForbidden": (
        403,
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "
        "request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted "
        "by the resource's CORS spec",
    ),
    "ActionAccelerateNotSupported": (400, "The operation is not supported by the bucket's accelerated host."),
    "AppendPositionErr": (409, "The position does not equal the length of the object."),
    "BadDigest": (400, "The Content-MD5 you specified did not match what we received."),
    "BadRequest": (400, "Bad Request"),
    "BucketAccelerateNotEnabled": (400, "Global acceleration is not enabled for the bucket."),
    "BucketAlreadyExists": (409, "The requested bucket name is not available."),
    "BucketAlreadyOwnedByYou": (
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
    ),
    "BucketNameTooLong": (400, "The specified bucket name is longer than 50 characters."),
    "BucketNotEmpty": (409, "The bucket you tried to delete is not empty."),
    "BucketVersionNotOpen": (400, "Versioning is not enabled for the bucket."),
    "DNSRecordVerifyFailed": (400, "The domain is another bucket's, and no DNS record says that it is yours."),
    "DomainConfigConflict": (409, "A domain is configured twice."),
    "DomainConfigNotFoundError": (404, "The bucket has no domain of its own."),
    "DownloadForbidden": (
        403,
        "The APK/IPA file is not allowed to be distributed in a public network using COS default domain, "
        "please use custom domain instead.",
    ),
    "DuplicateInventoryId": (409, "There is an inventory of that Id already."),
    "EntityTooLarge": (400, "Your proposed upload exceeds the maximum allowed size of 5 GiB."),
    "EntityTooSmall": (400, "A part other than the last is smaller than 1 MiB."),
    "ExpiredToken": (400, "The security token has expired."),
    "FailedDependency": (424, "The origin of the bucket has not given the object."),
    "FileAlreadyExists": (409, "The object you specified already exists and can not be overwritten."),
    "IncompleteBody": (400, "You did not provide the number of bytes specified by the Content-Length header."),
    "IncorrectNumberOfFilesInPostRequest": (400, "A form sends exactly one file, in its field file."),
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "InvalidAccessKeyId": (403, "The Access Key Id you provided does not exist in our records"),
    "InvalidArgument": (400, "Invalid Argument."),
    "InvalidBucketName": (400, "The specified bucket is not valid."),
    "InvalidBucketState": (409, "The request is not valid for the state of the bucket."),
    "InvalidCopySource": (400, "The copy source is not valid."),
    "InvalidDelimiter": (400, "The delimiter must be a single character."),
    "InvalidDigest": (400, "The Content-MD5 you specified is not valid."),
    "InvalidLockedTime": (409, "The time that objects are locked for can only become longer."),
    "InvalidObjectName": (400, "The specified key holds a character that is not allowed."),
    "InvalidObjectState": (403, "The operation is not valid for the object storage class."),
    "InvalidPart": (400, "One or more of the specified parts could not be found, or has another ETag."),
    "InvalidPartOrder": (400, "The list of parts was not in ascending order."),
    "InvalidPolicyDocument": (400, "The policy of the form is not valid."),
    "InvalidRange": (416, "The requested range cannot be satisfied."),
    "InvalidRequest": (400, "Invalid Request."),
    "InvalidSHA1Digest": (400, "The x-cos-content-sha1 you specified did not match what we received."),
    "InvalidTag": (400, "The tag is not valid."),
    "InvalidTargetBucketForLogging": (
        400,
        "The target bucket for logging is not there, or in another region or account.",
    ),
    "InvalidURI": (400, "Could not parse the specified URI."),
    "InventoryConfigurationNotFoundError": (404, "The bucket has no such inventory."),
    "InventoryFull": (400, "The bucket has 1000 inventories already."),
    "KeyTooLong": (400, "Your key is longer than 850 bytes."),
    "ListPartUploadIdIsEmpty": (400, "The uploadId must not be empty."),
    "MAZOperationNotSupportOnOAZBucket": (400, "The operation is for buckets of several zones."),
    "LoggingPrefixInvalid": (400, "The prefix of logs must not begin with / or hold control characters."),
    "MalformedPOSTRequest": (400, "The body of your POST request is not well-formed multipart/form-data."),
    "MalformedPolicy": (400, "The policy is not valid."),
    "MalformedXML": (400, "The XML you provided was not well-formed or did not validate."),
    "MethodNotAllowed": (405, "The specified method is not allowed against this resource."),
    "MissingContentLength": (411, "You must provide the Content-Length HTTP header."),
    "NoSuchBucket": (404, "The specified bucket does not exist."),
    "NoSuchBucketPolicy": (404, "The bucket has no policy."),
    "NoSuchCORSConfiguration": (404, "The CORS configuration does not exist."),
    "NoSuchConfiguration": (404, "The bucket has no such configuration."),
    "NoSuchEncryptionConfiguration": (404, "The encryption configuration does not exist."),
    "NoSuchKey": (404, "The specified key does not exist."),
    "NoSuchLifecycleConfiguration": (404, "The lifecycle configuration does not exist."),
    "NoSuchLiveChannel": (404, "The live channel does not exist."),
    "NoSuchObjectLockConfiguration": (404, "The object lock configuration does not exist."),
    "NoSuchTagSet": (404, "The bucket has no tags."),
    "NoSuchUpload": (404, "The specified multipart upload does not exist."),
    "NoSuchVersion": (404, "The specified version does not exist."),
    "NoSuchWebsiteConfiguration": (404, "The website configuration does not exist."),
    "NotImplemented": (501, "This server does not implement the operation."),
    "NotSupportedStorageClass": (400, "The storage class is not supported."),
    "OAZOperationNotSupportOnMAZBucket": (400, "The operation is not for buckets of several zones."),
    "ObjectLocked": (409, "The object is locked."),
    "ObjectNotAppendable": (409, "The operation is not valid for the current state of the object"),
    "OriginConfigurationNotFoundError": (404, "The origin configuration does not exist."),
    "PathStyleDomainForbidden": (
        403,
        "The bucket you are attempting to access must be addressed using COS virtual-styled domain.",
    ),
    "PolicyFull": (400, "The policy is larger than 20 KB."),
    "PreconditionFailed": (412, "Precondition not match."),
    "RecordAlreadyExist": (409, "The domain is another bucket's."),
    "ReplicationConfigurationNotFoundError": (404, "The replication configuration does not exist."),
    "RequestTimeTooSkewed": (403, "The difference between the request time and the server's is too large."),
    "RequestTimeout": (400, "Your socket connection was not read from or written to within the timeout."),
    "RestoreAlreadyInProgress": (409, "Object restore is already in progress."),
    "RestoreNonArchiveObject": (405, "The object is not archived."),
    "SSEHeaderNotAllowed": (400, "The object is not encrypted with a key of yours."),
    "ServiceUnavailable": (503, "The server takes no more writes. Please see its log."),
    "SignatureDoesNotMatch": (403, "The Signature you specified is invalid."),
    "SsecDecryptHeaderInvalid": (
        400,
        "The key given for the source of the copy is not the one it was encrypted with.",
    ),
    "TooManyBuckets": (400, "You have attempted to create more buckets than the 200 allowed."),
    "XMLSizeLimit": (400, "The XML you provided is larger than the allowed size."),
    **SELECT_CODES,
}


class Why(NamedTuple):
    """What decided, for who reads the server's log: never a secret, nor a whole Authorization."""

    part: str
    """authorization, key, token, time, signature, account, owner, acl, policy or temporary policy."""
    text: str
    details: dict[str, Any]


class Refusal(Exception):
    """Raised by handlers and checks; the app makes an answer of it."""

    content_type = "application/xml"
    known: ClassVar = KNOWN

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, str] | None = None,
        why: Why | None = None,
    ) -> None:
        self.code = code
        self.status, usual = self.known[code]
        self.message = message or usual
        self.headers = dict(headers or {})
        self.details = dict(details or {})
        """More elements, written between Message and Resource."""
        self.why = why
        super().__init__(f"{code}: {self.message}")

    def document(self, resource: str, request_id: str, trace_id: str) -> bytes:
        """`resource` must not be empty: clients of the published SDK choke on that."""
        fields = {
            "Code": self.code,
            "Message": self.message,
            **self.details,
            "Resource": resource,
            "RequestId": request_id,
            "TraceId": trace_id,
        }
        lines = "".join([f"\t<{name}>{quoted(value)}</{name}>\n" for name, value in fields.items()])
        return f"<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n{lines}</Error>\n".encode(errors="replace")


def quoted(text: str) -> str:
    """Text for an error, which every reader must be able to read: control characters as in URLs."""
    return escaped(text if text.isprintable() else text.translate(_IN_URLS))


def argument(message: str) -> Refusal:
    return Refusal("InvalidArgument", message)


# XML 1.0 has no place for control characters; written as references, lenient readers still get them.
_ESCAPES = {n: f"&#{n};" for n in (*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF)} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
}

_IN_URLS = {n: quote(chr(n)) for n in (*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF)}


def escaped(text: str) -> str:
    """Text for an element; control characters as references."""
    return text if text.isalnum() else text.translate(_ESCAPES)
