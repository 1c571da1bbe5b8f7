"""A summary as files: what a person reads, what a program reads, and what Slack would get."""

from __future__ import annotations

import json
from collections.abc import Sequence

from domain.announcements import stamp
from domain.signals.signal import Figure, counted
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, need_words, weekly_text

Json = dict[str, object]


def digest_files(summary: WeeklySummary, *, audience: str, skipped: Sequence[Week] = ()) -> dict[str, str]:
    """Return the contents of `digest.json`, `digest.txt` and `message.json`, by name."""
    message = draw_weekly(summary, skipped=skipped)
    return {
        "digest.json": _written(digest_json(summary, audience=audience, skipped=skipped)),
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


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Json:
    counts = {
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
    change, readings = week.change, week.signals.readings
    return {
        "workflow": week.workflow,
        "owner": {"slack_user_id": week.owner, "name": summary.names.get(week.owner)},
        "oldest_waiting_since": None if week.oldest_at is None else stamp(week.oldest_at),
        "figures": {
            key: _figure(one)
            for key, one in (counts | {key: one.figure for key, one in readings.items()}).items()
        },
        "counts": {key: one.counts for key, one in readings.items()},
        "changed": None
        if change is None
        else {"difference": change.difference, "low": change.low, "high": change.high},
    }


def _figure(one: Figure) -> Json:
    return vars(one)


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
