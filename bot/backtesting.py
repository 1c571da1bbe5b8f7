"""Labelled history through inspection plans: what each would have had checked, and what would have gone out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from domain.replay import Past, Replay
from domain.stages import InspectionPlan, inspection_plan
from domain.statistics.inspection import WORST_RATE, average_limit, worst_limit
from domain.statistics.intervals import at_most

Json = dict[str, object]
Sampling = Literal["after_release", "held"]

# Reviewers who miss more than this: no limit that holds for every rate is worth telling (what they miss is all of it).
_MISSED_WITHOUT_A_WORD = 0.05


class BadHistory(Exception):
    """The file cannot be replayed; says in one line which line of it is wrong, and what would be right."""


@dataclass(frozen=True)
class Terms:
    """One plan as it is asked for: what an owner signs, and how the checking goes."""

    max_error_rate: float
    confidence: float
    escape_budget: float
    sampling: Sampling
    delay: int
    sensitivity: float

    @property
    def held(self) -> bool:
        """Return whether audited outputs wait for their verdict."""
        return self.sampling == "held"

    def plan(self) -> InspectionPlan:
        """Return what follows from them."""
        return inspection_plan(
            self.max_error_rate,
            self.confidence,
            self.escape_budget,
            held=self.held,
            delay=self.delay,
            sensitivity=self.sensitivity,
        )


@dataclass(frozen=True)
class Backtest:
    """What became of a history under some terms. `minutes` of reviewing: None where nobody said what one takes."""

    terms: Terms
    plan: InspectionPlan
    run: Replay
    average_limit: float
    worst_limit: float
    minutes: float | None

    @property
    def review_share(self) -> float:
        """Return the share of outputs that somebody looked at."""
        return len(self.run.checked) / self.run.outputs

    def as_json(self) -> Json:
        """Return it as `--json` prints it. Shares in 0..1; `at` and `restarts` are outputs, from 0.

        `restarts` are those at which the evidence began anew though everything was checked already.
        """
        moved = [move for move in self.run.moves if move.before != move.after]
        return {
            "max_error_rate": self.terms.max_error_rate,
            "confidence": self.terms.confidence,
            "escape_budget": self.terms.escape_budget,
            "sampling": self.terms.sampling,
            "delay": self.terms.delay,
            "sensitivity": self.terms.sensitivity,
            "fraction": self.plan.fraction,
            "clearance": self.plan.clearance,
            "average_limit": self.average_limit,
            "worst_limit": self.worst_limit,
            "outputs": self.run.outputs,
            "reviews": len(self.run.checked),
            "released_unreviewed": self.run.outputs - len(self.run.checked),
            "escaped": len(self.run.escaped),
            "review_share": self.review_share,
            "minutes": self.minutes,
            "transitions": [
                {"at": move.at, "from": move.before, "to": move.after, "why": move.why} for move in moved
            ],
            "restarts": [move.at for move in self.run.moves if move.before == move.after],
        }


def every_combination(
    max_error_rates: Sequence[float],
    confidences: Sequence[float],
    escape_budgets: Sequence[float],
    samplings: Sequence[Sampling],
    delays: Sequence[int],
    sensitivities: Sequence[float],
) -> list[Terms]:
    """Return the terms of every plan that combines these, each once, in the order given."""
    choices = product(max_error_rates, confidences, escape_budgets, samplings, delays, sensitivities)
    return [Terms(*choice) for choice in dict.fromkeys(choices)]


def read_labels(file: Path) -> list[bool]:
    """Return of each line, in the order of the file, whether it was bad; empty lines are skipped.

    Raises BadHistory for the first line that has no label, and for a file without any.
    """
    with file.open("rb") as lines:
        labels = [_label(number, raw) for number, raw in enumerate(lines, 1) if raw.strip()]
    if not labels:
        raise BadHistory('it is empty; each line needs "label": "good" or "bad"')
    return labels


def _label(number: int, raw: bytes) -> bool:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadHistory(f"line {number} is not JSON; write one JSON object a line") from None
    if not isinstance(said, dict):
        raise BadHistory(f"line {number} is not a JSON object; write one a line")
    if "label" not in said:
        raise BadHistory(f'line {number} has no "label"; each needs "label": "good" or "bad"')
    label = said["label"]
    if label not in ("good", "bad"):
        told = json.dumps(label, ensure_ascii=False)
        told = told if len(told) <= 40 else f"{told[:39]}…"
        raise BadHistory(f'line {number}: {told} is no label; write "good" or "bad"')
    return bool(label == "bad")


def backtest(
    labels: Sequence[bool],
    terms: Terms,
    *,
    seed: int,
    review_minutes: float | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Backtest:
    """Replay the history under these terms; `told` hears how many outputs more are done.

    What is drawn for an output, and whether a reviewer would notice it, depends on the seed alone: plans are compared
    by the same luck.
    """
    plan = terms.plan()
    run = Replay(plan, held=terms.held, delay=terms.delay)
    for done, past in enumerate(_history(labels, terms.sensitivity, seed), 1):
        run.hand_in(past)
        if done % 1000 == 0:
            told(1000)
    run.standing()
    told(len(labels) % 1000)
    known = terms.sensitivity >= 1 - _MISSED_WITHOUT_A_WORD
    return Backtest(
        terms,
        plan,
        run,
        average_limit(
            plan.fraction,
            plan.clearance,
            held=terms.held,
            delay=terms.delay,
            sensitivity=terms.sensitivity,
            up_to=WORST_RATE if known else min(WORST_RATE, at_most(sum(labels), len(labels))),
        ),
        worst_limit(plan.fraction, plan.clearance, held=terms.held, delay=terms.delay),
        None if review_minutes is None else review_minutes * len(run.checked),
    )


def _history(labels: Sequence[bool], sensitivity: float, seed: int) -> Iterator[Past]:
    chance = random.Random(seed)  # noqa: S311 -- a simulation that can be repeated, nothing secret
    for bad in labels:
        u, luck = chance.random(), chance.random()
        yield Past(bad, u, noticed=luck < sensitivity)
