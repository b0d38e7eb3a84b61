"""Secrets that are no keys to sign with: what a query or a header holds that no repr and no error may show.

Personal data is among them, and URLs of pictures elsewhere, which may be signed.  COS answers a wrong signature
with all that was signed, parameters and headers among it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "***"
_NAMES = "masterplaykey|backupplaykey|password|security-token|encryption-customer-key"
_WHOLE = "idcard|name|validatedata|inputtext|detect-url|maskpic"
"""Other names may end like these."""
_is_secret = re.compile(f"(?:(?:^|-)(?:{_NAMES})|^(?:{_WHOLE}))$", re.IGNORECASE).search
_told = re.compile(f"({_NAMES}|(?<![^?&;>\\n])(?:{_WHOLE}))=[^&\\s<]+", re.IGNORECASE)


def shown(query: Mapping[str, str]) -> dict[str, str]:
    return {name: HIDDEN if _is_secret(name) else value for name, value in query.items()}


def hidden(text: str) -> str:
    """Without the values of such parameters and headers."""
    return _told.sub(rf"\1={HIDDEN}", text)
