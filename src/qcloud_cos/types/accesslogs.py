"""Where a bucket's access log goes."""

from typing import TypedDict


class LoggingEnabled(TypedDict, total=False):
    TargetBucket: str
    TargetPrefix: str | None


class BucketLoggingStatus(TypedDict, total=False):
    """Empty: no log is written."""

    LoggingEnabled: LoggingEnabled
