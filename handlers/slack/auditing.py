"""What people say of what has gone out already: by button or in a window."""

from __future__ import annotations

from datetime import datetime

from domain.audits import AuditVerdict
from domain.content import words_in
from domain.outputs import Via
from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.modals import Carried
from handlers.cards.reading import draw_reading, is_last_page
from handlers.cards.rejecting import chosen_reason, draw_reject, written_note
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Opened, Reply, refusal_notice, refused
from handlers.slack.submissions.answers import CLOSES, at_block, instead, refusal_line
from handlers.slack.voting import admitted, noted
from storage.card_views import CardView
from usecases.note_review_time import NoteReviewTime, note_review_time
from usecases.record_audit import Audited, RecordAudit, record_audit
from usecases.record_reading import RecordReading
from usecases.undo_audit import UndoAudit, undo_audit


async def approve_audit(desk: Desk, press: Press, view: CardView) -> Reply:
    """Say with one click that it was good; where the text has to be before the person first, open it to confirm."""
    card = view.card
    on_card = card is not None and press.message == (card.channel_id, card.ts)
    if on_card and await desk.whole_text_known(view, press.person):
        done = await _record(desk, view, press, "approve", view.output.current_sha256)
        return refused(done, view) if isinstance(done, Refused) else None
    if (refusal := await admitted(desk, view, press.person, "approve")) is not None:
        return refused(refusal, view)
    reading = RecordReading(view.output.id, view.output.current_sha256, press.person)
    return Opened(
        draw_reading(view, _carried(desk, view, approving=True)), reading if is_last_page(view, 1) else None
    )


async def reject_audit(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the window that says what was wrong."""
    if (refusal := await admitted(desk, view, press.person, "reject")) is not None:
        return refused(refusal, view)
    return Opened(draw_reject(view, _carried(desk, view, approving=False)))


async def take_back_audit(desk: Desk, press: Press, view: CardView) -> Reply:
    """Take back the person's own click while its minute runs."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    done = await desk.decide(undo_audit, UndoAudit(view.output.id, person, desk.now()))
    return refused(done, view) if isinstance(done, Refused) else None


async def submit_audit(desk: Desk, given: Submission, view: CardView, verdict: AuditVerdict) -> Json:
    """Keep what was said in a window; what went wrong is said there."""
    done = await _record(desk, view, given, verdict, given.carried.sha256)
    if not isinstance(done, Refused):
        return CLOSES
    if verdict == "reject":
        return at_block("reason", await refusal_line(desk, given, done))
    return instead(refusal_notice(done, view))


async def found_good(
    desk: Desk, press: Press, view: CardView, sha256: str, since: datetime
) -> Audited | Refused:
    """Say of the text of this hash, which has been before the person in *Review now* since then, that it was good."""
    done = await _record(desk, view, press, "approve", sha256)
    if isinstance(done, Audited) and not done.repeated:
        words = words_in(view.text)
        took = NoteReviewTime(view.output.workflow, "queue", since, desk.now(), words=words, approved=True)
        await desk.db.write(note_review_time, took)
    return done


async def _record(
    desk: Desk, view: CardView, act: Press | Submission, verdict: AuditVerdict, sha256: str
) -> Audited | Refused:
    person = await desk.directory.person(act.person, workflow=view.output.workflow)
    if person is None:
        return Refused.of("unknown_person")
    now = desk.now()
    in_window = isinstance(act, Submission)
    via: Via = "modal" if in_window else "button"
    command = RecordAudit(
        vote_id=fresh_id("vote", now),
        output_id=view.output.id,
        person=person,
        verdict=verdict,
        via=via,
        source=act.source,
        acted_at=now,
        now=now,
        sha256=sha256,
        reason=chosen_reason(act.values) if isinstance(act, Submission) and verdict == "reject" else None,
        note=written_note(act.values) if isinstance(act, Submission) and verdict == "reject" else None,
    )
    done = await desk.decide(record_audit, command)
    if isinstance(done, Refused):
        await noted(desk, view, person, verdict, via, done)
    return done


def _carried(desk: Desk, view: CardView, *, approving: bool) -> Carried:
    return Carried(
        view.output.id, view.output.current_sha256, fresh_id("view", desk.now()), approving=approving
    )
