"""Private lines: why nothing happened, who may decide, who was faster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.cards.elements import actions, button, context, link_button, section
from handlers.cards.leave import date_of
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import deciders_of, moment, owner_of, title_of, why_of
from handlers.cards.phrase import Fact, Sentence, has, plain, say
from handlers.cards.questions import asked_of
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

_QUESTION_ROOM = 300
_WHY_ROOM = 1_000
_NAME_ROOM = 80
_REPORT = (("report_wrong", "button.report_it"), ("leave", "button.leave"))
_REJECT = (("reject", "button.reject"),)
# Where there is a next step, it is one press away: action ids with their labels, by the sentence.
_NEXT_STEPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "refused.text_unread": (("read_all", "button.read_all"),),
    "refused.needs_modal": (("approve", "button.approve"),),
    "refused.not_trained": (("join", "button.start"),),
    "refused.already_released.reject": _REPORT,
    "refused.already_released.reject_unknown": _REPORT,
    "refused.not_on_roster.gone_out": _REPORT,
    "refused.not_released.approved": _REJECT,
    "refused.not_released.in_review": _REJECT,
    "report.ask": _REPORT,
    "cleanup.ask": (("cleanup", "button.cleanup"),),
    "fix.offer": (("fix", "button.fix_it"),),
}


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
    steps = _NEXT_STEPS.get(said.key, ())
    if steps:
        pressed = (button(action_id, plain(label), view.output.id) for action_id, label in steps)
        parts.append(("next", actions(*pressed)))
    elif line.startswith("mark.on_") and view.card is not None and view.card.permalink is not None:
        link = link_button("open_card", plain("button.open_card"), view.card.permalink)
        parts.append(("next", actions(link)))
    return assembled("whisper", view.output.id, f"{about.mrkdwn()} {said.mrkdwn()}", parts)


def whispered(line: str, facts: Mapping[str, object], view: CardView | None) -> Sentence:
    """Return the sentence; the most fitting of its variants for what is known."""
    known = _known(facts, view)
    state, act = str(facts.get("state") or ""), str(facts.get("act") or "")
    if view is not None and view.output.state == "released":
        line = f"{line}.gone_out" if has(f"{line}.gone_out") else line
    variants = [f"{line}.{act}", f"{line}.{act}_unknown", f"{line}.{state}", line, f"{line}.unknown"]
    variants += ["refused.already_final"] if line.startswith("refused.") else []
    variants += ["whisper.unknown"]
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
    known: dict[str, Fact] = {
        name: clipped(said, _NAME_ROOM)
        for name in ("slug", "by_name", "owner", "status")
        if isinstance(said := facts.get(name), str)
    }
    if (until := _instant(facts.get("until"))) is not None:
        known["until"] = date_of(until, str(facts.get("zone") or "UTC"))
    if view is None:
        return known
    known["asked"] = clipped(asked_of(view), 200)
    if isinstance(put := facts.get("question"), str):
        known["question"] = clipped(put, _QUESTION_ROOM)
    known |= {"owner": clipped(owner_of(view), 80), "deciders": clipped(deciders_of(view), 500)}
    for role in ("by", "judge"):
        if isinstance(person := facts.get(role), str):
            known[role] = _called(person, view)
    if (at := _instant(facts.get("at"))) is not None:
        known["at"] = moment(view, at)
    if (why := why_of(*(_text(facts.get(name)) for name in ("reason", "note")))) is not None:
        known["why"] = clipped(why, _WHY_ROOM)
    return known


def _called(who: str, view: CardView) -> str:
    """Return what somebody is called; an API key speaks for the AI system."""
    if who.startswith("key:"):
        return plain("question.by_system")
    return clipped(view.name(who) or who, 80)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _instant(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) else None
