"""What media processing sends and returns that differs from the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as requests
from .case import Case
from .difference import Difference
from .seen import Seen


def _runs_listed(seen: Seen, case: Case) -> None:
    if seen.result and "WorkflowExecutionList" in seen.result:
        found = seen.result["WorkflowExecutionList"]
        seen.result["WorkflowExecutionList"] = found if isinstance(found, list) else [found] if found else []


def _headers_only(seen: Seen, case: Case) -> None:
    """The published SDK gives the Response of the HTTP library that it uses."""
    seen.result = seen.result and seen.result["headers"]


OF_MEDIA = [
    Difference(
        "tasks cancelled with a signed query",
        ("ci_cancel_jobs: *", "ci_delete_inventory_trigger_jobs: *"),
        "what is not signed can be changed",
        requests.query_signed,
    ),
    Difference(
        "the answer of a cancelled batch",
        ("ci_delete_inventory_trigger_jobs: *",),
        "its headers, as a dict; no other HTTP library stands behind",
        _headers_only,
    ),
    Difference(
        "one of many runs",
        ("ci_list_workflowexecution: *",),
        "WorkflowExecutionList is a list also if there is one",
        _runs_listed,
    ),
    Difference(
        "states of workflows",
        ("ci_update_workflow_state: no such state",),
        "another word would be sent as a change of the workflow itself",
        requests.refused,
    ),
    Difference(
        "no play key",
        ("ci_update_hls_play_key: neither",),
        "there is nothing to replace: refused before anything is sent",
        requests.refused,
    ),
]
