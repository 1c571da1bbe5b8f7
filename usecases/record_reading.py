"""Somebody had the whole text before them, so their approval may count."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import readings
from storage.transaction import Tx


@dataclass(frozen=True)
class RecordReading:
    """Who opened which text, after it was shown to them."""

    output_id: str
    sha256: str
    person: str


def record_reading(tx: Tx, command: RecordReading) -> None:
    """Keep that the person opened it, in this transaction; when they did is nobody's business."""
    dialect_insert = sqlite.insert if tx.conn.dialect.name == "sqlite" else postgresql.insert
    tx.conn.execute(dialect_insert(readings).values(vars(command)).on_conflict_do_nothing())
