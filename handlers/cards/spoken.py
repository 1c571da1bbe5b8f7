"""A card in words alone: the top-level text, which is all that notifications and screen readers get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.cards.links import link_sentences
from handlers.cards.naming import deciders_of, moment, owner_of, requester_of, title_of, why_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import inert_within
from handlers.cards.status import status, stray_lines
from storage.card_views import CardView
from usecases.record_mark import Meaning

# Slack takes 40,000 characters of a new message's text, but 4,000 of one that is changed; a card is changed.
ROOM = 3_950
# Kept free for what may come and go while the card stands: names, decisions, marks.
LIVE_ROOM = 1_150
_TITLE_ROOM = 300
_FROZEN_ROOM = 350
_LINK_ROOM = 90


def room_for_text(view: CardView) -> int:
    """Return how much of the text, as mrkdwn, can be told. It stays the same as long as the output does."""
    return ROOM - LIVE_ROOM - sum(len(line) + 1 for line in _frozen(view))


def spoken(view: CardView, *, shown_whole: bool, meanings: Mapping[str, Meaning]) -> str:
    """Return title, workflow, for whom, by when, the standard, the text, who answers, and how to decide.

    The text is whole if it fits. Where the card does not show it whole, it has to be opened first.
    """
    title, *rules = _before(view)
    before = [title, *_summary(view), *rules, say("card.text").mrkdwn()]
    after = [*_links(view), *_live(view, meanings)]
    cut = say("card.beginning_only").mrkdwn()
    text, told_whole = inert_within(view.text, ROOM - len("\n".join([*before, cut, *after])))
    whole = shown_whole and told_whole
    return "\n".join([*before, text, *after] if whole else [*before, text, cut, *after])


def _frozen(view: CardView) -> list[str]:
    return [*_before(view), *_links(view)]


def _before(view: CardView) -> Iterator[str]:
    yield say("card.title", title=title_of(view)).mrkdwn(_TITLE_ROOM)
    if view.last_try is not None:
        yield _again(view)
    if view.input:
        yield say("card.asked", input=view.input).mrkdwn(_FROZEN_ROOM)
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        yield say("card.standard", criteria=criteria).mrkdwn(_FROZEN_ROOM)
    if standard.never:
        yield say("card.never", never=" · ".join(standard.never)).mrkdwn(_FROZEN_ROOM)


def _again(view: CardView) -> str:
    counted = say("card.again", attempt=view.output.attempt).mrkdwn()
    why = why_of(view.last_try.reason, view.last_try.note) if view.last_try is not None else None
    if why is None:
        return counted
    return f"{counted} {say('card.last_time', why=why).mrkdwn(_FROZEN_ROOM)}"


def _links(view: CardView) -> list[str]:
    return [one.mrkdwn(_LINK_ROOM) for one in link_sentences(view.links)]


def _summary(view: CardView) -> Iterator[str]:
    workflow, who, due = view.output.workflow, requester_of(view), moment(view, view.output.due_at)
    said = [say("card.summary_for_nobody", workflow=workflow, due=due)]
    if who is not None:
        said = [say("card.summary", workflow=workflow, who=who, due=due)]
    if (taken := view.name(view.assignee)) is not None:
        said.append(say("card.summary_taken", who=taken))
    yield " ".join(one.mrkdwn(180) for one in said)


def _live(view: CardView, meanings: Mapping[str, Meaning]) -> Iterator[str]:
    if (said := status(view)) is not None:
        yield said.mrkdwn(200)
    if strays := stray_lines(view, meanings):
        yield " ".join(one.mrkdwn(80) for one in strays)
    yield say("card.owner", owner=owner_of(view)).mrkdwn(70)
    if view.standing is not None and view.standing.outcome == "open":
        yield say("card.deciders", who=deciders_of(view)).mrkdwn(130)
        yield _how(view).mrkdwn()


def _how(view: CardView) -> Sentence:
    return say("card.how_with_marks" if view.policy.accept_reactions else "card.how")
