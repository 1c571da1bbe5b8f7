"""rich_text: sections, lists, quotes, preformatted."""

from __future__ import annotations

from sandbox.block_kit.checks import Check, Shape, boolean, integer, many, one_of, string, typed, url

STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = Shape(dict.fromkeys(STYLES, boolean))


def _part(needs: tuple[str, ...] = (), **fields: Check) -> Shape:
    return Shape({**fields, "style": STYLE}, needs)


INLINE = typed(
    {
        "text": _part(("text",), text=string(None, 1)),
        "link": _part(("url",), url=url(), text=string(), unsafe=boolean),
        "emoji": _part(("name",), name=string(None, 1), unicode=string(), skin_tone=integer(1, 6)),
        "user": _part(("user_id",), user_id=string(None, 1)),
        "usergroup": _part(("usergroup_id",), usergroup_id=string(None, 1)),
        "channel": _part(("channel_id",), channel_id=string(None, 1)),
        "team": _part(("team_id",), team_id=string(None, 1)),
        "broadcast": _part(("range",), range=one_of("here", "channel", "everyone")),
        "color": _part(("value",), value=string(None, 1)),
        "date": _part(
            ("timestamp", "format"), timestamp=integer(), format=string(None, 1), url=url(), fallback=string()
        ),
    }
)
SECTION = Shape({"elements": many(INLINE, 0)}, ("elements",))
BORDER = integer(0, 1)
PARTS = typed(
    {
        "rich_text_section": SECTION,
        "rich_text_list": Shape(
            {
                "elements": many(typed({"rich_text_section": SECTION}), 1),
                "style": one_of("bullet", "ordered"),
                "indent": integer(0, 8),
                "offset": integer(0),
                "border": BORDER,
            },
            ("elements", "style"),
        ),
        "rich_text_preformatted": Shape(
            {"elements": many(INLINE, 0), "border": BORDER, "language": string()}, ("elements",)
        ),
        "rich_text_quote": Shape({"elements": many(INLINE, 0), "border": BORDER}, ("elements",)),
    }
)
RICH_TEXT = Shape({"block_id": string(255), "elements": many(PARTS, 1)}, ("elements",))
