"""`answerable digest`: renders a summary without sending it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.commands.terminal import Failed, as_json, known_person, tell_json, the_database
from bot.config import Settings, load
from domain.clock import Clock
from domain.months import Month
from domain.teams import as_one
from domain.weeks import Week, latest_due
from storage.database import Database

if TYPE_CHECKING:
    from handlers.pictures.picture import Picture

A_FOLDER = click.Path(file_okay=False, path_type=Path)
_WHO = "leaders, owner:EMAIL or team:NAME"


@click.command()
@click.option("--audience", required=True, metavar="WHO", help=_WHO)
@click.option(
    "--period",
    metavar="PERIOD",
    help="A week like 2026-W47; for a team a month like 2026-11 (default: the last whole one).",
)
@click.option("--out", "folder", metavar="DIR", type=A_FOLDER, help="Write files there.")
@as_json
def digest(audience: str, period: str | None, folder: Path | None, as_json: bool) -> None:
    """Render a summary, as text or to files, and send nothing.

    Leaders read a week of all workflows, an owner of those they answer for; a team, what was overturned in a month.
    """
    kind, _, name = audience.partition(":")
    if kind not in ("leaders", "owner", "team") or (kind == "leaders") != (not name):
        raise Failed(f'--audience: there is no summary for "{audience}"; write {_WHO}')
    settings = load()
    with the_database(settings) as db:
        if kind == "team":
            files = _of_team(db, name, audience, _month(period, settings))
        else:
            own = _answered_by(db, name) if kind == "owner" else None
            files = _of_week(db, own, audience, _week(period, settings), settings)
        drawn = kind == "leaders" and folder is not None
        pictures = _pictures_of(db, _week(period, settings), settings) if drawn else []
    if folder is not None:
        written = {name: text.encode() for name, text in files.items()}
        _write(folder, written | _drawn(pictures) if drawn else written)
    if as_json:
        tell_json(json.loads(files["digest.json"]))
    else:
        click.echo(files["digest.txt"], nl=False)


def _of_week(
    db: Database, own: frozenset[str] | None, audience: str, week: Week, settings: Settings
) -> Mapping[str, str]:
    from handlers.digest_files import digest_files
    from storage.weekly import weekly_summary

    summary = db.read_now(partial(weekly_summary, of=own), week, settings.timezone)
    return digest_files(summary, audience=audience)


def _answered_by(db: Database, email: str) -> frozenset[str]:
    """Return the workflows that whoever has this e-mail address answers for today."""
    from storage.answering import answering

    person = known_person(db, email, "--audience")
    theirs = db.read_now(answering, Clock().now()).get(person)
    if theirs is None:
        raise Failed(f"--audience: {email} answers for no workflow today")
    return frozenset(live.slug for live in theirs)


def _of_team(db: Database, name: str, audience: str, month: Month) -> Mapping[str, str]:
    from handlers.month_files import month_files
    from storage.months import team_month
    from storage.team_channels import channels_of_teams

    teams = db.read_now(channels_of_teams)
    channels = teams.get(as_one(name))
    if channels is None:
        known = ", ".join(sorted(teams)) or "none"
        raise Failed(f'--audience: no workflow names a team "{name}"; those that are named: {known}')
    told = {one: db.read_now(team_month, one, month, slugs) for one, slugs in sorted(channels.items())}
    return month_files(told, month, audience=audience)


def _week(period: str | None, settings: Settings) -> Week:
    if period is None:
        return latest_due(Clock().now(), ZoneInfo(settings.timezone))
    try:
        return Week.named(period)
    except ValueError as wrong:
        raise Failed(f"--period: {wrong}") from None


def _month(period: str | None, settings: Settings) -> Month:
    if period is None:
        return Month.of(Clock().now().astimezone(ZoneInfo(settings.timezone)).date()).before
    try:
        return Month.named(period)
    except ValueError:
        raise Failed(
            f"--period: {period!r} is no month, which a team reads of; write it as 2026-11"
        ) from None


def _pictures_of(db: Database, week: Week, settings: Settings) -> list[Picture]:
    from handlers.pictures.week import pictured, pictures_of

    return pictures_of(db.read_now(pictured, week, settings.timezone))


def _drawn(pictures: Sequence[Picture]) -> dict[str, bytes]:
    """Return them as files; where they cannot be drawn, a line says why, and the rest is written all the same."""
    from handlers.picture_files import picture_files
    from handlers.pictures.drawing import NotDrawn

    try:
        return asyncio.run(picture_files(pictures))
    except NotDrawn as failure:
        click.echo(f"The pictures cannot be drawn: {failure}", err=True)
        return {}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise Failed(f"--out: {folder} cannot be written: {error.strerror}") from None
    click.echo(f"Written to {folder}: {', '.join(files)}", err=True)
