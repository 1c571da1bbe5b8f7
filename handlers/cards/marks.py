"""Which reactions mean something: by the names that Slack's API gives them, whatever their colour of skin."""

from __future__ import annotations

from collections.abc import Mapping

from usecases.record_mark import Meaning

# A thumbs-up is a habit, not a decision: +1 and -1 are for a workspace to add.
MEANINGS: Mapping[str, Meaning] = {
    "white_check_mark": "approve",
    "x": "reject",
    "eyes": "take",
    "broom": "tidy",
    "warning": "wrong",
}
GLYPHS: Mapping[Meaning, str] = {"approve": "✅", "reject": "❌", "take": "👀", "tidy": "🧹", "wrong": "⚠️"}

# Other names under which Slack may send the same emoji.
_ALIASES = {
    "thumbsup": "+1",
    "thumbsdown": "-1",
    "white_tick": "white_check_mark",
    "cross_mark": "x",
    "check_mark_button": "white_check_mark",
    "warning_sign": "warning",
}


def canonical(name: str) -> str:
    """Return the one name of an emoji: no colons, no skin tone, no alias."""
    base = name.strip(":").partition("::")[0]
    return _ALIASES.get(base, base)
