"""Archived objects brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.errors import CosServiceError
from qcloud_cos.jobs.actions.elsewhere import sent, version
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, OK, Outcome

_READABLE = frozenset({"STANDARD", "STANDARD_IA", "MAZ_STANDARD", "MAZ_STANDARD_IA"})
_NOTHING_TO_DO = frozenset({"RestoreAlreadyInProgress", "RestoreNonArchiveObject"})


class Restore:
    """Asks for a readable copy of each archived object, for some days.

    One that is being restored, and one that is not archived, is skipped; one that is restored already is so for
    longer.  So a repeated batch asks for nothing that was not asked for.

    Options:
        days: how long the copies can be read, 1 to 365.
        tier: ``Standard``, ``Expedited`` or ``Bulk``: how soon, and at which price.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("restore", options)
        days = read.number("days", 1, 365)
        tier = read.choice("tier", ("Standard", "Expedited", "Bulk"), "Standard")
        read.end()
        self._request: Any = {"Days": str(days), "CASJobParameters": {"Tier": tier}}

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        if entry.storage_class in _READABLE:
            return Outcome("skipped", 0, "NotArchived", f"its class is {entry.storage_class}")
        try:
            await clients.of().restore_object(bucket, sent(entry), self._request, **version(entry))
        except CosServiceError as error:
            if error.get_error_code() not in _NOTHING_TO_DO:
                raise
            return Outcome("skipped", 0, error.get_error_code(), error.get_error_msg())
        return OK
