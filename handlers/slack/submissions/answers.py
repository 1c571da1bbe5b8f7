"""What Slack is acknowledged with when a modal is submitted."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from usecases.record_mark import behind_facts
from usecases.record_vote import Voted

# Nothing more to say: the modal closes.
CLOSES: Json = {}


def at_block(block_id: str, said: Sentence) -> Json:
    """Keep the modal open, with what is wrong said at one of its inputs."""
    return {"response_action": "errors", "errors": {block_id: said.plain()}}


def instead(view: Json) -> Json:
    """Show another modal in its place."""
    return {"response_action": "update", "view": view}


async def recorded(desk: Desk, done: Voted) -> Json:
    """Close the modal; if somebody was faster, say who."""
    if done.ahead is None or done.repeated:
        return CLOSES
    view = await desk.view(done.output.id)
    return instead(notice("modal.recorded", whispered("vote.behind", behind_facts(done.ahead), view)))


async def refusal_line(desk: Desk, given: Submission, refusal: Refused) -> Sentence:
    """Return the sentence that says why nothing happened."""
    view = await desk.view(given.carried.output_id)
    return whispered(f"refused.{refusal.code}", refusal.facts, view)
