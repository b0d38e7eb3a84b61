"""Bucket policies, in the access management's own JSON."""

from typing import TypedDict


class GetBucketPolicyOutput(TypedDict):
    Policy: str
    """JSON: ``json.loads(it)["Statement"]``."""
