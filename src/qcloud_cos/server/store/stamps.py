"""Version ids as COS makes them: unpadded base64 of the decimal ``2**64 - microseconds since 1970``.

Later versions have smaller numbers; as texts, ids have no order that means anything.  The store itself
keeps the microseconds, a version's *stamp*.
"""

from __future__ import annotations

import base64
import binascii

_WHOLE = 1 << 64
NEWEST = (1 << 63) - 1
"""Later than every stamp."""


def version_id(stamp: int) -> str:
    """The id of the version written at `stamp`."""
    return base64.b64encode(b"%d" % (_WHOLE - stamp)).rstrip(b"=").decode()


def stamp_of(text: str) -> int | None:
    """The stamp in a version id, None if no version can have this id."""
    try:
        stamp = _WHOLE - int(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None
    return stamp if 0 < stamp < NEWEST and version_id(stamp) == text else None
