"""`answerable workflow apply`: brings what is in force to what a file says, and says what that changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.terminal import Failed, as_json, tell_json, the_database
from bot.config import load
from domain.clock import Clock
from domain.lanes import HELD

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.workflow_files import AppliedFile, AppliedWorkflow


@click.command()
@click.argument("file", metavar="FILE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def apply(file: Path, as_json: bool) -> None:
    """Apply a file: people and channels are looked up in Slack; applied again it changes nothing."""
    from bot.workflow_files import WrongFile
    from handlers.slack.asking import Unreachable

    settings = load()
    try:
        applied = asyncio.run(_apply(settings, file))
    except WrongFile as wrong:
        raise Failed(*map(str, wrong.problems), "Nothing was applied.") from None
    except Unreachable as error:
        raise Failed(
            f"Slack at {settings.slack_api_url} could not be asked: {error}", "Nothing was applied."
        ) from None
    if as_json:
        tell_json(_as_json(applied))
        return
    for line in lines_of(applied):
        click.echo(line)


async def _apply(settings: Settings, file: Path) -> AppliedFile:
    from bot.slack_side import directory_for
    from bot.workflow_files import apply_file

    with the_database(settings) as db:
        await db.start(beside=True)
        try:
            async with directory_for(settings, db, Clock()) as directory:
                return await apply_file(db, directory, file, timezone=settings.timezone, now=Clock().now())
        finally:
            await db.stop()


def lines_of(applied: AppliedFile) -> Iterator[str]:
    """Give what was applied in words, a block for each workflow."""
    for one in applied.workflows:
        yield from _lines(one)
    if applied.organisation:
        yield f"Changed for everybody: {', '.join(applied.organisation)} (stored, not yet in force)"
    yield from applied.notes
    if applied.others:
        yield f"Not in this file and left as they are: {', '.join(applied.others)}"


def _lines(one: AppliedWorkflow) -> Iterator[str]:
    if one.applied.unchanged:
        yield f"{one.slug}: nothing to change (version {one.applied.version}, {one.lane})"
    else:
        yield f"{one.slug}: version {one.applied.version}, in force: {one.lane}"
        yield from (f"  {change}" for change in one.changes)
        yield from (f"  {change}" for change in one.people)
    if one.applied.kept_owner is not None:
        yield f"  owner: {one.applied.kept_owner} stays: they took it in Slack. Once the file says so too, it counts"
    yield from (
        f"  {key} stays: it was signed in Slack. Once the file says so too, the file counts"
        for key in one.applied.kept_fields
    )
    if one.unsigned:
        yield "  its standard is not signed: the owner is asked in Slack, and until then nothing is checked less"
    if (held := _held(one)) is not None:
        yield f"  {held}"
    if one.applied.tightened:
        yield f"  {one.applied.tightened} that have not gone out ask for more now"
    if one.lane != one.lightest:
        sign = f"answerable workflow lane {one.slug} {one.lightest}"
        yield f"  {one.lightest} is allowed; it takes the owner's signature: {sign} --by … --reason …"
    yield from (f"  stored, not yet in force: {key} {what}" for key, what in one.later.items())


def _held(one: AppliedWorkflow) -> str | None:
    """Return what keeps it from going out whatever the file says, None where nothing does."""
    if one.status == "proposed":
        return "it is only proposed: nothing goes out until its owner decides, in Slack"
    if one.status == "watching" and one.applied.new_version:
        return "it was watched under the rules of before: what comes in waits for people until it is signed again"
    return f"it is {one.status}: nothing goes out" if one.status in HELD else None


def _as_json(applied: AppliedFile) -> dict[str, object]:
    return {
        "workflows": [
            {
                "slug": one.slug,
                "version": one.applied.version,
                "changed": not one.applied.unchanged,
                "tightened": one.applied.tightened,
                "kept_owner": one.applied.kept_owner,
                "kept_fields": list(one.applied.kept_fields),
                "standard_signed": not one.unsigned,
                "lane": one.lane,
                "status": one.status,
                "changes": [vars(change) for change in one.changes],
                "people": one.people,
                "not_yet_in_force": dict(one.later),
            }
            for one in applied.workflows
        ],
        "organisation": applied.organisation,
        "others": applied.others,
        "notes": applied.notes,
    }
