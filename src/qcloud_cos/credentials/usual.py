"""Where programs for Tencent Cloud usually have their keys."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.credentials.environment import Environment
from qcloud_cos.credentials.metadata import CvmRole
from qcloud_cos.credentials.profile import Profile
from qcloud_cos.credentials.provider import Provider
from qcloud_cos.credentials.web_identity import WebIdentity


def usual() -> Sequence[Provider]:
    """In this order.  The pod's identity comes before the machine's role, which the whole node has."""
    return (Environment(), WebIdentity(), Profile(), CvmRole())
