"""All cases."""

from __future__ import annotations

from . import cases_buckets, cases_errors, cases_listings, cases_multipart, cases_objects, cases_signing
from .case import Case

CASES: list[Case] = [
    *cases_buckets.CASES,
    *cases_objects.CASES,
    *cases_listings.CASES,
    *cases_multipart.CASES,
    *cases_signing.CASES,
    *cases_errors.CASES,
]
