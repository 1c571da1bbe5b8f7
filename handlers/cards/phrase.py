"""A sentence of the catalogue with its facts, as plain text, as rich text, or as mrkdwn.

Facts are whatever people and AI systems wrote: each of the three makes them harmless in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

from handlers.cards.message import Json
from handlers.cards.safe_text import clipped, inert, visible
from handlers.cards.words import WORDS

# A line of a message's top-level text; Slack refuses a changed message with more than 4,000 characters there.
LINE_ROOM = 1_500
_FACT_ROOMS = (1_000, 600, 300, 150, 80, 40, 15)
_FORMATTER = Formatter()
_ENDS = (".", "?", "!", "…", "؟")


@dataclass(frozen=True)
class Moment:
    """An instant, shown in each reader's own zone; where that cannot be, in `zone` with its name.

    `day` adds the date, and `joined` says "at" between it and the time, where a sentence runs through both.
    """

    at: datetime
    zone: str
    day: bool = False
    joined: bool = False

    @property
    def fallback(self) -> str:
        """Return the time in the workflow's own zone: "13:00 CET", "24 Nov 13:00 CET"."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        day = ("%-d %b at " if self.joined else "%-d %b ") if self.day else ""
        return f"{local:{day}%H:%M %Z}"

    @property
    def pattern(self) -> str:
        """Return Slack's words for how to show it."""
        if not self.day:
            return "{time}"
        return "{date_short_pretty} at {time}" if self.joined else "{date_short_pretty} {time}"

    @property
    def token(self) -> str:
        """Return it as mrkdwn."""
        return f"<!date^{int(self.at.timestamp())}^{self.pattern}|{self.fallback}>"

    def element(self) -> Json:
        """Return it as an element of rich text."""
        return {
            "type": "date",
            "timestamp": int(self.at.timestamp()),
            "format": self.pattern,
            "fallback": self.fallback,
        }


@dataclass(frozen=True)
class Mention:
    """A person who is to notice: mentioned where Slack can, named where it cannot."""

    user_id: str
    name: str


Fact = str | int | Moment | Mention


@dataclass(frozen=True)
class Sentence:
    """A sentence of the catalogue and its facts, not yet told how it is to be shown."""

    key: str
    facts: Mapping[str, Fact]

    def plain(self) -> str:
        """Return it for a `plain_text` element."""
        return "".join(_plain(part) for part in _parts(self.key, self.facts))

    def mrkdwn(self, room: int = LINE_ROOM) -> str:
        """Return it for a message's top-level text, where Slack parses mrkdwn.

        Facts are shortened as far as it takes to fit into `room` characters, entities counted.
        """
        said = ""
        for fact_room in _FACT_ROOMS:
            said = "".join(_mrkdwn(part, fact_room) for part in _parts(self.key, self.facts))
            if len(said) <= room:
                break
        return said

    def rich(self) -> list[Json]:
        """Return it as elements of rich text, none of them empty."""
        return [element for part in _parts(self.key, self.facts) if (element := _rich(part))]


def say(key: str, /, **facts: Fact) -> Sentence:
    """Return a sentence of the catalogue with its facts."""
    return Sentence(key, facts)


def plain(key: str, /, **facts: Fact) -> str:
    """Return a sentence for a `plain_text` element."""
    return Sentence(key, facts).plain()


def say_count(key: str, count: int, /, **facts: Fact) -> Sentence:
    """Return the sentence for so many, of which `count` is a fact: for a single one that of `<key>_one`."""
    return Sentence(f"{key}_one" if count == 1 else key, {"count": count, **facts})


def has(key: str) -> bool:
    """Say whether the catalogue has this sentence."""
    return key in WORDS


@dataclass(frozen=True)
class _Ours:
    """Words of the catalogue itself."""

    text: str


def _parts(key: str, facts: Mapping[str, Fact]) -> Iterator[_Ours | Fact]:
    """Give the sentence piece by piece. Raises KeyError for a sentence or a fact that is missing.

    A title that asks or ends by itself takes no full stop of ours: "Refund order 1881? Goes out from 10:43."
    """
    ended = False
    for literal, name, _, _ in _FORMATTER.parse(WORDS[key]):
        if told := literal.removeprefix(".") if ended else literal:
            yield _Ours(told)
        ended = name is not None and str(facts[name]).endswith(_ENDS)
        if name is not None:
            yield facts[name]


def _plain(part: _Ours | Fact) -> str:
    match part:
        case _Ours(text):
            return text
        case Moment():
            return part.fallback
        case Mention():
            return visible(part.name)
        case _:
            return visible(str(part))


def _mrkdwn(part: _Ours | Fact, room: int) -> str:
    match part:
        case _Ours(text):
            return text
        case Moment():
            return part.token
        case Mention():
            return f"<@{part.user_id}>"
        case _:
            return inert(clipped(str(part), room))


def _rich(part: _Ours | Fact) -> Json | None:
    match part:
        case Moment():
            return part.element()
        case Mention():
            return {"type": "user", "user_id": part.user_id}
        case _:
            text = _plain(part)
            return {"type": "text", "text": text} if text else None
