"""`cos job`: bulk work that can be stopped, killed and gone on with."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from qcloud_cos.cli.job_operations import OPERATIONS, Operation, given, taking
from qcloud_cos.cli.job_telling import Watching, plan_text, summary_text
from qcloud_cos.cli.options import Verb, Verbs
from qcloud_cos.cli.printing import compact, tell
from qcloud_cos.cli.removing import agreed
from qcloud_cos.cli.session import Session

if TYPE_CHECKING:
    from qcloud_cos.jobs import Job, Summary

_DAMAGED, _INTERRUPTED = 6, 130
_STATE = "A directory, or cos://BUCKET-APPID/PREFIX."
_ENGINE = (
    click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
                 help="Where the workers are."),
    click.option("--workers", type=click.IntRange(1, 256), help="How many; else as many as there are processors."),
    click.option("--scheduler", metavar="URL", help="A Dask cluster that is there, such as tcp://10.0.0.7:8786."),
    click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="N",
                 help="Objects a second, all workers together."),
    click.option("--max-failures", type=click.IntRange(0), metavar="N", help="Stop after more than N failures."),
)  # fmt: skip


@click.group(cls=Verbs)
def job() -> None:
    """Work on very many objects, so that nothing is lost when it is killed.

    How far a job is stands in its state: a directory, or a prefix in COS.  What was done is not done again.
    """


@job.group("run", cls=Verbs)
def run_group() -> None:
    """Begin a job; or go on with it, if it has begun in this state."""


@job.group("plan", cls=Verbs)
def plan_group() -> None:
    """Count what a job would do, or would still do, and do nothing."""


def _run_of(operation: Operation) -> click.Command:
    @click.pass_obj
    def command(session: Session, /, state: str | None, yes: bool = False, **options: Any) -> None:
        terms = _terms(options)
        made = _made(session, operation, state or _fresh(operation), options)
        if operation.asks:
            agreed(operation.asks, yes)
        _run(session, made, terms)

    wrapped = _with(
        command, click.option("--state", metavar="JOB", help=f"{_STATE}  Else a fresh directory here.")
    )
    wrapped = taking(operation, _with(wrapped, *_ENGINE))
    if operation.asks:
        wrapped = _with(wrapped, click.option("-y", "--yes", is_flag=True, help="Do not ask before."))
    return click.command(operation.name, cls=Verb, help=operation.help)(wrapped)


def _plan_of(operation: Operation) -> click.Command:
    @click.pass_obj
    def command(session: Session, /, state: str | None, **options: Any) -> None:
        plan = _made(session, operation, state or _fresh(operation), options).plan()
        session.printer.document(plan.to_json(), plan_text(plan))
        session.found(plan.objects)

    wrapped = _with(
        command, click.option("--state", metavar="JOB", help=f"{_STATE}  What is done there is left out.")
    )
    return click.command(operation.name, cls=Verb, help=operation.help)(taking(operation, wrapped))


def _with(command: Callable[..., None], *options: Callable[[Any], Any]) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command


for _each in OPERATIONS:
    run_group.add_command(_run_of(_each))
    plan_group.add_command(_plan_of(_each))


@job.command()
@click.argument("state", metavar="JOB")
@click.pass_obj
def status(session: Session, state: str) -> None:
    """How far a job is: running, done, interrupted, cancelled, killed, or why it failed."""
    _shown(session, _loaded(session, state).status())


@job.command()
@click.argument("state", metavar="JOB")
@click.pass_obj
def resume(session: Session, /, state: str, **options: Any) -> None:
    """Go on with a job after Ctrl-C, a crash, too many failures, or `cos job cancel`.

    What is noted as done is not done again; batches that were under way are.
    """
    _run(session, _loaded(session, state), _terms(options))


for _option in reversed(_ENGINE):
    resume = _option(resume)


@job.command()
@click.argument("state", metavar="JOB")
@click.pass_obj
def cancel(session: Session, state: str) -> None:
    """Have a job stop, wherever it runs.  What is under way ends; `cos job resume` goes on with it."""
    said = _loaded(session, state).cancel()
    text = {"running": "it will stop when what is under way has ended", "done": "it is done already"}
    session.printer.done(text.get(said.how, "cancelled"), **said.to_json())


@job.command()
@click.argument("state", metavar="JOB")
@click.option("--failed", type=click.Path(dir_okay=False), metavar="FILE",
              help="Write what failed to FILE, as a manifest for another job.")  # fmt: skip
@click.option("--rows", is_flag=True, help="What came of each object, a line of JSON each, and nothing else.")
@click.pass_obj
def report(session: Session, state: str, failed: str | None, rows: bool) -> None:
    """What a job has done: counts, rates, latencies, and what failed most."""
    loaded = _loaded(session, state)
    if failed is not None:
        loaded.save_failed(failed)
    if rows:
        loaded.each_row(lambda row: click.echo(compact(row)))
    else:
        _shown(session, loaded.status())


def _made(session: Session, operation: Operation, state: str, options: dict[str, Any]) -> Job:
    from qcloud_cos import jobs

    arguments = given(options)
    if "retries" in vars(session):  # somebody has said it
        arguments["retries"] = session.retries
    made: Job = getattr(jobs, operation.name.replace("-", "_"))(state=state, config=session.config, **arguments)
    return made


def _loaded(session: Session, state: str) -> Job:
    from qcloud_cos import jobs

    asked = session.profile or session.anonymous or state.startswith("cos://")
    return jobs.load(state, session.config if asked else None)


def _fresh(operation: Operation) -> str:
    # Two that begin in the same second are two jobs.
    return f"cos-job-{operation.name}-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"


def _terms(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options.pop(name) for name in ("engine", "workers", "scheduler", "rate", "max_failures")}


def _run(session: Session, made: Job, terms: dict[str, Any]) -> None:
    session.resume_hint = f"`cos job resume {made.state}` goes on with it"
    if not session.quiet and session.output == "table":
        tell(f"state: {made.state}")
    with Watching(session) as watching:
        said = made.run(terms.pop("engine"), told=watching.told, ending=watching.ending, **terms)
    _shown(session, said)
    session.found(said.objects)
    session.partial = bool(said.failed) or said.how == "too many failures"
    if said.how in ("interrupted", "cancelled"):
        tell(f"cos: {said.how}: {session.resume_hint}")
        click.get_current_context().exit(_INTERRUPTED)
    if said.how == "too many failures":
        tell(f"cos: too many failures: `cos job report {made.state}` says which; {session.resume_hint}", "red")
    if said.mismatch:
        click.get_current_context().exit(_DAMAGED)


def _shown(session: Session, said: Summary) -> None:
    session.counts = said.to_json()
    session.printer.document(said.to_json(), summary_text(said))
