"""One person's verdict by button or modal: who it is, what the use case says, and the record of a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.content import words_in
from domain.eligibility import Person
from domain.fixing import Correction
from domain.outputs import Verdict, Via
from domain.refusals import Refused
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from storage.card_views import CardView
from usecases.note_refusal import NoteRefusal, note_refusal
from usecases.note_review_time import Measured, NoteReviewTime, note_review_time
from usecases.record_vote import RecordVote, Voted, record_vote

# Nothing was attempted that the record should know of: it was done before, or nobody knows by whom.
_NOT_NOTED = frozenset({"already_voted", "unknown_person", "not_found"})


@dataclass(frozen=True)
class Said:
    """What the person said and how. `sha256` is the text they saw in a modal, None on the card itself.

    `asked_there`: why it was rejected is asked where they said it. `shown_at` is since when the text was before
    them, None where nobody knows; `measured` is where that was.
    """

    user_id: str
    verdict: Verdict
    via: Via
    source: str
    acted_at: datetime | None
    sha256: str | None = None
    reason: str | None = None
    note: str | None = None
    asked_there: bool = False
    shown_at: datetime | None = None
    measured: Measured = "modal"
    correction: Correction | None = None


async def vote(desk: Desk, view: CardView, said: Said) -> Voted | Refused:
    """Record the verdict, or say why it does not count; that it was tried is then on record."""
    person = await desk.directory.person(said.user_id, workflow=view.output.workflow)
    if person is None:
        return Refused.of("unknown_person")
    now = desk.now()
    command = RecordVote(
        vote_id=fresh_id("vote", now),
        output_id=view.output.id,
        person=person,
        verdict=said.verdict,
        via=said.via,
        source=said.source,
        acted_at=said.acted_at or now,
        now=now,
        sha256=said.sha256,
        reason=said.reason,
        note=said.note,
        asked_there=said.asked_there,
        correction=said.correction,
    )
    done = await desk.decide(record_vote, command)
    if isinstance(done, Refused):
        await noted(desk, view, person, said.verdict, said.via, done)
    elif said.shown_at is not None and not done.repeated:
        took = NoteReviewTime(
            view.output.workflow,
            said.measured,
            said.shown_at,
            now,
            words=words_in(view.text),
            approved=said.verdict == "approve",
        )
        await desk.db.write(note_review_time, took)
    return done


async def admitted(desk: Desk, view: CardView, user_id: str, verdict: Verdict) -> Refused | None:
    """Return why this person may not judge the output, before a modal is opened to them; None if they may."""
    person = await desk.directory.person(user_id, workflow=view.output.workflow)
    if person is None:
        return Refused.of("unknown_person")
    refused = await desk.may_decide(person, view.output)
    if refused is not None:
        await noted(desk, view, person, verdict, "button", refused)
    return refused


async def noted(
    desk: Desk, view: CardView, person: Person, verdict: Verdict, via: Via, refused: Refused
) -> None:
    """Put on record that somebody tried to judge it, and why that does not count."""
    if refused.code not in _NOT_NOTED:
        attempt = NoteRefusal(view.output.id, person, verdict, via, refused, desk.now())
        await desk.db.write(note_refusal, attempt)
