"""The fields of modals, and what was entered in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from domain.aftermath import MINUTES_AT_MOST
from domain.content import keepable
from handlers.cards.elements import option
from handlers.cards.message import Json
from handlers.cards.phrase import plain

Values = Mapping[str, Any]

NOTE_ROOM = 1_000
TEAM_ROOM = 80
_WHICH_ROOM = 500


def field(name: str, label: str, element: Json, *, optional: bool = False, hint: str | None = None) -> Json:
    """Return an input whose block and element are both called `name`; `label` and `hint` are of the catalogue."""
    block: Json = {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": plain(label)},
        "element": element | {"action_id": name},
        "optional": optional,
    }
    return block if hint is None else block | {"hint": {"type": "plain_text", "text": plain(hint)}}


def note_field(label: str, *, optional: bool = False) -> Json:
    """Return a field for a few words."""
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": NOTE_ROOM}
    return field("note", label, element, optional=optional)


def which_field() -> Json:
    """Return a field for the id of an output, or a link to it."""
    element: Json = {"type": "plain_text_input", "max_length": _WHICH_ROOM}
    return field("which", "field.which", element, hint="field.which_hint")


def critical_field() -> Json:
    """Return a box to tick where it is serious."""
    element: Json = {"type": "checkboxes", "options": [option(plain("field.critical_yes"), "yes")]}
    return field("critical", "field.critical", element, optional=True)


def minutes_field(*, optional: bool = True) -> Json:
    """Return a field for the minutes that something took."""
    element: Json = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": str(MINUTES_AT_MOST),
    }
    return field("minutes", "field.minutes", element, optional=optional)


def team_field() -> Json:
    """Return a field for the team whose time it was."""
    element: Json = {"type": "plain_text_input", "max_length": TEAM_ROOM}
    return field("team", "field.team", element, optional=True)


def person_field(label: str, initial: str | None = None) -> Json:
    """Return a field for a person."""
    element: Json = {"type": "users_select"}
    return field("person", label, element if initial is None else element | {"initial_user": initial})


def due_field(initial: datetime, label: str = "field.due") -> Json:
    """Return a field for a deadline."""
    element: Json = {"type": "datetimepicker", "initial_date_time": int(initial.timestamp())}
    return field("due", label, element)


def text_in(values: Values, name: str) -> str | None:
    """Return what was written, as far as it can be kept; None for nothing."""
    return keepable(_state(values, name).get("value") or "").strip() or None


def is_ticked(values: Values, name: str) -> bool:
    """Say whether the box was ticked."""
    return bool(_state(values, name).get("selected_options"))


def minutes_in(values: Values) -> int | None:
    """Return the minutes entered, None for none. Raises ValueError for what Slack should not have let through."""
    written = text_in(values, "minutes")
    if written is None:
        return None
    minutes = int(written)
    if not 0 <= minutes <= MINUTES_AT_MOST:
        raise ValueError(f"{minutes} minutes")
    return minutes


def person_in(values: Values) -> str | None:
    """Return the Slack id of who was chosen, None for nobody."""
    return _state(values, "person").get("selected_user")


def due_in(values: Values) -> datetime | None:
    """Return the deadline chosen, None for none."""
    seconds = _state(values, "due").get("selected_date_time")
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _state(values: Values, name: str) -> Mapping[str, Any]:
    state: Mapping[str, Any] = values.get(name, {}).get(name) or {}
    return state
