"""A serving database of each kind, and dispatchers over it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A serving database with our schema and no rows."""
    database = Database(database_url)
    await database.start()
    yield database
    await database.stop()
