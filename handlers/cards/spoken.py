"""A card in words alone: the top-level text, which is all that notifications and screen readers get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.cards.links import link_sentences
from handlers.cards.naming import (
    deciders_of,
    moment,
    owner_of,
    requester_of,
    title_of,
    why_of,
)
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped, inert, inert_within
from handlers.cards.status import status, stray_lines
from storage.card_views import CardView
from usecases.record_mark import Meaning

# Slack cuts off what is beyond 40,000 characters.
ROOM = 39_000


def spoken(view: CardView, *, meanings: Mapping[str, Meaning]) -> str:
    """Return title, workflow, for whom, by when, the standard, the text, who answers, and how to decide.

    The text is whole unless Slack would cut it off; then it says so.
    """
    before = "\n".join(_before(view))
    after = "\n".join(_after(view, meanings))
    text, whole = inert_within(view.text, ROOM - len(before) - len(after) - 200)
    told = [before, say("card.text").mrkdwn(), text]
    if not whole:
        told.append(say("card.beginning_only").mrkdwn())
    return "\n".join([*told, after])


def _before(view: CardView) -> Iterator[str]:
    yield inert(clipped(title_of(view), 200))
    yield _summary(view)
    if view.last_try is not None:
        yield _again(view)
    if view.input:
        yield say("card.asked", input=clipped(view.input, 1_000)).mrkdwn()
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        yield say("card.standard", criteria=clipped(criteria, 2_000)).mrkdwn()
    if standard.never:
        yield say("card.never", never=clipped(" · ".join(standard.never), 2_000)).mrkdwn()


def _summary(view: CardView) -> str:
    workflow, who, due = view.output.workflow, requester_of(view), moment(view, view.output.due_at)
    if who is None:
        said = say("card.summary_for_nobody", workflow=workflow, due=due)
    else:
        said = say("card.summary", workflow=workflow, who=clipped(who, 200), due=due)
    taken = view.name(view.assignee)
    if taken is None:
        return said.mrkdwn()
    return f"{said.mrkdwn()} {say('card.summary_taken', who=clipped(taken, 200)).mrkdwn()}"


def _again(view: CardView) -> str:
    counted = say("card.again", attempt=view.output.attempt).mrkdwn()
    why = why_of(view.last_try.reason, view.last_try.note) if view.last_try is not None else None
    if why is None:
        return counted
    return f"{counted} {say('card.last_time', why=clipped(why, 1_000)).mrkdwn()}"


def _after(view: CardView, meanings: Mapping[str, Meaning]) -> Iterator[str]:
    for link in link_sentences(view.links):
        yield link.mrkdwn()
    if (said := status(view)) is not None:
        yield said.mrkdwn()
    if strays := stray_lines(view, meanings):
        yield " ".join(one.mrkdwn() for one in strays)
    yield say("card.owner", owner=clipped(owner_of(view), 200)).mrkdwn()
    if view.standing is not None and view.standing.outcome == "open":
        yield say("card.deciders", who=clipped(deciders_of(view), 500)).mrkdwn()
        yield say("card.how_with_marks" if view.policy.accept_reactions else "card.how").mrkdwn()
