"""Messages and views as an app of this kind would send them."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]

REPLY = (
    "Dear Mr Weber,\n\nthank you for writing to us. I am sorry that the kettle arrived with a crack in its "
    "handle. We refund the full price of 49.90 EUR to the card you paid with; it takes three to five working "
    "days. You need not send the kettle back.\n\nKind regards,\nThe support team"
)

GOOD_ENOUGH = "amount matches the order · right tone · nothing promised outside the refund policy"
WARNING = "*Reply to order 1881* will not go out. The person who asked for it sees what you write."


def button(action_id: str, words: str, **more: Any) -> Block:
    return {"type": "button", "action_id": action_id, "text": label(words)} | more


def text(words: str, kind: str = "mrkdwn") -> Block:
    return {"type": kind, "text": words}


def label(words: str) -> Block:
    return text(words, "plain_text")


def review_card(title: str = "Reply to order 1881", body: str = REPLY) -> list[Block]:
    quoted = [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": body}]}]
    return [
        {"type": "header", "text": label(title)},
        {"type": "context", "elements": [text("*refund-replies* · for Cleo · by 13:00 · Ben has it")]},
        {"type": "rich_text", "elements": quoted},
        {"type": "section", "text": text(f"*Good enough here:* {GOOD_ENOUGH}")},
        {
            "type": "actions",
            "block_id": "decide",
            "elements": [
                button("approve", "Approve", style="primary"),
                button("reject", "Reject", style="danger"),
                button("ask", "Ask"),
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [
                        {"text": label("I'll take it"), "value": "take"},
                        {"text": label("Hand over"), "value": "handover"},
                        {"text": label("Stop the workflow"), "value": "stop"},
                    ],
                },
            ],
        },
        {
            "type": "context",
            "elements": [text("Ada answers for this. ✅ and ❌ work too. You have a minute to undo.")],
        },
    ]


def decided_line(words: str, *buttons: Block) -> list[Block]:
    blocks: list[Block] = [{"type": "section", "text": text(words)}]
    return (
        [*blocks, {"type": "actions", "block_id": "after", "elements": list(buttons)}] if buttons else blocks
    )


def select(action_id: str, placeholder: str, options: dict[str, str], **more: Any) -> Block:
    choices = [{"text": label(words), "value": value} for value, words in options.items()]
    shape = {"type": "static_select", "action_id": action_id, "placeholder": text(placeholder, "plain_text")}
    return shape | {"options": choices} | more


def field(block_id: str, words: str, element: Block, **more: Any) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": label(words),
        "element": element,
    } | more


REASONS = {"wrong": "Wrong", "not_useful": "No use here", "incomplete": "Incomplete", "unsafe": "Unsafe"}


def reject_view(private_metadata: str = "") -> Block:
    note = {
        "type": "plain_text_input",
        "action_id": "note",
        "multiline": True,
        "min_length": 5,
        "max_length": 120,
    }
    return {
        "type": "modal",
        "callback_id": "reject",
        "private_metadata": private_metadata,
        "title": label("Why not?"),
        "submit": label("Reject"),
        "close": label("Cancel"),
        "blocks": [
            {"type": "section", "text": text(WARNING)},
            field("reason", "What was it?", select("reason", "Choose a reason", REASONS)),
            field("note", "In your words", note, hint=label("One sentence is enough."), optional=True),
            field(
                "tell",
                "Tell",
                {
                    "type": "checkboxes",
                    "action_id": "tell",
                    "options": [
                        {
                            "text": label("the person who asked"),
                            "value": "requester",
                            "description": label("Cleo Martin"),
                        },
                        {"text": label("the owner"), "value": "owner"},
                    ],
                },
                optional=True,
            ),
        ],
    }


def home_view() -> Block:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": label("2 wait for you")},
            {
                "type": "section",
                "text": text("*Reply to order 1881*\nrefund-replies · by 13:00"),
                "accessory": button("open", "Review now", style="primary"),
            },
            {"type": "section", "text": text("*Summary of contract 77*\ncontract-summaries · by 16:00")},
            {"type": "divider"},
            {"type": "section", "text": text("*What you are answerable for*\n• refund-replies\n• faq-bot")},
        ],
    }
