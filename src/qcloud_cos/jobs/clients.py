"""The clients of a process: one for each region."""

from __future__ import annotations

from typing import Protocol

from qcloud_cos.client import AsyncCosS3Client


class Clients(Protocol):
    def of(self, region: str = "") -> AsyncCosS3Client:
        """Of a region, or of that of the job."""
