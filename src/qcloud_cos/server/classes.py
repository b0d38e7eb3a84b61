"""Storage classes: which there are, which a bucket takes, and which of them are archives.

Source: https://cloud.tencent.com/document/product/436/33417
"""

from __future__ import annotations

from qcloud_cos.server.refusal import Refusal

COLDER = ("STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "COLD", "ARCHIVE", "DEEP_ARCHIVE")
"""Lifecycle rules only move objects to the right."""
MAZ = "MAZ_"
"""Begins the names of the same classes in buckets of several zones."""
TIERED = frozenset({"INTELLIGENT_TIERING", "MAZ_INTELLIGENT_TIERING"})
NAMED = frozenset(name for plain in COLDER[2:] for name in (plain, MAZ + plain)) - {"COLD", "MAZ_COLD"}
"""Those of which a listing tells more than the name."""


def plain(name: str) -> str:
    """Without what it says of zones."""
    return name.removeprefix(MAZ)


def wanted(name: str | None, is_maz: bool, is_tiered: bool) -> str:
    """The class that a write asks for, in a bucket of one zone or of several.

    Raises:
        Refusal: NotSupportedStorageClass, MAZOperationNotSupportOnOAZBucket, OAZOperationNotSupportOnMAZBucket.
    """
    if name is None:
        return "MAZ_STANDARD" if is_maz else "STANDARD"
    name = checked(name)
    check_zones(name, is_maz)
    if name in TIERED and not is_tiered:
        message = f"{name} needs intelligent tiering to be enabled for the bucket."
        raise Refusal("NotSupportedStorageClass", message)
    return name


def checked(name: str) -> str:
    """The name as it is kept.

    Raises:
        Refusal: NotSupportedStorageClass.
    """
    name = name.upper()
    if plain(name) not in COLDER:
        raise Refusal("NotSupportedStorageClass", f"{name} is not a storage class.")
    return name


def check_zones(name: str, is_maz: bool) -> None:
    """Raises:
    Refusal: MAZOperationNotSupportOnOAZBucket, OAZOperationNotSupportOnMAZBucket.
    """
    if name.startswith(MAZ) and not is_maz:
        raise Refusal("MAZOperationNotSupportOnOAZBucket", f"{name} is for buckets of several zones.")
    if is_maz and not name.startswith(MAZ):
        message = f"A bucket of several zones takes {MAZ}{name} in place of {name}."
        raise Refusal("OAZOperationNotSupportOnMAZBucket", message)
