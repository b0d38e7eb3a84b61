"""Whether a bucket keeps the versions of its objects."""

from typing import TypedDict


class GetBucketVersioningOutput(TypedDict, total=False):
    """A bucket that never had versions has no `Status`, only ``VersioningConfiguration``, which is None."""

    Status: str
    """``Enabled`` or ``Suspended``."""
    VersioningConfiguration: None
