"""The modal in which a person hands in what an AI wrote elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import context, option
from handlers.cards.fields import Values, field, text_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import plain
from handlers.cards.safe_text import beginning, size

PART_ROOM = 3_000
PARTS = 4
TEXT_ROOM = PART_ROOM * PARTS
TITLE_ROOM = 150
_WORKFLOWS_SHOWN = 100
_OPTION_ROOM = 75
# What stood between two parts of a text that was cut there: an input may lose it.
_JOINTS = {"line": "\n", "space": " ", "none": ""}


def draw_hand_in(
    workflows: Sequence[str], carried: Carried, *, text: str = "", chosen: str | None = None
) -> Json:
    """Return the modal; `text` (at most TEXT_ROOM) is in it already, in as many inputs as it takes.

    Without a text there are two: one that has to be filled in, and one for the rest of a long one.
    """
    parts, joints = cut(text) if text else (["", ""], ["line"])
    shown = [option(slug, slug) for slug in workflows[:_WORKFLOWS_SHOWN] if size(slug) <= _OPTION_ROOM]
    chooser: Json = {"type": "static_select", "options": shown}
    if chosen in workflows and chosen is not None:
        chooser["initial_option"] = option(chosen, chosen)
    blocks = [
        field("workflow", "field.workflow", chooser),
        field("title", "field.title", {"type": "plain_text_input", "max_length": TITLE_ROOM}, optional=True),
        *(_part(number, part, given=bool(text)) for number, part in enumerate(parts, start=1)),
        field(
            "asked",
            "field.asked",
            {"type": "plain_text_input", "multiline": True, "max_length": PART_ROOM},
            optional=True,
        ),
        context(plain("hand_in.what_happens")),
    ]
    packed = Carried(carried.output_id, carried.sha256, carried.nonce, via=",".join(joints))
    return modal(
        "hand_in", "modal.hand_in", blocks, carried=packed, submit="button.hand_in", close="button.cancel"
    )


def cut(text: str) -> tuple[list[str], list[str]]:
    """Return the text in parts that inputs can hold, and what stood between each two: its name in _JOINTS."""
    parts, joints = [], []
    while size(text) > PART_ROOM:
        part = beginning(text, PART_ROOM)
        text = text[len(part) :]
        joint = "line" if part.endswith("\n") else "space" if part.endswith(" ") else "none"
        parts.append(part[: len(part) - len(_JOINTS[joint])])
        joints.append(joint)
    return [*parts, text], joints


def whole_text(values: Values, carried: Carried) -> str:
    """Return the text that was handed in: its parts, put together as they were taken apart."""
    joints = [joint for joint in carried.via.split(",") if joint]
    text = _raw(values, 1)
    for number, joint in enumerate(joints, start=2):
        part = _raw(values, number)
        text += f"{_JOINTS.get(joint, '')}{part}" if part else ""
    return text


def chosen_workflow(values: Values) -> str | None:
    """Return the workflow that was chosen, None for none."""
    state = values.get("workflow", {}).get("workflow") or {}
    return (state.get("selected_option") or {}).get("value")


def title_in(values: Values) -> str | None:
    """Return the title that was written, None for none."""
    return text_in(values, "title")


def _part(number: int, part: str, *, given: bool) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": PART_ROOM}
    if part:
        element["initial_value"] = part
    if number == 1:
        return field("text1", "field.text", element)
    return field(f"text{number}", "field.text_more", element, optional=not given)


def _raw(values: Values, number: int) -> str:
    """Return what one input holds, as it is: blanks at its ends may be part of the text."""
    state = values.get(f"text{number}", {}).get(f"text{number}") or {}
    return str(state.get("value") or "")
