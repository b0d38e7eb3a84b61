"""Write the reference of docs/cli.md and its Chinese twin, from what the command's --help says.

python scripts/cli_page.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from docs.command import PAGES, with_reference

for path in PAGES:
    path.write_text(with_reference(path.read_text(encoding="utf-8")), encoding="utf-8")
