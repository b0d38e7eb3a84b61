"""The `cos` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run it; a line on stderr says what to install if click is missing."""
    try:
        from qcloud_cos.cli.commands import cos
    except ImportError as error:
        sys.exit(f"{error.name} is missing: pip install 'cos-python-sdk-v5[server]'")
    cos(prog_name="cos")
