"""`answerable digest`: renders a summary without sending it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.terminal import Failed, as_json, tell_json, the_database
from bot.config import load
from domain.announcements import stamp
from domain.clock import Clock
from domain.weeks import Week, latest_due

if TYPE_CHECKING:
    from domain.weekly import WeeklySummary, WorkflowWeek

A_FOLDER = click.Path(file_okay=False, path_type=Path)
_COUNTS = (
    "handed_in", "decided", "approved", "rejected", "expired", "released", "unchecked", "waiting", "late",
)  # fmt: skip


@click.command()
@click.option("--audience", required=True, metavar="WHO", help="leaders")
@click.option("--period", metavar="WEEK", help="Like 2026-W47 (default: the last whole week).")
@click.option("--out", "folder", metavar="DIR", type=A_FOLDER, help="Write files there.")
@as_json
def digest(audience: str, period: str | None, folder: Path | None, as_json: bool) -> None:
    """Render the week's summary, as text or to files, and send nothing."""
    from zoneinfo import ZoneInfo

    from handlers.cards.digest import weekly_text
    from storage.weekly import weekly_summary

    if audience != "leaders":
        raise Failed(f'--audience: there is no summary for "{audience}" yet; write leaders')
    settings = load()
    week = _week(period) if period else latest_due(Clock().now(), ZoneInfo(settings.timezone))
    with the_database(settings) as db:
        summary = db.read_now(weekly_summary, week, settings.timezone)
    if folder is not None:
        _write(folder, summary)
    if as_json:
        tell_json(_as_json(summary))
    else:
        click.echo(weekly_text(summary), nl=False)


def _week(period: str) -> Week:
    try:
        return Week.named(period)
    except ValueError as wrong:
        raise Failed(f"--period: {wrong}") from None


def _write(folder: Path, summary: WeeklySummary) -> None:
    from handlers.cards.digest import draw_weekly, weekly_text

    message = draw_weekly(summary)
    files = {
        "digest.txt": weekly_text(summary),
        "digest.json": _spelled(_as_json(summary)),
        "message.json": _spelled({"text": message.text, "blocks": message.blocks}),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"--out: {folder} cannot be written: {error.strerror}") from None
    click.echo(f"Written to {folder}: {', '.join(files)}", err=True)


def _spelled(answer: object) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _as_json(summary: WeeklySummary) -> dict[str, object]:
    return {
        "audience": "leaders",
        "period": str(summary.week),
        "begins_at": stamp(summary.begins_at),
        "ends_at": stamp(summary.ends_at),
        "timezone": summary.timezone,
        "workflows": [_figures(each, summary.owner_names) for each in summary.workflows],
    }


def _figures(each: WorkflowWeek, names: dict[str, str]) -> dict[str, object]:
    """A count has no interval: it is what was counted."""
    counts = {name: int(getattr(each, name)) for name in _COUNTS}
    figures = {
        name: {"value": count, "low": None, "high": None, "n": count, "suppressed": False}
        for name, count in counts.items()
    }
    oldest = stamp(each.oldest_at) if each.oldest_at else None
    return {
        "workflow": each.workflow,
        "owner": {"slack_user_id": each.owner, "name": names.get(each.owner, each.owner)},
        "oldest_waiting_since": oldest,
        "figures": figures,
    }
