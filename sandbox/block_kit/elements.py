"""Buttons, selects and inputs."""

from __future__ import annotations

from sandbox.block_kit.checks import (
    Check,
    Shape,
    boolean,
    complain,
    integer,
    many,
    one_of,
    plain,
    string,
    text,
    typed,
    url,
)

ID = string(255)
CONFIRM = Shape(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)
SLACK_FILE = Shape({"id": string(), "url": url()}, any_of=("id", "url"))
DISPATCH = Shape(
    {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
    ("trigger_actions_on",),
)
WORKFLOW = Shape(
    {
        "trigger": Shape(
            {
                "url": url(),
                "customizable_input_parameters": many(Shape({"name": string(), "value": string()}), 0),
            }
        )
    },
    ("trigger",),
)
FILTER = Shape(
    {
        "include": many(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)


def _option(kinds: tuple[str, ...] = ("plain_text",), *, with_url: bool = False) -> Check:
    fields: dict[str, Check] = {
        "text": text(75, *kinds),
        "value": string(150),
        "description": text(75, *kinds),
    }
    return Shape(fields | ({"url": url()} if with_url else {}), ("text", "value"))


def _distinct_values(value: object, pointer: str, problems: list[str]) -> None:
    """The options of one menu have different values."""
    options = value.get("options") if isinstance(value, dict) else None
    values = (
        [o.get("value") for o in options or [] if isinstance(o, dict)] if isinstance(options, list) else []
    )
    if len(set(map(str, values))) < len(values):
        complain(problems, "duplicate option values", f"{pointer}/options")


OPTION = _option()
RICH_OPTION = _option(("plain_text", "mrkdwn"))
OPTION_GROUP = Shape({"label": plain(75), "options": many(OPTION, 1, 100)}, ("label", "options"))
COMMON: dict[str, Check] = {
    "action_id": ID,
    "confirm": CONFIRM,
    "focus_on_load": boolean,
    "placeholder": plain(150),
    "accessibility_label": string(75),
}
SELECTED = integer(1)
STATIC: dict[str, Check] = {"options": many(OPTION, 1, 100), "option_groups": many(OPTION_GROUP, 1, 100)}


def _common(*names: str, **more: Check) -> dict[str, Check]:
    return {name: COMMON[name] for name in ("action_id", *names)} | more


def _select(**more: Check) -> Shape:
    return Shape(_common("confirm", "focus_on_load", "placeholder", **more))


_STATIC_SELECT = Shape(
    _common("confirm", "focus_on_load", "placeholder", **STATIC, initial_option=OPTION),
    any_of=("options", "option_groups"),
    whole=_distinct_values,
)
_STATIC_MULTI = Shape(
    _common(
        "confirm",
        "focus_on_load",
        "placeholder",
        **STATIC,
        initial_options=many(OPTION, 1, 100),
        max_selected_items=SELECTED,
    ),
    any_of=("options", "option_groups"),
    whole=_distinct_values,
)
_CONVERSATIONS: dict[str, Check] = {"filter": FILTER, "default_to_current_conversation": boolean}
FEEDBACK = Shape(
    {"text": plain(75), "value": string(2000), "accessibility_label": string(75)}, ("text", "value")
)

IMAGE = Shape(
    {"image_url": url(), "slack_file": SLACK_FILE, "alt_text": string(2000, 1)},
    ("alt_text",),
    any_of=("image_url", "slack_file"),
)
BUTTON = Shape(
    _common(
        "confirm",
        "accessibility_label",
        text=plain(75),
        url=url(),
        value=string(2000),
        style=one_of("primary", "danger"),
        agent_prompt=string(4000),
        agent_prompt_display=string(4000),
        visible_to_user_ids=many(string(), 1, 10),
    ),
    ("text",),
)
OVERFLOW = Shape(
    _common("confirm", options=many(_option(with_url=True), 1, 5)), ("options",), whole=_distinct_values
)
WORKFLOW_BUTTON = Shape(
    _common("accessibility_label", text=plain(75), workflow=WORKFLOW, style=one_of("primary", "danger")),
    ("text", "workflow"),
)
SELECTS: dict[str, Check] = {
    "static_select": _STATIC_SELECT,
    "external_select": _select(min_query_length=integer(0), initial_option=OPTION),
    "users_select": _select(initial_user=string()),
    "conversations_select": _select(
        **_CONVERSATIONS, initial_conversation=string(), response_url_enabled=boolean
    ),
    "channels_select": _select(initial_channel=string(), response_url_enabled=boolean),
    "multi_static_select": _STATIC_MULTI,
    "multi_external_select": _select(
        min_query_length=integer(0), initial_options=many(OPTION), max_selected_items=SELECTED
    ),
    "multi_users_select": _select(initial_users=many(string()), max_selected_items=SELECTED),
    "multi_conversations_select": _select(
        **_CONVERSATIONS, initial_conversations=many(string()), max_selected_items=SELECTED
    ),
    "multi_channels_select": _select(initial_channels=many(string()), max_selected_items=SELECTED),
}
CHOICES: dict[str, Check] = {
    "radio_buttons": Shape(
        _common("confirm", "focus_on_load", options=many(RICH_OPTION, 1, 10), initial_option=RICH_OPTION),
        ("options",),
        whole=_distinct_values,
    ),
    "checkboxes": Shape(
        _common(
            "confirm",
            "focus_on_load",
            options=many(RICH_OPTION, 1, 10),
            initial_options=many(RICH_OPTION, 1, 10),
        ),
        ("options",),
        whole=_distinct_values,
    ),
    "datepicker": Shape(_common("confirm", "focus_on_load", "placeholder", initial_date=string(10, 10))),
    "timepicker": Shape(
        _common("confirm", "focus_on_load", "placeholder", initial_time=string(5, 5), timezone=string())
    ),
}
DATETIME: dict[str, Check] = {
    "datetimepicker": Shape(_common("confirm", "focus_on_load", initial_date_time=integer(0))),
}
_TYPED: dict[str, Check] = {"dispatch_action_config": DISPATCH}
TEXT_INPUTS: dict[str, Check] = {
    "plain_text_input": Shape(
        _common(
            "focus_on_load",
            "placeholder",
            **_TYPED,
            initial_value=string(3000),
            multiline=boolean,
            min_length=integer(0, 3000),
            max_length=integer(1, 3000),
        )
    ),
    "email_text_input": Shape(_common("focus_on_load", "placeholder", **_TYPED, initial_value=string())),
    "url_text_input": Shape(_common("focus_on_load", "placeholder", **_TYPED, initial_value=string())),
    "number_input": Shape(
        _common(
            "focus_on_load",
            "placeholder",
            **_TYPED,
            is_decimal_allowed=boolean,
            initial_value=string(),
            min_value=string(),
            max_value=string(),
        ),
        ("is_decimal_allowed",),
    ),
    "file_input": Shape(_common(filetypes=many(string()), max_files=integer(1, 10))),
    "rich_text_input": Shape(
        _common(
            "focus_on_load",
            "placeholder",
            **_TYPED,
            initial_value=Shape({"elements": many(typed({}), 0), "block_id": ID}),
            min_lines=integer(1, 100),
            max_lines=integer(1, 100),
        )
    ),
}

IN_ACTIONS = typed(
    {
        "button": BUTTON,
        "overflow": OVERFLOW,
        "workflow_button": WORKFLOW_BUTTON,
        **SELECTS,
        **CHOICES,
        **DATETIME,
    }
)
AS_ACCESSORY = typed(
    {
        "button": BUTTON,
        "overflow": OVERFLOW,
        "workflow_button": WORKFLOW_BUTTON,
        "image": IMAGE,
        **SELECTS,
        **CHOICES,
    }
)
IN_INPUT = typed({**SELECTS, **CHOICES, **DATETIME, **TEXT_INPUTS})
IN_CONTEXT = typed({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": text(3000, "mrkdwn")})
IN_CONTEXT_ACTIONS = typed(
    {
        "feedback_buttons": Shape(
            {"action_id": ID, "positive_button": FEEDBACK, "negative_button": FEEDBACK},
            ("positive_button", "negative_button"),
        ),
        "icon_button": Shape(
            _common(
                "confirm",
                "accessibility_label",
                icon=string(),
                text=plain(75),
                value=string(2000),
                visible_to_user_ids=many(string(), 1, 10),
            ),
            ("icon", "text"),
        ),
    }
)
