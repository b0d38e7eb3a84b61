"""Keyword arguments to headers."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos import Calls, CosClientError


@pytest.mark.parametrize("value", [{"is_pic_info": 1}, ["a"], ("a",), {"a"}])
def test_a_header_is_no_dict_and_no_list(value: Any) -> None:
    """It would go out as Python writes it, and COS would wonder."""
    with pytest.raises(CosClientError, match=f"PicOperations must be text, not a {type(value).__name__}"):
        Calls().put_object("b-1250000000", b"", "k", PicOperations=value)
