"""What `make audit` makes of what advisory services say."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
AUDIT = runpy.run_path(str(ROOT / "scripts" / "audit.py"))
CLEAN, ADVISORIES, UNKNOWN = 0, 1, 3
OURS = {"name": "cos-python-sdk-v5", "skip_reason": "distribution marked as editable"}
NOT_FOUND = {
    "name": "click",
    "skip_reason": "Dependency not found on PyPI and could not be audited: click (8.5.1)",
}
FINE = {"name": "click", "version": "8.5.1", "vulns": []}
BAD = {
    "name": "h11",
    "version": "0.14.0",
    "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["0.16.0"], "aliases": [], "description": "..."}],
}


@pytest.mark.parametrize(
    ("reports", "status", "said"),
    [
        ([[OURS, FINE]], CLEAN, "no advisories about 1 packages"),
        ([[OURS, FINE, BAD]], ADVISORIES, "ADVISORY h11 0.14.0: PYSEC-2025-1, mended in 0.16.0"),
        ([[OURS, NOT_FOUND]], UNKNOWN, "not known to any service that answered: click"),
        ([[NOT_FOUND], [FINE]], CLEAN, "no advisories about 1 packages"),
        ([[NOT_FOUND, BAD]], ADVISORIES, "not known to any service that answered: click"),
        ([[OURS]], UNKNOWN, "This says nothing"),
        ([], UNKNOWN, "This says nothing"),
    ],
)
def test_silence_is_not_taken_for_safety(
    reports: list[list[dict[str, Any]]], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert AUDIT["told"](AUDIT["verdict"](reports)) == status
    assert said in capsys.readouterr().out


def test_an_advisory_that_both_services_know_is_one() -> None:
    found = AUDIT["verdict"]([[BAD, NOT_FOUND], [BAD, FINE]])
    assert found.advisories == ("h11 0.14.0: PYSEC-2025-1, mended in 0.16.0",)
    assert found.audited == {"click 8.5.1", "h11 0.14.0"}


def test_where_a_security_rule_is_silenced_it_is_said_why() -> None:
    silenced = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "src").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"noqa: S\d", line)
    ]
    assert len(silenced) > 50
    assert [line for line in silenced if not re.search(r"noqa: S[S\d, ]+ - \w", line)] == []
