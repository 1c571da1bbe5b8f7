"""The modal in which a text is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.fixing import too_long_to_fix
from handlers.cards.elements import context, header, section
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import answers_line, title_of
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.text_fields import FIELD_ROOM, Fields, Unfit, emoji_named_in, fields_of, hidden_in
from storage.card_views import CardView

_ENTERED = "text"
_STANDARD_ROOM = 1_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with what was entered: in which block of the modal, and how it is said."""

    block_id: str
    said: Sentence


def can_be_fixed(view: CardView) -> bool:
    """Say whether *Fix* is offered on the card; a press says why not where it turns out that it cannot be."""
    return not too_long_to_fix(view.text)


def draw_fix(view: CardView, fields: Fields, carried: Carried) -> Json:
    """Return the modal that approves the text as it is left; closed, nothing has happened."""
    blocks = list(_blocks(view, fields))
    return modal(
        "fix", "modal.fix", blocks, carried=carried, submit="button.approve_fixed", close="button.cancel"
    )


def corrected(text: str, values: Mapping[str, Any]) -> str | Problem:
    """Return the text as it was left in the modal, or what is wrong with it.

    `text` is the one that was put into the fields. What nobody touched is as it was, byte for byte.
    """
    fields = fields_of(text)
    if isinstance(fields, Unfit):
        return Problem(block_of(1), say(fields.line))
    if any(block_of(part) not in values for part, _ in enumerate(fields.parts, start=1)):
        return Problem(block_of(1), say("fix.incomplete"))
    entered = [_entered(values, part) or "" for part, _ in enumerate(fields.parts, start=1)]
    for part, (words, before) in enumerate(zip(entered, fields.parts, strict=True), start=1):
        if (what := hidden_in(words)) is not None:
            parted = len(fields.parts) > 1
            return Problem(
                block_of(part), say("fix.hidden_in_part" if parted else "fix.hidden", part=part, what=what)
            )
        if (what := emoji_named_in(words, before)) is not None:
            return Problem(block_of(part), say("fix.emoji", what=what))
    return fields.joined(entered)


def block_of(part: int) -> str:
    """Return the id of the block with this part of the text, counted from 1."""
    return f"text{part}"


def _entered(values: Mapping[str, Any], part: int) -> str | None:
    found: str | None = values.get(block_of(part), {}).get(_ENTERED, {}).get("value")
    return found


def _blocks(view: CardView, fields: Fields) -> Iterator[Json]:
    yield header(title_of(view))
    parts = len(fields.parts)
    if parts > 1:
        yield context(plain("modal.fix_parts", parts=parts))
    for part, words in enumerate(fields.parts, start=1):
        label = plain("modal.fix_text") if parts == 1 else plain("modal.fix_part", part=part, parts=parts)
        yield _field(part, label, words) | {"optional": parts > 1}
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        yield section(plain("card.standard", criteria=clipped(criteria, _STANDARD_ROOM)))
    if standard.never:
        never = clipped(" · ".join(standard.never), _STANDARD_ROOM)
        yield section(plain("card.never", never=never))
    yield context(answers_line(view).plain())
    yield context(plain("modal.final", button=plain("button.approve_fixed")))


def _field(part: int, label: str, words: str) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": _ENTERED,
        "multiline": True,
        "initial_value": words,
        "max_length": FIELD_ROOM,
    }
    return {
        "type": "input",
        "block_id": block_of(part),
        "label": {"type": "plain_text", "text": label},
        "element": element,
    }
