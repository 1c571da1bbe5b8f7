"""The window in which a mistake is planted: from a past rejection, made unrecognisable, or written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.probes import Noticed, Probe
from handlers.cards.elements import actions, button, context, divider, section
from handlers.cards.fields import field, text_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.probes import WRONG_ROOM
from handlers.cards.safe_text import clipped

TITLE_ROOM = 150
TEXT_ROOM = 3_000
_TITLE_SHOWN = 80
_OWN_SHOWN = 10


@dataclass(frozen=True)
class Draft:
    """What the fields begin with: a past rejection in disguise; all empty where there is none to begin with."""

    title: str = ""
    text: str = ""
    input: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Entered:
    """What was left in the fields; None: nothing."""

    title: str | None
    text: str | None
    input: str | None
    wrong: str | None


def draw_plant(
    carried: Carried, draft: Draft, own: Sequence[Probe], seen: Noticed | None, *, more: bool
) -> Json:
    """Return the window. `own` are those in play that its reader may take out; `seen` None: not for them to know.

    `more`: there is another past rejection to begin with. `carried.example` numbers the draft.
    """
    blocks = list(_blocks(carried, draft, own, seen, more=more))
    return modal(
        "plant", "modal.plant", blocks, carried=carried, submit="button.plant_it", close="button.cancel"
    )


def entered(carried: Carried, values: Mapping[str, Any]) -> Entered:
    """Return what was left in the fields of a submitted window."""
    return Entered(
        *(text_in(values, block_of(name, carried)) for name in ("title", "text", "input", "wrong"))
    )


def block_of(name: str, carried: Carried) -> str:
    """Return what a field is called: another draft has other fields, else Slack would keep what was in them."""
    return f"{name}{carried.example}"


def plant_button(slug: str) -> Json:
    """Return the way to that window."""
    return button("plant", plain("button.plant"), slug)


def noticed_line(seen: Noticed) -> Sentence:
    """Return how many were caught, of all people together; that there are too few to say where there are."""
    if not seen.planted:
        return say("plant.not_tested")
    if not seen.may_be_shown:
        return say("plant.too_few")
    return say("plant.noticed", caught=seen.caught, planted=seen.planted)


def _blocks(
    carried: Carried, draft: Draft, own: Sequence[Probe], seen: Noticed | None, *, more: bool
) -> Iterator[Json]:
    yield section(plain("plant.what", slug=carried.workflow))
    if seen is not None:
        yield section(noticed_line(seen).plain())
    if carried.output_id:
        yield context(plain("plant.from_past"))
    if more:
        yield actions(button("another", plain("button.another"), str(carried.example + 1)))
    yield _field("title", carried, draft.title, TITLE_ROOM, optional=True, multiline=False)
    yield _field("text", carried, draft.text, TEXT_ROOM)
    yield _field("input", carried, draft.input, TEXT_ROOM, optional=True)
    yield _field("wrong", carried, draft.wrong, WRONG_ROOM)
    if own:
        yield divider()
        yield section(plain("plant.in_play"))
    for one in own[:_OWN_SHOWN]:
        title = clipped(one.title or one.content, _TITLE_SHOWN)
        yield section(title, button("take_out", plain("button.take_out"), one.id))


def _field(
    name: str, carried: Carried, words: str, room: int, *, optional: bool = False, multiline: bool = True
) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": multiline, "max_length": room}
    if words:
        element |= {"initial_value": words}
    return field(block_of(name, carried), f"field.plant_{name}", element, optional=optional)
