"""`/answerable assign LINK @PERSON` gives one review to who decides it, or to the pool, for who answers for it."""

from __future__ import annotations

import re

from domain.pointers import pointed_at
from domain.refusals import Refused
from handlers.cards.message import Message
from handlers.cards.naming import deciders_of, title_of
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from handlers.cards.whispers import whispered
from handlers.slack.buttons.assigning import hand_over_modal
from handlers.slack.desk import Desk
from handlers.slack.pointing import output_named
from handlers.slack.replies import Opened
from storage.card_views import CardView
from usecases.hand_review_over import HandReviewOver, PoolReview, hand_review_over, may_assign, pool_review

# As Slack escapes a person's name in a command.
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_IN_BRACKETS = re.compile(r"<[^>]*>")
_POOL = frozenset({"pool", "anybody", "anyone"})
# Why somebody may not decide it, which the sentences say to themselves.
_ABOUT_WHOM = frozenset(
    {
        "is_requester",
        "is_key_owner",
        "not_on_roster",
        "not_trained",
        "is_guest",
        "is_external",
        "is_deactivated",
        "is_bot",
    }
)
_TITLE_ROOM = 150
_NAMES_ROOM = 500
_NAME_ROOM = 80


async def assign(desk: Desk, person: str, rest: str) -> Message | Opened:
    """Give the review away and say so; where only the output is named, open the modal that asks to whom."""
    output_id = await output_named(desk, rest)
    view = await desk.view(output_id)
    if view is None:
        return draw_lines([say("assign.which"), say("assign.how")] if rest else [say("assign.how")])
    who = await desk.directory.person(person, workflow=view.output.workflow)
    if who is None:
        return draw_lines([say("refused.unknown_person")])
    refusal = await desk.db.read(may_assign, view.output, who, desk.now())
    if refusal is not None:
        # Who only has a link need not be someone who may know what it leads to.
        return draw_lines([whispered(f"refused.{refusal.code}", refusal.facts, None)])
    if rest.rsplit(maxsplit=1)[-1].lower() in _POOL:
        done = await desk.decide(pool_review, PoolReview(view.output.id, who, desk.now()))
        return draw_lines(
            [_said(done, view) if done is not None else say("assign.pooled", title=_title(view))]
        )
    named = _PERSON.search(rest)
    if named is None:
        # A name that is only typed names nobody: two may be called so.
        if typed := " ".join(one for one in _IN_BRACKETS.sub(" ", rest).split() if pointed_at(one) is None):
            return draw_lines([say("assign.who", given=clipped(typed, _NAME_ROOM))])
        return Opened(hand_over_modal(desk, view, person))
    to = await desk.directory.person(named[1], workflow=view.output.workflow)
    if to is None:
        return draw_lines([say("refused.unknown_person")])
    command = HandReviewOver(view.output.id, who, to, desk.now())
    given = await desk.decide(hand_review_over, command)
    if isinstance(given, Refused) and given.code in _ABOUT_WHOM:
        deciders = clipped(deciders_of(view), _NAMES_ROOM)
        return draw_lines([say("assign.cannot", who=clipped(to.name, _NAME_ROOM), deciders=deciders)])
    if isinstance(given, Refused):
        return draw_lines([_said(given, view)])
    return draw_lines([say("assign.done", who=clipped(to.name, _NAME_ROOM), title=_title(view))])


def _title(view: CardView) -> str:
    return clipped(title_of(view), _TITLE_ROOM)


def _said(refusal: Refused, view: CardView) -> Sentence:
    return whispered(f"refused.{refusal.code}", refusal.facts, view)
