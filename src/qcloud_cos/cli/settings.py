"""What buckets and objects are set to: `cos tag`, `acl`, `cors`, `lifecycle`, `versioning`, `policy`, `website`.

``get`` prints JSON that ``put`` takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import click

from qcloud_cos.cli.looking import versioned
from qcloud_cos.cli.options import Verb, Verbs
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.printing import shown
from qcloud_cos.cli.session import Session

_CANNED = ("private", "public-read", "public-read-write", "default")
_ARGUMENT = "JSON itself, the name of a file of it, or - for standard input."


def document(text: str, else_: str = "") -> Any:
    """Read an argument that is JSON, names a file of it, or is ``-``.

    Args:
        else_: what else it could have been.

    Raises:
        click.UsageError: none of these.
    """
    inline = text.lstrip()[:1] in ("{", "[")
    try:
        if inline:
            return json.loads(text)
        with click.open_file(text.removeprefix("@"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        raise click.UsageError(f"{text!r} is neither {else_}JSON nor a file") from None
    except ValueError as error:
        raise click.UsageError(f"{'the argument' if inline else text} is not JSON: {error}") from None


class Setting(NamedTuple):
    """One configuration of a bucket, and the methods that read, set and remove it."""

    name: str
    what: str
    argument: str
    """The name of the argument of ``put_bucket_...`` that is the document."""


_SETTINGS = (
    Setting("cors", "cross-origin rules", "CORSConfiguration"),
    Setting("lifecycle", "lifecycle rules", "LifecycleConfiguration"),
    Setting("website", "website configuration", "WebsiteConfiguration"),
    Setting("policy", "policy", "Policy"),
)


def _bucket(where: Url) -> str:
    if where.key:
        raise click.UsageError(
            f"{where} names what is in a bucket, but this is a setting of the bucket as a whole"
        )
    return where.bucket


def _group(setting: Setting) -> click.Group:
    group = Verbs(setting.name, help=f"A bucket's {setting.what}: get, put, rm.")
    where = click.argument("where", type=IN_COS, metavar="URL")

    def add(name: str, text: str, do: Callable[..., Any], *more: Any) -> None:
        command: Any = click.pass_obj(do)
        for decorate in (*more, where):
            command = decorate(command)
        group.add_command(click.command(name, cls=Verb, help=text)(command))

    def get(session: Session, where: Url) -> None:
        found = getattr(session.client, f"get_bucket_{setting.name}")(_bucket(where))
        session.printer.document(json.loads(found["Policy"]) if setting.name == "policy" else found)

    def put(session: Session, where: Url, value: str) -> None:
        given = {setting.argument: document(value)}
        getattr(session.client, f"put_bucket_{setting.name}")(_bucket(where), **given)
        session.printer.done(f"set the {setting.what} of {where}", url=str(where))

    def rm(session: Session, where: Url) -> None:
        getattr(session.client, f"delete_bucket_{setting.name}")(_bucket(where))
        session.printer.done(f"removed the {setting.what} of {where}", url=str(where))

    add("get", f"Print the {setting.what} as JSON.", get)
    add("put", f"Set the {setting.what}, replacing any there were.  JSON is {_ARGUMENT}", put,
        click.argument("value", metavar="JSON"))  # fmt: skip
    add("rm", f"Remove the {setting.what}.", rm)
    return group


cors, lifecycle, website, policy = (_group(setting) for setting in _SETTINGS)

versioning = Verbs("versioning", help="Whether a bucket keeps older versions of objects: get, put.")


@versioning.command("get")
@click.argument("where", type=IN_COS, metavar="URL")
@click.pass_obj
def get_versioning(session: Session, where: Url) -> None:
    """Print Enabled, Suspended or, if it never was, Disabled."""
    status = session.client.get_bucket_versioning(_bucket(where)).get("Status") or "Disabled"
    session.printer.document({"Status": status}, status)


@versioning.command("put")
@click.argument("where", type=IN_COS, metavar="URL")
@click.argument("status", type=click.Choice(["Enabled", "Suspended"], case_sensitive=False))
@click.pass_obj
def put_versioning(session: Session, where: Url, status: str) -> None:
    """Keep older versions from now on (Enabled), or no more of them (Suspended)."""
    session.client.put_bucket_versioning(_bucket(where), status)
    session.printer.done(f"versioning of {where}: {status}", url=str(where), Status=status)


acl = Verbs("acl", help="Who may read and write a bucket or an object: get, put, rm.")


@acl.command("get")
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--version-id")
@click.pass_obj
def get_acl(session: Session, where: Url, version_id: str | None) -> None:
    """Print the access control list as JSON."""
    client = session.client
    found: Any = (
        client.get_object_acl(where.bucket, where.sent, **versioned(version_id))
        if where.key
        else client.get_bucket_acl(where.bucket)
    )
    session.printer.document({name: value for name, value in found.items() if name != "Grant"})


def _put_acl(session: Session, where: Url, value: str) -> None:
    given: dict[str, Any]
    if value in _CANNED:
        given = {"ACL": value}
    else:
        given = {
            "AccessControlPolicy": {
                name: each
                for name, each in document(value, f"{', '.join(_CANNED)}, ").items()
                if name != "CannedACL"
            }
        }
    if where.key:
        session.client.put_object_acl(where.bucket, where.sent, **given)
    else:
        session.client.put_bucket_acl(where.bucket, **given)


@acl.command("put")
@click.argument("where", type=IN_COS, metavar="URL")
@click.argument("value", metavar="ACL")
@click.pass_obj
def put_acl(session: Session, where: Url, value: str) -> None:
    """Set who may do what: private, public-read, public-read-write, default (as the bucket), or JSON."""
    _put_acl(session, where, value)
    session.printer.done(f"set the access control list of {where}", url=str(where))


@acl.command("rm")
@click.argument("where", type=IN_COS, metavar="URL")
@click.pass_obj
def rm_acl(session: Session, where: Url) -> None:
    """Take all grants back: a bucket becomes private, an object follows its bucket."""
    _put_acl(session, where, "default" if where.key else "private")
    session.printer.done(f"removed the grants of {where}", url=str(where))


tag = Verbs("tag", help="The tags of a bucket or an object: get, put, rm.")


@tag.command("get")
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--version-id")
@click.pass_obj
def get_tags(session: Session, where: Url, version_id: str | None) -> None:
    """Print the tags."""
    from qcloud_cos import CosServiceError

    client = session.client
    try:
        found: Any = (
            client.get_object_tagging(where.bucket, where.sent, **versioned(version_id))
            if where.key
            else client.get_bucket_tagging(where.bucket)
        )
    except CosServiceError as error:
        if error.get_error_code() != "NoSuchTagSet":
            raise
        found = {}
    tags = {each["Key"]: each.get("Value") or "" for each in (found.get("TagSet") or {}).get("Tag") or []}
    session.found(len(tags))
    session.printer.document(tags, "\n".join(f"{shown(name)}={shown(value)}" for name, value in tags.items()))


@tag.command("put")
@click.argument("where", type=IN_COS, metavar="URL")
@click.argument("tags", nargs=-1, required=True, metavar="NAME=VALUE...")
@click.option("--version-id")
@click.pass_obj
def put_tags(session: Session, where: Url, tags: tuple[str, ...], version_id: str | None) -> None:
    """Set the tags, replacing any there were.  Instead of NAME=VALUE, one argument of JSON is taken, too."""
    if len(tags) == 1 and ("=" not in tags[0] or tags[0].lstrip().startswith("{")):
        given = {str(name): str(value) for name, value in document(tags[0], "NAME=VALUE, ").items()}
    else:
        if wrong := next((each for each in tags if "=" not in each), None):
            raise click.UsageError(f"{wrong!r} is not NAME=VALUE")
        given = {name: value for name, _, value in (each.partition("=") for each in tags)}
    wanted: Any = {"TagSet": {"Tag": [{"Key": name, "Value": value} for name, value in given.items()]}}
    if where.key:
        session.client.put_object_tagging(where.bucket, where.sent, wanted, **versioned(version_id))
    else:
        session.client.put_bucket_tagging(where.bucket, wanted)
    session.printer.done(f"set {len(given)} tags of {where}", url=str(where), tags=given)


@tag.command("rm")
@click.argument("where", type=IN_COS, metavar="URL")
@click.option("--version-id")
@click.pass_obj
def rm_tags(session: Session, where: Url, version_id: str | None) -> None:
    """Remove all tags."""
    if where.key:
        session.client.delete_object_tagging(where.bucket, where.sent, **versioned(version_id))
    else:
        session.client.delete_bucket_tagging(where.bucket)
    session.printer.done(f"removed the tags of {where}", url=str(where))
