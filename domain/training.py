"""Joining: three solved examples and five decisions in the shadow of others', then trained until a date."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

EXAMPLES = 3
SHADOWED = 5

# Whoever is on the roster when training is asked for first goes on deciding meanwhile.
GRACE = timedelta(days=28)
# So long before it runs out, it can be renewed.
RENEWED_FROM = timedelta(days=28)
# So long before too few may decide, who can sign somebody in hears it.
TOLD_BEFORE = timedelta(days=14)

Said = Literal["approve", "reject"]


@dataclass(frozen=True)
class Decided:
    """An output that people have decided for good, as it was handed in. `why`: somebody said why."""

    output_id: str
    sha256: str
    verdict: Said
    why: bool = False


def trained_until(now: datetime, months: int, zone: str) -> datetime:
    """Return when training ends that was finished `now`: as the day begins, so many months on, in this zone; UTC."""
    here = now.astimezone(ZoneInfo(zone)).date()
    count = here.month - 1 + months
    year, month = here.year + count // 12, count % 12 + 1
    day = here.replace(year=year, month=month, day=min(here.day, monthrange(year, month)[1]))
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def examples_of(approved: Sequence[Decided], rejected: Sequence[Decided]) -> list[Decided]:
    """Return at most three to learn from, of both lists with the newest first: one that was stopped, best with a
    reason, if there is one; where there are too few of one kind, more of the other.
    """
    stopped = sorted(rejected, key=lambda one: not one.why)
    chosen = [*approved[: EXAMPLES - 1], *stopped[:1]]
    for one in (*approved[EXAMPLES - 1 :], *stopped[1:]):
        if len(chosen) < EXAMPLES:
            chosen.append(one)
    return chosen


def next_shadowed(joining_id: str, place: int, candidates: Iterable[Decided]) -> Decided | None:
    """Return what the person judges in this place, from 1; None where nothing is left.

    By the joining's own lot, so that nobody knows beforehand; in one place, nobody knows which, one that was stopped
    comes if there is one.
    """
    of_all = list(candidates)
    stopped = [one for one in of_all if one.verdict == "reject"]
    wanted = 1 + _lot(joining_id) % SHADOWED
    pool = stopped if place == wanted and stopped else of_all
    return min(pool, key=lambda one: _lot(f"{joining_id}:{one.output_id}"), default=None)


def _lot(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
