"""Every block type, and on which surface it may stand."""

from __future__ import annotations

from sandbox.block_kit.charts import CHART, data_table_whole, table_whole
from sandbox.block_kit.checks import (
    Check,
    Shape,
    boolean,
    integer,
    many,
    number,
    one_of,
    plain,
    string,
    text,
    typed,
    url,
)
from sandbox.block_kit.elements import (
    AS_ACCESSORY,
    BUTTON,
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    SLACK_FILE,
)
from sandbox.block_kit.rich_text import RICH_TEXT


def _block(
    needs: tuple[str, ...] = (), any_of: tuple[str, ...] = (), whole: Check | None = None, **fields: Check
) -> Shape:
    return Shape({**fields, "block_id": ID}, needs, any_of, whole)


CELL = typed(
    {
        "raw_text": Shape({"text": string(None, 1)}, ("text",)),
        "raw_number": Shape({"value": number, "text": string(None, 1)}, ("value",)),
        "rich_text": RICH_TEXT,
    }
)
SETTINGS = Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: object, pointer: str, problems: list[str]) -> None:
    """Settings of one column; null leaves it as it is."""
    if value is not None:
        SETTINGS(value, pointer, problems)


TASK_FIELDS: dict[str, Check] = {
    "task_id": string(None, 1),
    "title": string(None, 1),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": many(Shape({"url": url(), "text": string()}, ("url", "text"))),
}
CARD = _block(
    (),
    ("title", "body", "hero_image", "actions"),
    hero_image=IMAGE,
    icon=IMAGE,
    slack_icon=Shape({"name": string(None, 1)}, ("name",)),
    title=text(150),
    subtitle=text(150),
    body=text(200),
    subtext=text(200),
    actions=many(typed({"button": BUTTON}), 1, 3),
)
SIMPLE: dict[str, Check] = {
    "section": _block(
        (),
        ("text", "fields"),
        text=text(3000),
        fields=many(text(2000), 1, 10),
        accessory=AS_ACCESSORY,
        expand=boolean,
    ),
    "divider": _block(),
    "header": _block(("text",), text=plain(150)),
    "image": _block(
        ("alt_text",),
        ("image_url", "slack_file"),
        image_url=url(),
        slack_file=SLACK_FILE,
        alt_text=string(2000, 1),
        title=plain(2000),
    ),
    "actions": _block(("elements",), elements=many(IN_ACTIONS, 1, 25)),
    "context": _block(("elements",), elements=many(IN_CONTEXT, 1, 10)),
    "input": _block(
        ("label", "element"),
        label=plain(2000),
        hint=plain(2000),
        element=IN_INPUT,
        optional=boolean,
        dispatch_action=boolean,
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        ("alt_text", "title", "thumbnail_url", "video_url"),
        alt_text=string(2000, 1),
        title=plain(200),
        title_url=url(2000),
        description=plain(200),
        author_name=string(50),
        provider_name=string(50),
        provider_icon_url=url(2000),
        thumbnail_url=url(),
        video_url=url(),
    ),
}
MARKDOWN = _block(("text",), text=string(12_000, 1))
TABLE = _block(
    ("rows",),
    whole=table_whole,
    rows=many(many(CELL, 1, 20), 1, 100),
    column_settings=many(_column, 0, 20),
)
DATA_TABLE = _block(
    ("rows", "caption"),
    whole=data_table_whole,
    rows=many(many(CELL, 1, 20), 2, 201),
    caption=string(None, 1),
    page_size=integer(1, 100),
    row_header_column_index=integer(0, 19),
)
CONTAINED: dict[str, Check] = {
    name: SIMPLE[name]
    for name in ("section", "divider", "header", "image", "actions", "context", "rich_text")
}
WIDE: dict[str, Check] = {
    "card": CARD,
    "carousel": _block(("elements",), elements=many(typed({"card": CARD}), 1, 10)),
    "container": _block(
        ("child_blocks",),
        ("title", "rich_text_title"),
        title=plain(150),
        rich_text_title=RICH_TEXT,
        subtitle=text(150),
        child_blocks=many(typed({**CONTAINED, "table": TABLE}), 1, 10),
        width=one_of("narrow", "standard", "wide", "full"),
        icon=IMAGE,
        is_collapsible=boolean,
        default_collapsed=boolean,
        has_header_divider=boolean,
    ),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": _block(("title", "chart"), title=string(50, 1), chart=CHART),
}
MESSAGE_ONLY: dict[str, Check] = {
    "markdown": MARKDOWN,
    "context_actions": _block(("elements",), elements=many(IN_CONTEXT_ACTIONS, 1, 5)),
    "task_card": Shape(
        {**TASK_FIELDS, "status": one_of("in_progress", "complete", "error"), "block_id": ID},
        ("task_id", "title"),
    ),
    "plan": _block(
        ("title",),
        title=string(None, 1),
        tasks=many(Shape({**TASK_FIELDS, "status": string(), "block_id": ID}, ("task_id", "title")), 1, 50),
    ),
    "file": _block(("external_id", "source"), external_id=string(None, 1), source=one_of("remote")),
}
ALERT = _block(("text",), text=text(200), level=one_of("default", "info", "warning", "error", "success"))

SURFACES: dict[str, dict[str, Check]] = {
    "message": {**SIMPLE, **WIDE, **MESSAGE_ONLY},
    "modal": {**SIMPLE, "card": CARD, "alert": ALERT},
    "home": {**SIMPLE, **WIDE},
}
