"""What people enter: the state of a view's or message's interactive elements, in Slack's shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.errors import ActError
from sandbox.json_types import Json

VALUE_KEYS = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
INITIAL_KEYS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}
STATELESS = {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class Place:
    """One interactive element and the block it is in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        return str(self.element.get("action_id", ""))


def places(blocks: list[Json] | None) -> Iterator[Place]:
    """Every interactive element of these blocks, in reading order, nested ones too."""
    for block in blocks or []:
        for element in _held(block):
            if "action_id" in element:
                yield Place(block, element)
        for part in ("elements", "child_blocks", "blocks", "cards", "actions"):
            nested = [b for b in block.get(part) or [] if isinstance(b, dict) and "block_id" in b]
            yield from places(nested)


def _held(block: Json) -> list[Json]:
    candidates = [block.get("accessory"), block.get("element")]
    candidates += block.get("elements") or [] if block.get("type") in ("actions", "context_actions") else []
    candidates += block.get("actions") or [] if block.get("type") in ("card", "alert") else []
    return [c for c in candidates if isinstance(c, dict)]


def initial_state(blocks: list[Json]) -> dict[str, Json]:
    """state.values of blocks that nobody has touched."""
    state: dict[str, Json] = {}
    for place in places(blocks):
        if place.element["type"] in STATELESS:
            continue
        state.setdefault(place.block_id, {})[place.action_id] = untouched(place.element)
    return state


def untouched(element: Json) -> Json:
    """The state of one element with nothing but its initial value."""
    kind = str(element["type"])
    key = VALUE_KEYS.get(kind, "value")
    value = element.get(INITIAL_KEYS.get(key, ""))
    if key in ("selected_options", "selected_users", "selected_channels", "selected_conversations", "files"):
        value = value or []
    return {"type": kind, key: value}


def kept_state(old: dict[str, Json], blocks: list[Json]) -> dict[str, Json]:
    """The state after an update: what was entered stays where both ids stayed."""
    state = initial_state(blocks)
    for block_id, actions in state.items():
        for action_id, value in actions.items():
            entered = old.get(block_id, {}).get(action_id)
            if entered is not None and entered["type"] == value["type"]:
                actions[action_id] = entered
    return state


def entered(element: Json, value: object) -> Json:
    """The state of an element after a person entered `value`: a string, a list, or an option's value or text.
    ActError `no_such_option` if the element does not offer it."""
    kind = str(element["type"])
    key = VALUE_KEYS.get(kind)
    if key is None:
        raise ActError("not_an_input", type=kind)
    if isinstance(value, dict) and key in value:
        value = value[key]
    if key == "selected_option":
        value = None if value in (None, "") else _option(element, value)
    elif key == "selected_options":
        value = [_option(element, v) for v in _as_list(value)]
    elif key.endswith("s") and key.startswith("selected_"):
        value = _as_list(value)
    elif key == "value":
        value = None if value in (None, "") else str(value)
    return {"type": kind, key: value}


def problem(block: Json, state: Json | None) -> str | None:
    """What Slack's own client says about an input block before it submits, or None."""
    element = block["element"]
    key = VALUE_KEYS.get(str(element["type"]), "value")
    value = (state or {}).get(key)
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "plain_text_input":
        return _length_problem(element, str(value))
    if element["type"] == "number_input":
        return _number_problem(element, str(value))
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        return "Enter a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", str(value)):
        return "Enter a valid URL."
    return None


def _length_problem(element: Json, value: str) -> str | None:
    if len(value) > int(element.get("max_length", 3000)):
        return f"Enter at most {element.get('max_length', 3000)} characters."
    if len(value) < int(element.get("min_length", 0)):
        return f"Enter at least {element['min_length']} characters."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", value) or ("." in value and not element.get("is_decimal_allowed")):
        return "Enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None


def _option(element: Json, wanted: object) -> Json:
    if isinstance(wanted, dict):
        wanted = wanted.get("value")
    groups = [group.get("options", []) for group in element.get("option_groups") or []]
    options = [*element.get("options", []), *(option for group in groups for option in group)]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return dict(option)
    raise ActError("no_such_option", options=[option.get("value") for option in options])


def _as_list(value: object) -> list[object]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
