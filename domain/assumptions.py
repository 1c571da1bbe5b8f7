"""What somebody took to be so, and signed: no measurement, and told as that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Assumption:
    """A number, and the day on which it was signed."""

    value: float
    signed_on: date
