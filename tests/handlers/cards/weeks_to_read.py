"""Weeks of no, one, twelve and two hundred workflows, ordinary and with the longest names, as leaders read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.follow_up import OwnerNamed
from domain.probes import Noticed
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.signals.wrong_ones_out import LookedAt, wrong_ones_out
from domain.statistics.changing import change
from domain.weekly import Stop, WeeklySummary, WorkflowWeek
from domain.weeks import Week
from tests.builders import MONDAY, user_id

WEEK = Week.named("2026-W48")
BERLIN = ZoneInfo("Europe/Berlin")
ADA, RUTH, KARL = user_id("ada"), user_id("ruth"), user_id("karl")
NAMES = {ADA: "Ada", RUTH: "Ruth", KARL: "Karl"}
SIZES = {"support": 9, "legal": 12, "sales": 14}

KINDS = (
    "refund-replies", "contract-summaries", "invoice-coding", "faq-bot", "ticket-triage", "offer-drafts",
    "meeting-notes", "address-checks", "returns-labels", "job-adverts", "press-digest", "claims-letters",
)  # fmt: skip
# As long as a file may have them; what nobody would write, but words as people do.
LONG = "quarterly-supplier-contract-and-invoice-summaries-for-legal-eu"
LONG_NAME = "Maximiliane Alexandrina von Hohenstein-Waldburg-Zeil und Trauchburg"


def signals(number: int, *, wrong: int = 4) -> Leading:
    """What three figures of an ordinary workflow come to."""
    seen = [
        LookedAt(0.1, "good", went_out=True, held=False, count=410 - wrong),
        LookedAt(0.1, "wrong", went_out=True, held=False, count=wrong),
    ]
    out = wrong_ones_out(seen, gone_out=3_600 + number, tolerated=0.02, people_first=False)
    spent = PeoplesTime(410, 212, 600.0 - number, 3.0, {"legal": 30}, "support")
    return Leading(out, spent, Noticed(18, 20, people=6))


def workflows(count: int, *, long: bool = False) -> list[WorkflowWeek]:
    """So many workflows that have had an ordinary week."""
    made = []
    for number in range(count):
        kind = f"{LONG[:59]}-{number:03d}" if long else KINDS[number % len(KINDS)]
        if not long and number >= len(KINDS):
            kind = f"{kind}-{number // len(KINDS) + 1}"
        made.append(
            WorkflowWeek(
                kind,
                ADA,
                handed_in=3_600,
                approved=402,
                rejected=8,
                unchecked=3_600,
                sponsor=RUTH,
                signals=signals(number),
            )
        )
    return made


def eventful(weeks: Sequence[WorkflowWeek]) -> list[WorkflowWeek]:
    """As in most weeks: of a dozen, one has no owner, one is cleaned up after, one is stopped, one is late."""
    found = list(weeks)
    cleaned = replace(
        signals(0, wrong=6), time=PeoplesTime(410, 212, 720.0, 3.0, {"legal": 2_100}, "support")
    )
    changes: list[dict[str, object]] = [
        {"unowned_since": MONDAY, "waiting": 14, "late": 9, "sponsor": KARL},
        {"cleaned_elsewhere": 12, "signals": cleaned},
        {"stop": Stop(MONDAY + timedelta(days=1))},
        {"late": 3},
        {"past_date": date(2026, 10, 31)},
        {"signals": signals(0, wrong=34)},
        {"change": change(40, 400, 10, 1_600)},
    ]
    for place in range(0, len(found), 12):
        for at, changed in enumerate(changes, start=place):
            if at < len(found):
                found[at] = replace(found[at], **changed)  # type: ignore[arg-type]  # its fields
    return found


def everything(weeks: Sequence[WorkflowWeek]) -> list[WorkflowWeek]:
    """As never: all that can be said is said of each."""
    return [
        replace(
            one, unowned_since=MONDAY, waiting=14, late=3, looks_late=2, is_pilot=True, past_date=date(2026, 10, 31),
            stop=Stop(MONDAY, MONDAY + timedelta(days=2)), change=change(40 if at % 2 else 1, 400, 10, 1_600),
            other_version=True, cleaned_elsewhere=5,
            signals=replace(signals(at, wrong=34), time=PeoplesTime(410, 212, 720.0, 3.0, {"legal": 2_100}, "support")),
        )
        for at, one in enumerate(weeks)
    ]  # fmt: skip


def read(weeks: Sequence[WorkflowWeek], *, is_own: bool = False, **names: str) -> WeeklySummary:
    """The summary of them."""
    return WeeklySummary(
        WEEK,
        "Europe/Berlin",
        WEEK.begins_at(BERLIN),
        WEEK.ends_at(BERLIN),
        tuple(sorted(weeks, key=lambda one: one.workflow)),
        NAMES | names,
        SIZES,
        compared=True,
        is_own=is_own,
        followed=(OwnerNamed("faq-bot", "Grace", "yes", 9),) if len(weeks) > 1 else (),
    )


LONGEST = dict.fromkeys((ADA, RUTH, KARL), LONG_NAME)
WEEKS: dict[str, WeeklySummary] = {
    "none": read([]),
    "quiet": read(workflows(12)),
    "one": read([replace(workflows(1)[0], late=3)]),
    "one-everything": read(everything(workflows(1))),
    "twelve": read(eventful(workflows(12))),
    "twelve-own": read(eventful(workflows(12)), is_own=True),
    "twelve-late": read([replace(one, late=1) for one in workflows(12)]),
    "two-hundred": read(eventful(workflows(200))),
    "longest": read(eventful(workflows(12, long=True)), **LONGEST),
    "longest-everything": read(everything(workflows(200, long=True)), **LONGEST),
}
