"""*Name an owner*, and what whoever was named says to it."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from domain.eligibility import unfit
from domain.refusals import Refused
from handlers.cards.modals import Carried, notice
from handlers.cards.ownership import draw_name_owner
from handlers.cards.phrase import say
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Reply, Told, refused, shown
from storage.outputs import names_of
from storage.owner_offers import may_name_owner, offer_with
from storage.unowned import is_gone
from storage.workflows import Workflow, workflow
from usecases.answer_offer import AnswerOffer, answer_offer


async def name_owner(desk: Desk, press: Press) -> Reply:
    """Open the modal that asks whom, for the deputy and the leaders, as long as it has no owner."""
    person, found = await desk.directory.person(press.person), await desk.db.read(workflow, press.value)
    if person is None or found is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    may = await desk.db.read(may_name_owner, found, press.person)
    if not may or unfit(person, now=desk.now()) is not None:
        return Told("owner.not_yours")
    owner = await desk.db.read(_owner_of, found)
    if owner is not None:
        return shown(press, notice("modal.name_owner", say("owner.has_one", who=owner, slug=found.slug)))
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=found.slug)
    return shown(press, draw_name_owner(found.slug, carried))


async def _answer(desk: Desk, press: Press, *, takes: bool) -> Reply:
    person, offer = await desk.directory.person(press.person), await desk.db.read(offer_with, press.value)
    if person is None or offer is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    done = await desk.decide(answer_offer, AnswerOffer(offer.id, offer.workflow, person, takes, desk.now()))
    if isinstance(done, Refused):
        return Told("owner.over") if done.code == "already_answered" else refused(done, None)
    if not takes:
        return Answered("none", say("owner.not_taken", slug=offer.workflow))
    live = await desk.db.read(workflow, offer.workflow)
    alone = live is not None and live.deputy is None
    return Answered("none", say("owner.yours_alone" if alone else "owner.yours", slug=offer.workflow))


own_it = partial(_answer, takes=True)
own_not = partial(_answer, takes=False)


def _owner_of(conn: Connection, found: Workflow) -> str | None:
    """Return what its owner is called, None where they have left."""
    if is_gone(conn, found.owner):
        return None
    return names_of(conn, [found.owner]).get(found.owner, found.owner)
