"""A company in a fresh database of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from tests.builders import Company

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`, at ten on a Monday in Berlin."""
    company = Company(Database(database_url))
    company.settle_in()
    yield company
    company.db.close()
