"""The modal in which a text was fixed: what was left there is approved, or what is wrong with it is said."""

from __future__ import annotations

import secrets

from domain.fixing import Correction
from domain.refusals import Refused
from handlers.cards.fixing import Problem, block_of, corrected
from handlers.cards.message import Json
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import at_block, recorded, refusal_line
from handlers.slack.voting import Said, vote

_SALT_BYTES = 32


async def fix(desk: Desk, given: Submission) -> Json:
    """Approve the text as it was left. Whatever is wrong is said in the modal: nobody's words are lost."""
    view = await desk.view(given.carried.output_id)
    if view is None:
        return await _refused(desk, given, Refused.of("not_found"))
    if view.output.current_sha256 != given.carried.sha256:
        return await _refused(desk, given, Refused.of("text_changed"))
    text = corrected(view.text, given.values)
    if isinstance(text, Problem):
        return at_block(text.block_id, text.said)
    said = Said(
        given.person,
        "fix",
        "modal",
        given.source,
        acted_at=None,
        sha256=given.carried.sha256,
        shown_at=given.carried.since,
        measured="modal" if given.carried.queue is None else "queue",
        correction=Correction.of(
            text, handed_in=view.original or view.text, salt=secrets.token_bytes(_SALT_BYTES)
        ),
    )
    done = await vote(desk, view, said)
    return await _refused(desk, given, done) if isinstance(done, Refused) else await recorded(desk, done)


async def _refused(desk: Desk, given: Submission, refusal: Refused) -> Json:
    return at_block(block_of(1), await refusal_line(desk, given, refusal))
