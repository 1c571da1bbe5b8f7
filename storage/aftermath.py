"""Reports, put-rights and feedback as domain values, and where we told people of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from domain.aftermath import Feedback, Report
from domain.outputs import Output
from storage.card_views import CardView, card_view, judges_of
from storage.outputs import names_of, votes_of
from storage.second_looks import First, SecondSaid, first_of, second_said, settlers_of
from storage.tables import feedback, notices, reports
from storage.workflows import workflow

NoticeKind = Literal[
    "report", "put_right", "task", "outcome", "stand_in", "handed_in", "answer", "disagreement"
]

_REPORT = select(*(reports.c[name] for name in Report.__dataclass_fields__))
_FEEDBACK = select(*(feedback.c[name] for name in Feedback.__dataclass_fields__))


@dataclass(frozen=True)
class AfterView:
    """What came after one output's release. `judges`: who may answer an open report, whoever is asked first.

    `names` has what everybody involved is called, by Slack id. `second` is what a second look came to, None where there
    was none; `first` why the first verdict was given; `settlers`: who may say which of the two was right.
    """

    view: CardView
    reports: tuple[Report, ...]
    judges: tuple[str, ...]
    names: Mapping[str, str]
    second: SecondSaid | None = None
    first: First | None = None
    settlers: tuple[str, ...] = ()

    @property
    def judge(self) -> str | None:
        """Return who is asked, None if nobody may answer."""
        return next(iter(self.judges), None)

    @property
    def open_reports(self) -> tuple[Report, ...]:
        """Return those that nobody has answered, the first first."""
        return tuple(report for report in self.reports if report.state == "open")

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


@dataclass(frozen=True)
class Notice:
    """A message of ours that is kept up to date. `person` None: it is in the card's thread.

    `channel_id` and `ts` are None until it was posted; `shown` is the hash of what it shows.
    """

    subject: str
    kind: NoticeKind
    output_id: str
    about: str
    person: str | None
    channel_id: str | None
    ts: str | None
    shown: str
    wanted_at: datetime


def after_view(conn: Connection, output_id: str, now: datetime) -> AfterView | None:
    """Return what came after this output's release, None if there is no such output."""
    view = card_view(conn, output_id, now)
    if view is None:
        return None
    told = reports_about(conn, output_id)
    judges = report_judges(conn, view.output, now)
    task = view.put_right
    involved = {*judges, *(report.reported_by for report in told), *(report.judged_by for report in told)}
    involved |= {task.person, task.opened_by, task.done_by} if task is not None else set()
    second = second_said(conn, output_id)
    settlers = () if second is None or not second.waits else settlers_of(conn, view.output, second, now)
    involved |= {*settlers, None if second is None else second.settled_by}
    names = names_of(conn, {one for one in involved if one is not None})
    first = None if second is None else first_of(conn, view.output)
    return AfterView(view, tuple(told), judges, {**view.names, **names}, second, first, settlers)


def reports_about(conn: Connection, output_id: str) -> list[Report]:
    """Return every report about the output, the first first."""
    rows = conn.execute(
        _REPORT.where(reports.c.output_id == output_id).order_by(reports.c.reported_at, reports.c.id)
    )
    return [Report(**row._mapping) for row in rows]


def report_judges(conn: Connection, about: Output, now: datetime) -> tuple[str, ...]:
    """Return who may say whether what went out was wrong, whoever is asked first: the owner, or the deputy where the
    owner is a party, or on leave at `now`.

    Empty if nobody may. As for an objection, parties are who approved it, asked for it, or owns its key.
    """
    found = workflow(conn, about.workflow)
    return () if found is None else judges_of(conn, about, found, votes_of(conn, about.id), now)


def feedback_by_source(conn: Connection, source: str) -> Feedback | None:
    """Return what this very act has said already, or None."""
    row = conn.execute(_FEEDBACK.where(feedback.c.source == source)).one_or_none()
    return None if row is None else Feedback(**row._mapping)


def feedback_on(conn: Connection, output_id: str) -> list[Feedback]:
    """Return all that was said of the output in use, the oldest first."""
    rows = conn.execute(
        _FEEDBACK.where(feedback.c.output_id == output_id).order_by(feedback.c.given_at, feedback.c.id)
    )
    return [Feedback(**row._mapping) for row in rows]


def notice_of(conn: Connection, subject: str) -> Notice | None:
    """Return the message about this, None if none was posted."""
    row = conn.execute(select(notices).where(notices.c.subject == subject)).one_or_none()
    return None if row is None else _as_notice(row)


def notices_about(conn: Connection, output_id: str) -> list[Notice]:
    """Return all messages about the output that are kept up to date."""
    rows = conn.execute(select(notices).where(notices.c.output_id == output_id).order_by(notices.c.subject))
    return [_as_notice(row) for row in rows]


def output_of_notice(conn: Connection, channel_id: str, ts: str) -> str | None:
    """Return the id of the output that a message of ours, other than its card, is about; None if it is none."""
    found = select(notices.c.output_id).where(notices.c.channel_id == channel_id, notices.c.ts == ts)
    return conn.execute(found).scalars().first()


def _as_notice(row: Row[*tuple[Any, ...]]) -> Notice:
    return Notice(**row._mapping)
