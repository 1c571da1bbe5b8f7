"""Pictures as PNG, by matplotlib: big enough for a phone, in colours that everybody tells apart, and never by colour
alone. To be imported only in a process of its own: it is large.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from handlers.pictures.picture import Bars, Picture, Ranges, Theme, Weeks

# 1,200 pixels across; a letter of 14 points is then 11 on a phone.
_WIDE, _DPI = 6.0, 200
_TITLE, _TEXT, _SMALL = 18, 14, 12.5
# In inches.
_LEFT, _EDGE, _TITLE_LINE, _LEGEND, _ROW, _NOTE_LINE = 0.3, 0.2, 0.33, 0.42, 0.72, 0.25
# In pixels.
_APART = 20
_TITLE_LETTERS, _NOTE_LETTERS = 36, 56


@dataclass(frozen=True)
class _Colours:
    """Of one theme: Okabe and Ito's, which people who are colour-blind tell apart."""

    ground: str
    ink: str
    soft: str
    grid: str
    series: tuple[str, str]


_COLOURS = {
    "light": _Colours("#ffffff", "#1d1c1d", "#55565a", "#dcdcdc", ("#0072b2", "#d55e00")),
    "dark": _Colours("#1a1d21", "#f2f2f2", "#b9babd", "#3d4045", ("#56b4e9", "#e69f00")),
}
_MARKERS = ("o", "D")
_HATCHES = ("", "///")


def painted(picture: Picture, theme: Theme) -> bytes:
    """Return the picture as a PNG: its title, what is what, the chart, and its notes, from the top."""
    colours, chart = _COLOURS[theme], picture.chart
    with _style(colours):
        titles = textwrap.wrap(picture.title, _TITLE_LETTERS)
        notes = [line for note in picture.notes for line in textwrap.wrap(note, _NOTE_LETTERS)]
        head = _EDGE + _TITLE_LINE * len(titles)
        foot = 0.15 + (0.12 if notes else 0) + _NOTE_LINE * len(notes)
        below, body = _room(chart)
        high = head + _LEGEND + body + below + foot
        figure = Figure(figsize=(_WIDE, high), dpi=_DPI, facecolor=colours.ground)
        canvas = FigureCanvasAgg(figure)
        left, across = _LEFT / _WIDE, 1 - 2 * _LEFT / _WIDE
        figure.text(left, 1 - _EDGE / high, "\n".join(titles), size=_TITLE, weight="bold", va="top")
        figure.text(left, 0.15 / high, "\n".join(notes), size=_SMALL, color=colours.soft, va="bottom")
        _explain(figure, list(_legend(chart, colours)), 1 - head / high)
        axes = figure.add_axes((left, (foot + below) / high, across, body / high))
        _DRAWN[type(chart)](axes, chart, colours)
        figure.add_artist(_card(colours))
        written = io.BytesIO()
        canvas.print_figure(written, format="png", dpi=_DPI, facecolor=colours.ground)
    return written.getvalue()


@contextmanager
def _style(colours: _Colours) -> Iterator[None]:
    with mpl.rc_context({
        "font.family": "DejaVu Sans",  # comes with matplotlib
        "text.parse_math": False,  # names are names, whatever stands in them
        "text.color": colours.ink,
        "axes.facecolor": colours.ground,
        "axes.edgecolor": colours.grid,
        "axes.labelcolor": colours.soft,
        "xtick.color": colours.soft,
        "ytick.color": colours.soft,
        "xtick.labelsize": _SMALL,
        "ytick.labelsize": _SMALL,
        "hatch.linewidth": 2.0,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
    }):  # fmt: skip
        yield


def _room(chart: Ranges | Bars | Weeks) -> tuple[float, float]:
    """Return how much room the chart takes below it, for its axis, and how high it is, in inches."""
    match chart:
        case Ranges(rows=rows):
            return 0.62, _ROW * len(rows)
        case Bars(rows=rows):
            return 0.0, _ROW * len(rows) + 0.1
        case Weeks():
            return 0.62, 2.5


def _explain(figure: Figure, handles: list[Line2D | Patch], top: float) -> None:
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=((_LEFT - 0.06) / _WIDE, top), ncols=len(handles),
        frameon=False, fontsize=_SMALL, borderaxespad=0.25, columnspacing=1.2, handletextpad=0.5, handlelength=1.4,
    )  # fmt: skip


def _rows(axes: Axes, said: list[tuple[str, str]]) -> None:
    """Write what each row is about at its left, and what it says at its right, above where it is drawn."""
    axes.set_ylim(len(said) - 0.62, -0.72)
    axes.set_yticks([])
    for at, (label, told) in enumerate(said):
        across = axes.get_yaxis_transform()
        right = axes.text(1, at - 0.28, told, size=_SMALL, va="bottom", ha="right", transform=across)
        left = axes.text(0, at - 0.28, label, size=_TEXT, va="bottom", transform=across)
        _fitting(left, before=right)


