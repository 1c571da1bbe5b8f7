"""`answerable workflow lane|pause|resume`: a named person decides, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from bot.commands.terminal import as_json, granted, known_person, tell_json, the_database
from domain.clock import Clock
from domain.lanes import LANES, Lane

F = TypeVar("F", bound=Callable[..., None])

_LONGEST_REASON = 500


def _in_words(command: F) -> F:
    """Add who says so, and why."""
    by = click.option("--by", required=True, metavar="EMAIL", help="Who decides this.")
    reason = click.option(
        "--reason", required=True, metavar="TEXT", callback=_read_reason, help="Why, in words; it is kept."
    )
    return by(reason(as_json(command)))


def _read_reason(_ctx: click.Context, _option: click.Parameter, text: str) -> str:
    words = " ".join(text.split())
    if not words or not words.isprintable() or len(words) > _LONGEST_REASON:
        raise click.BadParameter(f"say why in words, at most {_LONGEST_REASON} characters")
    return words


@click.command()
@click.argument("slug")
@click.argument("lane", type=click.Choice(LANES))
@_in_words
def lane(slug: str, lane: Lane, by: str, reason: str, as_json: bool) -> None:
    """Sign the lane in force. A lighter one takes the owner's signature, and is recorded as one without evidence."""
    from usecases.sign_lane import SignLane, sign_lane

    with the_database() as db:
        person = known_person(db, by, "--by")
        signed = granted(db, db.write_now(sign_lane, SignLane(slug, lane, person, reason, Clock().now())))
    if as_json:
        tell_json({"workflow": slug, "was": signed.was, "lane": signed.lane, "by": person})
    elif signed.was == signed.lane:
        click.echo(f"Nothing to change: {slug} is in {signed.lane}.")
    else:
        click.echo(f"{slug}: {signed.was} → {signed.lane}, signed by {by}, in words and without evidence.")


@click.command()
@click.argument("slug")
@_in_words
def pause(slug: str, by: str, reason: str, as_json: bool) -> None:
    """Stop a workflow: what comes in is judged, nothing goes out."""
    from usecases.pause_workflow import PauseWorkflow, pause_workflow

    with the_database() as db:
        person = known_person(db, by, "--by")
        granted(db, db.write_now(pause_workflow, PauseWorkflow(slug, person, reason, Clock().now())))
    _tell_status(slug, "paused", f"{slug} is paused. Nothing goes out until it is resumed.", as_json)


@click.command()
@click.argument("slug")
@_in_words
def resume(slug: str, by: str, reason: str, as_json: bool) -> None:
    """Let a workflow go on: by its owner or deputy."""
    from usecases.pause_workflow import ResumeWorkflow, resume_workflow

    with the_database() as db:
        person = known_person(db, by, "--by")
        granted(db, db.write_now(resume_workflow, ResumeWorkflow(slug, person, reason, Clock().now())))
    _tell_status(slug, "live", f"{slug} is live.", as_json)


def _tell_status(slug: str, status: str, sentence: str, as_json: bool) -> None:
    if as_json:
        tell_json({"workflow": slug, "status": status})
    else:
        click.echo(sentence)
