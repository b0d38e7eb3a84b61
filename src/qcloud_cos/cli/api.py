"""`cos api`: every operation of the SDK, by its own name and with its own parameters."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from difflib import get_close_matches
from typing import Any

import click

from qcloud_cos.cli.options import Verb
from qcloud_cos.cli.places import STANDARD
from qcloud_cos.cli.printing import input_, output, tell
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.settings import document

_BODIES = ("Body", "Data")
_NOT_OF_JSON = {"progress_callback", "progress", "cancellation"}


@click.command(cls=Verb)
@click.argument("operation", required=False)
@click.option("--json", "parameters", metavar="JSON", help="The parameters: JSON, the name of a file of it, or -.")
@click.option("--body", metavar="FILE", help="What to send as Body or Data; - is standard input.")
@click.option("--save", metavar="FILE", help="Where the answer's body goes; else to standard output.")
@click.option("--describe", is_flag=True, help="Show the operation's parameters and what it does.")
@click.pass_obj
def api(
    session: Session,
    operation: str | None,
    parameters: str | None,
    body: str | None,
    save: str | None,
    describe: bool,
) -> None:
    """Call any OPERATION of the SDK; without one, list them.

    \b
      cos api head_object --json '{"Bucket": "photos-1250000000", "Key": "a.jpg"}'
      cos api PutObject --json '{"Bucket": "photos-1250000000", "Key": "a.jpg"}' --body a.jpg
      cos api select_object_content --describe

    The result is printed as JSON.  A body goes to standard output as it is, unless --save names a file.
    """
    if operation is None:
        rows = ({"operation": name, "does": _first_line(name)} for name in operations())
        session.printer.rows(rows, lambda row: f"{row['operation']:42}  {row['does']}")
        return
    name = _known(operation)
    if describe:
        session.printer.document(described(name), _text(name))
        return
    given = document(parameters) if parameters is not None else {}
    if not isinstance(given, dict):
        raise click.UsageError('--json takes an object of parameters such as {"Bucket": "photos-1250000000"}')
    with ExitStack() as opened:
        if body is not None:
            given[_body_parameter(name)] = _stream(opened, body)
        _check(name, given)
        _place(name, given)
        _show(session, getattr(session.client, name)(**given), save)


def operations() -> list[str]:
    """The names of all."""
    from qcloud_cos import Calls

    return [name for name in dir(Calls) if not name.startswith("_") and callable(getattr(Calls, name))]


def signature(name: str) -> inspect.Signature:
    from qcloud_cos import Calls

    found = inspect.signature(getattr(Calls, name))
    return found.replace(parameters=[each for each in found.parameters.values() if each.name != "self"])


def _known(operation: str) -> str:
    """``GetObject`` and ``get-object`` are ``get_object``."""
    known = {name.replace("_", ""): name for name in operations()}
    name = re.sub("[-_]", "", operation).lower()
    if name in known:
        return known[name]
    near = [known[each] for each in get_close_matches(name, known, n=3)]
    guess = f"did you mean {' or '.join(near)}?  " if near else ""
    raise click.UsageError(f"there is no operation {operation}: {guess}`cos api` lists them")


def _check(name: str, given: Mapping[str, Any]) -> None:
    """Raise what a call would only say with a trace."""
    wanted = signature(name)
    missing = [
        each.name
        for each in wanted.parameters.values()
        if each.default is each.empty and each.kind is not each.VAR_KEYWORD and each.name not in given
    ]
    if missing:
        bodies = " (as --body)" if missing[0] in _BODIES else ""
        raise click.UsageError(f"{name} needs {', '.join(missing)}{bodies}: see `cos api {name} --describe`")
    if not any(each.kind is each.VAR_KEYWORD for each in wanted.parameters.values()):
        unknown = [each for each in given if each not in wanted.parameters]
        if unknown:
            raise click.UsageError(f"{name} has no parameter {unknown[0]}: see `cos api {name} --describe`")
    if callables := sorted(_NOT_OF_JSON & given.keys()):
        raise click.UsageError(f"{callables[0]} is for programs only")


def _place(name: str, given: dict[str, Any]) -> None:
    """``{"Bucket": ..., "Prefix": ...}`` is how JSON has a `Remote`."""
    from qcloud_cos import Remote

    for each in signature(name).parameters.values():
        value = given.get(each.name)
        if str(each.annotation) in ("Remote", "Place") and isinstance(value, dict):
            try:
                given[each.name] = Remote(**value)
            except TypeError:
                raise click.UsageError(f"{each.name} has Bucket, Prefix and Region, and not {value}") from None


def _body_parameter(name: str) -> str:
    found = [each for each in _BODIES if each in signature(name).parameters]
    if not found:
        raise click.UsageError(f"{name} sends no body")
    return found[0]


def _stream(opened: ExitStack, body: str) -> Any:
    if body == STANDARD:
        return input_()
    try:
        return opened.enter_context(open(body, "rb"))
    except OSError as error:
        raise click.UsageError(f"{body} cannot be read: {error.strerror}") from None


def _show(session: Session, result: Any, save: str | None) -> None:
    """Bodies as bytes, the rest as JSON."""
    content, rest = _apart(result, save is not None)
    if content is None:
        session.printer.document(_plain(result))
        return
    if save is None or save == STANDARD:
        _pour(content, output())
        output().flush()
        return
    with open(save, "wb") as file:
        _pour(content, file)
    session.printer.document(_plain(rest))


def _apart(result: Any, saved: bool) -> tuple[Any, Any]:
    """What is content and no part of a JSON document, and what is left; bytes may be text, if not to be saved."""
    if isinstance(result, Mapping):
        rest = dict(result)
        for field in ("Body", "Payload"):
            if hasattr(rest.get(field), "close"):
                return rest.pop(field), rest
    if isinstance(result, tuple) and len(result) == 2:  # the headers, and what data processing answered
        content, _ = _apart(result[1], saved)
        return content, result[0]
    if isinstance(result, bytes) and (saved or not _is_text(result)):
        return io.BytesIO(result), None
    return (result, None) if hasattr(result, "get_stream") else (None, result)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pour(content: Any, out: Any) -> None:
    with content:
        for piece in _pieces(content):
            out.write(piece)


def _pieces(content: Any) -> Iterator[bytes]:
    if hasattr(content, "read"):
        while piece := content.read(1024 * 1024):
            yield piece
        return
    for event in content:  # of a query
        if "Records" in event:
            yield event["Records"]["Payload"]
        elif "Stats" in event:
            tell(", ".join(f"{name} {count}" for name, count in event["Stats"]["Details"].items()))


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    slots = getattr(type(value), "__slots__", ())
    return {name: _plain(getattr(value, name)) for name in slots} if slots else str(value)


def _first_line(name: str) -> str:
    from qcloud_cos import Calls

    return (inspect.getdoc(getattr(Calls, name)) or "").partition("\n")[0]


def described(name: str) -> dict[str, Any]:
    """The operation's parameters, from its signature; and its documentation."""
    from qcloud_cos import Calls

    parameters = [
        {
            "name": each.name,
            "type": str(each.annotation).replace("types.", ""),
            "required": each.default is each.empty,
            **({} if each.default is each.empty else {"default": _plain(each.default)}),
        }
        for each in signature(name).parameters.values()
        if each.name not in _NOT_OF_JSON and each.kind is not each.VAR_KEYWORD
    ]
    return {
        "operation": name,
        "parameters": parameters,
        "keywords": sorted(_keywords(name)),
        "documentation": inspect.getdoc(getattr(Calls, name)),
    }


def _keywords(name: str) -> Iterator[str]:
    """What the operation takes further: headers."""
    from qcloud_cos import types

    for each in signature(name).parameters.values():
        if each.kind is each.VAR_KEYWORD and (
            kind := re.fullmatch(r"Unpack\[types\.(\w+)\]", str(each.annotation))
        ):
            yield from getattr(types, kind[1]).__annotations__


def _text(name: str) -> str:
    found = described(name)
    lines = [f"{found['operation']}", ""]
    for each in found["parameters"]:
        default = "" if each["required"] else f" = {each['default']!r}"
        lines.append(f"  {each['name']}: {each['type']}{default}")
    if found["keywords"]:
        lines.append(f"  and {', '.join(found['keywords'])}")
    return "\n".join([*lines, "", found["documentation"] or ""])
