"""The reference of the command, as its pages have it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.pages import ROOT
from qcloud_cos.cli.commands import cos

PAGES = (ROOT / "docs/cli.md", ROOT / "docs/cli.zh-CN.md")
MARK = "<!-- reference -->\n"


def with_reference(page: str) -> str:
    above, mark, _ = page.partition(MARK)
    assert mark, f"a page of the command needs {MARK.strip()}"
    return f"{above}{mark}\n{reference()}"


def reference() -> str:
    return "\n".join(_section(name, help_) for name, help_ in _commands())


def _section(name: str, help_: str) -> str:
    return f"### {name}\n\n```text\n{help_.rstrip()}\n```\n"


def _commands() -> Iterator[tuple[str, str]]:
    """Each command, with those below it in the same section."""
    root = _context(cos, "cos", None)
    yield "cos", cos.get_help(root)
    for name in cos.list_commands(root):
        command = cos.get_command(root, name)
        assert command is not None
        context = _context(command, name, root)
        yield f"cos {name}", "\n\n".join(help_.rstrip() for help_ in _helps(command, context))


def _helps(command: click.Command, context: click.Context) -> Iterator[str]:
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _helps(below, _context(below, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    return click.Context(command, parent, name, terminal_width=100, help_option_names=["-h", "--help"])
