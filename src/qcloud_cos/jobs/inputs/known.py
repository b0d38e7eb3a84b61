"""The kinds of inputs by name.  A kind's module is imported when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from inspect import signature
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.inputs.input import Input

WHERE = {
    "prefix": "prefix:Prefix",
    "csv": "manifests:csv",
    "ndjson": "manifests:ndjson",
    "parquet": "parquet:Parquet",
    "inventory": "inventory:Inventory",
    "keys": "keys:Keys",
}
"""The module and the class of each, or the function; made from all of the JSON but its ``kind``."""


def input_of(said: Mapping[str, Any]) -> Input:
    """The input that a specification describes.

    Raises:
        CosClientError: there is none of that kind, or it cannot be.
    """
    kind = said.get("kind")
    if kind not in WHERE:
        raise CosClientError(f"{kind!r} is no kind of input: there are {', '.join(WHERE)}")
    module, _, name = WHERE[kind].partition(":")
    arguments = {each: value for each, value in said.items() if each != "kind"}
    make = getattr(import_module(f"qcloud_cos.jobs.inputs.{module}"), name)
    try:
        signature(make).bind(**arguments)
    except TypeError as error:
        raise CosClientError(f"the input {kind}: {error}") from None
    found: Input = make(**arguments)
    return found
