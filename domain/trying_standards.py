"""What a standard would have meant for what people decided lately, before anybody signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from domain.replay import Past, Replay
from domain.stages import InspectionPlan
from domain.statistics.sampling import draw

# Fewer tell nothing.
ENOUGH = 30
# The luck of which are drawn is tried so often, unless there are very many outputs.
_TRIES = 20
_OUTPUTS_IN_ALL = 40_000
_TRIES_AT_LEAST = 3


@dataclass(frozen=True)
class Decided:
    """One output that people decided: whether it was wrong by the standard that is tried, and the share that its band
    asks for, 0 for none.
    """

    at: datetime
    wrong: bool
    share: float = 0.0


@dataclass(frozen=True)
class History:
    """What people decided of a workflow, in the order of hand-in; `unseen` more outputs were looked at by nobody."""

    decided: tuple[Decided, ...]
    unseen: int = 0


@dataclass(frozen=True)
class Span:
    """What came of several tries: on average, at least and at most."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True)
class TriedStandard:
    """What would have come of it. `less_from`: when the first was handed in of which not all were checked, None: never.
    `looks` would have been looked at, `escaped` wrong ones have gone out, and `back` times would everything have been
    checked again, by the luck of the draw in so many `tries`.
    """

    decided: int
    wrong: int
    unseen: int
    clean: int
    less_from: datetime | None
    looks: Span
    escaped: Span
    back: Span
    tries: int


def try_standard(history: History, plan: InspectionPlan, *, held: bool) -> TriedStandard | None:
    """Return what would have come of this history under the plan; None where too few were decided.

    The owner is taken to sign as soon as less is proposed, and people to notice what is wrong. The same history comes
    to the same: the luck that is tried is always the same.
    """
    decided = history.decided
    if len(decided) < ENOUGH:
        return None
    tries = max(_TRIES_AT_LEAST, min(_TRIES, _OUTPUTS_IN_ALL // len(decided)))
    runs = [_replayed(decided, plan, held=held, seed=seed) for seed in range(tries)]
    # Until then everything is checked, whatever the luck.
    first = next((move.at for move in runs[0].moves if move.why == "gate_passed"), None)
    return TriedStandard(
        decided=len(decided),
        wrong=sum(one.wrong for one in decided),
        unseen=history.unseen,
        clean=plan.gate_needs(0),
        less_from=None if first is None else decided[min(first + 1, len(decided) - 1)].at,
        looks=_span([len(run.checked) for run in runs]),
        escaped=_span([len(run.escaped) for run in runs]),
        back=_span([sum(move.before == "sampling" for move in run.moves) for run in runs]),
        tries=tries,
    )


def _replayed(decided: Sequence[Decided], plan: InspectionPlan, *, held: bool, seed: int) -> Replay:
    run, key = Replay(plan, held=held), str(seed).encode()
    for number, one in enumerate(decided):
        run.hand_in(Past(one.wrong, draw(key, str(number)), share=one.share))
    run.standing()
    return run


def _span(found: list[int]) -> Span:
    return Span(fmean(found), min(found), max(found))
