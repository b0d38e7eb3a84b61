"""`cos server`: a local COS in the foreground."""

from __future__ import annotations

import signal
import threading
import warnings
from pathlib import Path
from typing import Any, Literal

import click

from qcloud_cos.core.endpoint import is_loopback
from qcloud_cos.server.accounts import DEFAULT, Account
from qcloud_cos.server.exposure import Exposed, said_of
from qcloud_cos.server.local import LocalCos
from qcloud_cos.server.running import ServerError

QUICK_START = """\
COS is at {endpoint}, and keeps its objects in {place}.  Ctrl+C stops it.

    from qcloud_cos import CosConfig, CosS3Client

    client = CosS3Client(CosConfig(
        Region="ap-guangzhou", Scheme="{scheme}", Endpoint="{address}",{verify}
        SecretId="{secret_id}", SecretKey="{secret_key}",
    ))
    client.create_bucket(Bucket="test01-{appid}")
    client.put_object(Bucket="test01-{appid}", Body=b"hello", Key="hello.txt")
    print(client.get_object(Bucket="test01-{appid}", Key="hello.txt")["Body"].read())
"""
IN_A_SHELL = """\
The command `cos`, cos:// paths and programs that name neither endpoint nor keys find it by

    export COS_ENDPOINT={endpoint}
"""


@click.command("server")
@click.argument("root", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=9000, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="APPID:SECRET_ID:SECRET_KEY",
    help="Who may sign; may be given several times.  Without it, one account of well-known keys.",
)
@click.option(
    "--durability",
    type=click.Choice(["disk", "os"]),
    default="disk",
    show_default=True,
    help="What an acknowledged write survives: a power cut, or a killed process.",
)
@click.option("--since-2024", is_flag=True, help="Limit COS's own hosts as COS does for buckets made since 2024.")
@click.option("--origin", "origins", multiple=True, metavar="HOST", help="A host origin rules may fetch from.")
@click.option("--tls", is_flag=True, help="Speak HTTPS, by certificates of an authority that is made once.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="FAULT",
    help="What goes wrong from the start, such as 'get_object key=*.gz status=503 count=2'; several times.",
)
def server(
    root: Path | None,
    host: str,
    port: int,
    accounts: tuple[str, ...],
    durability: Literal["disk", "os"],
    since_2024: bool,
    tls: bool,
    origins: tuple[str, ...],
    faults: tuple[str, ...],
) -> None:
    """Run a local COS, keeping its objects in ROOT, or nowhere for long without one."""
    named = [account_of(text) for text in accounts] or None
    cos = LocalCos(root, host, port, named, durability, since_2024=since_2024, tls=tls, origins=origins)
    for text in faults:
        add_fault(cos, text)
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Exposed)  # it is in the greeting
            cos.start()
        with cos:
            greet(cos, root)
            stop.wait()
    except ServerError as error:
        raise click.ClickException(str(error)) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def add_fault(cos: LocalCos, text: str) -> None:
    try:
        cos.add_fault(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fault") from None


def account_of(text: str) -> Account:
    """An account whose uin is its appid."""
    appid, _, pair = text.partition(":")
    secret_id, _, secret_key = pair.partition(":")
    if not appid.isdecimal() or not secret_id or not secret_key:
        raise click.BadParameter("an account is APPID:SECRET_ID:SECRET_KEY", param_hint="--account")
    return Account(appid, appid, secret_id, secret_key)


def greet(cos: LocalCos, root: Path | None) -> None:
    account = cos.account
    is_default = account == DEFAULT
    click.echo(
        QUICK_START.format(
            endpoint=cos.endpoint,
            place=cos.root if root else f"{cos.root} until it stops",
            scheme=cos.endpoint.partition("://")[0],
            address=cos.endpoint.partition("://")[2],
            verify=f'\n        VerifySSL="{cos.ca_file}",' if cos.ca_file else "",
            secret_id=account.secret_id,
            # What was typed on the command line is not repeated in a log.
            secret_key=account.secret_key if is_default else "...",
            appid=account.appid,
        )
    )
    if is_default and cos.ca_file is None and is_loopback(cos.endpoint):
        click.echo(IN_A_SHELL.format(endpoint=cos.endpoint))
    click.echo(f"Its controls are below {cos.control_url}, for who has the token in {cos.control_file}.\n")
    for active in cos.faults:
        click.echo(f"Fault {active.id}: {active.fault}\n")
    if cos.ca_file:
        click.echo(f"Clients must trust the certificate authority in {cos.ca_file}.\n")
    for line in said_of(cos.host, tls=cos.ca_file is not None, well_known=is_default):
        click.secho(f"WARNING: {line}", fg="red", bold=True, err=True)


def main(arguments: list[str] | None = None) -> Any:
    server(arguments, prog_name="python -m qcloud_cos.server")
