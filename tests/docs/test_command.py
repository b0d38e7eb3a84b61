"""The pages of the command say what its --help says."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.command import PAGES, with_reference
from qcloud_cos.cli import ending
from qcloud_cos.cli.commands import WHERE


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_reference_is_what_help_prints(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert with_reference(page) == page, "run scripts/cli_page.py"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_table_has_each_command_and_each_exit_code(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").partition("<!-- reference -->")[0].splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("|")]
    named = {span.removeprefix("cos ") for cell in cells for span in cell.split("`") if span.startswith("cos ")}
    assert named == set(WHERE)
    codes = {value for name, value in vars(ending).items() if name.isupper() and isinstance(value, int)}
    assert codes <= {int(cell) for cell in cells if cell.strip().isdecimal()}
