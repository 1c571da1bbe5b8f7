"""Opening the modal in which a person hands in a text, and handing it in."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection

from domain.api_keys import SECRET_BYTES
from domain.content import commitment, keepable
from domain.lanes import CLOSED
from domain.refusals import Refused
from handlers.cards.fields import text_in
from handlers.cards.handing_in import (
    TEXT_ROOM,
    chosen_workflow,
    draw_hand_in,
    title_in,
    whole_text,
)
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.naming import deciders_of
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped, size
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.replies import Opened, Reply, Told, refused
from storage.workflows import all_workflows
from usecases.hand_in import HandIn, hand_in, may_hand_in


async def open_hand_in(desk: Desk, user_id: str, *, text: str = "", channel_id: str | None = None) -> Reply:
    """Open the modal with this text in it; the workflow whose channel it is in is chosen already."""
    person = await desk.directory.person(user_id)
    refusal = Refused.of("unknown_person") if person is None else may_hand_in(person, now=desk.now())
    if refusal is not None:
        return refused(refusal, None)
    if size(text) > TEXT_ROOM:
        return Told("hand_in.too_long_to_open")
    known = await desk.db.read(_open_workflows)
    if not known:
        return Told("hand_in.no_workflow")
    here = [slug for slug, channel in known.items() if channel == channel_id]
    chosen = here[0] if len(here) == 1 else next(iter(known)) if len(known) == 1 else None
    carried = Carried("", "", fresh_id("view", desk.now()))
    return Opened(draw_hand_in(list(known), carried, text=text, chosen=chosen))


async def submit_hand_in(desk: Desk, given: Submission) -> Json:
    """Hand in what was entered; what is wrong is said at its field."""
    slug, text = chosen_workflow(given.values), whole_text(given.values, given.carried)
    person = await desk.directory.person(given.person)
    if slug is None or person is None:
        return _at("workflow", Refused.of("unknown_person"))
    if not text.strip():
        return {"response_action": "errors", "errors": {"text1": say("hand_in.no_text").plain()}}
    if keepable(text) != text:
        return {"response_action": "errors", "errors": {"text1": say("hand_in.broken_text").plain()}}
    now, salt = desk.now(), secrets.token_bytes(32)
    command = HandIn(
        output_id=fresh_id("out", now),
        workflow=slug,
        person=person,
        content=text,
        title=title_in(given.values),
        asked=text_in(given.values, "asked"),
        source=given.source,
        salt=salt,
        # Of a key that nobody ever holds: what is hashed is gone when this line has run.
        key_sha256=commitment(salt, secrets.token_hex(SECRET_BYTES)),
        now=now,
    )
    done = await desk.decide(hand_in, command)
    if isinstance(done, Refused):
        return _at("workflow", done)
    view = await desk.view(done.output.id)
    deciders = "" if view is None else clipped(deciders_of(view), 500)
    said = say("hand_in.thanks", deciders=deciders, workflow=slug)
    return {"response_action": "update", "view": notice("modal.handed_in", said)}


def _open_workflows(conn: Connection) -> dict[str, str]:
    """Return the workflows that take something, by name, each with the channel of its cards."""
    return {one.slug: one.channel_id for one in all_workflows(conn) if one.status not in CLOSED}


def _at(field: str, refusal: Refused) -> Json:
    said = whispered(f"refused.{refusal.code}", refusal.facts, None)
    return {"response_action": "errors", "errors": {field: said.plain()}}
