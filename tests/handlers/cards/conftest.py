"""A company whose cards are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from tests.builders import Company

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`; drawing is the same for every database."""
    company = Company(Database(sqlite_url))
    company.settle_in()
    yield company
    company.db.close()
