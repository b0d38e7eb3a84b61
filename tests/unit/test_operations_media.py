"""Media processing: what is sent, and what is refused before that."""

from __future__ import annotations

from typing import Any

import pytest

from answered import read
from qcloud_cos import Calls, CosClientError

calls: Any = Calls()
BUCKET = "b-1250000000"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("ci_get_media_jobs", (["j1", "j2"],)),
        ("ci_cancel_jobs", (None,)),
        ("ci_update_media_queue", (7,)),
        ("ci_delete_template", ("",)),
        ("ci_update_workflow", (b"w1", {})),
        ("ci_get_inventory_trigger_jobs", ({},)),
    ],
)
def test_an_id_that_is_none_is_refused(method: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(CosClientError, match=r"is empty: say which|must be a str such as 'a' or 'a,b', not"):
        getattr(calls, method)(BUCKET, *arguments)


def test_what_is_none_is_not_asked_for() -> None:
    assert "width" not in calls.get_snapshot(BUCKET, "a.mp4", 1, Height=480).query
    assert calls.ci_list_media_jobs(BUCKET, "Transcode", Size=None).query.keys().isdisjoint({"size", "queueId"})


def test_what_can_be_many_is_a_list() -> None:
    runs = calls.ci_list_workflowexecution(BUCKET, "w1")
    one = "<Response><WorkflowExecutionList><RunId>i1</RunId></WorkflowExecutionList></Response>"
    assert read(runs, one) == {"WorkflowExecutionList": [{"RunId": "i1"}]}


def test_what_begins_something_is_not_sent_again() -> None:
    assert not calls.ci_create_media_jobs(BUCKET, {}).repeatable
    assert not calls.ci_create_inventory_trigger_jobs(BUCKET, {}).repeatable
    assert not calls.ci_trigger_workflow(BUCKET, "w1", "a.mp4").repeatable
    assert calls.ci_update_workflow_state(BUCKET, "w1", "paused").repeatable
