"""`answerable workflow try`: what a file's rules would have meant for the last 90 days, before anybody signs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from bot.commands.terminal import Failed, as_json, tell_json, the_database
from bot.config import load
from domain.clock import Clock
from domain.lane_rules import LaneRule
from domain.trying_rules import Tried
from handlers.cards.lane_rules import rule_words
from storage.tried_rules import tried_on_outputs

_DAYS = 90


@click.command("try")
@click.argument("file", metavar="FILE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def try_file(file: Path, as_json: bool) -> None:
    """Try the rules of a file on the last 90 days. Nothing is applied."""
    from bot.workflow_files import WrongFile, read_file

    settings = load()
    try:
        found = read_file(file, settings.timezone)
    except WrongFile as wrong:
        raise Failed(*map(str, wrong.problems)) from None
    since = Clock().now() - timedelta(days=_DAYS)
    ruled = {slug: entry.policy.checking.rules for slug, entry in found.workflows.items()}
    with the_database(settings) as db:
        tried = {
            slug: (rules, db.read_now(tried_on_outputs, slug, rules, since))
            for slug, rules in ruled.items()
            if rules
        }
    if as_json:
        tell_json([_as_json(slug, *one) for slug, one in tried.items()])
        return
    if not tried:
        click.echo("No workflow of this file has rules: write them as checking.rules")
    for slug, one in tried.items():
        for line in _lines(slug, *one):
            click.echo(line)


def _lines(slug: str, rules: tuple[LaneRule, ...], tried: Tried) -> Iterator[str]:
    if not tried.handed_in:
        yield f"{slug}: nothing was handed in during the last {_DAYS} days"
        return
    yield f"{slug}: {tried.raised} of the last {_DAYS} days' {tried.handed_in} would have been raised"
    for rule, count in zip(rules, tried.by_rule, strict=True):
        yield f"  {count:>6}  {rule_words(rule).plain()}"
    yield f"  Cards a day: {tried.before / _DAYS:.1f} before, {tried.after / _DAYS:.1f} with these rules"


def _as_json(slug: str, rules: tuple[LaneRule, ...], tried: Tried) -> dict[str, object]:
    return {
        "slug": slug,
        "days": _DAYS,
        "handed_in": tried.handed_in,
        "raised": tried.raised,
        "rules": [
            {"rule": str(rule), "raised": count} for rule, count in zip(rules, tried.by_rule, strict=True)
        ],
        "cards_a_day": {"before": tried.before / _DAYS, "after": tried.after / _DAYS},
    }
