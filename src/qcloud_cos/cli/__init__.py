"""The `cos` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run it; a line on stderr says what to install if click is missing."""
    try:
        from qcloud_cos.cli.ending import run
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit("click is missing: pip install 'cos-python-sdk-v5[cli]'")
    run()
