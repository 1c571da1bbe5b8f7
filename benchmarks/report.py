"""Findings as people and as programs read them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.pairs import Finding

_WIDTHS = (56, 10, 10, 10, 8, 7)


def heads() -> str:
    """Return the first line of the table."""
    return _line("", "median", "lowest", "highest", "promised", "aim", "")


def as_line(finding: Finding) -> str:
    """Return the finding's line of the table."""
    promise = finding.promise
    sign = "<=" if promise.less_is_better else ">="
    figures = (_figure(value) + promise.unit for value in (finding.figure, finding.low, finding.high))
    told = f"{finding.verdict} ({finding.note})" if finding.note else finding.verdict
    return _line(promise.what, *figures, f"{sign} {promise.floor:g}", f"{sign} {promise.aim:g}", told)


def _figure(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _line(what: str, *cells: str) -> str:
    *figures, told = cells
    padded = (cell.rjust(width) for cell, width in zip(figures, _WIDTHS[1:], strict=True))
    return " ".join([what.ljust(_WIDTHS[0]), *padded, " " + told]).rstrip()


def as_json(machine: str, findings: Sequence[Finding]) -> str:
    """Return the machine and the findings as JSON."""
    found = [
        {
            "what": finding.promise.what,
            "median": finding.figure,
            "low": finding.low,
            "high": finding.high,
            "unit": finding.promise.unit.strip(),
            "floor": finding.promise.floor,
            "aim": finding.promise.aim,
            "less_is_better": finding.promise.less_is_better,
            "verdict": finding.verdict,
            "note": finding.note,
        }
        for finding in findings
    ]
    return json.dumps({"machine": machine, "findings": found}, indent=2)
