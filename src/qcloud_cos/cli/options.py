"""The options that every command has, before its name or after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from qcloud_cos.cli.session import Session

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    ArgumentType = click.ParamType[Any]
else:
    ArgumentType = click.ParamType  # no generic before click 8.4


def _note(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """The later of two wins: what stands after the command."""
    session = context.ensure_object(Session)
    name = parameter.name or ""
    if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
        setattr(session, name, value)


def _profiles(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from qcloud_cos import CosException
    from qcloud_cos.credentials import profiles

    try:
        return sorted({each.name for each in profiles() if each.name.startswith(incomplete)})
    except CosException:
        return []


def _of_all() -> list[click.Parameter]:
    # Eager: a URL before them may be short of an appid that comes after it.
    common: dict[str, Any] = {"expose_value": False, "callback": _note, "is_eager": True}
    return [
        click.Option(
            ["--profile"],
            metavar="NAME",
            help="The profile to take keys, region and endpoint from.",
            shell_complete=_profiles,
            **common,
        ),
        click.Option(["--region"], help="Such as ap-guangzhou.", **common),
        click.Option(
            ["--endpoint"], metavar="URL", help="Instead of a region, such as http://127.0.0.1:9000.", **common
        ),
        click.Option(["--appid"], help="What follows the dash of buckets that are named without it.", **common),
        click.Option(["--anonymous"], is_flag=True, help="Sign nothing.", **common),
        click.Option(
            ["--output"],
            type=click.Choice(["table", "json", "ndjson"]),
            help="The form of the answer: for people (default), one JSON document, or one a line.",
            **common,
        ),
        click.Option(
            ["--summary"],
            type=click.Path(dir_okay=False),
            metavar="FILE",
            help="Write the counts of the end to FILE, as JSON; a command that counts nothing refuses it.",
            **common,
        ),
        click.Option(["--fail-on-empty"], is_flag=True, help="Exit with 7 if nothing matched.", **common),
        click.Option(
            ["--quiet", "-q"], is_flag=True, help="No progress and no lines about what went well.", **common
        ),
        click.Option(
            ["--timeout"],
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Without progress, until a request fails.",
            **common,
        ),
        click.Option(
            ["--retries"], type=click.IntRange(0, 20), help="How often a request is sent again.", **common
        ),
        click.Option(["--no-verify-ssl"], is_flag=True, help="Take any certificate.", **common),
        click.Option(
            ["--debug"], is_flag=True, help="Requests, and where an error came from, on stderr.", **common
        ),
    ]


def everywhere(command: F) -> F:
    """Give a function these options."""
    parameters = command.__dict__.setdefault("__click_params__", [])
    parameters.extend(reversed(_of_all()))
    return command


class Verb(click.Command):
    """A command that takes the options of all after its name, too, without listing them in its help."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        own = super().get_params(ctx)
        if ctx.parent is None:
            return own
        known = {option for parameter in own for option in parameter.opts}
        return [*own, *(each for each in _hidden() if known.isdisjoint(each.opts))]

    def invoke(self, ctx: click.Context) -> Any:
        session = ctx.find_object(Session)
        if session is not None and session.summary and not isinstance(self, click.Group):
            from qcloud_cos.cli import summaries

            summaries.check(ctx.command_path.split()[1], session.summary)
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        if ctx.parent is not None:
            formatter.write_paragraph()
            formatter.write_text("The options of `cos` itself (see `cos --help`) may stand here, too.")


def _hidden() -> list[click.Parameter]:
    options = _of_all()
    for option in options:
        assert isinstance(option, click.Option)  # noqa: S101 - there are only options in the list
        option.hidden = True
    return options


class Verbs(Verb, click.Group):
    """A command of commands."""

    command_class = Verb
