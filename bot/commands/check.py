"""`answerable check`: says of each part whether it is fit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.commands.terminal import as_json, tell_json
from bot.config import BadSettings, load

if TYPE_CHECKING:
    from bot.checks.finding import Finding
    from bot.config import Settings

_MARKS = {"fit": "✓", "note": "–", "unfit": "✗"}


@click.command()
@as_json
def check(as_json: bool) -> None:
    """Say of each part whether it is fit; exit 1 if one is not."""
    from bot.checks.finding import unfit

    try:
        settings = load(to_serve=True)
    except BadSettings as bad:
        findings = [unfit("settings", line) for line in bad.problems]
    else:
        findings = asyncio.run(_look(settings))
    if as_json:
        tell_json({"fit": _is_fit(findings), "parts": [vars(one) for one in findings]})
    else:
        for one in findings:
            click.echo(f"{_MARKS[one.verdict]} {one.part}: {one.says}")
        click.echo("Fit to serve." if _is_fit(findings) else "Not fit to serve yet: see the lines with ✗.")
    if not _is_fit(findings):
        click.get_current_context().exit(1)


def _is_fit(findings: list[Finding]) -> bool:
    return all(one.verdict != "unfit" for one in findings)


async def _look(settings: Settings) -> list[Finding]:
    from bot.checks.the_database import database_findings
    from bot.checks.the_settings import settings_findings
    from bot.checks.the_slack_side import slack_findings
    from bot.checks.the_workflows import workflow_findings
    from bot.slack_side import directory_for
    from domain.clock import Clock
    from storage.database import Database

    found = list(settings_findings(settings))
    db = Database(settings.database_url)
    try:
        database = [one async for one in database_findings(db, settings.database_url)]
        slack = [one async for one in slack_findings(settings)]
        found += database + slack
        if slack and _is_fit(database) and slack[0].verdict == "fit":
            async with directory_for(settings, db, Clock()) as directory:
                found += [one async for one in workflow_findings(db, directory, settings.leaders_channel)]
    finally:
        await db.stop()
    return found
