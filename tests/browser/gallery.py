"""One of each: everything the page is to draw, and text that means harm."""

from __future__ import annotations

from typing import Any

from tests.browser.cards import Block, button, field, label, select, text

HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(1)</script> <javascript:alert(1)|press me> "
    "<data:text/html,hi|open> &lt;b&gt;bold&lt;/b&gt; <https://example.com/a?b=1&amp;c=2|fine>"
)

MRKDWN = (
    "*bold* _italic_ ~gone~ `code <b>` and *_both_*, snake_case_stays, 2*3*4 stays\n"
    "<https://example.com|a link>, https://example.com/bare. <mailto:a@example.com|mail>\n"
    ":white_check_mark: :+1::skin-tone-3: :not_an_emoji: 10:30:45\n"
    "&gt; quoted *line*\n&gt; second\n"
    "• one point that goes on for a while\n• another\n"
    "```\nfenced &lt;code&gt;\n  keeps   spaces\n```\nafter"
)


def rich_text(people: dict[str, str], channel: str) -> Block:
    date = {"type": "date", "timestamp": 1795500000, "format": "{date_short} at {time}", "fallback": "then"}
    styles = [part(f"{style} ", **{style: True}) for style in ("bold", "italic", "strike", "code")]
    entities: list[Block] = [
        {"type": "user", "user_id": people["ben"]},
        part(" in "),
        {"type": "channel", "channel_id": channel},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "tada"},
        {"type": "emoji", "name": "zzz", "unicode": "1f4a4"},
        {"type": "link", "url": "https://example.com", "text": "a rich link"},
        {"type": "color", "value": "#0b6e66"},
        part(" "),
        date,
    ]
    numbered = {"style": "ordered", "elements": [line(part("first")), line(part("second"))]}
    bullets = {"style": "bullet", "indent": 1, "elements": [line(part("below"))]}
    return {
        "type": "rich_text",
        "elements": [
            line(*styles),
            line(*entities),
            {"type": "rich_text_list"} | numbered,
            {"type": "rich_text_list"} | bullets,
            {"type": "rich_text_quote", "elements": [part("quoted")]},
            {"type": "rich_text_preformatted", "elements": [part("<b>exact</b>\n  text")]},
        ],
    }


def part(words: str, **style: bool) -> Block:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def line(*parts: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(parts)}


MARKDOWN = """## Heading
Some **bold**, *italic*, ~~gone~~, `code` and [a link](https://example.com).

1. one
2. two
   - nested
- [x] done
- [ ] open

> quoted

| Week | Wrong |
| --- | --- |
| 46 | 3 |
| 47 | 1 |

```
fence <b>
```
"""


def cell(words: str) -> Block:
    return {"type": "raw_text", "text": words}


TABLE: Block = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [cell("Workflow"), cell("Checked")],
        [cell("refund-replies"), cell("410")],
        [cell("faq-bot"), cell("25")],
    ],
}


def messages(people: dict[str, str], channel: str) -> list[dict[str, Any]]:
    confirm = {
        "title": label("Stop it?"),
        "text": text("Nothing more goes out of *refund-replies*."),
        "confirm": label("Stop"),
        "deny": label("Leave it"),
        "style": "danger",
    }
    places = {"x": "Berlin", "y": "Hamburg"}
    controls = [
        select("pick", "Hand to…", places),
        {"type": "users_select", "action_id": "who", "placeholder": label("Who?")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-24"},
        {"type": "timepicker", "action_id": "hour", "initial_time": "09:15"},
        button("stop", "Stop the workflow", style="danger", confirm=confirm),
    ]
    date = "<!date^1795500000^{date_num} {time}|then>"
    entities = f"<@{people['ben']}> <@{people['ada']}> <#{channel}> <!here> {date}"
    figures = ("*Wrong*\n1", "*Left too late*\n2", "*Looked at*\n1,240", "*By*\n6 people")
    picture = {"image_url": "https://127.0.0.1/none.png", "title": label("A picture that cannot be had")}
    less = {"options": select("", "", {"keep": "Keep checking", "less": "Check less"})["options"]}
    return [
        {"text": MRKDWN},
        {"text": entities},
        {"text": HOSTILE},
        {"text": "plain", "blocks": [{"type": "section", "text": text(HOSTILE, "plain_text")}]},
        {"text": "rich", "blocks": [rich_text(people, channel)]},
        {"text": "markdown", "blocks": [{"type": "markdown", "text": MARKDOWN}]},
        {"text": "table", "blocks": [TABLE]},
        {
            "text": "fields",
            "blocks": [
                {"type": "section", "text": text("*Fields*"), "fields": [text(figure) for figure in figures]},
                {"type": "divider"},
                {"type": "actions", "elements": controls},
                {
                    "type": "section",
                    "text": text("Choose one"),
                    "accessory": {"type": "radio_buttons", "action_id": "radio"} | less,
                },
                {"type": "image", "alt_text": "Wrong per week"} | picture,
            ],
        },
    ]


def big_view() -> Block:
    """A modal with every kind of input."""
    place = {"x": "Berlin", "y": "Hamburg"}
    lanes = select("", "", {"a": "A person decides", "b": "Released at once"})["options"]
    a_day = {"is_decimal_allowed": False, "min_value": "1", "max_value": "80"}

    def plain(kind: str, action_id: str, **more: Any) -> Block:
        return {"type": kind, "action_id": action_id} | more

    return {
        "type": "modal",
        "callback_id": "everything",
        "title": label("Set up a workflow"),
        "submit": label("Propose"),
        "blocks": [
            field(
                "name",
                "Name",
                plain("plain_text_input", "v", max_length=20, placeholder=label("refund-replies")),
            ),
            field("purpose", "What for?", plain("plain_text_input", "v", multiline=True, min_length=10)),
            field("owner", "Who answers for it?", plain("users_select", "v", placeholder=label("A person"))),
            field("place", "Where?", select("v", "A city", place), optional=True),
            field(
                "teams",
                "Teams",
                select("v", "Cities", place) | {"type": "multi_static_select"},
                optional=True,
            ),
            field("lane", "Lane", plain("radio_buttons", "v", options=lanes)),
            field("mail", "E-mail", plain("email_text_input", "v"), optional=True),
            field("cap", "Reviews a day", plain("number_input", "v", **a_day), optional=True),
            field("from", "From", plain("datepicker", "v"), optional=True),
            {"type": "alert", "text": text("Nothing is released meanwhile."), "level": "info"},
        ],
    }
