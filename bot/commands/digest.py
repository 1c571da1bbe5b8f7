"""`answerable digest`: renders a summary without sending it."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.terminal import Failed, as_json, tell_json, the_database
from bot.config import load
from domain.clock import Clock
from domain.weeks import Week, latest_due

A_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--audience", required=True, metavar="WHO", help="leaders")
@click.option("--period", metavar="WEEK", help="Like 2026-W47 (default: the last whole week).")
@click.option("--out", "folder", metavar="DIR", type=A_FOLDER, help="Write files there.")
@as_json
def digest(audience: str, period: str | None, folder: Path | None, as_json: bool) -> None:
    """Render the week's summary, as text or to files, and send nothing."""
    from zoneinfo import ZoneInfo

    from handlers.digest_files import digest_files, digest_json
    from storage.weekly import weekly_summary

    if audience != "leaders":
        raise Failed(f'--audience: there is no summary for "{audience}" yet; write leaders')
    settings = load()
    week = _week(period) if period else latest_due(Clock().now(), ZoneInfo(settings.timezone))
    with the_database(settings) as db:
        summary = db.read_now(weekly_summary, week, settings.timezone)
    files = digest_files(summary, audience=audience)
    if folder is not None:
        _write(folder, files)
    if as_json:
        tell_json(digest_json(summary, audience=audience))
    else:
        click.echo(files["digest.txt"], nl=False)


def _week(period: str) -> Week:
    try:
        return Week.named(period)
    except ValueError as wrong:
        raise Failed(f"--period: {wrong}") from None


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"--out: {folder} cannot be written: {error.strerror}") from None
    click.echo(f"Written to {folder}: {', '.join(files)}", err=True)
