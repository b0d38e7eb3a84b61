"""Bulk work over many objects, on this machine or on many: `docs/jobs.md`."""
