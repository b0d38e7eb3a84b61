"""What audits look for: the bits of `CiDetectType`, as the service and as the store name them."""

from __future__ import annotations

from qcloud_cos.errors import CosClientError

_OF_SERVICE = ("Porn", "Terrorism", "Politics", "Ads", "Illegal", "Abuse", "Teenager")
_OF_IMAGES = ("porn", "terrorist", "politics", "ads", "", "", "teenager")


def of_service(bits: int) -> str:
    """``Porn,Ads`` for ``CiDetectType.PORN | CiDetectType.ADS``."""
    return _named(bits, _OF_SERVICE)


def of_images(bits: int) -> str:
    """``porn,ads`` for the same, as the requests about an object have it."""
    return _named(bits, _OF_IMAGES)


def _named(bits: int, names: tuple[str, ...]) -> str:
    if not isinstance(bits, int):
        raise CosClientError(f"DetectType is {bits!r}: add up what CiDetectType has, such as PORN | ADS")
    return ",".join(name for bit, name in enumerate(names) if name and bits >> bit & 1)
