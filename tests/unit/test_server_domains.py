"""Which bucket a domain leads to."""

from __future__ import annotations

import pytest

from qcloud_cos.server.documents import DOMAIN
from qcloud_cos.server.domains import Domain, domain_of


def document(*rules: tuple[str, str, str]) -> str:
    listed = [{"Status": status, "Name": name, "Type": kind} for name, kind, status in rules]
    return DOMAIN.text({"DomainRule": listed})


EVERYWHERE = (
    ("a-1", document(("www.example.com", "REST", "ENABLED"), ("*.example.com", "WEBSITE", "ENABLED"))),
    ("b-1", document(("Fast.Example.org", "ACCELERATE", "ENABLED"), ("off.example.org", "REST", "DISABLED"))),
    ("c-1", document(("*.deep.example.com", "REST", "ENABLED"))),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("www.example.com", Domain("a-1", "bucket", True)),
        ("other.example.com", Domain("a-1", "website", True)),
        ("x.y.example.com", Domain("a-1", "website", True)),
        ("x.deep.example.com", Domain("c-1", "bucket", True)),
        ("deep.example.com", Domain("a-1", "website", True)),
        ("fast.example.org", Domain("b-1", "accelerate", True)),
        ("off.example.org", Domain("b-1", "bucket", False)),
        ("example.com", None),
        ("www.example.org", None),
        ("com", None),
    ],
)
def test_a_name_beats_a_wildcard_and_a_longer_one_a_shorter(name: str, found: Domain | None) -> None:
    assert domain_of(EVERYWHERE, name) == found


def test_where_no_bucket_has_a_domain() -> None:
    assert domain_of((), "www.example.com") is None
