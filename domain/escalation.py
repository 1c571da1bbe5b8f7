"""Who hears of what nobody decides, looks at or puts right: a step up the chain for each share of the time that passed.

Each step is taken once, in order, at a time at which the person works, and never early. None of them decides
anything: at the end of the chain somebody knows, and the output is held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.policy import Policy, Step, StepTo
from domain.working_time import WorkingHours

# What a chain is about: a review, a look at what has gone out, what is to be put right, or two verdicts that disagree.
ChainKind = Literal["review", "audit", "put_right", "disagreement"]

# From whoever has it up to those who lead: whom a step passes on to.
UPWARDS: tuple[StepTo, ...] = ("assignee", "owner", "deputy", "leaders")


def is_late(due_at: datetime, now: datetime) -> bool:
    """Say whether what was wanted by `due_at` is late at `now`, as long as its clock runs: from that instant on.

    What somebody is told of before is due soon, and is not called late.
    """
    return due_at <= now


@dataclass(frozen=True)
class Course:
    """The time that people have with one output: from `submitted_at` to `due_at`, put off by questions to `moved_to`.

    The reviewers', before it goes out or after, or that of who is to put it right, or to say which of two was right,
    from when that was asked of them. `moved_to` None: no question has moved it. Instants are aware.
    """

    policy: Policy
    submitted_at: datetime
    due_at: datetime
    moved_to: datetime | None = None

    def reached_at(self, step: Step) -> datetime:
        """Return when the step's share has passed, in UTC and in working time.

        Up to the deadline it is a share of the time that there was, which `needed_by` may have made shorter; beyond it
        of `review_within`, so that what is wanted in five minutes does not reach everybody within ten.
        """
        hours = self.policy.working_hours
        span = hours.between(self.submitted_at, self.due_at)
        passed = span * min(step.at_percent, 100) / 100 + self.beyond(step)
        if self.moved_to is not None:
            passed += hours.between(self.due_at, self.moved_to)
        at = hours.add(self.submitted_at, passed)
        # A deadline that somebody has set on a Saturday is not over on the Friday.
        return at if step.at_percent < 100 else max(at, self.moved_to or self.due_at)

    def beyond(self, step: Step) -> timedelta:
        """Return the working time from the deadline to the step; zero for one before it."""
        return self.policy.review_within * max(step.at_percent - 100, 0) / 100


@dataclass(frozen=True)
class Seat:
    """Who a role's step goes to: a person (or the leaders' channel) and when they work.

    `is_here` False: on leave, or no longer with the company. `quiet_until`: they want no messages before then.
    """

    who: str
    hours: WorkingHours
    is_here: bool = True
    quiet_until: datetime | None = None

    def hears_from(self, at: datetime) -> datetime:
        """Return when they can hear at the earliest, from `at` on, in UTC: while they work, and not in their quiet."""
        return self.hours.next_open(at if self.quiet_until is None else max(at, self.quiet_until))

    def is_quiet_until(self, now: datetime, next_at: datetime | None) -> bool:
        """Say whether it is their quiet that would keep a step from them until the next is due; None: there is none."""
        is_quiet = self.quiet_until is not None and now < self.quiet_until
        return is_quiet and next_at is not None and next_at <= self.hears_from(now)


@dataclass(frozen=True)
class Goes:
    """The step is taken now, and this seat hears."""

    to: StepTo
    who: str


@dataclass(frozen=True)
class Waits:
    """Nobody who is to hear works now; look again then."""

    until: datetime


@dataclass(frozen=True)
class Passes:
    """Nobody is there to hear: the step is over, and the output is held as before."""


Move = Goes | Waits | Passes
Line = Mapping[StepTo, Seat]


def due_from(
    course: Course,
    number: int,
    *,
    before: tuple[int, datetime] | None = None,
    held_until: datetime | None = None,
) -> datetime:
    """Return when step `number` (from 0) of the chain may be taken at the earliest, in UTC.

    `before` is the last step that reached somebody, and when: they have as long as the policy leaves them between the
    two, also after an outage. `held_until` is what somebody asked for with a reason.
    """
    chain = course.policy.escalation
    at = course.reached_at(chain[number])
    if before is not None:
        last, taken_at = before
        between = course.policy.review_within * (chain[number].at_percent - chain[last].at_percent) / 100
        at = max(at, course.policy.working_hours.add(taken_at, max(between, timedelta(0))))
    return at if held_until is None else max(at, held_until)


def following(course: Course, number: int, now: datetime) -> datetime | None:
    """Return when the step after this one would be due if this one were taken now; None after the last."""
    if number + 1 >= len(course.policy.escalation):
        return None
    return due_from(course, number + 1, before=(number, now))


def move(to: StepTo, line: Line, *, urgent: bool, now: datetime, next_at: datetime | None = None) -> Move:
    """Return what becomes of a step to this role at `now`, if it is due; the one after it comes at `next_at`.

    A role that nobody has is passed over, one whose person is gone goes to the next. Who does not work now, or wants
    no messages, is waited for, but nobody's quiet holds up the next step: then it goes to the next person. What is
    urgent goes to the next who works and is not quiet, and nobody is woken for it.
    """
    if to not in line:
        return Passes()
    seats = [(role, line[role]) for role in UPWARDS[UPWARDS.index(to) :] if role in line]
    here = [(role, seat) for role, seat in seats if seat.is_here]
    in_time = [(role, seat) for role, seat in here if not seat.is_quiet_until(now, next_at)]
    candidates = here if urgent else (in_time or here)[:1]
    for role, seat in candidates:
        if seat.hears_from(now) == now:
            return Goes(role, seat.who)
    if not candidates:
        return Passes()
    return Waits(min(seat.hears_from(now) for _, seat in candidates))


def hears_after(
    course: Course,
    number: int,
    at: datetime,
    line_at: Callable[[datetime], Line],
    listener: str,
    *,
    before: tuple[int, datetime] | None = None,
    held_until: datetime | None = None,
) -> tuple[str, datetime] | None:
    """Return who but `listener` hears first, if nothing happens, and when (UTC); None: nobody but them ever does.

    Step `number` (from 0) is due at `at`; `line_at` says who hears in which role then. `before` and `held_until` as
    for `due_from`. A step that comes to the listener again is no news, and gives them their time all the same.
    """
    rules = course.policy
    while number < len(rules.escalation):
        comes = following(course, number, at)
        done = move(rules.escalation[number].to, line_at(at), urgent=rules.urgent, now=at, next_at=comes)
        if isinstance(done, Waits):
            at = done.until
            continue
        if isinstance(done, Goes):
            if done.who != listener:
                return done.who, at
            before = (number, at)
        number += 1
        if number < len(rules.escalation):
            at = due_from(course, number, before=before, held_until=held_until)
    return None
