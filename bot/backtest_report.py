"""What a backtest tells in a terminal: a table of the plans, a picture of each, and what it does not say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.backtesting import Backtest
from domain.replay import Move
from domain.statistics.costs import break_even_rate

HEAD = (
    "",
    "tolerated",
    "sure",
    "budget",
    "audited",
    "in a row",
    "checked",
    "got out bad",
    "average",
    "worst",
)
_WIDTH = 64
_BARS = " ▁▂▃▄▅▆▇█"
_MOVES_SHOWN = 8
_WHY = {
    "gate_passed": "enough was good; from here a share is audited",
    "error": "an audited one was wrong; everything is checked",
    "cleared": "enough in a row were good; a share is audited",
    "drift": "too many errors; everything is checked, and the evidence begins anew",
}


def rows(tests: Sequence[Backtest]) -> Iterator[tuple[str, ...]]:
    """Return a row of the table for each plan, under HEAD."""
    for number, test in enumerate(tests, 1):
        terms = test.terms
        minutes = f", {_hours(test.minutes)}" if test.minutes is not None else ""
        seen = f", {_share(terms.sensitivity)} seen" if terms.sensitivity < 1 else ""
        yield (
            str(number),
            _share(terms.max_error_rate),
            _share(terms.confidence),
            f"{terms.escape_budget:g}",
            f"{_one_in(test.plan.fraction)}, {'held' if terms.held else 'after release'}{seen}",
            f"{test.plan.clearance:,}",
            f"{len(test.run.checked):,} ({_share(test.review_share)}{minutes})",
            f"{len(test.run.escaped):,}",
            _share(test.average_limit),
            _share(test.worst_limit),
        )


def scale(outputs: int) -> str:
    """Return what a sign of the pictures stands for."""
    each = outputs / min(_WIDTH, outputs)
    return f"each sign is {each:,.0f} of them (█ all checked, + ten or more got out)"


def picture(test: Backtest, number: int) -> Iterator[str]:
    """Return lines that show, from the first output to the last, how much was checked and where bad ones got out."""
    columns = min(_WIDTH, test.run.outputs)
    of = test.run.outputs
    all_of, checked, escaped = ([0] * columns for _ in range(3))
    for at in range(of):
        all_of[at * columns // of] += 1
    for at in test.run.checked:
        checked[at * columns // of] += 1
    for at in test.run.escaped:
        escaped[at * columns // of] += 1
    bars = "".join(_bar(some, every) for some, every in zip(checked, all_of, strict=True))
    yield f"{number:>2}  checked      {bars}"
    yield f"    got out bad  {''.join(map(_count, escaped))}".rstrip()
    moves = list(_moves(test.run.moves))
    for line in moves[:_MOVES_SHOWN]:
        yield f"      {line}"
    if len(moves) > _MOVES_SHOWN:
        yield f"      and {len(moves) - _MOVES_SHOWN:,} more (--json has all)"
    if not any(move.why == "gate_passed" for move in test.run.moves):
        yield f"      never enough for less checking: {test.plan.gate_needs(0):,} without an error would have been"


def notes(
    tests: Sequence[Backtest], review_minutes: float | None, error_minutes: float | None
) -> Iterator[str]:
    """Return what has to be said with the figures."""
    caught = sorted({test.terms.sensitivity for test in tests})
    yield (
        "Taken for granted: the owner signs for less checking as soon as it is proposed; reviewers "
        + ("see every bad one" if caught == [1] else f"see {_listed(map(_share, caught))} of the bad ones")
        + " and call no good one wrong; the labels are true."
    )
    if min(caught) < 1:
        yield (
            "What reviewers miss gets out under any plan. Where they miss more than 1 in 20, the average is for error"
            " rates up to what this history can tell; the worst is for reviewers who miss nothing."
        )
    yield (
        "average: the most that gets out bad in the long run, at any steady error rate. worst: from an AI that turns"
        " bad whenever less is checked, and good again when all is."
    )
    for test in {(one.terms.max_error_rate, one.terms.confidence): one for one in tests}.values():
        yield _claim(test)
    yield from _costs(sorted({test.terms.max_error_rate for test in tests}), review_minutes, error_minutes)


def _claim(test: Backtest) -> str:
    rate, chance = _share(test.terms.max_error_rate), _chances(1 - test.terms.confidence)
    return (
        f"A workflow whose error rate never was below {rate} passes this gate less than {chance}, however often"
        " anyone looks. That does not say that the rate is low today."
    )


def _costs(rates: Sequence[float], review: float | None, error: float | None) -> Iterator[str]:
    if review is None or error is None:
        return
    even = break_even_rate(review, error)
    too_many = [_share(rate) for rate in rates if rate > even]
    if too_many:
        yield (
            f"At {review:g} minutes a review and {error:g} an error, checking everything is cheaper wherever more than"
            f" {_share(even)} are wrong: to tolerate {_listed(too_many)} costs more than it saves."
        )


def _moves(moves: Sequence[Move]) -> Iterator[str]:
    for (before, after, why), alike in groupby(moves, lambda move: (move.before, move.after, move.why)):
        first, *more = (move.at + 1 for move in alike)
        again = f", and {len(more):,} times more by output {more[-1]:,}" if more else ""
        said = "too many errors; the evidence begins anew" if before == after else _WHY.get(why, why)
        yield f"output {first:,}: {said}{again}"


def _bar(some: int, every: int) -> str:
    # Nothing is blank and only everything is full: a sliver of either stays visible.
    if some in (0, every):
        return _BARS[0] if some == 0 else _BARS[-1]
    return _BARS[min(len(_BARS) - 2, max(1, round(some / every * (len(_BARS) - 1))))]


def _count(escaped: int) -> str:
    return " " if escaped == 0 else str(escaped) if escaped < 10 else "+"


def _share(share: float) -> str:
    """Return per cent with as many digits as tell: 2 %, 0.5 %, 12.3 %."""
    per_cent = share * 100
    if 0 < per_cent < 0.001:
        return "< 0.001 %"
    digits = 0 if per_cent == 0 else max(0, 1 - math.floor(math.log10(abs(per_cent))))
    return f"{round(per_cent, max(1, min(digits, 3))):.10g} %"


def _one_in(fraction: float) -> str:
    every = 1 / fraction
    if fraction >= 1:
        return "all"
    return f"1 in {every:.0f}" if abs(every - round(every)) < 0.05 else _share(fraction)


def _chances(chance: float) -> str:
    of = 100 if abs(chance * 100 - round(chance * 100)) < 1e-6 else 10_000
    times = round(chance * of)
    return f"once in {of:,} times" if times == 1 else f"{times:,} times in {of:,}"


def _hours(minutes: float) -> str:
    return f"{minutes / 60:,.0f} h" if minutes >= 600 else f"{minutes:,.0f} min"


def _listed(words: Iterator[str] | Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
