"""Everything that happens by the clock. Each may run in any process, at any time, and twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from handlers.clock.admission import see_that_slack_lets_us_in
from handlers.clock.assigning import assign_reviews
from handlers.clock.auditing import audit_steps
from handlers.clock.channels import fill_channels, tell_quiet_channels
from handlers.clock.digests import issue_digests, issue_owners_digests
from handlers.clock.escalating import escalate_all_due, tell_what_is_late
from handlers.clock.fridays import ask_owners_about_leave
from handlers.clock.housekeeping import keep_house
from handlers.clock.keys import note_who_owns_keys
from handlers.clock.leaving import begin_and_end_leaves
from handlers.clock.looking import find_missed_marks
from handlers.clock.lost_channels import note_lost_channels
from handlers.clock.months import issue_months
from handlers.clock.noticing import heed_all_probes
from handlers.clock.owning import note_who_owns
from handlers.clock.pulse import take_the_pulse
from handlers.clock.questions import ask_owners
from handlers.clock.quieting import end_quiets
from handlers.clock.reach import Reach
from handlers.clock.refreshing import ask_about_people
from handlers.clock.relaxing import ask_owners_to_relax
from handlers.clock.second_looks import end_second_looks
from handlers.clock.settling import settle_all_audits, settle_all_due
from handlers.clock.staffing import note_who_decides
from handlers.clock.standards import remind_all_of_standards
from handlers.clock.standups import issue_standups
from handlers.clock.using import ask_all_about_use
from handlers.clock.volumes import fold_all_volumes, recount_volumes
from handlers.clock.watching import end_all_watching
from handlers.clock.weighing import weigh_all_evidence
from handlers.faults import place_of
from storage.database import Unavailable

# A tick that hangs would never come again: it is cut off, and finds its work in the tables next time.
LONGEST_S = 300.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tick:
    """Something to be done every so many real seconds: it asks the tables what is due by the clock it is given."""

    name: str
    every_s: float
    do: Callable[[Reach], Awaitable[None]]


TICKS: tuple[Tick, ...] = (
    Tick("settling", 1, settle_all_due),
    Tick("audits", 1, settle_all_audits),
    Tick("watching", 1, end_all_watching),
    Tick("questions", 10, ask_owners),
    Tick("stand-ups", 10, issue_standups),
    Tick("months", 10, issue_months),
    Tick("escalation", 10, escalate_all_due),
    Tick("digests", 10, issue_digests),  # a process that never lives for a minute sends it too
    Tick("owners' digests", 30, issue_owners_digests),
    Tick("looking", 10, find_missed_marks),
    Tick("lost channels", 30, note_lost_channels),
    Tick("leaving", 30, begin_and_end_leaves),
    Tick("quieting", 30, end_quiets),
    Tick("assigning", 30, assign_reviews),
    Tick("noticing", 30, heed_all_probes),
    Tick("volumes", 10, fold_all_volumes),
    Tick("weighing", 30, weigh_all_evidence),
    Tick("relaxing", 60, ask_owners_to_relax),
    Tick("people", 60, ask_about_people),
    Tick("admission", 60, see_that_slack_lets_us_in),
    Tick("owning", 60, note_who_owns),
    Tick("staffing", 60, note_who_decides),
    Tick("keys", 60, note_who_owns_keys),
    Tick("standards", 60, remind_all_of_standards),
    Tick("fridays", 60, ask_owners_about_leave),
    Tick("pulse", 60, take_the_pulse),
    Tick("using", 60, ask_all_about_use),
    Tick("channels", 60, fill_channels),
    Tick("quiet channels", 60, tell_quiet_channels),
    Tick("what is late", 60, tell_what_is_late),
    Tick("second looks", 60, end_second_looks),
    Tick("recounting", 60, recount_volumes),
    Tick("housekeeping", 3_600, keep_house),
    Tick("auditing", 60, audit_steps),
)


async def run_tick(tick: Tick, reach: Reach) -> None:
    """Do one tick. What goes wrong is logged: the next one comes all the same."""
    try:
        async with asyncio.timeout(LONGEST_S):
            await tick.do(reach)
    except Unavailable as away:
        log.warning("the clock's %s waits: %s", tick.name, away)
    except Exception as error:  # noqa: BLE001 - a bug in one must not stop the clock
        log.error("the clock's %s failed: %s", tick.name, place_of(error))


async def run_ticks(reach: Reach, ticks: Iterable[Tick] = TICKS) -> None:
    """Do all of them once, one after the other: for tests, and when the clock was moved."""
    for tick in ticks:
        await run_tick(tick, reach)
