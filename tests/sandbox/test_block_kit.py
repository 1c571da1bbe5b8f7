"""What the sandbox accepts as blocks, against a second opinion: `slackblocks`, made from its own list of limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import slackblocks
from slack_sdk.models import blocks as sdk
from slackblocks import _limits, _surfaces

from sandbox.block_kit.blocks import SURFACES
from sandbox.block_kit.validate import block_problems, checked_blocks, checked_view
from sandbox.errors import ApiError

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Block:
    return {"type": "section", "text": mrkdwn("x")} | more


def button(n: int = 0, **more: Any) -> Block:
    return {"type": "button", "action_id": f"a{n}", "text": plain("x")} | more


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def option(n: int = 0, **more: Any) -> Block:
    return {"text": plain("x"), "value": str(n)} | more


def menu(kind: str, count: int, **more: Any) -> Block:
    return {"type": kind, "action_id": "m", "options": [option(n) for n in range(count)]} | more


def input_(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain("x"), "element": element} | more


def chart(**more: Any) -> Block:
    points = [{"label": str(n), "value": n} for n in range(3)]
    shape = {
        "type": "line",
        "series": [{"name": "s", "data": points}],
        "axis_config": {"categories": ["0", "1", "2"]},
    }
    return {"type": "data_visualization", "title": "x", "chart": shape} | more


def series(count: int) -> Block:
    points = [{"label": "0", "value": 1}]
    many = [{"name": str(n), "data": points} for n in range(count)]
    return chart(chart={"type": "bar", "series": many, "axis_config": {"categories": ["0"]}})


def rows(kind: str, count: int, width: int = 1, **more: Any) -> Block:
    return {"type": kind, "rows": [[{"type": "raw_text", "text": "x"}] * width] * count} | more


def confirm(**more: Any) -> Block:
    shape = {"title": plain("x"), "text": mrkdwn("x"), "confirm": plain("y"), "deny": plain("n")} | more
    return actions(button(confirm=shape))


LIMITS: dict[str, Callable[[int], Block]] = {
    "SECTION_TEXT_MAX_LENGTH": lambda n: section(text=mrkdwn("x" * n)),
    "SECTION_FIELDS_MAX_ITEMS": lambda n: section(fields=[mrkdwn("x")] * n),
    "SECTION_FIELDS_ITEM_MAX_LENGTH": lambda n: section(fields=[mrkdwn("x" * n)]),
    "HEADER_TEXT_MAX_LENGTH": lambda n: {"type": "header", "text": plain("x" * n)},
    "CONTEXT_ELEMENTS_MAX_ITEMS": lambda n: {"type": "context", "elements": [mrkdwn("x")] * n},
    "ACTIONS_ELEMENTS_MAX_ITEMS": lambda n: actions(*(button(i) for i in range(n))),
    "BLOCK_ID_MAX_LENGTH": lambda n: section(block_id="x" * n),
    "ACTION_ID_MAX_LENGTH": lambda n: actions(button(action_id="x" * n)),
    "BUTTON_TEXT_MAX_LENGTH": lambda n: actions(button(text=plain("x" * n))),
    "BUTTON_VALUE_MAX_LENGTH": lambda n: actions(button(value="x" * n)),
    "BUTTON_URL_MAX_LENGTH": lambda n: actions(button(url="https://x/".ljust(n, "x"))),
    "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: actions(button(accessibility_label="x" * n)),
    "CONFIRMATION_TITLE_MAX_LENGTH": lambda n: confirm(title=plain("x" * n)),
    "CONFIRMATION_TEXT_MAX_LENGTH": lambda n: confirm(text=mrkdwn("x" * n)),
    "CONFIRMATION_CONFIRM_MAX_LENGTH": lambda n: confirm(confirm=plain("x" * n)),
    "CONFIRMATION_DENY_MAX_LENGTH": lambda n: confirm(deny=plain("x" * n)),
    "OPTION_TEXT_MAX_LENGTH": lambda n: actions(menu("overflow", 0, options=[option(text=plain("x" * n))])),
    "OPTION_VALUE_MAX_LENGTH": lambda n: actions(menu("overflow", 0, options=[option(value="x" * n)])),
    "OPTION_DESCRIPTION_MAX_LENGTH": lambda n: actions(
        menu("radio_buttons", 0, options=[option(description=plain("x" * n))])
    ),
    "OVERFLOW_OPTIONS_MAX_ITEMS": lambda n: actions(menu("overflow", n)),
    "SELECT_OPTIONS_MAX_ITEMS": lambda n: actions(menu("static_select", n)),
    "SELECT_PLACEHOLDER_MAX_LENGTH": lambda n: actions(menu("static_select", 1, placeholder=plain("x" * n))),
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": lambda n: actions(menu("radio_buttons", n)),
    "CHECKBOXES_OPTIONS_MAX_ITEMS": lambda n: actions(menu("checkboxes", n)),
    "INPUT_LABEL_MAX_LENGTH": lambda n: input_(menu("static_select", 1), label=plain("x" * n)),
    "INPUT_HINT_MAX_LENGTH": lambda n: input_(menu("static_select", 1), hint=plain("x" * n)),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": lambda n: input_({"type": "plain_text_input", "max_length": n}),
    "IMAGE_ALT_TEXT_MAX_LENGTH": lambda n: {"type": "image", "image_url": "https://x", "alt_text": "x" * n},
    "IMAGE_IMAGE_URL_MAX_LENGTH": lambda n: {
        "type": "image",
        "image_url": "https://x".ljust(n, "x"),
        "alt_text": "x",
    },
    "MARKDOWN_TEXT_MAX_LENGTH": lambda n: {"type": "markdown", "text": "x" * n},
    "TABLE_ROWS_MAX_ITEMS": lambda n: rows("table", n),
    "TABLE_COLUMNS_MAX_ITEMS": lambda n: rows("table", 1, n),
    "DATA_TABLE_ROWS_MAX_ITEMS": lambda n: rows("data_table", n, caption="x"),
    "DATA_TABLE_COLUMNS_MAX_ITEMS": lambda n: rows("data_table", 2, n, caption="x"),
    "DATA_VISUALIZATION_TITLE_MAX_LENGTH": lambda n: chart(title="x" * n),
    "DATA_VISUALIZATION_SERIES_MAX_ITEMS": series,
    "CARD_TITLE_MAX_LENGTH": lambda n: {"type": "card", "title": mrkdwn("x" * n)},
    "CARD_BODY_MAX_LENGTH": lambda n: {"type": "card", "body": mrkdwn("x" * n)},
    "CARD_ACTIONS_MAX_ITEMS": lambda n: {"type": "card", "actions": [button(i) for i in range(n)]},
    "CAROUSEL_ELEMENTS_MAX_ITEMS": lambda n: {
        "type": "carousel",
        "elements": [{"type": "card", "title": mrkdwn("x")}] * n,
    },
    "CONTAINER_CHILD_BLOCKS_MAX_ITEMS": lambda n: {
        "type": "container",
        "title": plain("x"),
        "child_blocks": [section()] * n,
    },
    "RICH_TEXT_LIST_INDENT_MAX": lambda n: {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": n,
                "elements": [{"type": "rich_text_section", "elements": []}],
            }
        ],
    },
}


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_is_where_the_second_opinion_has_it(name: str) -> None:
    limit = getattr(_limits, name)
    assert block_problems([LIMITS[name](limit)], "message") == []
    assert block_problems([LIMITS[name](limit + 1)], "message") != []


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_each_surface_takes_the_blocks_that_the_second_opinion_allows(surface: Any) -> None:
    assert set(SURFACES[surface]) == set(_surfaces._BLOCK_TYPES_BY_SURFACE[surface])


def test_a_message_takes_fifty_blocks_and_two_charts() -> None:
    assert checked_blocks([section()] * _limits.MESSAGE_BLOCKS_MAX_ITEMS)
    for wrong in ([section()] * 51, [chart()] * 3, [rows("table", 1)] * 2):
        with pytest.raises(ApiError, match="invalid_blocks"):
            checked_blocks(wrong)


def test_a_message_that_is_too_long_as_a_whole_is_refused() -> None:
    assert checked_blocks([section(text=mrkdwn("x" * 3000))] * 4)
    with pytest.raises(ApiError, match="msg_blocks_too_long"):
        checked_blocks([section(text=mrkdwn("x" * 3000))] * 5)
    with pytest.raises(ApiError, match="invalid_blocks"):
        checked_blocks([{"type": "markdown", "text": "x" * 7000}] * 2)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        ({"type": "section"}, "must define either text or fields [json-pointer:/blocks/0]"),
        (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text]"),
        ({"type": "alert", "text": mrkdwn("x")}, "unsupported type: alert [json-pointer:/blocks/0]"),
        (actions(button(), button()), "`action_id` a0 already exists [json-pointer:/blocks/0/elements]"),
        (
            actions(button(style="huge")),
            "must be one of primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        (actions(button(url="javascript:x")), "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"),
        (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        (
            rows("table", 1) | {"rows": [[], [{"type": "raw_text", "text": "x"}]]},
            "no less than 1 items required",
        ),
        (
            chart(
                chart={
                    "type": "line",
                    "series": [{"name": "s", "data": []}],
                    "axis_config": {"categories": ["0"]},
                }
            ),
            "labels must match categories [json-pointer:/blocks/0/chart/series/0/data]",
        ),
        (actions(menu("overflow", 0, options=[option(1), option(1)])), "duplicate option values"),
        (None, "must provide an object"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(block: Any, said: str) -> None:
    problems = block_problems([block], "message")
    assert any(said in problem for problem in problems), problems


def test_a_refusal_has_the_shape_of_slacks() -> None:
    with pytest.raises(ApiError) as refused:
        checked_blocks([{"type": "header", "text": plain("x" * 151)}])
    said = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert refused.value.code == "invalid_blocks"
    assert refused.value.facts == {"errors": [said], "response_metadata": {"messages": [f"[ERROR] {said}"]}}


def test_two_blocks_may_not_have_the_same_id() -> None:
    problems = block_problems([section(block_id="a"), section(block_id="a")], "message")
    assert problems == ["`block_id` a already exists [json-pointer:/blocks]"]


def test_what_is_kept_has_ids_and_a_markdown_blocks_id_is_forgotten() -> None:
    kept = checked_blocks([section(), {"type": "markdown", "text": "x", "block_id": "mine"}])
    assert kept is not None
    assert kept[0]["block_id"]
    assert kept[0]["text"]["verbatim"] is False
    assert kept[1]["block_id"] != "mine"


def test_a_view_that_is_too_large_is_refused() -> None:
    wide = section(text=mrkdwn("x" * 3000))
    with pytest.raises(ApiError, match="view_too_large"):
        checked_view({"type": "home", "blocks": [wide] * 90}, "home")


RENDERED: list[Any] = [
    slackblocks.SectionBlock("Hi", accessory=slackblocks.Button("Go", "go")),
    slackblocks.HeaderBlock("Hi"),
    slackblocks.DividerBlock(),
    slackblocks.ContextBlock([slackblocks.Text("Hi")]),
    slackblocks.ImageBlock("https://x/y.png", "A chart"),
    slackblocks.MarkdownBlock("**Hi**"),
    slackblocks.ActionsBlock([slackblocks.Button("Go", "go", style="primary")]),
]


@pytest.mark.parametrize("block", RENDERED, ids=lambda block: type(block).__name__)
def test_what_the_second_opinion_renders_is_accepted(block: Any) -> None:
    assert block_problems([block._resolve()], "message") == []


def test_what_the_sdk_renders_is_accepted() -> None:
    rendered = [
        sdk.SectionBlock(text="Hi", fields=["a", "b"]),
        sdk.ActionsBlock(
            elements=[sdk.ButtonElement(text="Go", action_id="go"), sdk.UserSelectElement(action_id="u")]
        ),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="f",
                    positive_button=sdk.FeedbackButtonObject(text="Good", value="good"),
                    negative_button=sdk.FeedbackButtonObject(text="Bad", value="bad"),
                )
            ]
        ),
        sdk.RichTextBlock(
            elements=[
                sdk.RichTextPreformattedElement(elements=[sdk.RichTextElementParts.Text(text="code")]),
                sdk.RichTextSectionElement(
                    elements=[
                        sdk.RichTextElementParts.Text(
                            text="bold", style=sdk.RichTextElementParts.TextStyle(bold=True)
                        ),
                        sdk.RichTextElementParts.User(user_id="U1"),
                        sdk.RichTextElementParts.Link(url="https://x", text="x"),
                    ]
                ),
                sdk.RichTextListElement(style="bullet", elements=[sdk.RichTextSectionElement(elements=[])]),
            ]
        ),
        sdk.TableBlock(rows=[[{"type": "raw_text", "text": "x"}]], column_settings=[{"align": "right"}]),
    ]
    assert block_problems([block.to_dict() for block in rendered], "message") == []
