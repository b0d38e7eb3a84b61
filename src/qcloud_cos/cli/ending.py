"""How the command ends: errors as lines that say what to do, and as exit codes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from qcloud_cos.cli.commands import cos
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.wording import worded
from qcloud_cos.errors import (
    BadDigest,
    BodyCutShort,
    Cancelled,
    ChecksumMismatch,
    ConnectFailed,
    CosException,
    CosServiceError,
    CredentialsError,
    NoCredentials,
)

OK, UNEXPECTED, USAGE, NOT_FOUND, NO_ACCESS, PARTIAL, DAMAGED, NOTHING, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 7, 130
PIPE_CLOSED = 141
"""As a shell says of a program whose reader went away."""

ADVICE = {
    "NoSuchKey": "`cos ls` with the beginning of the key shows what is there",
    "NoSuchResource": "is the key right, and the bucket in this region?  `cos ls` shows what is there",
    "NoSuchBucket": "is the bucket in this region, and named with its appid?  `cos ls` lists yours",
    "InvalidAccessKeyId": "this SecretId is not known: `cos doctor` says where it is from",
    "SignatureDoesNotMatch": "the SecretKey is not that of the SecretId: `cos doctor` says where they are from",
    "AccessDenied": "neither a policy nor an ACL allows this to these keys: `cos doctor` says whose they are",
    "RequestTimeTooSkewed": "this machine's clock is off: set it, `cos doctor` says by how much",
    "ExpiredToken": "the temporary keys have ended: get new ones",
    "InvalidObjectState": "the object is archived: `cos restore` makes it readable",
    "BucketNotEmpty": "`cos rb --force` empties it first, `cos lsparts` shows unfinished uploads",
    "BucketAlreadyOwnedByYou": "`cos mb --exist-ok` is content with that",
    "BucketAlreadyExists": "somebody else has a bucket of this name: choose another",
}


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """The whole program."""
    session = Session()
    if "_COS_COMPLETE" in os.environ:
        import qcloud_cos.cli.completing  # noqa: F401 - how bash is to be talked to

        cos.main(prog_name="cos", obj=session)
    code = _guarded(session, arguments)
    try:
        if sys.stdout is not None:  # closed by `>&-`
            sys.stdout.flush()
        if session.summary:
            from qcloud_cos.cli import summaries

            summaries.summarize(session, session.summary)
    except BrokenPipeError:
        code = _without_output()
    except OSError as error:
        click.secho(f"cos: what was written is not complete: {error.strerror}", fg="red", err=True)
        code = _without_output(UNEXPECTED)
    # All memory is given back at once; to look through it for garbage first is a fifth of a short command.
    gc.freeze()
    sys.exit(code)


def _guarded(session: Session, arguments: Sequence[str] | None) -> int:
    try:
        # Not `main`, which has exit codes of its own.
        with cos.make_context(
            "cos", list(sys.argv[1:] if arguments is None else arguments), obj=session
        ) as context:
            cos.invoke(context)
    except BrokenPipeError:
        return _without_output()
    except click.exceptions.Exit as ended:  # of --help and --version, too
        if ended.exit_code:
            return ended.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort, Cancelled):
        hint = f": {session.resume_hint}" if session.resume_hint else ""
        click.echo(f"\ncos: interrupted{hint}", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:
        if session.debug:
            import traceback

            traceback.print_exc()
        click.secho(f"cos: {explained(error)}", fg="red", err=True)
        return code_of(error)
    if session.partial:
        return PARTIAL
    return NOTHING if session.fail_on_empty and session.matched == 0 else OK


def code_of(error: BaseException) -> int:
    if isinstance(error, ChecksumMismatch | BodyCutShort | BadDigest):
        return DAMAGED
    if isinstance(error, CosServiceError):
        if error.get_error_code() == "InvalidObjectState":
            return UNEXPECTED
        return {404: NOT_FOUND, 401: NO_ACCESS, 403: NO_ACCESS}.get(error.get_status_code(), UNEXPECTED)
    if isinstance(error, CredentialsError | PermissionError):
        return NO_ACCESS
    if isinstance(error, FileNotFoundError):
        return NOT_FOUND
    if isinstance(error, CosException) and isinstance(error.__cause__, OSError):
        return code_of(error.__cause__)
    return UNEXPECTED


def explained(error: Exception) -> str:
    """What went wrong and what to do about it."""
    text = worded(error) if isinstance(error, CosException | OSError) else f"{type(error).__name__}: {error}"
    advice = ""
    if isinstance(error, NoCredentials) and "none were found" in text:
        text = "there are no keys: no SecretId and SecretKey were found anywhere"
        advice = (
            "`cos config init` stores them, COS_SECRET_ID and COS_SECRET_KEY give them, --anonymous does without; "
            "`cos doctor` says where was looked"
        )
    elif isinstance(error, CosServiceError):
        # The answer to a HEAD has no body, to say that it is the bucket that is missing.
        code = "NoSuchBucket" if error.operation == "head_bucket" and error.get_status_code() == 404 else ""
        advice = ADVICE.get(code or error.get_error_code(), "")
    elif isinstance(error, ConnectFailed):
        advice = "is the endpoint right, and the network there?  `cos doctor` looks into it"
    elif not isinstance(error, CosException | OSError):
        advice = "this should not happen: run it again with --debug, and report what that shows"
    return f"{text}\n     {advice}" if advice else text


def _without_output(code: int = PIPE_CLOSED) -> int:
    """Nobody reads any more, and Python would say so once again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
