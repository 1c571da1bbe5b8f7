"""Private lines: why nothing happened, who may decide, who was faster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.cards.elements import actions, button, context, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import deciders_of, moment, owner_of, title_of
from handlers.cards.phrase import Fact, Sentence, has, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

# Where there is a next step, it is one press away.
_NEXT_STEP = {"refused.text_unread": "read_all", "refused.needs_modal": "approve"}


def draw_whisper(line: str, facts: Mapping[str, object], view: CardView | None) -> Message:
    """Return the private line of this name. `facts` are those of a refusal: people by id, times as sent.

    Without a view (there is no such output) names and titles are left out.
    """
    said = whispered(line, facts, view)
    if view is None:
        return assembled("whisper", "none", said.mrkdwn(), [("line", section(said.plain()))])
    about = say("whisper.title", title=clipped(title_of(view), 150))
    parts: list[tuple[str, Json]] = [
        ("about", context(about.plain())),
        ("line", section(said.plain())),
    ]
    step = _NEXT_STEP.get(line)
    if step is not None:
        parts.append(("next", actions(button(step, plain(f"button.{step}"), view.output.id))))
    return assembled("whisper", view.output.id, f"{about.mrkdwn()} {said.mrkdwn()}", parts)


def whispered(line: str, facts: Mapping[str, object], view: CardView | None) -> Sentence:
    """Return the sentence; the most fitting of its variants for what is known."""
    known = _known(facts, view)
    state = str(facts.get("state") or "")
    variants = [f"{line}.{state}", line, f"{line}.unknown", "refused.already_final", "whisper.unknown"]
    for key in variants:
        if has(key) and (said := _filled(key, known)) is not None:
            return said
    return say("whisper.unknown")


def _filled(key: str, known: Mapping[str, Fact]) -> Sentence | None:
    said = say(key, **known)
    try:
        said.plain()
    except KeyError:  # it needs a fact that nobody has
        return None
    return said


def _known(facts: Mapping[str, object], view: CardView | None) -> dict[str, Fact]:
    known: dict[str, Fact] = {}
    if view is None:
        return known
    known |= {"owner": clipped(owner_of(view), 80), "deciders": clipped(deciders_of(view), 500)}
    for role in ("by", "judge"):
        if isinstance(person := facts.get(role), str):
            known[role] = clipped(view.name(person) or person, 80)
    if (at := _instant(facts.get("at"))) is not None:
        known["at"] = moment(view, at)
    return known


def _instant(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) else None
