"""Arguments of bucket configurations that are not what they usually are."""

from __future__ import annotations

from typing import Any

import pytest

from answered import request
from qcloud_cos import Calls, CosClientError

calls: Any = Calls()


@pytest.mark.parametrize("status", ["enabled", "", None, "Disabled"])
def test_versions_are_enabled_or_suspended_and_nothing_else(status: Any) -> None:
    with pytest.raises(CosClientError, match="'Enabled' or 'Suspended'"):
        calls.put_bucket_versioning("b-1", status)


@pytest.mark.parametrize(
    "call",
    [
        calls.put_bucket_inventory("b-1", 7, {}),
        calls.post_bucket_inventory("b-1", 7, {}),
        calls.get_bucket_inventory("b-1", 7),
        calls.delete_bucket_inventory("b-1", 7),
        calls.get_bucket_intelligenttiering_v2("b-1", 7),
        calls.put_bucket_intelligenttiering_v2("b-1", {}, 7),
    ],
)
def test_an_id_may_be_a_number(call: Any) -> None:
    assert request(call).target.endswith("id=7")
