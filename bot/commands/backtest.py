"""`answerable backtest`: labelled history through inspection plans, before anybody signs one."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

import click

from bot.backtesting import BadHistory, Sampling, every_combination, read_labels
from bot.backtesting import backtest as replay
from bot.commands.terminal import Failed, as_json, tell_json, tell_table
from domain.policy import Checking, Standard

if TYPE_CHECKING:
    from bot.backtesting import Backtest

_MOST_PLANS = 24
_MINUTES = click.FloatRange(min=0, min_open=True, max=10_000)
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., None])


def _between(low: float, high: float, *, above: bool = False) -> Callable[[str], float | None]:
    def read(value: str) -> float | None:
        try:
            number = float(value)
        except ValueError:
            return None
        inside = math.isfinite(number) and low <= number <= high and not (above and number == low)
        return number if inside else None

    return read


def _whole(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else None


def _sampling(value: str) -> Sampling | None:
    known: tuple[Sampling, ...] = get_args(Sampling)
    return next((one for one in known if one == value), None)


def _several(
    option: str, read: Callable[[str], T | None], right: str, default: object, about: str, unit: str = "SHARE"
) -> Callable[[F], F]:
    """Return an option that takes several values: repeated, or with commas. `read` returns None for what is none."""

    def each(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> list[T]:
        values = []
        for one in ",".join(given).split(","):
            value = read(one.strip())
            if value is None:
                raise click.BadParameter(f'"{one.strip()}" is not {right}.')
            values.append(value)
        return values

    return click.option(
        option,
        metavar=unit,
        multiple=True,
        default=[str(default)],
        show_default=True,
        callback=each,
        help=about,
    )


_RATE = _between(0, 0.5, above=True), "a share above 0 and up to .5, like .02"
_SURE = _between(0.5, 0.9999), "a share from .5 to .9999, like .95"
_BUDGET = _between(1, 10_000), "a number of outputs from 1 to 10000, like 10"
_HOW = _sampling, '"after_release" or "held"'
_DELAY = _whole, "a whole number of outputs up to 9999, like 20"
_SEEN = _between(0, 1, above=True), "a share above 0 and up to 1, like .9"


@click.command()
@click.argument("file", metavar="FILE.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_several("--max-error-rate", *_RATE, Standard.max_error_rate, "Wrong ones that are tolerated.")
@_several("--confidence", *_SURE, Standard.confidence, "How sure before less is checked.")
@_several(
    "--escape-budget", *_BUDGET, Standard.escape_budget, "Bad ones that may get out before a stop.", "N"
)
@_several("--sampling", *_HOW, Checking.sampling, "after_release, or held until judged.", "HOW")
@_several("--delay", *_DELAY, 20, "Outputs that come in while an audit is undecided.", "N")
@_several("--sensitivity", *_SEEN, 1, "The bad ones that reviewers see.")
@click.option("--review-minutes", metavar="MIN", type=_MINUTES, help="What one review takes.")
@click.option("--error-minutes", metavar="MIN", type=_MINUTES, help="What one costs that got out bad.")
@click.option(
    "--seed", metavar="N", type=click.IntRange(0), default=1, show_default=True, help="Another luck."
)
@as_json
def backtest(
    file: Path,
    max_error_rate: list[float],
    confidence: list[float],
    escape_budget: list[float],
    sampling: list[Sampling],
    delay: list[int],
    sensitivity: list[float],
    review_minutes: float | None,
    error_minutes: float | None,
    seed: int,
    as_json: bool,
) -> None:
    """Replay labelled history through inspection plans.

    Each line of the file is a JSON object with "label": "good" or "bad", oldest first. Says what would have been
    checked, and what would have got out. Options that take several values, repeated or with commas (.01,.02), make a
    plan of each combination.
    """
    plans = every_combination(max_error_rate, confidence, escape_budget, sampling, delay, sensitivity)
    if len(plans) > _MOST_PLANS:
        raise Failed(f"these are {len(plans)} plans; compare {_MOST_PLANS} at most at a time")
    try:
        labels = read_labels(file)
    except BadHistory as wrong:
        raise Failed(f"{file.name}: {wrong}") from None
    with click.progressbar(length=len(labels) * len(plans), label="Replaying", file=sys.stderr) as bar:
        tests = [
            replay(labels, terms, seed=seed, review_minutes=review_minutes, told=bar.update)
            for terms in plans
        ]
    if as_json:
        tell_json({"plans": [test.as_json() for test in tests]})
    else:
        _tell(labels, tests, review_minutes, error_minutes)


def _tell(
    labels: list[bool], tests: list[Backtest], review_minutes: float | None, error_minutes: float | None
) -> None:
    from bot.backtest_report import HEAD, notes, picture, rows, scale

    click.echo(
        f"{len(labels):,} {'output' if len(labels) == 1 else 'outputs'}, {sum(labels):,} of them bad.\n"
    )
    tell_table(HEAD, rows(tests), empty="")
    click.echo(f"\nFrom the first output to the last, {scale(len(labels))}:")
    for number, test in enumerate(tests, 1):
        for line in picture(test, number):
            click.echo(line)
    click.echo()
    for note in notes(tests, review_minutes, error_minutes):
        click.echo(note)
