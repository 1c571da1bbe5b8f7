"""What a person wrote in a message, as plain text: Slack hands it on with its own marks for people and links."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.questions import ANSWER_LENGTH, words_of
from handlers.slack.desk import Desk
from storage.outputs import names_of

_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_PERSON = re.compile(r"<@([A-Z0-9]+)")


async def plain_words(desk: Desk, text: str) -> str:
    """Return the text with people by their names, at most as long as an answer may be."""
    mentioned = set(_PERSON.findall(text))
    names = await desk.db.read(names_of, mentioned) if mentioned else {}
    return as_written(text, names)


def as_written(text: str, names: Mapping[str, str]) -> str:
    """Return the text as its writer saw it: "@Ben", "#general", the address of a link beside its label."""

    def spelt(found: re.Match[str]) -> str:
        kind, target, label = found[1], found[2], found[3]
        match kind:
            case "@":
                return f"@{names.get(target) or (label or target).lstrip('@')}"
            case "#":
                return f"#{label or target}"
            case "!":
                return label or f"@{target.partition('^')[0]}"
            case _:
                return target if label in (None, "", target) else f"{label} ({target})"

    plain = _MARK.sub(spelt, text)
    return words_of(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), ANSWER_LENGTH)
