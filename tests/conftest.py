"""Fixtures for every test live in `tests/ground`, one idea a file."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.ground.browser",
    "tests.ground.certificates",
    "tests.ground.databases",
    "tests.ground.network",
    "tests.ground.statements",
]

# No deadline: on a shared machine a slow example says nothing about the code. CI judges a change by examples
# that do not change; new ones are looked for on developers' machines and at night.
STEADY = os.environ.get("CI") == "true"
settings.register_profile("project", deadline=None, print_blob=True, derandomize=STEADY)
settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=2_000)
settings.load_profile("project")

# What is imported and collected lives as long as the run: looking through it again and again for garbage takes a
# third of the time of collecting, and a tenth of that of the tests.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
