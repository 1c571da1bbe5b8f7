"""A private question that a modal has answered gives way to what was answered."""

from __future__ import annotations

import logging

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from handlers.cards.asks import draw_answered
from handlers.cards.naming import why_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.rejecting import written_note
from handlers.slack.presses import Submission

_TIMEOUT_S = 10

log = logging.getLogger(__name__)


async def close_question(given: Submission) -> None:
    """Replace the private question from which the submitted modal was opened, if it was; what cannot be, stays.

    Slack lets nobody change such a message but at the address that came with a press on it.
    """
    said = _said(given)
    if given.carried.answer_at is None or said is None:
        return
    message = draw_answered(given.carried.output_id, said)
    client = AsyncWebhookClient(given.carried.answer_at, timeout=_TIMEOUT_S)
    try:
        answer = await client.send(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=True
        )
    except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError, ValueError) as error:
        log.info("a question stays though it is answered: %s", type(error).__name__)
        return
    if answer.status_code >= 400:
        log.info("a question stays though it is answered: %s", answer.status_code)


def _said(given: Submission) -> Sentence | None:
    match given.callback_id:
        case "approve":
            return say("words.approved")
        case "reject":
            return say("words.rejected")
        case "reason":
            return say("ask.reason_thanks", why=why_of("other", written_note(given.values)) or "")
        case "pulse":
            return say("pulse.thanks")
        case _:
            return None
