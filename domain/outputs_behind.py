"""Which outputs stand behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "wrong",
    "stopped",
    "reported",
    "too_late",
    "cleaned",
    "cleaned_elsewhere",
    "handed_in",
    "unchecked",
    "decided",
    "expired",
    "late",
    "waiting",
    "asked",
]
# That one is among these says how somebody judged it: who is still to judge it unknowing would read it here.
TELLING: frozenset[Kind] = frozenset({"wrong", "stopped", "reported", "cleaned", "cleaned_elsewhere"})


@dataclass(frozen=True)
class Behind:
    """The outputs of one kind, of one workflow, from `begins_at` to `ends_at`, which is not in it."""

    kind: Kind
    workflow: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Place:
    """Where a page of outputs goes on, the newest first: after what was handed in then; `newer`: before it."""

    at: datetime
    output_id: str
    newer: bool = False
