"""The modals that decide, and the reason given afterwards."""

from __future__ import annotations

from domain.outputs import Verdict
from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.rejecting import chosen_reason, written_note
from handlers.slack.auditing import submit_audit
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.replies import refusal_notice
from handlers.slack.submissions.answers import CLOSES, at_block, instead, recorded, refusal_line
from handlers.slack.voting import Said, vote
from storage.card_views import CardView
from usecases.give_reason import GiveReason, give_reason
from usecases.record_vote import Voted


async def approve(desk: Desk, given: Submission) -> Json:
    """Approve the very text that was open: another one since then is refused."""
    if (audited := await _audited(desk, given)) is not None:
        return await submit_audit(desk, given, audited, "approve")
    done = await _vote(desk, given, "approve")
    if isinstance(done, Refused):
        view = await desk.view(given.carried.output_id)
        return instead(refusal_notice(done, view))
    return await recorded(desk, done)


async def reject(desk: Desk, given: Submission) -> Json:
    """Reject, with the reason; what went wrong is said at the field."""
    if (audited := await _audited(desk, given)) is not None:
        return await submit_audit(desk, given, audited, "reject")
    done = await _vote(desk, given, "reject")
    if isinstance(done, Refused):
        return at_block("reason", await refusal_line(desk, given, done))
    return await recorded(desk, done)


async def reason(desk: Desk, given: Submission) -> Json:
    """Put a reason in words on the person's own rejection."""
    note = written_note(given.values)
    person = await desk.directory.person(given.person)
    if person is None:
        return at_block("note", await refusal_line(desk, given, Refused.of("unknown_person")))
    command = GiveReason(given.carried.output_id, person, "other", note, desk.now())
    done = await desk.decide(give_reason, command)
    return at_block("note", await refusal_line(desk, given, done)) if isinstance(done, Refused) else CLOSES


async def _audited(desk: Desk, given: Submission) -> CardView | None:
    """Return what the window is about if that has gone out and is looked at, None if it is a decision."""
    view = await desk.view(given.carried.output_id)
    return view if view is not None and view.is_audited else None


async def _vote(desk: Desk, given: Submission, verdict: Verdict) -> Voted | Refused:
    view = await desk.view(given.carried.output_id)
    if view is None:
        return Refused.of("not_found")
    said = Said(
        given.person,
        verdict,
        "modal",
        given.source,
        acted_at=None,
        sha256=given.carried.sha256,
        reason=chosen_reason(given.values),
        note=written_note(given.values),
        shown_at=given.carried.since,
        measured="modal" if given.carried.queue is None else "queue",
    )
    return await vote(desk, view, said)
