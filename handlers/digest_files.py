"""A summary as files: what a person reads, what a program reads, and what Slack would get."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from domain.announcements import stamp
from domain.signals import LEADING
from domain.signals.signal import Figure, counted
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, weekly_text
from handlers.cards.needs import need_words
from handlers.figures_csv import FigureRow, figures_csv

Json = dict[str, object]
_LEADING = {one.key: one for one in LEADING}


def digest_files(summary: WeeklySummary, *, audience: str, skipped: Sequence[Week] = ()) -> dict[str, str]:
    """Return the contents of `digest.json`, `figures.csv`, `digest.txt` and `message.json`, by name."""
    message = draw_weekly(summary, skipped=skipped, may_mute=summary.is_own)
    return {
        "digest.json": _written(digest_json(summary, audience=audience, skipped=skipped)),
        "figures.csv": figures_csv(_rows(summary)),
        "digest.txt": weekly_text(summary, skipped=skipped),
        "message.json": _written({"text": message.text, "blocks": message.blocks}),
    }


def digest_json(summary: WeeklySummary, *, audience: str, skipped: Sequence[Week] = ()) -> Json:
    """Return every figure with `value`, `low`, `high`, `n` and `suppressed`.

    Counts are exact: `low` and `high` are the value itself. Where one is suppressed, `counts` say what there is.
    """
    return {
        "audience": audience,
        "period": str(summary.week),
        "timezone": summary.timezone,
        "from": stamp(summary.begins_at),
        "to": stamp(summary.ends_at),
        "skipped": [str(week) for week in skipped],
        "needs": [
            {"workflow": need.workflow, "sponsor": need.sponsor, "about": need_words(need, summary).plain()}
            for need in summary.needs
        ],
        "workflows": [_workflow(week, summary) for week in summary.workflows],
    }


def _rows(summary: WeeklySummary) -> Iterator[FigureRow]:
    for week in summary.workflows:
        for key, figure in _counts(week).items():
            yield FigureRow(week.workflow, key, figure, "count", "the week", "counted")
        for key, reading in week.signals.readings.items():
            yield FigureRow.of(week.workflow, _LEADING[key], reading.figure)


def _counts(week: WorkflowWeek) -> dict[str, Figure]:
    return {
        "handed_in": counted(week.handed_in),
        "decided": counted(week.decided),
        "approved": counted(week.approved, week.decided),
        "rejected": counted(week.rejected, week.decided),
        "expired": counted(week.expired),
        "released": counted(week.released),
        "released_without_review": counted(week.unchecked, week.released),
        "waiting": counted(week.waiting),
        "asked": counted(week.asked),
        "late": counted(week.late, week.decided + week.waiting),
    }


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Json:
    change, readings = week.change, week.signals.readings
    return {
        "workflow": week.workflow,
        "owner": {"slack_user_id": week.owner, "name": summary.names.get(week.owner)},
        "oldest_waiting_since": None if week.oldest_at is None else stamp(week.oldest_at),
        "figures": {
            key: _figure(one)
            for key, one in (_counts(week) | {key: one.figure for key, one in readings.items()}).items()
        },
        "counts": {key: one.counts for key, one in readings.items()},
        "is_pilot": week.is_pilot,
        "changed": None
        if change is None
        else {
            "difference": change.difference,
            "low": change.low,
            "high": change.high,
            "other_version": week.other_version,
        },
    }


def _figure(one: Figure) -> Json:
    return vars(one)


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
