"""Bulk work over many objects, on this machine or on many: `docs/jobs.md`."""

from qcloud_cos.jobs.choosing import Plan
from qcloud_cos.jobs.engines.dask import DaskEngine
from qcloud_cos.jobs.engines.local import LocalEngine
from qcloud_cos.jobs.job import Job, load
from qcloud_cos.jobs.report import Summary
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.starting import copy

__all__ = ["DaskEngine", "Job", "JobSpecification", "LocalEngine", "Plan", "Summary", "copy", "load"]
