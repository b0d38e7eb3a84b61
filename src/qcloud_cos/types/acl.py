"""Who may do what with a bucket or an object."""

from typing import TypedDict

from qcloud_cos.types.buckets import Owner


class Grantee(TypedDict, total=False):
    Type: str
    """``CanonicalUser`` with an ID, or ``Group`` with a URI."""
    ID: str
    """``qcs::cam::uin/100000000001:uin/100000000001``"""
    DisplayName: str
    URI: str
    """``http://cam.qcloud.com/groups/global/AllUsers``"""


class Grant(TypedDict, total=False):
    Grantee: Grantee
    Permission: str
    """``READ``, ``WRITE`` (buckets only), ``READ_ACP``, ``WRITE_ACP`` or ``FULL_CONTROL``."""


class AccessControlList(TypedDict, total=False):
    Grant: list[Grant]


class AccessControlPolicy(TypedDict, total=False):
    """As an argument: the grants as `Grant`, or as `AccessControlList` ``{"Grant": [...]}``, not both."""

    Owner: Owner
    AccessControlList: AccessControlList
    Grant: list[Grant]


class GetAclOutput(TypedDict, total=False):
    """`Grant` and ``AccessControlList["Grant"]`` are the same list."""

    Owner: Owner
    AccessControlList: AccessControlList
    Grant: list[Grant]
    CannedACL: str
    """``private``, ``public-read``, for a bucket ``public-read-write``, for an object ``default``."""
