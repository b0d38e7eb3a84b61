"""`cos doctor`: what stands between this machine and COS."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import click

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import IN_COS, Url
from qcloud_cos.cli.session import Session
from qcloud_cos.version import __version__

_MOST_SKEW_SECONDS = 900
_SAMPLE = 64 * 1024 * 1024
_MARKS = {True: "ok  ", False: "FAIL", None: "    "}


@click.command(cls=Verb)
@click.argument("where", required=False, type=IN_COS, metavar="[URL]")
@click.pass_obj
def doctor(session: Session, where: Url | None) -> None:
    """Look at keys, region, endpoint, clock, access and speed; with a bucket's URL, at that bucket.

    Nothing but the endpoint is contacted, and whoever gives the keys.
    """
    failed: list[Mapping[str, Any]] = []

    def rows() -> Iterator[Mapping[str, Any]]:
        for row in _checks(session, where):
            if row["ok"] is False:
                failed.append(row)
            yield row

    session.printer.rows(rows(), lambda row: f"{_MARKS[row['ok']]}  {row['check']:12}  {row['found']}")
    if failed:
        raise click.exceptions.Exit(int(failed[0]["code"]))


def _row(check: str, found: str, ok: bool | None = None, **more: Any) -> dict[str, Any]:
    return {"check": check, "ok": ok, "found": found, **more}


def _checks(session: Session, where: Url | None) -> Iterator[dict[str, Any]]:
    from qcloud_cos import CosException

    yield _row("version", f"cos {__version__}, Python {platform.python_version()}, {platform.system()}")
    try:
        address = session.config.uri(where.bucket if where else None)
    except (CosException, click.UsageError) as error:
        yield _row("endpoint", getattr(error, "message", str(error)), False, code=2)
        return
    yield from _keys(session)
    yield _row("endpoint", address, True)
    if not (yield from _reach(session, address)):
        return
    yield from _access(session, where)
    yield _row("CRC-64", f"{_crc_speed():.1f} GiB/s")


def _keys(session: Session) -> Iterator[dict[str, Any]]:
    explanation = session.client.credentials.explain()
    for step in explanation.steps:
        found = {"found": True, "failed": False}.get(step.outcome)
        told = f"{step.provider}: {step.outcome}, {step.why}" if step.outcome == "not asked" else str(step)
        yield _row("keys", told, found, **({"code": 4} if found is False else {}))
    if not explanation.found and all(step.outcome != "failed" for step in explanation.steps):
        none = "there are none: `cos config init`, or set COS_SECRET_ID and COS_SECRET_KEY"
        if session.profile:
            none = f"no profile {session.profile!r} has any: `cos config list` shows those there are"
        yield _row("keys", none, False, code=4)


def _reach(session: Session, address: str) -> Generator[dict[str, Any], None, bool]:
    """Whether anybody answers, how fast, and what time it is there."""
    from qcloud_cos import CosException

    began = time.time()
    try:
        answer = session.stranger.send_request("GET", address, cos_request=False, timeout=session.timeout or 5)
    except CosException as error:
        yield _row("network", str(error).removeprefix("send_request: "), False, code=1)
        return False
    ended = time.time()
    yield _row("network", f"answers after {(ended - began) * 1000:.0f} ms", True)
    date = answer.headers.get("Date")
    if date:
        # COS says whole seconds, and it said so somewhere in between.
        skew = (began + ended) / 2 - (parsedate_to_datetime(date).timestamp() + 0.5)
        fits = abs(skew) < _MOST_SKEW_SECONDS
        text = (
            f"this machine's is {abs(skew):.0f} s {'ahead' if skew > 0 else 'behind'}"
            if abs(skew) > 2
            else "right"
        )
        yield _row("clock", text if fits else f"{text}: COS refuses signatures from 900 s on", fits, code=1)
    return True


def _access(session: Session, where: Url | None) -> Iterator[dict[str, Any]]:
    from qcloud_cos import CosException
    from qcloud_cos.cli.ending import code_of, explained

    try:
        if where:
            region = session.client.head_bucket(where.bucket).get("x-cos-bucket-region")
            yield _row("access", f"{where.bucket} may be read{f', it is in {region}' if region else ''}", True)
        else:
            buckets = (session.client.list_buckets().get("Buckets") or {}).get("Bucket") or []
            yield _row("access", f"{len(buckets)} buckets may be listed", True)
    except CosException as error:
        yield _row("access", explained(error), False, code=code_of(error))


def _crc_speed() -> float:
    """Of a file as uploads and syncs read it, in GiB a second."""
    from qcloud_cos.transfer.trees.walking import checksum

    handle, path = tempfile.mkstemp(prefix="cos-doctor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.truncate(_SAMPLE)
        began = time.perf_counter()
        checksum(path)
        return _SAMPLE / 2**30 / (time.perf_counter() - began)
    finally:
        os.unlink(path)
