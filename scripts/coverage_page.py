"""Write docs/coverage.md and its Chinese twin, from the routes of the server and the parity tests.

python scripts/coverage_page.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from docs.coverage import LANGUAGES, page, path

for language in LANGUAGES:
    path(language).write_text(page(language), encoding="utf-8")
