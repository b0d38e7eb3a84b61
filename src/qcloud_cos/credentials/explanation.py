"""Where keys were looked for, and what came of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Outcome = Literal["found", "not found", "failed", "not asked"]


class Step(NamedTuple):
    """One place.  It names files and variables, and never shows what is in them."""

    provider: str
    outcome: Outcome
    why: str
    where: str = ""

    def __str__(self) -> str:
        looked = f"  [{self.where}]" if self.where else ""
        return f"{self.provider}: {self.outcome}, {self.why}{looked}"


class Explanation(NamedTuple):
    """Every place in the order in which they are asked.  ``print`` it."""

    steps: tuple[Step, ...]

    @property
    def found(self) -> bool:
        return any(step.outcome == "found" for step in self.steps)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
