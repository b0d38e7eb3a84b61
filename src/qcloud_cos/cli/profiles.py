"""`cos config`: profiles in a file of one's own; those of coscmd, coscli and tccli are read as they are."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from qcloud_cos.cli.options import Verbs
from qcloud_cos.cli.printing import somebody_types
from qcloud_cos.cli.removing import agreed
from qcloud_cos.cli.session import Session

if TYPE_CHECKING:
    from qcloud_cos.credentials import StoredProfile

FIELDS = (
    *("secret_id", "secret_key", "token", "region", "endpoint", "scheme", "appid", "bucket"),
    *("role_arn", "role_session_name", "source_profile", "cvm_role", "anonymous"),
)
_SECRET = ("secret_key", "token")

config = Verbs(
    "config",
    help="Profiles: keys, regions and endpoints by name.  --profile says which; without it, default.",
)


@config.command()
@click.pass_obj
def init(session: Session) -> None:
    """Ask for keys and region, and store them in a profile."""
    from qcloud_cos.credentials import profile_file, write_profile

    if not somebody_types():
        raise click.UsageError(
            "nobody can be asked here: use `cos config set secret_id=... secret_key=- region=...`"
        )
    name, before = _name(session), _fields(_name(session))
    asked = {
        "secret_id": click.prompt("SecretId", default=before.get("secret_id"), err=True),
        "secret_key": click.prompt("SecretKey (not shown)", hide_input=True, err=True),
        "region": click.prompt("Region", default=before.get("region", "ap-guangzhou"), err=True),
    }
    appid = click.prompt("Appid, to name buckets without it", default=before.get("appid", ""), err=True)
    write_profile(name, **{**before, **asked, "appid": appid or None})
    session.printer.done(f"stored profile {name} in {profile_file()}", profile=name, file=str(profile_file()))


@config.command("set")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(session: Session, fields: tuple[str, ...]) -> None:
    """Set fields of a profile, such as region=ap-guangzhou; no value removes the field.

    secret_key=- and token=- read a line of standard input: on the command line others could see them.
    """
    from qcloud_cos.credentials import write_profile

    name = _name(session)
    changed: dict[str, Any] = dict(_fields(name))
    for each in fields:
        field, equals, value = each.partition("=")
        if not equals or field not in FIELDS:
            raise click.UsageError(f"{field!r} is not FIELD=VALUE with one of {', '.join(FIELDS)}")
        changed[field] = _given(field, value)
    file = write_profile(name, **changed)
    session.printer.done(f"stored profile {name} in {file}", profile=name, file=str(file))


def _given(field: str, value: str) -> Any:
    if field in _SECRET and value:
        if value != "-":
            raise click.UsageError(
                f"{field} would stay in the shell's history: say {field}=- and type it, or pipe it in"
            )
        if somebody_types():
            return click.prompt(f"{field} (not shown)", hide_input=True, err=True)
        return sys.stdin.readline().rstrip("\r\n") or None
    if field == "anonymous":
        return value.lower() == "true"
    return value or None


@config.command("list")
@click.pass_obj
def list_(session: Session) -> None:
    """List the profiles of all files, in the order in which they are looked for."""
    from qcloud_cos.credentials import profiles

    rows = (_shown(each) for each in profiles())
    session.found(session.printer.rows(rows, _line))


def _line(row: Mapping[str, Any]) -> str:
    who, region = row["secret_id"] or "-", row["region"] or "-"
    return f"{row['profile']:16}  {row['tool']:7}  {region:14}  {who:12}  {row['file']}"


def _shown(stored: StoredProfile) -> dict[str, Any]:
    """Without what is secret."""
    who = stored.secret_id
    return {
        "profile": stored.name,
        "tool": stored.tool,
        "file": str(stored.file),
        "secret_id": f"{who[:4]}***{who[-4:]}" if len(who) > 12 else "***" if who else "",
        "region": stored.region,
        "endpoint": stored.endpoint,
        "appid": stored.appid,
        "bucket": stored.bucket,
        "role": stored.role.arn if stored.role else "",
        "aliases": {alias: bucket.name for alias, bucket in stored.buckets.items()},
    }


@config.command()
@click.pass_obj
def show(session: Session) -> None:
    """Show a profile, without what is secret in it, and the file it is in."""
    from qcloud_cos.credentials import read_profile

    stored = read_profile(session.profile)
    if stored is None:
        raise click.ClickException(
            f"there is no profile {_name(session)}: `cos config list` shows those there are"
        )
    fields = _shown(stored)
    session.printer.document(fields, "\n".join(f"{name:10} {value}" for name, value in fields.items() if value))


@config.command("rm")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def rm(session: Session, yes: bool) -> None:
    """Remove a profile from one's own file."""
    from qcloud_cos.credentials import profile_file, remove_profile

    name = _name(session)
    agreed(f"Remove profile {name} from {profile_file()}?", yes)
    if not remove_profile(name):
        raise click.ClickException(f"{profile_file()} has no profile {name}")
    session.printer.done(f"removed profile {name}", profile=name)


@config.command("import")
@click.argument("tool", type=click.Choice(["coscmd", "coscli", "tccli"]))
@click.option("--as", "name", metavar="NAME", help="The profile to make; else the one that --profile names.")
@click.pass_obj
def import_(session: Session, tool: str, name: str | None) -> None:
    """Copy a profile out of another tool's file into one's own.  Without this it is read, too, as it is."""
    from qcloud_cos.credentials import profiles, write_profile

    wanted = _name(session)
    found = next((each for each in profiles() if each.tool == tool and each.name == wanted), None)
    if found is None:
        raise click.ClickException(f"{tool} has no profile {wanted}: `cos config list` shows those there are")
    if found.expiry is not None:
        raise click.ClickException(f"the keys of {tool} are temporary: they are better read where they are")
    given: dict[str, Any] = {field: getattr(found, field, None) or None for field in FIELDS}
    if found.role:
        given["role_arn"] = found.role.arn
    file = write_profile(name or wanted, **given)
    session.printer.done(f"stored profile {name or wanted} in {file}", profile=name or wanted, file=str(file))


def _name(session: Session) -> str:
    return session.profile or "default"


def _fields(name: str) -> dict[str, Any]:
    """What one's own file has under a name.

    Raises:
        click.ClickException: more than can be written back.
    """
    from qcloud_cos.credentials import profile_file

    try:
        text = profile_file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, Any] = tomllib.loads(text).get("profiles", {}).get(name, {})
    if any(isinstance(value, dict | list) for value in found.values()):
        raise click.ClickException(f"profile {name} has tables in it: change {profile_file()} with an editor")
    return found
