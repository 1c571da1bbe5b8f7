"""Two reviewers disagree: whoever answers for it reads both verdicts with their reasons, without names, and settles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.second_looks import has_let_out
from handlers.cards.elements import button
from handlers.cards.message import Json
from handlers.cards.naming import title_of, why_of
from handlers.cards.phrase import Mention, Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.aftermath import AfterView, Notice
from storage.second_looks import SecondSaid

_NAME_ROOM = 80
_TITLE_ROOM = 150
_WHY_ROOM = 1_000
_BUTTONS = (
    ("first_stands", "button.first_stands"),
    ("first_was_wrong", "button.first_was_wrong"),
    ("read_all", "button.read_it"),
)


def disagreement(
    after: AfterView, notice: Notice, now: datetime
) -> tuple[list[Sentence], list[Json], list[Json]] | None:
    """Return the lines of the message, no text, and its buttons; None where there are no two verdicts."""
    said = after.second
    if said is None or said.settle_by is None:
        return None
    title = clipped(title_of(after.view), _TITLE_ROOM)
    if not said.waits:
        who = clipped(after.name(said.settled_by or ""), _NAME_ROOM)
        return (
            [
                say(
                    "disagreement.was_wrong" if said.was_wrong else "disagreement.stands",
                    who=who,
                    title=title,
                )
            ],
            [],
            [],
        )
    asked = after.settlers[0] if after.settlers else after.view.workflow.owner
    judge = Mention(asked, clipped(after.name(asked), _NAME_ROOM))
    lines = [
        say("disagreement.asked", judge=judge, title=title, workflow=after.view.output.workflow),
        *_verdicts(after, said),
        say(f"disagreement.{_what_is_at_stake(after, said)}"),
        say(
            "disagreement.by", due=Moment(said.settle_by, after.view.policy.working_hours.timezone, day=True)
        ),
    ]
    return lines, [], [button(action, plain(label), after.view.output.id) for action, label in _BUTTONS]


def _verdicts(after: AfterView, said: SecondSaid) -> Iterator[Sentence]:
    first = after.first
    yield _verdict("first", said.first, None if first is None else why_of(first.reason, first.note))
    yield _verdict("second", said.verdict, why_of(said.reason, said.note))


def _verdict(which: str, verdict: str, why: str | None) -> Sentence:
    if verdict == "reject" and why is not None:
        return say(f"disagreement.{which}_reject_why", why=clipped(why, _WHY_ROOM))
    return say(f"disagreement.{which}_{verdict}")


def _what_is_at_stake(after: AfterView, said: SecondSaid) -> str:
    """Return what comes of it if the first was wrong."""
    state = after.view.output.state
    if has_let_out(said.first, said.verdict):
        return state if state in ("released", "approved") else "other"
    if said.first == "fix":
        return "corrected"
    return "stopped" if state == "rejected" else "other"