def _fitting(text: Text, *, before: Text) -> None:
    """Shorten a text until it ends before the other begins."""
    said = text.get_text()
    while len(said) > 1 and text.get_window_extent().x1 + _APART > before.get_window_extent().x0:
        said = said[:-1]
        text.set_text(f"{said.rstrip()}…")


def _ranges(axes: Axes, chart: Ranges, colours: _Colours) -> None:
    _rows(axes, [(row.label, row.said) for row in chart.rows])
    ends = [row.line or 0.0 for row in chart.rows]
    ends += [mark.high if mark.high is not None else mark.value for row in chart.rows for mark in row.marks]
    furthest = 100 * max(ends)
    nearest = 100 * chart.begins_at
    axes.set_xlim(nearest, nearest + ((furthest - nearest) or 1.0) * 1.06)
    axes.grid(axis="x", color=colours.grid, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=6)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.set_xlabel(chart.axis, size=_SMALL)
    for at, row in enumerate(chart.rows):
        apart = 0.2 * (len(row.marks) - 1)
        for place, mark in enumerate(row.marks):
            y = at - 0.02 + (apart * place)
            colour, marker = colours.series[mark.series], _MARKERS[mark.series]
            if mark.low is not None and mark.high is not None:
                axes.plot(
                    [100 * mark.low, 100 * mark.high],
                    [y, y],
                    color=colour,
                    linewidth=4,
                    solid_capstyle="butt",
                )
            axes.plot([100 * mark.value], [y], marker, color=colour, markersize=11, clip_on=False)
        if row.line is not None:
            axes.plot([100 * row.line] * 2, [at - 0.2, at + 0.16], color=colours.ink, linewidth=3)


def _bars(axes: Axes, chart: Bars, colours: _Colours) -> None:
    _rows(axes, [(row.label, row.said) for row in chart.rows])
    axes.set_xlim(0, max(sum(row.parts) for row in chart.rows) or 1.0)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for at, row in enumerate(chart.rows):
        left = 0.0
        for series, part in enumerate(row.parts):
            if part:
                axes.barh(
                    at, part, left=left, height=0.3, color=colours.series[series], hatch=_HATCHES[series],
                    edgecolor=colours.ground, linewidth=0,
                )  # fmt: skip
            left += part


def _weeks(axes: Axes, chart: Weeks, colours: _Colours) -> None:
    places = range(len(chart.labels))
    most = max(*chart.columns, *chart.line, 1)
    axes.bar(places, chart.columns, width=0.62, color=colours.series[0])
    # An edge of the ground: the line is seen on the columns, whatever colours somebody sees.
    axes.plot(places, chart.line, color=colours.ground, linewidth=7)
    axes.plot(
        places, chart.line, marker=_MARKERS[1], color=colours.series[1], linewidth=4, markersize=11,
        markeredgecolor=colours.ground, markeredgewidth=1.5,
    )  # fmt: skip
    axes.set_ylim(-0.02 * most, most * 1.12)
    axes.set_xlabel(chart.axis, size=_SMALL)
    axes.set_xlim(-0.5, len(chart.labels) - 0.5)
    axes.set_yticks([])
    axes.tick_params(length=0, pad=6)
    axes.set_xticks(list(places), list(chart.labels), size=_TEXT)
    for at, count in enumerate(chart.columns):
        axes.annotate(
            _short(count), (at, count), xytext=(0, 3), textcoords="offset points", ha="center", size=_SMALL
        )


def _short(count: int) -> str:
    """Return it in a few letters: eight of them stand side by side."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= 10 * size or (letter == "M" and count >= size):
            return f"{count / size:.3g}{letter}"
    return f"{count:,}"


def _legend(chart: Ranges | Bars | Weeks, colours: _Colours) -> Iterator[Line2D | Patch]:
    match chart:
        case Ranges(_, series, _, line, _):
            first, *others = (_dotted(colours, at, name) for at, name in enumerate(series))
            yield first
            if line:
                yield Line2D(
                    [], [], color=colours.ink, marker="|", linestyle="", markersize=15, markeredgewidth=3, label=line
                )  # fmt: skip
            yield from others
        case Bars(_, series):
            for at, name in enumerate(series):
                yield Patch(
                    facecolor=colours.series[at], edgecolor=colours.ground, hatch=_HATCHES[at], label=name
                )
        case Weeks():
            yield Patch(color=colours.series[0], label=chart.columns_are)
            yield _dotted(colours, 1, chart.line_is)


def _dotted(colours: _Colours, series: int, name: str) -> Line2D:
    colour, marker = colours.series[series], _MARKERS[series]
    return Line2D([], [], color=colour, marker=marker, linewidth=4, markersize=9, label=name)


def _card(colours: _Colours) -> Rectangle:
    """Return a thin edge, so that the picture is a card on any ground."""
    edge = 0.002
    return Rectangle(
        (edge, edge), 1 - 2 * edge, 1 - 2 * edge, fill=False, edgecolor=colours.grid, linewidth=2
    )


_DRAWN: dict[type, Callable[..., None]] = {Ranges: _ranges, Bars: _bars, Weeks: _weeks}
