"""What `cos job run` and `cos job plan` can do, and the options of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from qcloud_cos.cli import job_options

Option = Callable[[Any], Any]


class Operation(NamedTuple):
    """A function of `qcloud_cos.jobs` of this name takes the options by theirs."""

    name: str
    help: str
    options: tuple[Option, ...] = ()
    asks: str = ""
    """What is to be agreed to before it is done to everything in a bucket."""


OPERATIONS = (
    Operation("copy", "Copy objects to the same keys below another prefix, within COS.", job_options.COPY),
    Operation("move", "Copy objects, prove each copy, and delete the source.", job_options.MOVE),
    Operation(
        "delete",
        "Delete objects; versions that the input names, for good.",
        asks="Delete all these objects?",
    ),
    Operation("restore", "Ask for readable copies of archived objects.", job_options.RESTORE),
    Operation("tag", "Set, add to or remove the tags of objects.", job_options.TAG),
    Operation("set-class", "Change the storage class of objects, and nothing else.", job_options.SET_CLASS),
    Operation("set-acl", "Set the access control lists of objects.", job_options.SET_ACL),
    Operation(
        "checksum", "Read objects, and compare them with the checksums that COS keeps.", job_options.CHECKSUM
    ),
    Operation("verify", "Look whether objects are elsewhere, too, and the same.", job_options.VERIFY),
    Operation("head", "Note the headers of objects: an inventory of now, in the report's rows."),
    Operation("map", "Call a function of your own for each object.", job_options.MAP),
)

_INPUT = (
    click.argument("source", required=False, metavar="[URL]"),
    click.option("--versions", is_flag=True, help="All versions and delete markers below URL."),
    click.option("--manifest", metavar="FILE", help="Objects to work on, instead of URL: CSV, NDJSON, Parquet, "
                 "or the manifest.json of an inventory; a path, or cos://..."),
    click.option("--manifest-format", type=click.Choice(["csv", "ndjson", "parquet", "inventory"]),
                 help="If its name does not tell."),
    click.option("--bucket", help="Of objects whose manifest does not name it."),
    click.option("--columns", help="What the columns of a CSV without a header are, such as bucket,key,size."),
    click.option("--url-encoded", is_flag=True, help="The manifest's keys are percent-encoded."),
    click.option("--where", metavar="CONDITION", help="Only these: \"size > 1MiB and key like '*.log'\"."),
)  # fmt: skip
_HOW = (
    click.option("--batch", type=click.IntRange(1, 10_000), default=1000, show_default=True,
                 help="Objects in a batch: what is done again after a crash."),
    click.option("--at-once", type=click.IntRange(1, 256), default=64, show_default=True,
                 help="Objects under way in each worker."),
    click.option("--credentials", metavar="NAME", help="Function that workers get their keys from: "
                 "package.module:function."),
)  # fmt: skip


def taking(operation: Operation, command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of the operation, of inputs, and of how it is done."""
    for option in reversed((*_INPUT, *operation.options, *_HOW)):
        command = option(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of the operation's function, but for state and config; `options` loses what it takes.

    Raises:
        click.UsageError: neither a prefix nor a manifest, or both.
    """
    source = _source(
        options.pop("source"),
        options.pop("versions"),
        options.pop("manifest"),
        options.pop("manifest_format"),
        {
            "bucket": options.pop("bucket"),
            "columns": _columns(options.pop("columns")),
            "encoding": "url" if options.pop("url_encoded") else None,
        },
    )
    return {"source": source, **options}


def _source(
    url: str | None, versions: bool, manifest: str | None, form: str | None, more: Mapping[str, Any]
) -> Any:
    if (url is None) == (manifest is None):
        raise click.UsageError("name the objects: by a prefix, cos://BUCKET-APPID/PREFIX, or by --manifest FILE")
    from qcloud_cos import jobs

    if manifest is None:
        if form or any(more.values()):
            raise click.UsageError("--bucket, --columns, --url-encoded and --manifest-format go with --manifest")
        return jobs.prefix(str(url), versions=versions)
    if versions:
        raise click.UsageError("--versions goes with a prefix: a manifest has a column version_id")
    return jobs.manifest(manifest, format=form, **more)


def _columns(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",")]
