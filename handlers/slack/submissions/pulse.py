"""The pulse's answer. It goes from Slack's payload into the list of its round, and nowhere else."""

from __future__ import annotations

from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import say
from handlers.cards.pulse import RIGHT, Pulse, answer_in
from handlers.slack.buttons.pulse import is_on
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import CLOSES, at_block, instead
from usecases.answer_pulse import AnswerPulse, answer_pulse


async def pulse(desk: Desk, given: Submission) -> Json:
    """Keep the answer; the message that asked says thanks."""
    about, answer = Pulse.unpacked(given.carried.workflow), answer_in(given.values)
    if answer is None:
        return at_block(RIGHT, say("pulse.whole_number"))
    if not is_on(desk, about):
        return instead(notice("modal.pulse", say("pulse.over")))
    kept = await desk.decide(answer_pulse, AnswerPulse(about.slug, about.round, given.person, answer))
    return CLOSES if kept == "kept" else instead(notice("modal.pulse", say(f"pulse.{kept}")))
