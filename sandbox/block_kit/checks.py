"""Small checks that are put together into the shapes of blocks and elements.

A check takes a value, its JSON pointer and the list of complaints it adds to; complaints read as Slack's do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

Check = Callable[[object, str, list[str]], None]


def complain(problems: list[str], said: str, pointer: str) -> None:
    """Adds one complaint in Slack's words."""
    problems.append(f"{said} [json-pointer:{pointer or '/'}]")


def string(most: int | None = None, least: int = 0) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            complain(problems, "must provide a string", pointer)
        elif len(value) < least:
            complain(problems, f"must be more than {least - 1} characters", pointer)
        elif most is not None and len(value) > most:
            complain(problems, f"must be less than {most + 1} characters", pointer)

    return check


def one_of(*allowed: object) -> Check:
    """One of these values."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if value not in allowed:
            complain(problems, f"must be one of {', '.join(map(str, allowed))}", pointer)

    return check


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            complain(problems, "must provide an integer", pointer)
        elif (least is not None and value < least) or (most is not None and value > most):
            complain(problems, f"must be between {least} and {most}", pointer)

    return check


def number(value: object, pointer: str, problems: list[str]) -> None:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        complain(problems, "must provide a number", pointer)


def boolean(value: object, pointer: str, problems: list[str]) -> None:
    """True or false."""
    if not isinstance(value, bool):
        complain(problems, "must provide a boolean", pointer)


def url(most: int = 3000) -> Check:
    """An address of http, https or mailto kind."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        string(most, 1)(value, pointer, problems)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "mailto:")):
            complain(problems, "must be a valid URL", pointer)

    return check


def many(check_one: Check, least: int = 1, most: int | None = None) -> Check:
    """A list of so many, each checked."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            complain(problems, "must provide an array", pointer)
            return
        if len(value) < least:
            complain(problems, f"no less than {least} items required", pointer)
        if most is not None and len(value) > most:
            complain(problems, f"no more than {most} items allowed", pointer)
        for n, one in enumerate(value):
            check_one(one, f"{pointer}/{n}", problems)

    return check


@dataclass(frozen=True)
class Shape:
    """An object: its fields, which of them it needs, and groups of which it needs at least one. Other fields are
    refused, as Slack does."""

    fields: Mapping[str, Check]
    needs: Collection[str] = ()
    any_of: Collection[str] = ()
    whole: Check | None = None
    _always: Mapping[str, Check] = field(default_factory=lambda: {"type": string()})

    def __call__(self, value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            complain(problems, "must provide an object", pointer)
            return
        fields = {**self._always, **self.fields}
        for name in self.needs:
            if name not in value:
                complain(problems, f"missing required field: {name}", pointer)
        if self.any_of and not any(name in value for name in self.any_of):
            complain(problems, f"must define either {' or '.join(self.any_of)}", pointer)
        for name, held in value.items():
            if name not in fields:
                complain(problems, f"invalid additional property: {name}", pointer)
            else:
                fields[name](held, f"{pointer}/{name}", problems)
        if self.whole is not None:
            self.whole(value, pointer, problems)


def typed(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these shapes it has."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            complain(problems, "must provide an object", pointer)
            return
        kind = value.get("type")
        shape = shapes.get(kind) if isinstance(kind, str) else None
        if shape is None:
            said = f"unsupported type: {kind}" if kind else "missing required field: type"
            complain(problems, said, pointer)
            return
        shape(value, pointer, problems)

    return check


def text(most: int = 3000, *kinds: str, least: int = 1) -> Check:
    """A text object of these kinds (plain_text and mrkdwn if none is named)."""
    words = string(most, least)
    shapes: dict[str, Check] = {
        "plain_text": Shape({"text": words, "emoji": boolean}, ("text",)),
        "mrkdwn": Shape({"text": words, "verbatim": boolean}, ("text",)),
    }
    return typed({kind: shapes[kind] for kind in kinds or tuple(shapes)})


def plain(most: int) -> Check:
    """A plain_text object."""
    return text(most, "plain_text")
