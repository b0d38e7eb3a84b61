"""`cos server`."""

from __future__ import annotations

import click

try:
    from qcloud_cos.server.command import server
except ModuleNotFoundError as error:
    raise click.ClickException(f"{error.name} is missing: pip install 'cos-python-sdk-v5[server]'") from None

__all__ = ["server"]
