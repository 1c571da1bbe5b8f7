"""The windows in which somebody is signed in, and in which somebody who joins gives their answer."""

from __future__ import annotations

from dataclasses import replace

from domain.refusals import Refused
from handlers.cards.fields import person_in, text_in
from handlers.cards.joining import answered, draw_compared, why_not_join
from handlers.cards.leave import date_of
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.standing import judges_of
from handlers.cards.training import WHY
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.joining import next_window
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import at_block, instead
from storage.cords import cord_of
from storage.joining import joining_with
from usecases.record_shadow import RecordShadow, record_shadow
from usecases.sign_in import SignIn, sign_in


async def sign_them_in(desk: Desk, given: Submission) -> Json:
    """Sign in whoever was chosen; who cannot be is said at the choice."""
    slug, chosen = given.carried.workflow, person_in(given.values)
    why = " ".join((text_in(given.values, WHY) or "").split())
    if not why:
        return at_block(WHY, say("stop.say_why"))
    cord = await desk.db.read(cord_of, slug)
    person = await desk.directory.person(given.person)
    who = None if chosen is None else await desk.directory.person(chosen, workflow=slug)
    if person is None or who is None or cord is None:
        return at_block("person", whispered("refused.unknown_person", {}, None))
    done = await desk.decide(sign_in, SignIn(slug, person, who, why, desk.now()))
    if not isinstance(done, Refused):
        zone = cord.workflow.policy.working_hours.timezone
        return instead(notice("modal.sign_in", say("sign_in.done", slug=slug, until=date_of(done, zone))))
    return at_block("person", _why_not(done, slug, judges_of(cord.workflow, cord.names, cord.gone)))


async def shadow(desk: Desk, given: Submission) -> Json:
    """Keep what the person would have done, and show at once how that compares: to them alone."""
    said, joining = answered(given.values), await desk.db.read(joining_with, given.carried.joining)
    person = None
    if joining is not None:
        person = await desk.directory.person(given.person, workflow=joining.workflow)
    if said is None or joining is None or person is None:
        return at_block("shadow", whispered("refused.unknown_person", {}, None))
    output_id, sha256 = given.carried.output_id, given.carried.sha256
    done = await desk.decide(
        record_shadow, RecordShadow(joining.id, output_id, sha256, person, *said, desk.now())
    )
    if not isinstance(done, Refused):
        view = await desk.view(output_id)
        if view is not None:
            return instead(draw_compared(view, done.joining, done.shadow, replace(given.carried, page=1)))
    elif done.code != "not_found":
        return at_block("shadow", why_not_join(done, joining.workflow))
    # It was opened again meanwhile, or taken back: another one is as good.
    return instead(await next_window(desk, joining, after=len(joining.examples)))


def _why_not(refusal: Refused, slug: str, judges: str) -> Sentence:
    match refusal.code:
        case "only_owner":
            return say("sign_in.not_yours", judges=judges)
        case "not_on_roster":
            return say("sign_in.not_on_roster", slug=slug)
        case "no_training":
            return say("sign_in.none_asked", slug=slug)
        case "unknown_person" | "workflow_unknown":
            return whispered("refused.unknown_person", {}, None)
        case _:
            return say("sign_in.not_a_member")
