"""A workflow that has no owner any more."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "unowned.title": "{slug} has no owner any more: {owner} has left.",
    "unowned.waiting": "{count} waiting. Nothing of it gets lighter until somebody owns it.",
    "unowned.yours": "You stand in: you can stop it, let it go on, and settle what {owner} would have settled.",
    "unowned.stands_in": "{deputy} stands in, and is asked who answers for it now.",
    "unowned.nobody": "Nobody stands in, so nobody can let it go on or settle anything.",
    "unowned.how": "Who answers for it now? An operator writes them as owner in the file of {slug}, and applies it.",
    "home.unowned": "{line} · it has no owner",
    "week.unowned": "no owner since {since}",
}
