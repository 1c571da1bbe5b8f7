"""What leaders did about what a week's summary said they are needed for, and what came of it by the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class OwnerNamed:
    """They asked `who` (a name) to answer for a workflow without an owner. Of what was late there then (`late`), `left`
    is still to be decided.
    """

    workflow: str
    who: str
    said: Literal["yes", "no", "nothing"]
    late: int = 0
    left: int = 0


@dataclass(frozen=True)
class BothAsked:
    """They asked those who answer for a workflow and `team`, which cleans up after it. Minutes of its clean-up: of the
    week that it was about, and of the one after.
    """

    workflow: str
    team: str
    minutes: int
    minutes_after: int


FollowUp = OwnerNamed | BothAsked
