"""*Planted mistakes*: the window in which somebody makes one, and takes their own out again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from domain.disguise import disguised
from domain.eligibility import Person
from domain.ids import id_named
from domain.probes import Noticed, Probe
from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.naming import vote_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.planting import TEXT_ROOM, TITLE_ROOM, Draft, block_of, draw_plant, entered
from handlers.cards.probes import WRONG_ROOM
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Opened, Reply, Told, Turned, refused
from handlers.slack.submissions.answers import at_block, instead
from storage.card_views import CardView
from storage.joining import decided_there
from storage.people import listed_on
from storage.probes import made_from, probes_in_play
from storage.signals.noticing import noticed_by_workflow
from storage.workflows import Workflow, workflow
from usecases.make_probe import MakeProbe, make_probe, why_not_plant
from usecases.pause_workflow import may_resume
from usecases.retire_probe import RetireProbe, retire_probe


@dataclass(frozen=True)
class _Asked:
    """What the window is about: past rejections to begin with, the newest first, and what its reader may know."""

    past: Sequence[str]
    own: Sequence[Probe]
    seen: Noticed | None


async def plant(desk: Desk, press: Press) -> Reply:
    """Open the window, for who may plant in the workflow that the button names."""
    found, person = await _who(desk, press.value, press.person)
    if found is None or person is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    if await desk.db.read(why_not_plant, found, person, desk.now()) is not None:
        return Told("plant.not_yours", {"slug": found.slug})
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=found.slug)
    return Opened(await _window(desk, found, person, carried))


async def another(desk: Desk, press: Press) -> Reply:
    """Begin with another past rejection."""
    return await _again(desk, press, example=int(press.value))


async def take_out(desk: Desk, press: Press) -> Reply:
    """Take one out, and show those that are left."""
    carried = Carried.unpacked(str((press.view or {})["private_metadata"]))
    _, person = await _who(desk, carried.workflow, press.person)
    if person is not None:
        await desk.decide(retire_probe, RetireProbe(press.value, carried.workflow, person, desk.now()))
    return await _again(desk, press, example=carried.example)


async def submit_plant(desk: Desk, given: Submission) -> Json:
    """Plant what was left in the fields; what is wrong with it is said at the field."""
    carried, left = given.carried, entered(given.carried, given.values)
    for name, words in (("text", left.text), ("wrong", left.wrong)):
        if words is None:
            return at_block(block_of(name, carried), say(f"plant.say_{name}"))
    found, person = await _who(desk, carried.workflow, given.person)
    if found is None or person is None:
        return at_block(block_of("text", carried), whispered("refused.unknown_person", {}, None))
    command = MakeProbe(
        id_named("prb", given.source),
        found.slug,
        person,
        left.text or "",
        left.wrong or "",
        secrets.token_bytes(32),
        desk.now(),
        title=left.title,
        input=left.input,
        from_output=carried.output_id or None,
    )
    done = await desk.decide(make_probe, command)
    if isinstance(done, Refused):
        return at_block(block_of("text", carried), _why_not(done, found.slug))
    return instead(notice("modal.plant", say("plant.done", slug=found.slug)))


async def _again(desk: Desk, press: Press, *, example: int) -> Reply:
    carried = Carried.unpacked(str((press.view or {})["private_metadata"]))
    found, person = await _who(desk, carried.workflow, press.person)
    if found is None or person is None:
        return None
    if await desk.db.read(why_not_plant, found, person, desk.now()) is not None:
        return None
    return Turned(await _window(desk, found, person, replace(carried, output_id="", example=example)))


async def _who(desk: Desk, slug: str, user_id: str) -> tuple[Workflow | None, Person | None]:
    return await desk.db.read(workflow, slug), await desk.directory.person(user_id, workflow=slug)


async def _window(desk: Desk, found: Workflow, person: Person, carried: Carried) -> Json:
    asked = await desk.db.read(_asked, found, person, desk.now())
    if not asked.past:
        return draw_plant(carried, Draft(), asked.own, asked.seen, more=False)
    begun = asked.past[carried.example % len(asked.past)]
    view = await desk.view(begun)
    draft = None if view is None else _draft(view)
    if draft is None:
        return draw_plant(carried, Draft(), asked.own, asked.seen, more=len(asked.past) > 1)
    at = replace(carried, output_id=begun)
    return draw_plant(at, draft, asked.own, asked.seen, more=len(asked.past) > 1)


def _draft(view: CardView) -> Draft | None:
    """Return the past rejection in disguise, None where it is too long for the fields."""
    stopped = vote_of(view, view.output.settled_by_vote)
    texts = [view.output.title or "", view.text, view.input or "", (stopped.note if stopped else None) or ""]
    known = [name for who, name in view.names.items() if who == view.output.requester]
    title, text, given, wrong = disguised(texts, view.output.id, known)
    if len(text) > TEXT_ROOM or len(given) > TEXT_ROOM:
        return None
    return Draft(title[:TITLE_ROOM], text, given, wrong[:WRONG_ROOM])


def _asked(conn: Connection, found: Workflow, person: Person, now: datetime) -> _Asked:
    used = made_from(conn, found.slug)
    past = [one for one in decided_there(conn, found.slug, now, "reject") if one.output_id not in used]
    # Those of which somebody has said why come first: they say what is wrong.
    past.sort(key=lambda one: not one.why)
    answers = may_resume(found, person.user_id)
    judges = listed_on(conn, found.slug).includes(person)
    own = [
        one
        for one in probes_in_play(conn, found.slug)
        # Whoever may be shown one is not told of it here.
        if one.made_by == person.user_id or (answers and not judges)
    ]
    seen = noticed_by_workflow(conn, {found.slug: found}, now).get(found.slug, Noticed()) if answers else None
    return _Asked([one.output_id for one in past], own, seen)


def _why_not(refusal: Refused, slug: str) -> Sentence:
    if refusal.code in ("planted_as_it_was", "unknown_person"):
        key = "plant.as_it_was" if refusal.code == "planted_as_it_was" else "refused.unknown_person"
        return say(key)
    return say("plant.not_yours", slug=slug)
