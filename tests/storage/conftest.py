"""A serving database of each kind, with a table of notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from tests.storage.notes import make_table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def db(bare_database_url: str) -> AsyncIterator[Database]:
    database = Database(bare_database_url)
    database.write_now(make_table, None)
    await database.start()
    yield database
    await database.stop()
