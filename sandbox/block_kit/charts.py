"""data_visualization, and what holds for a table as a whole."""

from __future__ import annotations

from sandbox.block_kit.checks import Check, Shape, complain, many, number, string, typed

CONTENT_LIMIT = 20_000
LABEL = string(20, 1)
POINT = Shape({"label": LABEL, "value": number}, ("label", "value"))


def _positive(value: object, pointer: str, problems: list[str]) -> None:
    number(value, pointer, problems)
    if isinstance(value, int | float) and value <= 0:
        complain(problems, "must be greater than 0", pointer)


def _same_labels(chart: object, pointer: str, problems: list[str]) -> None:
    """Series are named differently, and each has the categories' labels in their order."""
    if not isinstance(chart, dict) or not isinstance(chart.get("series"), list):
        return
    series = [one for one in chart["series"] if isinstance(one, dict)]
    names = [one.get("name") for one in series]
    if len(set(map(str, names))) < len(names):
        complain(problems, "series names must be unique", f"{pointer}/series")
    axis = chart.get("axis_config")
    categories = axis.get("categories") if isinstance(axis, dict) else None
    for n, one in enumerate(series):
        points = one.get("data")
        given = points if isinstance(points, list) else []
        labels = [point.get("label") for point in given if isinstance(point, dict)]
        if labels != categories:
            complain(problems, "labels must match categories", f"{pointer}/series/{n}/data")


AXES = Shape(
    {"categories": many(LABEL, 1, 20), "x_label": string(50), "y_label": string(50)}, ("categories",)
)
SERIES = Shape({"name": LABEL, "data": many(POINT, 1, 20)}, ("name", "data"))
_AXIS_CHART = Shape(
    {"series": many(SERIES, 1, 12), "axis_config": AXES}, ("series", "axis_config"), whole=_same_labels
)
CHART: Check = typed(
    {
        "line": _AXIS_CHART,
        "bar": _AXIS_CHART,
        "area": _AXIS_CHART,
        "pie": Shape(
            {"segments": many(Shape({"label": LABEL, "value": _positive}, ("label", "value")), 1, 12)},
            ("segments",),
        ),
    }
)


def table_whole(table: object, pointer: str, problems: list[str]) -> None:
    """Rows are equally long."""
    rows = table.get("rows") if isinstance(table, dict) else None
    widths = {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    if len(widths) > 1:
        complain(problems, "all rows must have the same number of cells", f"{pointer}/rows")


def data_table_whole(table: object, pointer: str, problems: list[str]) -> None:
    """Rows are equally long, the header has no rich text, and there are at most 20,000 characters."""
    table_whole(table, pointer, problems)
    rows = table.get("rows") if isinstance(table, dict) else None
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], list):
        return
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in rows[0]):
        complain(problems, "header cells cannot be rich text", f"{pointer}/rows/0")
    if text_length(rows) > CONTENT_LIMIT:
        complain(problems, f"must be less than {CONTENT_LIMIT + 1} characters", f"{pointer}/rows")


def text_length(value: object) -> int:
    """How many characters of `text` there are in it, at any depth."""
    if isinstance(value, list):
        return sum(map(text_length, value))
    if not isinstance(value, dict):
        return 0
    return sum(
        len(held) if key == "text" and isinstance(held, str) else text_length(held)
        for key, held in value.items()
    )
