"""Readers of single values: what TOML has in, the typed value out, `Wrong` if it is not one."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TypeVar

from domain.durations import parse_duration, spell_duration
from domain.lane_rules import FIELDS, Condition, parse_when
from domain.references import ChannelRef, GroupRef, PersonRef, person_or_group
from domain.workflow_file.problem import Wrong
from domain.working_time import MINUTES_PER_DAY

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
Reader = Callable[[object], T]


def shown(value: object) -> str:
    """Return a value as the file has it, cut short where it is long."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    as_written = str(value) if isinstance(value, date | time) else json.dumps(value, ensure_ascii=False)
    return as_written if len(as_written) <= 60 else as_written[:57] + "…" + as_written[-1]


def a_text(most: int) -> Reader[str]:
    """Read text of 1 to `most` characters, without space around it."""

    def read(value: object) -> str:
        text = _text(value, "write a text in quotes").strip()
        if not text:
            raise Wrong("there is nothing in it", "write a text, or leave the key out")
        if len(text) > most:
            raise Wrong(f"{len(text)} characters are too many for a card", f"write at most {most}")
        return text

    return read


def a_flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise Wrong(f"{shown(value)} is neither true nor false", "write true or false, without quotes")


def a_whole_number(least: int, most: int) -> Reader[int]:
    """Read a whole number from `least` to `most`."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"{shown(value)} will not do", f"write a whole number from {least} to {most}")
        return value

    return read


def a_number(least: float, most: float, *, but_not_least: bool = False) -> Reader[float]:
    """Read a number from `least` (or above it) to `most`."""

    def read(value: object) -> float:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if least <= number <= most and not (but_not_least and number == least):
            return float(number)
        begin = f"above {least:g}, up to" if but_not_least else f"from {least:g} to"
        raise Wrong(f"{shown(value)} will not do", f"write a number {begin} {most:g}")

    return read


def one_of(words: Sequence[Word], *, never: dict[str, str] | None = None) -> Reader[Word]:
    """Read one of the words. `never` has sentences of its own for words that people might hope for."""

    def read(value: object) -> Word:
        for word in words:
            if word == value:
                return word
        choice = "write " + alternatives(words)
        if isinstance(value, str) and never and value in never:
            raise Wrong(never[value], choice)
        raise Wrong(f"{shown(value)} is not a choice here", choice)

    return read


def a_duration(least: timedelta, most: timedelta, *, day: timedelta = timedelta(days=1)) -> Reader[timedelta]:
    """Read a length of time; `day` is what "d" stands for."""

    def read(value: object) -> timedelta:
        try:
            length = parse_duration(value if isinstance(value, str) else "", day=day)
        except ValueError:
            raise Wrong(f"{shown(value)} is not a duration", 'write it like "4h", "90m" or "2d"') from None
        if not least <= length <= most:
            limits = f'from "{spell_duration(least)}" to "{spell_duration(most)}"'
            raise Wrong(f"{shown(value)} is out of bounds", f"write something {limits}")
        return length

    return read


def a_date(value: object) -> date:
    """Read a day, as TOML has it or in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong(f"{shown(value)} is not a date", "write it like 2027-03-31") from None


def a_minute(value: object) -> int:
    """Read a time of day as minutes after midnight; "24:00" is the day's end."""
    shape = re.fullmatch(r"(\d\d):([0-5]\d)", value if isinstance(value, str) else "", re.ASCII)
    minute = int(shape[1]) * 60 + int(shape[2]) if shape else MINUTES_PER_DAY + 1
    if minute > MINUTES_PER_DAY:
        raise Wrong(f"{shown(value)} is not a time of day", 'write it like "09:00", in quotes')
    return minute


def a_time(value: object) -> time:
    """Read a time of day that a clock can show: up to "23:59"."""
    minute = a_minute(value)
    if minute == MINUTES_PER_DAY:
        raise Wrong('"24:00" is shown by no clock', 'write "00:00"')
    return time(minute // 60, minute % 60)


def a_percentage(value: object) -> int:
    """Read a share of `review_within` such as "50%"."""
    shape = re.fullmatch(r"(\d{1,4})%", value if isinstance(value, str) else "", re.ASCII)
    if shape is None or not 1 <= int(shape[1]) <= 1000:
        raise Wrong(f"{shown(value)} is not a share of review_within", 'write it like "50%", up to "1000%"')
    return int(shape[1])


def a_person(value: object) -> PersonRef:
    """Read one person, by e-mail or user id."""
    right = 'write an e-mail address like "ada@example.com" or a Slack user id'
    reference = _parsed(value, person_or_group, "names nobody", right)
    if isinstance(reference, GroupRef):
        raise Wrong(f"{shown(value)} is a group, and one person answers for this", right)
    return reference


def a_person_or_group(value: object) -> PersonRef | GroupRef:
    """Read a person or a user group."""
    right = 'write an e-mail address, a Slack user id, or a user group like "@support-leads"'
    return _parsed(value, person_or_group, "names nobody", right)


def a_channel(value: object) -> ChannelRef:
    """Read a channel, by name or id."""
    right = 'write its name with a hash like "#support-ai-review", or its Slack id'
    return _parsed(value, ChannelRef, "is not a channel", right)


def a_when(value: object) -> tuple[Condition, ...]:
    """Read the conditions of a lane rule."""
    right = f'write it like "segment = legal and confidence < 0.6" (of {", ".join(FIELDS)})'
    text = _text(value, right)
    try:
        return parse_when(text)
    except ValueError as error:
        raise Wrong(str(error), right) from None


def alternatives(words: Sequence[str]) -> str:
    """Return words in quotes: "a", "b" or "c"."""
    quoted = [f'"{word}"' for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Return the word that was probably meant, or None."""
    return next(iter(get_close_matches(word, words, n=1)), None)


def _parsed(value: object, parse: Callable[[str], T], wrong: str, right: str) -> T:
    text = _text(value, right)
    try:
        return parse(text)
    except ValueError:
        raise Wrong(f"{shown(value)} {wrong}", right) from None


def _text(value: object, right: str) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{shown(value)} is not a text", right)
    if control := next((letter for letter in value if _is_control(letter)), None):
        raise Wrong(f"{shown(control)} in it is no letter that anybody sees", "leave it out")
    return value


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" and letter not in "\n\t"
