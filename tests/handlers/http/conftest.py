"""The API of the company, over each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.handlers.http.serving import Served, served


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[Served]:
    """The API with refund-replies in `reviewed`, on each database."""
    async with served(database_url) as it:
        yield it


@pytest.fixture
async def one(sqlite_url: str) -> AsyncIterator[Served]:
    """The API on SQLite alone, for what no database has a part in."""
    async with served(sqlite_url) as it:
        yield it
