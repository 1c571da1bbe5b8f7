"""Somebody says what they would do with a planted mistake: nothing goes out, and only they hear how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.content import words_in
from domain.probes import Probe, ProbeVerdict
from domain.refusals import Refused
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.people import subject_of
from storage.probes import had_one_before, probe, said_of
from storage.tables import probe_answers
from storage.transaction import Tx
from storage.workflows import Workflow, workflow
from usecases.note_review_time import NoteReviewTime, note_review_time


@dataclass(frozen=True)
class AnswerProbe:
    """What the person says of it. `before` is the output that stood next in their queue; it was before them from
    `shown_at`.
    """

    probe_id: str
    person: str
    verdict: ProbeVerdict
    before: str
    shown_at: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.probe_id


@dataclass(frozen=True)
class Debrief:
    """What the person is told at once, and nobody else: the probe, and what they said of it first."""

    probe: Probe
    verdict: ProbeVerdict


def answer_probe(tx: Tx, command: AnswerProbe) -> Debrief | Refused:
    """Keep it in this transaction, once a person: said again, the first word stays. No output is touched by it.

    The time it took is review time like any other. Refuses `not_found` for no probe, or one that they made.
    """
    found = probe(tx.conn, command.probe_id)
    live = None if found is None else workflow(tx.conn, found.workflow)
    if found is None or live is None or found.made_by == command.person:
        return Refused.of("not_found")
    day = command.now.astimezone(ZoneInfo(live.policy.working_hours.timezone)).date()
    row = {
        "probe_id": found.id,
        "person": command.person,
        "verdict": command.verdict,
        "before": command.before,
        "day": day.isoformat(),
    }
    if not add_if_new(tx.conn, probe_answers, row):
        before = said_of(tx.conn, found.id, command.person)
        if before is None and had_one_before(tx.conn, command.person, command.before):
            return Refused.of("not_found")
        return Debrief(found, before or command.verdict)
    _record(tx, command, live)
    took = NoteReviewTime(
        live.slug,
        "queue",
        command.shown_at,
        command.now,
        words=words_in(found.content),
        approved=command.verdict == "approve",
    )
    note_review_time(tx, took)
    return Debrief(found, command.verdict)


def _record(tx: Tx, command: AnswerProbe, live: Workflow) -> None:
    """Record that it was judged, not how: how well somebody judges is shown to them alone."""
    happening = Happening(
        "probe.judged",
        command.now,
        subject_of(tx.conn, command.person),
        workflow=live.slug,
        policy_version=live.policy_version,
        facts={"probe": command.probe_id},
    )
    record(tx.conn, happening)
