"""Bulk work over many objects, on this machine or on many: `docs/jobs.md`."""

from qcloud_cos.jobs.choosing import Plan
from qcloud_cos.jobs.engines.dask import DaskEngine
from qcloud_cos.jobs.engines.local import LocalEngine
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.job import Job, load
from qcloud_cos.jobs.naming import keys, manifest, prefix
from qcloud_cos.jobs.outcomes import Outcome
from qcloud_cos.jobs.report import Summary
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.starting import (
    checksum,
    copy,
    delete,
    head,
    map,
    move,
    restore,
    set_acl,
    set_class,
    tag,
    verify,
)

__all__ = [
    "DaskEngine",
    "Entry",
    "Job",
    "JobSpecification",
    "LocalEngine",
    "Outcome",
    "Plan",
    "Summary",
    "checksum",
    "copy",
    "delete",
    "head",
    "keys",
    "load",
    "manifest",
    "map",
    "move",
    "prefix",
    "restore",
    "set_acl",
    "set_class",
    "tag",
    "verify",
]
