"""What submitting each modal does. What comes back is what Slack is acknowledged with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.outputs import Verdict
from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence
from handlers.cards.rejecting import chosen_reason, written_note
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.replies import refusal_notice
from handlers.slack.voting import Said, vote
from usecases.give_reason import GiveReason, give_reason
from usecases.record_mark import behind_facts
from usecases.record_vote import Voted

Submit = Callable[[Desk, Submission], Awaitable[Json]]

# Nothing more to say: the modal closes.
CLOSES: Json = {}


async def approve(desk: Desk, given: Submission) -> Json:
    """Approve the very text that was open: another one since then is refused."""
    done = await _vote(desk, given, "approve")
    if isinstance(done, Refused):
        view = await desk.view(given.carried.output_id)
        return _instead(refusal_notice(done, view))
    return await _recorded(desk, done)


async def reject(desk: Desk, given: Submission) -> Json:
    """Reject, with the reason; what went wrong is said at the field."""
    done = await _vote(desk, given, "reject")
    if isinstance(done, Refused):
        return _at("reason", await _refusal(desk, given, done))
    return await _recorded(desk, done)


async def reason(desk: Desk, given: Submission) -> Json:
    """Put a reason in words on the person's own rejection."""
    note = written_note(given.values)
    person = await desk.directory.person(given.person)
    if person is None:
        return _at("note", await _refusal(desk, given, Refused.of("unknown_person")))
    command = GiveReason(given.carried.output_id, person, "other", note, desk.now())
    done = await desk.decide(give_reason, command)
    return _at("note", await _refusal(desk, given, done)) if isinstance(done, Refused) else CLOSES


SUBMISSIONS: Mapping[str, Submit] = {"approve": approve, "reject": reject, "reason": reason}


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
    )
    return await vote(desk, view, said)


async def _recorded(desk: Desk, done: Voted) -> Json:
    """Close the modal; if somebody was faster, say who."""
    if done.ahead is None or done.repeated:
        return CLOSES
    view = await desk.view(done.output.id)
    return _instead(notice("modal.recorded", whispered("vote.behind", behind_facts(done.ahead), view)))


async def _refusal(desk: Desk, given: Submission, refusal: Refused) -> Sentence:
    view = await desk.view(given.carried.output_id)
    return whispered(f"refused.{refusal.code}", refusal.facts, view)


def _at(field: str, said: Sentence) -> Json:
    return {"response_action": "errors", "errors": {field: said.plain()}}


def _instead(view: Json) -> Json:
    return {"response_action": "update", "view": view}
