"""The soak test's own rules; `make soak` runs it for long."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from soak.content import content, number_of
from soak.growth import MIB, growth
from soak.sampling import IS_POSSIBLE

ROUNDS = 90


def noise(seed: int) -> list[float]:
    chance = random.Random(seed)  # noqa: S311
    return [100 * MIB + chance.uniform(-8, 8) * MIB + chance.choice([0] * 9 + [80]) * MIB for _ in range(ROUNDS)]


@pytest.mark.parametrize("seed", range(5))
def test_what_goes_up_and_down_does_not_grow(seed: int) -> None:
    found = growth("memory", noise(seed))
    assert found is not None
    assert found.is_tolerated


@pytest.mark.parametrize("seed", range(5))
def test_what_grows_is_seen_through_noise_and_after_warming_up(seed: int) -> None:
    warming = [-50.0 * MIB * 0.9**number for number in range(ROUNDS)]
    leak = [0.25 * MIB * number for number in range(ROUNDS)]
    steady = growth("memory", [sum(all_) for all_ in zip(noise(seed), warming)])
    leaking = growth("memory", [sum(all_) for all_ in zip(noise(seed), warming, leak)])
    assert steady is not None
    assert steady.is_tolerated
    assert leaking is not None
    assert not leaking.is_tolerated


def test_one_descriptor_in_ten_rounds_is_too_many() -> None:
    found = growth("descriptors", [20.0 + number // 10 for number in range(ROUNDS)])
    assert found is not None
    assert "GROWS" in str(found)
    assert growth("descriptors", [20.0] * 7) is None


def test_a_content_tells_its_number_and_any_damage() -> None:
    for large in (False, True):
        data = content(31_007, large)
        assert number_of(data) == 31_007
        assert number_of(data[:-1]) is None
        assert number_of(data[:50] + b"\0" + data[51:]) is None
    assert number_of(b"") is None


@pytest.mark.skipif(not IS_POSSIBLE, reason="needs Linux")
def test_a_short_one_runs_to_its_end(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-W", "error::ResourceWarning", "-m", "soak"]
    done = subprocess.run(
        command, env={**environment, "SOAK_MINUTES": "0.05"}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every byte was right" in done.stdout
    assert list(tmp_path.iterdir()) == []
