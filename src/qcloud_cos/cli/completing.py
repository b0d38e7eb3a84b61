"""`cos completion`, and what is offered for the places of arguments."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.session import Session

_SCHEME = "cos://"
_MOST = 200
_PATIENCE_SECONDS = 1.0

_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line="${COMP_LINE:0:COMP_POINT}" response completion type value url cut=""
    response=$(COS_LINE="$line" %(complete_var)s=bash_complete "$1" 2>/dev/null)
    # bash takes a colon for the end of a word, unless it is quoted, and what is before it for typed already.
    if [[ "$COMP_WORDBREAKS" == *:* && "$line" == *cos:* && "${COMP_WORDS[COMP_CWORD]}" != [\\'\\"]* ]]; then
        url="cos:${line##*cos:}" cut="${url%%"${url##*:}"}" cut="${cut//\\\\/}"
    fi
    for completion in $response; do
        type="${completion%%%%,*}" value="${completion#*,}"
        if [[ $type == dir ]]; then compopt -o dirnames
        elif [[ $type == file ]]; then compopt -o default
        else
            [[ $value == */ ]] && compopt -o nospace
            [[ $value == cos://?* ]] && compopt -o filenames  # so that bash quotes what must be
            COMPREPLY+=("${value#"$cut"}")
        fi
    done
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class _Bash(BashComplete):
    """click's own breaks URLs at their colon."""

    source_template = _BASH

    @staticmethod
    def _check_version() -> None:
        """Any bash since 4.4 will do; asking costs a process."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COS_LINE", "")
        words = split_arg_string(line)[1:]
        if not words or line[-1:].isspace():
            return words, ""
        return words[:-1], words[-1]


add_completion_class(_Bash)


@click.command(cls=Verb)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands, options, buckets and keys in a shell.

    \b
      bash:  cos completion bash > ~/.local/share/bash-completion/completions/cos
      zsh:   cos completion zsh > ~/.zfunc/_cos      (fpath+=~/.zfunc; autoload -U compinit; compinit)
      fish:  cos completion fish > ~/.config/fish/completions/cos.fish
    """
    from qcloud_cos.cli.commands import cos

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows each shell that may be chosen
    click.echo(kind(cos, {}, "cos", "_COS_COMPLETE").source())


def offered(ctx: click.Context, incomplete: str, only_remote: bool) -> list[CompletionItem]:
    """Buckets and keys that begin so.  Quick, and silent about what goes wrong: somebody is typing."""
    if not incomplete.startswith(_SCHEME):
        files = [] if only_remote else [CompletionItem(incomplete, type="file")]
        return [*([CompletionItem(_SCHEME)] if _SCHEME.startswith(incomplete) else []), *files]
    session = ctx.ensure_object(Session)
    session.timeout, session.retries = _PATIENCE_SECONDS, 0
    os.environ["COS_METADATA_DISABLED"] = "1"
    try:
        return [CompletionItem(each) for each in _places(session, incomplete)]
    except Exception:
        return []


def _places(session: Session, incomplete: str) -> Iterator[str]:
    bucket, slash, prefix = incomplete.removeprefix(_SCHEME).partition("/")
    if not slash:
        found = (session.client.list_buckets().get("Buckets") or {}).get("Bucket") or []
        yield from (f"{_SCHEME}{each['Name']}/" for each in found if each["Name"].startswith(bucket))
        return
    page = session.client.list_objects(bucket, Prefix=prefix, Delimiter="/", MaxKeys=_MOST)
    keys = [each["Prefix"] for each in page.get("CommonPrefixes") or []]
    keys += [each["Key"] for each in page.get("Contents") or [] if each["Key"] != prefix]
    yield from (f"{_SCHEME}{bucket}/{key}" for key in sorted(keys) if key.isprintable())
