"""What is on a picture, before it is drawn: its words, and one of three kinds of chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
# More rows than these nobody reads on a phone.
ROWS = 6
LABEL_ROOM = 30
# As much as a screen reader is given in one go, and Slack takes.
ALT_ROOM = 1_000


class Mark(msgspec.Struct, frozen=True):
    """A value with its interval, of the chart's series of that number, from 0. No ends: it has no interval."""

    series: int
    value: float
    low: float | None = None
    high: float | None = None


class RangeRow(msgspec.Struct, frozen=True):
    """What it is about, what it says in words, its marks, and the line that it is held to; None: there is none."""

    label: str
    said: str
    marks: tuple[Mark, ...]
    line: float | None = None


class Ranges(msgspec.Struct, frozen=True, tag="ranges"):
    """Values with their intervals along one axis, a row each; `line` is what a row's line is called. Shares in 0..1,
    drawn as so many of 100; the axis begins at `begins_at`.
    """

    rows: tuple[RangeRow, ...]
    series: tuple[str, ...]
    axis: str
    line: str = ""
    begins_at: float = 0.0


class BarRow(msgspec.Struct, frozen=True):
    """What it is about, what it says in words, and how much of each series there is."""

    label: str
    said: str
    parts: tuple[float, ...]


class Bars(msgspec.Struct, frozen=True, tag="bars"):
    """Amounts side by side, a row each, one bar of several parts."""

    rows: tuple[BarRow, ...]
    series: tuple[str, ...]


class Weeks(msgspec.Struct, frozen=True, tag="weeks"):
    """Two counts over several weeks: one as columns, one as a line."""

    labels: tuple[str, ...]
    columns: tuple[int, ...]
    line: tuple[int, ...]
    columns_are: str
    line_is: str
    axis: str


class Picture(msgspec.Struct, frozen=True):
    """One picture. `name` is that of its file; `alt` says in words what it shows."""

    name: str
    title: str
    chart: Ranges | Bars | Weeks
    notes: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class Drawn:
    """A picture as it is sent: a PNG."""

    picture: Picture
    png: bytes
