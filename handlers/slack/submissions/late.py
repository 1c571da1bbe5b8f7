"""The modals of somebody's message of what is late."""

from __future__ import annotations

import asyncio
from collections import Counter

from domain.refusals import Refused
from handlers.cards.fields import due_in
from handlers.cards.late import Late, draw_handed, receiver_in
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import say
from handlers.cards.stopping import REASON, reason_in
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import CLOSES, at_block, instead
from storage.card_views import CardView
from storage.late import late_in
from usecases.give_more_time import GiveMoreTime, give_more_time
from usecases.give_put_right_time import GivePutRightTime, give_put_right_time
from usecases.hand_late_over import HandLateOver, hand_late_over

# Slack waits three seconds for an answer.
_AT_ONCE = 200
_WHY = {"is_away": "away", "already_voted": "judged", "already_final": "decided"}
_OF_THE_TIME = frozenset({"due_in_the_past", "due_too_late"})


async def more_time(desk: Desk, given: Submission) -> Json:
    """Hold what is late until the time that was chosen, for who answers for it."""
    why, until_at = reason_in(given.values), due_in(given.values)
    if why is None or until_at is None:
        return at_block(REASON, say("more_time.say_why"))
    person = await desk.directory.person(given.person)
    if person is None:
        return at_block(REASON, whispered("refused.unknown_person", {}, None))
    late, now = Late.unpacked(given.carried.workflow), desk.now()
    command = GiveMoreTime(late.slug, person, why, until_at, given.source, now, late.kind)
    return _answer(given, await desk.decide(give_more_time, command), None)


async def put_right_time(desk: Desk, given: Submission) -> Json:
    """Let nobody else hear of one thing to be put right until the time that was chosen, for who answers for it."""
    why, until_at = reason_in(given.values), due_in(given.values)
    if why is None or until_at is None:
        return at_block(REASON, say("more_time.say_why"))
    view, person = await desk.view(given.carried.output_id), await desk.directory.person(given.person)
    if view is None or person is None:
        return at_block(REASON, whispered("refused.unknown_person", {}, None))
    command = GivePutRightTime(view.output.id, person, why, until_at, desk.now())
    return _answer(given, await desk.decide(give_put_right_time, command), view)


def _answer(given: Submission, done: int | Refused | None, view: CardView | None) -> Json:
    if not isinstance(done, Refused):
        return CLOSES
    if done.code == "only_owner":
        slug = Late.unpacked(given.carried.workflow).slug
        return instead(notice("modal.refused", say("more_time.not_yours", slug=slug)))
    said = whispered(f"refused.{done.code}", done.facts, view)
    return at_block("due", said) if done.code in _OF_THE_TIME else instead(notice("modal.refused", said))


async def hand_all(desk: Desk, given: Submission) -> Json:
    """Give what is late on this person's list to whom was chosen; what that person may not decide stays."""
    late, chosen = Late.unpacked(given.carried.workflow), receiver_in(given.values)
    person = await desk.directory.person(given.person, workflow=late.slug)
    to = None if chosen is None else await desk.directory.person(chosen, workflow=late.slug)
    if person is None or to is None:
        return at_block("person", whispered("refused.unknown_person", {}, None))
    now = desk.now()
    ids = (await desk.db.read(late_in, given.person, late.slug, now, late.kind)).ids
    commands = [HandLateOver(output_id, person, to, now, late.kind) for output_id in ids[:_AT_ONCE]]
    outcomes = await asyncio.gather(*(desk.decide(hand_late_over, command) for command in commands))
    left = Counter(_WHY.get(done.code, "other") for done in outcomes if isinstance(done, Refused))
    handed = len(outcomes) - left.total()
    if len(ids) > _AT_ONCE:
        left["more"] = len(ids) - _AT_ONCE
    if not handed and not left:
        return instead(notice("modal.hand_all", say("late.gone")))
    return instead(draw_handed(late, to.name, handed, left))
