"""Figures as a table that spreadsheets open: a row each, and no cell that one of them would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from domain.signals.signal import Figure, Signal, Unit

COLUMNS = ("workflow", "signal", "value", "low", "high", "n", "suppressed", "unit", "window", "method")
# What begins like this is reckoned out, or run, by one program or another: a ' before it makes it a text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class FigureRow:
    """One figure of one workflow, and how it is made."""

    workflow: str
    signal: str
    figure: Figure
    unit: Unit
    window: str
    method: str

    @classmethod
    def of(cls, workflow: str, signal: Signal, figure: Figure) -> FigureRow:
        """Return the row of a signal."""
        return cls(workflow, signal.key, figure, signal.unit, signal.window, signal.formula)


def figures_csv(rows: Iterable[FigureRow]) -> str:
    """Return them with their heads (RFC 4180). What is not known, or not told, is an empty cell."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for row in rows:
        one = row.figure
        numbers = (one.value, one.low, one.high, one.n)
        texts = [_inert(text) for text in (row.workflow, row.signal, row.unit, row.window, row.method)]
        suppressed = "true" if one.suppressed else "false"
        table.writerow(
            [*texts[:2], *("" if each is None else each for each in numbers), suppressed, *texts[2:]]
        )
    return written.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
