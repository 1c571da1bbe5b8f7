"""Fixtures for every test live in `tests/ground`, one idea a file."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.ground.browser", "tests.ground.databases", "tests.ground.network"]

# No deadline: on a shared machine a slow example says nothing about the code.
settings.register_profile("project", deadline=None, print_blob=True)
settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=2_000)
settings.load_profile("project")
