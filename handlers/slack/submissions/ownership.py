"""The modal that asks somebody to answer for a workflow."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.fields import person_in
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import at_block, instead
from usecases.name_owner import NameOwner
from usecases.name_owner import name_owner as ask_to_own


async def name_owner(desk: Desk, given: Submission) -> Json:
    """Ask whom was chosen; it is theirs only once they say so."""
    chosen, slug = person_in(given.values), given.carried.workflow
    person = await desk.directory.person(given.person)
    to = None if chosen is None else await desk.directory.person(chosen)
    if person is None or to is None:
        return at_block("person", say("refused.unknown_person"))
    command = NameOwner(fresh_id("offer", desk.now()), slug, person, to, desk.now())
    done = await desk.decide(ask_to_own, command)
    if not isinstance(done, Refused):
        return instead(notice("modal.name_owner", say("owner.asked", who=clipped(to.name, 80), slug=slug)))
    if done.code in ("not_a_member", "unknown_person"):
        return at_block("person", say("owner.not_a_member"))
    key = "owner.over" if done.code == "already_answered" else "owner.not_yours"
    return instead(notice("modal.refused", say(key)))
