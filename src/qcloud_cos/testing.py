"""Pytest fixtures: a local COS, and clients of it."""
