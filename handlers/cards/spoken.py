"""A card in words alone: the top-level text, which is all that notifications and screen readers get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.cards.changes import changes_of
from handlers.cards.fixed import fixed_lines
from handlers.cards.links import link_sentences
from handlers.cards.naming import deadline, deciders_of, last_time, owner_line, requester_of, title_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.questions import question_lines
from handlers.cards.safe_text import inert_within, legible
from handlers.cards.standing import stopped_line
from handlers.cards.status import status, stray_lines
from storage.card_views import CardView
from usecases.record_mark import Meaning

# Slack takes 40,000 characters of a new message's text, but 4,000 of one that is changed; a card is changed.
ROOM = 3_950
# Kept free for what may come and go while the card stands: names, decisions, marks.
LIVE_ROOM = 1_400
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
    room = ROOM - len("\n".join([*before, cut, *after]))
    text, told_whole = inert_within(legible(view.text, 2 * ROOM), room)
    whole = shown_whole and told_whole
    return "\n".join([*before, text, *after] if whole else [*before, text, cut, *after])


def _frozen(view: CardView) -> list[str]:
    return [*_before(view), *_links(view)]


def _before(view: CardView) -> Iterator[str]:
    yield say("card.title", title=title_of(view)).mrkdwn(_TITLE_ROOM)
    if view.last_try is not None:
        yield _again(view)
    if fixed := fixed_lines(view, changes_of(view)):
        yield " ".join(one.mrkdwn(_FROZEN_ROOM) for one in fixed)
    if view.input:
        yield say("card.asked", input=view.input).mrkdwn(_FROZEN_ROOM)
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        yield say("card.standard", criteria=criteria).mrkdwn(_FROZEN_ROOM)
    if standard.never:
        yield say("card.never", never=" · ".join(standard.never)).mrkdwn(_FROZEN_ROOM)


def _again(view: CardView) -> str:
    counted = say("card.again", attempt=view.output.attempt).mrkdwn()
    fixed, why = last_time(view)
    said = [] if fixed is None else [say("card.last_fixed", who=fixed).mrkdwn(_LINK_ROOM)]
    if why is not None:
        said.append(say("card.last_time", why=why).mrkdwn(_FROZEN_ROOM))
    return " ".join([counted, *said])


def _links(view: CardView) -> list[str]:
    return [one.mrkdwn(_LINK_ROOM) for one in link_sentences(view.links)]


def _summary(view: CardView) -> Iterator[str]:
    workflow, who, due = view.output.workflow, requester_of(view), deadline(view, view.due_at)
    said = [say("card.summary_for_nobody", workflow=workflow, due=due)]
    if who is not None:
        said = [say("card.summary", workflow=workflow, who=who, due=due)]
    if view.question is not None:
        said = [say("card.summary_stands", workflow=workflow)]
    if (taken := view.name(view.assignee)) is not None:
        said.append(say("card.summary_taken" if view.has_taken_it else "card.summary_given", who=taken))
    yield " ".join(one.mrkdwn(180) for one in said)


def _live(view: CardView, meanings: Mapping[str, Meaning]) -> Iterator[str]:
    if (said := status(view)) is not None:
        yield said.mrkdwn(200)
    if (stopped := stopped_line(view)) is not None:
        yield stopped.mrkdwn(240)
    if questions := question_lines(view):
        yield "\n".join(one.mrkdwn(250 // len(questions)) for one in questions)
    if strays := stray_lines(view, meanings):
        yield " ".join(one.mrkdwn(80) for one in strays)
    yield owner_line(view).mrkdwn(70)
    if view.standing is not None and view.standing.outcome == "open":
        yield say("card.deciders", who=deciders_of(view, still=True)).mrkdwn(130)
        yield _how(view).mrkdwn()


def _how(view: CardView) -> Sentence:
    return say("card.how_with_marks" if view.policy.accept_reactions else "card.how")
