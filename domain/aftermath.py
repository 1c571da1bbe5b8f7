"""What comes after a release: reports that it was wrong, the task to put it right, what people say of its use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.eligibility import Person, unfit
from domain.outputs import Output
from domain.refusals import Refused

ReportVia = Literal["reaction", "shortcut", "button", "home", "link", "api"]
ReportState = Literal["open", "confirmed", "dismissed"]
FeedbackKind = Literal["used", "edited", "discarded", "no_use", "wrong", "cleanup", "exception"]

# Nobody cleans up after one output for longer than this: a slip of the finger.
MINUTES_AT_MOST = 100_000


@dataclass(frozen=True)
class Report:
    """One person's word that what was released is wrong. `reported_by` is a Slack id, or `key:<id>`."""

    id: str
    output_id: str
    reported_by: str
    via: ReportVia
    note: str | None
    critical: bool
    source: str
    reported_at: datetime
    state: ReportState = "open"
    judged_by: str | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True)
class PutRight:
    """The task that a wrong release opens: a person and a deadline; `done_at` None while it is open."""

    output_id: str
    report_id: str | None
    person: str
    due_at: datetime
    opened_by: str
    opened_at: datetime
    done_by: str | None = None
    done_at: datetime | None = None
    note: str | None = None

    def is_late(self, now: datetime) -> bool:
        """Say whether it is open past its deadline."""
        return self.done_at is None and self.due_at < now


@dataclass(frozen=True)
class Feedback:
    """What somebody says of an output in use, and what it cost. `given_by` as in a report."""

    id: str
    output_id: str
    kind: FeedbackKind
    minutes: int | None
    team: str | None
    note: str | None
    critical: bool
    given_by: str
    source: str
    given_at: datetime


def may_report(person: Person, *, now: datetime) -> Refused | None:
    """Return why this person may not say what became of an output, None if they may.

    Everybody in the workspace may, guests too: who is downstream sees it first. Not bots, not outsiders.
    """
    return unfit(person, now=now, fit=("member", "guest"), act="report")


def may_be_given_a_task(person: Person, *, now: datetime) -> Refused | None:
    """Return why this person cannot be made answerable for putting something right, None if they can."""
    if person.is_outdated(now):
        return Refused.of("unknown_person")
    return None if person.kind == "member" else Refused.of("not_a_member")


def not_gone_out(output: Output) -> Refused | None:
    """Return why there is nothing to report about this output, None where it went out."""
    return None if output.released_sha256 is not None else Refused.of("not_released", state=output.state)
