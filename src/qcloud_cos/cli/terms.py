"""The options of commands that move bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click

from qcloud_cos.cli.choosing import Size

F = TypeVar("F", bound=Callable[..., Any])
_MIB = 1024 * 1024
_HEADERS = {
    "storage_class": "StorageClass",
    "acl": "ACL",
    "content_type": "ContentType",
    "cache_control": "CacheControl",
    "content_disposition": "ContentDisposition",
    "content_encoding": "ContentEncoding",
    "sse": "ServerSideEncryption",
}


@dataclass
class Terms:
    jobs: int = 8
    part_jobs: int = 3
    part_size: int | None = None
    bwlimit: int | None = None
    failed: str | None = None
    dry_run: bool = False
    source_region: str = ""
    headers: dict[str, Any] = field(default_factory=dict)

    def of_tree(self) -> dict[str, Any]:
        """For a method for whole directories."""
        return {"Workers": self.jobs, "DryRun": self.dry_run, **self.of_one()}

    def of_one(self) -> dict[str, Any]:
        """For one transfer."""
        size = {} if self.part_size is None else {"PartSize": self.part_size / _MIB}
        return {"MAXThread": self.part_jobs, **size}

    def of_bytes(self) -> dict[str, Any]:
        """And where the bytes come by here: copies within COS have no use for these."""
        return {"rate_limit": self.bwlimit, "resume": "failed"}

    def headers_of(self, *names: str) -> dict[str, Any]:
        """Of one upload; what it is, if nobody said, as the first of its names does that tells."""
        from qcloud_cos.content_types import guessed

        return {"ContentType": guessed(*names), **self.headers}


def terms(command: F) -> F:
    """Give a function the options, as one argument `terms`."""

    def taking(*arguments: Any, **options: Any) -> Any:
        headers = {name: value for option, name in _HEADERS.items() if (value := options.pop(option))}
        if meta := options.pop("meta"):
            headers["Metadata"] = dict(_metadata(pair) for pair in meta)
        names = ("jobs", "part_jobs", "part_size", "bwlimit", "failed", "dry_run", "source_region")
        found = Terms(**{name: options.pop(name) for name in names}, headers=headers)
        return command(*arguments, terms=found, **options)

    taking.__doc__, taking.__name__ = command.__doc__, command.__name__
    taking.__dict__.update(command.__dict__)
    decorate = taking
    for option in reversed(_OPTIONS):
        decorate = option(decorate)
    return decorate  # type: ignore[return-value]


def _metadata(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--meta takes NAME=VALUE, not {pair!r}")
    return f"x-cos-meta-{name.lower().removeprefix('x-cos-meta-')}", value


_OPTIONS = (
    click.option("-j", "--jobs", type=click.IntRange(1, 256), default=8, show_default=True, help="Items at once."),
    click.option("--part-jobs", type=click.IntRange(1, 64), default=3, show_default=True, help="Parts of each."),
    click.option("--part-size", type=Size(_MIB, 5120 * _MIB, "from 1M to 5G"), help="Such as 32M."),
    click.option("--bwlimit", type=Size(1, limits="more than 0"), metavar="SIZE",
                 help="Bytes per second of all together, such as 10M."),
    click.option("-n", "--dry-run", is_flag=True, help="Say what would be done."),
    click.option("--failed", type=click.Path(dir_okay=False), metavar="FILE",
                 help="Note what failed in FILE, for --from-failed."),
    click.option("--source-region", default="", help="Where a bucket is that is copied from, if elsewhere."),
    click.option("--storage-class", help="Such as STANDARD_IA or ARCHIVE."),
    click.option("--acl", help="private, public-read or default."),
    click.option("--content-type"),
    click.option("--cache-control"),
    click.option("--content-disposition"),
    click.option("--content-encoding"),
    click.option("--sse", metavar="ALGORITHM", help="Encryption on the server: AES256 or cos/kms."),
    click.option("--meta", multiple=True, metavar="NAME=VALUE", help="Metadata of the objects."),
)  # fmt: skip
