"""Somebody had the whole text before them, so their approval may count."""

from __future__ import annotations

from dataclasses import dataclass

from storage.inserting import add_if_new
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
    add_if_new(tx.conn, readings, vars(command))
