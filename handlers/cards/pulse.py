"""The pulse: the question whether somebody would answer, and the window in which they do."""

from __future__ import annotations

from dataclasses import dataclass

from domain.pulse import HIGHEST, LOWEST, OF, Answer, Round
from handlers.cards.elements import actions, button, context, option, section
from handlers.cards.fields import Values, field, text_in
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import plain, say

# The blocks of the three items, in the order of an answer; what each says is in the catalogue.
ITEMS = ("confident", "reliable", "trusted")
RIGHT = "right_of_100"


@dataclass(frozen=True)
class Pulse:
    """One workflow's pulse in one round: what a button or a window is about."""

    slug: str
    round: Round

    def packed(self) -> str:
        """Return it as a button's value. No workflow's name has a colon."""
        return f"{self.slug}:{self.round}"

    @classmethod
    def unpacked(cls, value: str) -> Pulse:
        """Return what `packed` made. Raises ValueError for anything else."""
        slug, _, name = value.partition(":")
        return cls(slug, Round.named(name))


def draw_pulse(pulse: Pulse, *, again: bool) -> Message:
    """Return the question, or (`again`) the one reminder of it."""
    asked = say("pulse.again" if again else "pulse.ask", workflow=pulse.slug)
    why = say("pulse.why")
    answer = button("pulse", plain("button.pulse"), pulse.packed(), "primary")
    never = button("pulse_never", plain("button.pulse_never"), pulse.packed())
    parts = [
        ("ask", section(asked.plain())),
        ("answer", actions(answer, never)),
        ("why", context(why.plain())),
    ]
    return assembled("pulse", _about(pulse, again), f"{asked.mrkdwn()}\n{why.mrkdwn()}", parts)


def pulse_mark(pulse: Pulse, *, again: bool) -> str:
    """Return how the blocks of that message are recognised."""
    return f"pulse:{_about(pulse, again)}:"


def draw_pulse_window(pulse: Pulse, carried: Carried) -> Json:
    """Return the window: three lists to choose from and a number, for a thumb on a phone."""
    blocks = [
        section(plain("pulse.about", workflow=pulse.slug)),
        *(field(item, f"pulse.{item}", _scale()) for item in ITEMS),
        field(RIGHT, f"pulse.{RIGHT}", _number()),
        context(plain("pulse.nobody")),
    ]
    return modal("pulse", "modal.pulse", blocks, carried=carried, submit="button.send", close="button.cancel")


def answer_in(values: Values) -> Answer | None:
    """Return what was entered, None for what is no answer."""
    try:
        confident, reliable, trusted = (int(values[item][item]["selected_option"]["value"]) for item in ITEMS)
        return Answer(confident, reliable, trusted, int(text_in(values, RIGHT) or ""))
    except (KeyError, TypeError, ValueError):
        return None


def _scale() -> Json:
    ends = {LOWEST: plain("pulse.lowest"), HIGHEST: plain("pulse.highest")}
    options = [option(ends.get(one, str(one)), str(one)) for one in range(LOWEST, HIGHEST + 1)]
    placeholder = {"type": "plain_text", "text": plain("pulse.choose")}
    return {"type": "static_select", "placeholder": placeholder, "options": options}


def _number() -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": str(OF)}


def _about(pulse: Pulse, again: bool) -> str:
    return f"{pulse.slug}-{pulse.round}{'-again' if again else ''}"
