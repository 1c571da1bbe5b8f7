"""Who is given a review: of those who may decide it, whoever has the least to do and is there to do it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from domain.eligibility import Person, Roster, may_decide
from domain.outputs import Output
from domain.working_time import WorkingHours

# However quick or slow somebody usually is: an open review weighs at most twice, and at least half, of what it does
# for the others. Beyond that the quick ones would get all the work, and the new ones none.
MOST_APART = 2.0


@dataclass(frozen=True)
class Candidate:
    """Somebody on the roster, as the load sees them. Used for sharing work out, and shown to nobody.

    `open` reviews they have, `today` they were given or have judged since midnight in their zone, `pace` they usually
    judge on a day on which they judge any (0: nobody knows yet).
    """

    person: Person
    open: int = 0
    today: int = 0
    pace: float = 0.0
    is_away: bool = False


@dataclass(frozen=True)
class Work:
    """What is to be shared out: the output, who may decide it, when people work there, how much is too much.

    `daily_cap` None: there is no limit. `without` are those who have judged it, or have let it go.
    """

    output: Output
    roster: Roster
    hours: WorkingHours
    daily_cap: int | None = None
    without: Collection[str] = ()


def by_load(work: Work, candidates: Iterable[Candidate], now: datetime) -> Candidate | None:
    """Return who is given the review, None where nobody can be: then it is for whoever takes it.

    Only who may decide it, is not away and not at the limit of the day; of these whoever works now, or is the first
    to; then the least to do, measured by how much they usually judge; then the fewest today. Among equals the output
    decides, always alike.
    """
    fit = [one for one in candidates if can_be_given(work, one)]
    usual = median([one.pace for one in fit if one.pace > 0] or [1.0])
    return min(fit, key=lambda one: _rank(work, one, usual, now), default=None)


def takes_more(one: Candidate, daily_cap: int | None) -> bool:
    """Say whether they can be given anything at all: they are not away and not at the limit of the day, None: none."""
    return not one.is_away and (daily_cap is None or one.today < daily_cap)


def can_be_given(work: Work, one: Candidate) -> bool:
    """Say whether this very review can be given to them."""
    if not takes_more(one, work.daily_cap) or one.person.user_id in work.without:
        return False
    # As they were last seen: whoever presses is looked up anew.
    return may_decide(one.person, work.roster, work.output, now=one.person.fetched_at) is None


def _rank(work: Work, one: Candidate, usual: float, now: datetime) -> tuple[datetime, float, int, bytes]:
    opens_at = work.hours.in_zone(one.person.timezone).next_open(now)
    quickness = min(max(one.pace / usual, 1 / MOST_APART), MOST_APART) if one.pace > 0 else 1.0
    tie = hashlib.sha256(f"{work.output.id}:{one.person.user_id}".encode()).digest()
    return opens_at, (one.open + 1) / quickness, one.today, tie
