"""The objects of a job: its input, and which of it takes part."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, NamedTuple

from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch
from qcloud_cos.jobs.inputs.input import Input
from qcloud_cos.jobs.inputs.known import input_of
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.where import Where

_EXAMPLES = 10


class Plan(NamedTuple):
    """What a job would do, or would still do."""

    objects: int
    bytes: int | None
    """None if the input does not tell sizes."""
    batches: int
    examples: list[str]
    """The first keys."""

    def to_json(self) -> dict[str, Any]:
        return self._asdict()


class Chosen:
    """Raises CosClientError if the input or the condition cannot be."""

    def __init__(self, specification: JobSpecification) -> None:
        self._kind = str(specification.input.get("kind"))
        self._input: Input = input_of(specification.input)
        self._where = None if specification.where is None else Where(specification.where)

    @property
    def identity(self) -> str:
        """Of what the input was when it was opened."""
        return self._input.identity

    async def open(self, clients: Clients) -> None:
        """Look at the input.

        Raises:
            CosException: it is not there, or does not tell what the condition asks for.
        """
        await self._input.open(clients)
        if self._where is not None:
            self._where.check(self._input.fields, f"this input ({self._kind})")

    def batches(self, clients: Clients, size: int, done: Done) -> AsyncGenerator[Batch, None]:
        """Those that are not done."""
        admits = None if self._where is None else self._where.admits
        return self._input.batches(clients, size, done, admits)

    async def count(self, clients: Clients) -> int | None:
        """How many there are, done or not; None if that takes looking at each."""
        return None if self._where is not None else await self._input.count(clients)

    async def plan(self, clients: Clients, size: int, done: Done) -> Plan:
        """Look at all of it, and count."""
        objects = batches = total = 0
        known, examples = True, list[str]()
        async with aclosing(self.batches(clients, size, done)) as found:
            async for batch in found:
                batches += 1
                objects += len(batch.entries)
                for entry in batch.entries:
                    known = known and entry.size is not None
                    total += entry.size or 0
                examples += [entry.key for entry in batch.entries[: _EXAMPLES - len(examples)]]
        return Plan(objects, total if known else None, batches, examples)
