"""A summary as files: what a person reads, what a program reads, and what Slack would get."""

from __future__ import annotations

import json
from collections.abc import Sequence

from domain.announcements import stamp
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, weekly_text

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

    Counts are exact: `low` and `high` are the value itself, and none is ever suppressed.
    """
    return {
        "audience": audience,
        "period": str(summary.week),
        "timezone": summary.timezone,
        "from": stamp(summary.begins_at),
        "to": stamp(summary.ends_at),
        "skipped": [str(week) for week in skipped],
        "workflows": [_workflow(week, summary) for week in summary.workflows],
    }


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Json:
    oldest = stamp(week.oldest_at) if week.oldest_at is not None else None
    return {
        "workflow": week.workflow,
        "owner": {"slack_user_id": week.owner, "name": summary.owner_names.get(week.owner)},
        "figures": {
            "handed_in": _exactly(week.handed_in, week.handed_in),
            "decided": _exactly(week.decided, week.decided),
            "approved": _exactly(week.approved, week.decided),
            "rejected": _exactly(week.rejected, week.decided),
            "expired": _exactly(week.expired, week.expired),
            "released": _exactly(week.released, week.released),
            "released_without_review": _exactly(week.unchecked, week.released),
            "waiting": _exactly(week.waiting, week.waiting),
            "asked": _exactly(week.asked, week.asked),
            "late": _exactly(week.late, week.decided + week.waiting),
            "oldest_waiting_since": _exactly(oldest, week.waiting),
        },
    }


def _exactly(value: int | str | None, n: int) -> Json:
    """Return a figure that was counted among `n` and leaves nothing to estimate."""
    return {"value": value, "low": value, "high": value, "n": n, "suppressed": False}


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
