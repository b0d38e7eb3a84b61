"""The commands of `cos`, each in a module of its own."""

from __future__ import annotations

import click

from qcloud_cos.server.command import server
from qcloud_cos.version import __version__


@click.group()
@click.version_option(__version__, prog_name="cos")
def cos() -> None:
    """Tencent Cloud Object Storage on the command line."""


cos.add_command(server)
