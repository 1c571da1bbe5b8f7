"""Weeks that are told of together: as many as it takes for five people, and each of them once.

A figure that is told again a week later differs by what that week brought, and that may be what one person did. So
weeks are gathered in order until five people have taken part in them. Only then are they told of, never in parts, and
none of them without the others again: whichever two periods somebody asks about, what lies between the two figures is
of five people, or of nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from domain.probes import SHOWN_FROM

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(weeks=1)
# Where gathering begins anew, so that nobody has to read further back: what is not told of by then never is.
_BEGIN = date(1970, 1, 4)  # a Sunday
_YEAR = timedelta(weeks=52)


def sunday_of(day: date) -> date:
    """Return the Sunday with which the week begins that the day is in: up to Saturday, so that in any zone the same
    ones are over as a week of Mondays ends.
    """
    return day - day.isoweekday() % 7 * _A_DAY


def gathered_since(day: date) -> date:
    """Return the Sunday from which on weeks have to be known to tell which of them are told of from this day on."""
    return _BEGIN + (day - _BEGIN) // _YEAR * _YEAR


def told_together(
    people: Mapping[date, Collection[str]], since: date, until: date
) -> tuple[date, date] | None:
    """Return from when to when it is told what these did, the second not included; None: nothing of it is so far.

    `people` took part in the week of that Sunday, from `gathered_since(since)` on. Both ends are Sundays; between them
    all weeks are told of, and all of them lie between `since` and `until`.
    """
    told = gathered(people, since, until)
    return (told[0][0], told[-1][1]) if told else None


def gathered(people: Mapping[date, Collection[str]], since: date, until: date) -> list[tuple[date, date]]:
    """Return the weeks that are told of together, one after the other: from which Sunday to which each time, the second
    not included. What is told of each team takes five people of it each time.
    """
    told: list[tuple[date, date]] = []
    begun, some = None, set[str]()
    for sunday in sorted(people):
        if sunday + _A_WEEK > until:
            break
        if begun is None or gathered_since(begun) != gathered_since(sunday):
            begun, some = sunday, set()
        some |= set(people[sunday])
        if len(some) >= SHOWN_FROM:
            if begun >= since:
                told.append((begun, sunday + _A_WEEK))
            begun = None
    return told
