"""`answerable workflow try`: what a file's rules and bands would have meant for the last 90 days, before they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from bot.commands.terminal import Failed, as_json, tell_json, the_database
from bot.config import load
from domain.clock import Clock
from domain.lane_rules import LaneRule
from domain.trying_bands import ENOUGH, TriedBands
from domain.trying_rules import Tried
from handlers.cards.lane_rules import rule_words, where_words
from storage.tried_rules import bands_tried_on_outputs, tried_on_outputs
from storage.workload import working_days

_DAYS = 90


@click.command("try")
@click.argument("file", metavar="FILE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def try_file(file: Path, as_json: bool) -> None:
    """Try the rules and bands of a file on the last 90 days. Nothing is applied."""
    from bot.workflow_files import WrongFile, read_file

    settings = load()
    try:
        found = read_file(file, settings.timezone)
    except WrongFile as wrong:
        raise Failed(*map(str, wrong.problems)) from None
    now = Clock().now()
    since = now - timedelta(days=_DAYS)
    policies = {slug: entry.policy for slug, entry in found.workflows.items()}
    with the_database(settings) as db:
        days = {
            slug: db.read_now(working_days, slug, policy.working_hours, since, now)
            for slug, policy in policies.items()
        }
        ruled = {
            slug: (policy.checking.rules, db.read_now(tried_on_outputs, slug, policy.checking.rules, since))
            for slug, policy in policies.items()
            if policy.checking.rules
        }
        banded = {
            slug: db.read_now(bands_tried_on_outputs, slug, policy, since, now)
            for slug, policy in policies.items()
            if policy.checking.bands
        }
    if as_json:
        tell_json([
            (_as_json(slug, *ruled[slug], days[slug]) if slug in ruled else {"slug": slug, "days": _DAYS})
            | ({"bands": _bands_as_json(banded[slug])} if slug in banded else {})
            for slug in policies
            if slug in ruled or slug in banded
        ])  # fmt: skip
        return
    if not ruled and not banded:
        click.echo(
            "No workflow of this file has rules or bands: write them as checking.rules or checking.bands"
        )
    for slug in policies:
        for line in _lines(slug, *ruled[slug], days[slug]) if slug in ruled else ():
            click.echo(line)
        for line in _band_lines(slug, banded[slug], days[slug]) if slug in banded else ():
            click.echo(line)


def _band_lines(slug: str, tried: TriedBands, days: float) -> Iterator[str]:
    if not tried.outputs:
        yield f"{slug}: nothing was handed in during the last {_DAYS} days"
        return
    yield f"{slug}: of the last {_DAYS} days' {tried.outputs}, while a share is checked, these would have been"
    for one in tried.bands:
        where = "the rest" if one.band is None else f"where {where_words(one.band.when)}"
        best = "" if one.best is None else f", best {_of_100(one.best)}"
        yield f"  {one.outputs:>6}  {_of_100(one.share)} in 100, {where} (judged {one.judged}, wrong {one.wrong}{best})"
    a_day = tried.outputs / days
    yield f"  Checks a working day: {tried.least * a_day:.1f} without bands, {tried.average * a_day:.1f} with these"
    if any(one.best is not None for one in tried.bands):
        yield "  best: the same number of checks would tell most of how many are wrong if it were spread so."
    else:
        yield f"  How they would tell most cannot be said: that takes {ENOUGH} that were judged in each band."


def _bands_as_json(tried: TriedBands) -> dict[str, object]:
    return {
        "outputs": tried.outputs,
        "average_share": tried.average,
        "least_share": tried.least,
        "bands": [
            {
                "band": None if one.band is None else str(one.band),
                "outputs": one.outputs,
                "judged": one.judged,
                "wrong": one.wrong,
                "share": one.share,
                "best_share": one.best,
            }
            for one in tried.bands
        ],
    }


def _of_100(share: float) -> str:
    return f"{100 * share:.3g}"


def _lines(slug: str, rules: tuple[LaneRule, ...], tried: Tried, days: float) -> Iterator[str]:
    if not tried.handed_in:
        yield f"{slug}: nothing was handed in during the last {_DAYS} days"
        return
    yield f"{slug}: {tried.raised} of the last {_DAYS} days' {tried.handed_in} would have been raised"
    for rule, count in zip(rules, tried.by_rule, strict=True):
        yield f"  {count:>6}  {rule_words(rule).plain()}"
    yield f"  Cards a working day: {tried.before / days:.1f} before, {tried.after / days:.1f} with these rules"


def _as_json(slug: str, rules: tuple[LaneRule, ...], tried: Tried, days: float) -> dict[str, object]:
    return {
        "slug": slug,
        "days": _DAYS,
        "handed_in": tried.handed_in,
        "raised": tried.raised,
        "rules": [
            {"rule": str(rule), "raised": count} for rule, count in zip(rules, tried.by_rule, strict=True)
        ],
        "cards_a_day": {"before": tried.before / days, "after": tried.after / days},
    }
