"""The operations, as functions that make a job of them.

Of each, `source` is what it is done on: a prefix as ``cos://bucket-appid/prefix``, or what `prefix`, `manifest`
and `keys` give; `state` is where it is noted how far it is: a directory, or ``cos://bucket-appid/prefix``.  And
`more` may be

    config      who signs, and where; if not given, what the environment and the profile say
    where       a condition: ``size > 1MiB and key like '*.log'``
    credentials the name of a function that workers get their keys from
    batch, at_once, retries
                objects in a batch, under way in a worker, and tries of each request
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.job import Job, described
from qcloud_cos.jobs.naming import Source, read
from qcloud_cos.jobs.places import place

State = str | os.PathLike[str]


def copy(source: Source, to: str, state: State, *, overwrite: str | None = None, **more: Any) -> Job:
    """Copy objects to the same keys below another prefix, within COS.  Those that are there already are skipped.

    Args:
        to: ``cos://bucket-appid/prefix``, which takes the place of the source's prefix in keys.
        overwrite: ``different`` (default) skips what is there with the same size and CRC-64, ``never`` whatever
            is there, ``always`` nothing.
        more: `region` of the destination; `strip`, what keys lose, if not the source's prefix; `storage_class`,
            ``source`` if not given; `metadata`, headers that replace all of the source's; `tags`; `acl`, such as
            ``public-read``, or ``source``; `old_versions`, if the source names one version of each key, which
            need not be the latest; and those of all operations.
    """
    return _elsewhere("copy", source, to, state, {"overwrite": overwrite}, more)


def move(source: Source, to: str, state: State, *, overwrite: str | None = None, **more: Any) -> Job:
    """Copy objects, prove each copy, and delete the source.  What could not be proven stays.

    Args:
        overwrite: ``always`` (default), or ``never`` to skip what has something else in its place.
        to, more: as `copy` has them.
    """
    return _elsewhere("move", source, to, state, {"overwrite": overwrite}, more)


def delete(source: Source, state: State, **more: Any) -> Job:
    """Delete objects; the versions and delete markers that the source names are removed for good."""
    return made("delete", read(source), {}, state, **more)


def restore(source: Source, days: int, state: State, *, tier: str | None = None, **more: Any) -> Job:
    """Ask for readable copies of archived objects; those under way, and those not archived, are skipped.

    Args:
        tier: ``Standard`` (default), ``Expedited`` or ``Bulk``.
    """
    return made("restore", read(source), {"days": days, "tier": tier}, state, **more)


def tag(
    source: Source, tags: Mapping[str, str] | None, state: State, *, mode: str | None = None, **more: Any
) -> Job:
    """Tag objects.

    Args:
        mode: ``set`` (default) replaces the tags there are, ``merge`` adds to them, ``clear`` removes all.
    """
    return made("tag", read(source), {"tags": dict(tags or {}) or None, "mode": mode}, state, **more)


def set_class(source: Source, storage_class: str, state: State, **more: Any) -> Job:
    """Change the storage class, and nothing else; those that have it already are skipped."""
    return made("set_class", read(source), {"storage_class": storage_class}, state, **more)


def set_acl(
    source: Source,
    acl: str | None,
    state: State,
    *,
    grant_read: str | None = None,
    grant_full_control: str | None = None,
    **more: Any,
) -> Job:
    """Set access control lists: ``private``, ``public-read`` or ``default``; grants are ``id="100000000001"``."""
    options = {"acl": acl, "grant_read": grant_read, "grant_full_control": grant_full_control}
    return made("set_acl", read(source), options, state, **more)


def checksum(source: Source, state: State, *, md5: bool = True, **more: Any) -> Job:
    """Read objects, and compare CRC-64 and MD5 with what COS and the source say of them: else ``mismatch``."""
    return made("checksum", read(source), {"md5": None if md5 else False}, state, **more)


def verify(source: Source, against: str, state: State, *, region: str | None = None, **more: Any) -> Job:
    """Look whether objects are elsewhere, too, with the same size and CRC-64: else ``mismatch``.

    Args:
        against: ``cos://bucket-appid/prefix``, or a local directory that all workers see.
        region: of `against`, if not that of the job.
        more: `strip`, what keys lose, if not the source's prefix; and those of all operations.
    """
    said = read(source)
    options = {"against": against, "region": region, "prefix": _stripped(said, more)}
    return made("verify", said, options, state, **more)


def head(source: Source, state: State, **more: Any) -> Job:
    """Ask for objects' headers: an inventory of now, in the rows of the report."""
    return made("head", read(source), {}, state, **more)


def map(
    source: Source,
    function: Callable[..., Any] | str,
    state: State,
    *,
    arguments: Mapping[str, Any] | None = None,
    **more: Any,
) -> Job:
    """Call ``function(client, bucket, entry, **arguments)`` for each object, in workers.

    An async function gets an async client.  It returns nothing, or something that goes into the report as JSON,
    or an `Outcome`; what it raises is a failure of that object.  It may be called twice for an object.

    Args:
        function: at the top of a module that workers can import; or ``package.module:name``.
    """
    from qcloud_cos.jobs.actions.mapping import name_of

    options = {"function": name_of(function), "arguments": dict(arguments or {}) or None}
    return made("map", read(source), options, state, **more)


def _elsewhere(
    operation: str, source: Source, to: str, state: State, options: Mapping[str, Any], more: dict[str, Any]
) -> Job:
    said, found = read(source), place(to)
    if said["kind"] == "prefix" and said["bucket"] == found.bucket:
        one, other = str(said.get("prefix")), found.key
        if one.startswith(other) or other.startswith(one):
            raise CosClientError(
                f"source and destination overlap: {one!r} and {other!r} of {found.bucket}; copies must not be "
                "where the job lists.  A manifest, which does not change, can name the source"
            )
    names = ("region", "storage_class", "metadata", "tags", "acl", "old_versions")
    also = {name: more.pop(name, None) for name in names}
    prefix = _stripped(said, more)
    return made(operation, said, {"to": to, "prefix": prefix, **also, **options}, state, **more)


def _stripped(said: Mapping[str, Any], more: dict[str, Any]) -> str | None:
    """What keys lose elsewhere."""
    given: str | None = more.pop("strip", None)
    return (said.get("prefix") if given is None else given) or None


def made(
    operation: str,
    source: Mapping[str, Any],
    options: Mapping[str, Any],
    state: State,
    *,
    config: CosConfig | None = None,
    **more: Any,
) -> Job:
    """A job of any operation."""
    config = config or CosConfig()
    specification, environment = described(operation, source, options, config, **more)
    return Job(specification, state, config, environment)
