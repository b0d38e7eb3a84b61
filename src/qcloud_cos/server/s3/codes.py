"""Error codes: those that only S3 has, and COS's that S3 calls otherwise.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from __future__ import annotations

from qcloud_cos.server.refusal import Refusal


class S3Refusal(Refusal):
    """What is refused for reasons that COS's own dialect does not have."""

    known = {
        "AuthorizationHeaderMalformed": (400, "The authorization header that you provided is not valid."),
        "AuthorizationQueryParametersError": (400, "The parameters of the signature are not valid."),
        "BadDigest": (400, "The checksum that you specified did not match what we received."),
        "IllegalLocationConstraintException": (400, "The location constraint is another region than the host's."),
        "MalformedTrailerError": (
            400,
            "What follows the last chunk is not a trailer as x-amz-trailer announced it.",
        ),
        "XAmzContentSHA256Mismatch": (
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
    } | Refusal.known


RENAMED = {
    "KeyTooLong": "KeyTooLongError",
    "NoSuchEncryptionConfiguration": "ServerSideEncryptionConfigurationNotFoundError",
    "NoSuchObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
    "NotSupportedStorageClass": "InvalidStorageClass",
    "XMLSizeLimit": "MaxMessageLengthExceeded",
}
"""S3's names.  Codes of what S3 has not stay as COS has them."""
