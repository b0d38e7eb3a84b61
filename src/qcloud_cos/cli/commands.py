"""The commands of `cos` by name.  A command's module is imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from qcloud_cos.cli.options import Verb, everywhere
from qcloud_cos.version import __version__

WHERE = {
    "ls": "listing",
    "find": "finding",
    "du": "finding",
    "stat": "looking",
    "cat": "looking",
    "head": "looking",
    "hash": "looking",
    "cp": "copying",
    "mv": "moving",
    "rm": "removing",
    "sync": "syncing",
    "mb": "buckets",
    "rb": "buckets",
    "presign": "handing",
    "symlink": "handing",
    "restore": "handing",
    "lsparts": "uploads",
    "abort": "uploads",
    "tag": "settings",
    "acl": "settings",
    "cors": "settings",
    "lifecycle": "settings",
    "versioning": "settings",
    "policy": "settings",
    "website": "settings",
    "job": "jobs",
    "api": "api",
    "config": "profiles",
    "doctor": "doctor",
    "completion": "completing",
    "server": "serving",
}
"""The module of each command, where it is an attribute of the same name."""


class Commands(Verb, click.Group):
    """Looks commands up in `WHERE`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in WHERE and args[0][:1].isalpha():
            from difflib import get_close_matches

            near = " or ".join(get_close_matches(args[0], WHERE, n=2))
            ctx.fail(f"there is no command {args[0]!r}{f': did you mean {near}?' if near else ''}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in WHERE:
            return None
        command: click.Command = getattr(import_module(f"qcloud_cos.cli.{WHERE[name]}"), name)
        return command


@click.group(
    "cos", cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="cos")
@everywhere
def cos() -> None:
    """Tencent Cloud Object Storage on the command line.

    Objects are named cos://BUCKET-APPID/KEY.  Keys, region and endpoint come from the environment (COS_SECRET_ID,
    COS_SECRET_KEY, COS_REGION, COS_ENDPOINT), from `cos config`, or from the files of coscmd, coscli and tccli.

    \b
    Exit codes:
      0  done                            4  no access, or no credentials
      1  an unexpected error             5  some items failed, the others are done
      2  a mistake in the command        6  content that is not what was stored
      3  not found                       7  nothing matched, with --fail-on-empty
                                       130  interrupted
    """
