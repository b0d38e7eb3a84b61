"""For every test."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes is the machine's doing, and not what a test is about.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
