"""The modal in which somebody proposes to use AI somewhere: six questions, and what it takes to begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.proposal import ANSWER_ROOM, LINE_ROOM, LINES_AT_MOST, NAME_ROOM, each_line, one_line, slug_of
from handlers.cards.elements import context, divider
from handlers.cards.fields import Values, field, text_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Sentence, plain, say

REVIEWERS_AT_MOST = 15
# What is kept of a proposal is one message, of which Slack takes so much.
FILE_ROOM = 6_000
_LINES_ROOM = 1_500

# Each of the six is asked under its own name, in the order of the questions.
WHAT_FOR, GAINS, CARRIES, GOOD_ENOUGH, NEVER, STOP_WHEN = (
    "what_for",
    "gains",
    "carries",
    "good_enough",
    "never",
    "stop_when",
)
NAME, OWNER, REVIEWERS, CHANNEL = "name", "owner", "reviewers", "channel"


@dataclass(frozen=True)
class Answers:
    """What was entered: texts on one line each, people and channel as Slack's ids ("" for none)."""

    slug: str
    what_for: str
    gains: str
    carries: str
    good_enough: tuple[str, ...]
    never: tuple[str, ...]
    stop_when: str
    owner: str
    reviewers: tuple[str, ...]
    channel_id: str


def draw_propose(carried: Carried, *, owner: str) -> Json:
    """Return the modal; `owner` is who answers for it unless somebody else is chosen."""
    return modal(
        "propose",
        "modal.propose",
        list(_blocks(owner)),
        carried=carried,
        submit="button.propose_it",
        close="button.cancel",
    )


def answers_in(values: Values) -> Answers:
    """Return what was entered."""
    return Answers(
        slug=slug_of(text_in(values, NAME) or ""),
        what_for=one_line(text_in(values, WHAT_FOR) or ""),
        gains=one_line(text_in(values, GAINS) or ""),
        carries=one_line(text_in(values, CARRIES) or ""),
        good_enough=each_line(text_in(values, GOOD_ENOUGH) or ""),
        never=each_line(text_in(values, NEVER) or ""),
        stop_when=one_line(text_in(values, STOP_WHEN) or ""),
        owner=str(_state(values, OWNER).get("selected_user") or ""),
        reviewers=tuple(dict.fromkeys(map(str, _state(values, REVIEWERS).get("selected_users") or ()))),
        channel_id=str(_state(values, CHANNEL).get("selected_conversation") or ""),
    )


def wrong_in(answers: Answers) -> dict[str, Sentence]:
    """Return by field what cannot be used of the answers, whoever the people are."""
    found: dict[str, Sentence | None] = {
        name: _wrong_line(getattr(answers, name)) for name in (WHAT_FOR, GAINS, CARRIES, STOP_WHEN)
    }
    found |= {name: _wrong_lines(getattr(answers, name)) for name in (GOOD_ENOUGH, NEVER)}
    found[NAME] = None if answers.slug else say("propose.no_name")
    found[OWNER] = None if answers.owner else say("propose.nobody")
    found[REVIEWERS] = None if answers.reviewers else say("propose.nobody")
    return {name: wrong for name, wrong in found.items() if wrong is not None}


def _wrong_line(answer: str) -> Sentence | None:
    if not answer:
        return say("propose.empty")
    return say("propose.long", most=ANSWER_ROOM) if len(answer) > ANSWER_ROOM else None


def _wrong_lines(lines: tuple[str, ...]) -> Sentence | None:
    if not lines:
        return say("propose.empty")
    if len(lines) > LINES_AT_MOST:
        return say("propose.many", most=LINES_AT_MOST)
    too_long = any(len(line) > LINE_ROOM for line in lines)
    return say("propose.long_line", most=LINE_ROOM) if too_long else None


def _blocks(owner: str) -> Iterator[Json]:
    yield context(plain("propose.what_happens"))
    yield field(WHAT_FOR, "propose.what_for", _text(), hint="propose.what_for_hint")
    yield field(GAINS, "propose.gains", _text(), hint="propose.gains_hint")
    yield field(CARRIES, "propose.carries", _text(), hint="propose.carries_hint")
    yield field(GOOD_ENOUGH, "propose.good_enough", _lines(), hint="propose.good_enough_hint")
    yield field(NEVER, "propose.never", _lines(), hint="propose.never_hint")
    yield field(STOP_WHEN, "propose.stop_when", _text(), hint="propose.stop_when_hint")
    yield divider()
    yield context(plain("propose.to_begin"))
    name: Json = {"type": "plain_text_input", "max_length": NAME_ROOM}
    yield field(NAME, "propose.name", name, hint="propose.name_hint")
    yield field(OWNER, "propose.owner", {"type": "users_select", "initial_user": owner})
    reviewers: Json = {"type": "multi_users_select", "max_selected_items": REVIEWERS_AT_MOST}
    yield field(REVIEWERS, "propose.reviewers", reviewers)
    channel: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    yield field(CHANNEL, "propose.channel", channel, hint="propose.channel_hint")


def _text() -> Json:
    return {"type": "plain_text_input", "multiline": True, "max_length": ANSWER_ROOM}


def _lines() -> Json:
    return {"type": "plain_text_input", "multiline": True, "max_length": _LINES_ROOM}


def _state(values: Values, name: str) -> Mapping[str, Any]:
    state: Mapping[str, Any] = values.get(name, {}).get(name) or {}
    return state
