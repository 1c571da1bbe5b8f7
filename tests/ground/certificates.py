"""Certificates that are trusted, read once per run, as a process that serves for days reads them once.

To read them takes some 20 ms of a processor; each client and each receiver of webhooks in a test would do so again.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import cache

import pytest


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Let all that trust the same certificates share what was read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield
