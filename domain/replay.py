"""Puts a history of outputs, each known to be good or bad, through an inspection plan.

What would have been checked, and what would have gone out. The owner is taken to sign for less checking as soon as it
is proposed, and a verdict on what waits for it to come at once; audits take `delay` outputs. Nothing is critical, and
there are no probes, new versions or cords in a history.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from domain.lanes import Lane
from domain.stages import Inspection, InspectionPlan, Judged, Place, Why, in_turn, on_verdict, sign


@dataclass(frozen=True, slots=True)
class Past:
    """One output of a history. `u` in [0, 1) is its draw; `noticed` whether a reviewer would see that it is bad;
    `share` in 0..1 what its band asks for.
    """

    bad: bool
    u: float
    noticed: bool = True
    share: float = 0.0


@dataclass(frozen=True)
class Move:
    """A change of place, and why: `at` is the output (from 0) whose verdict brought it about."""

    at: int
    before: Place
    after: Place
    why: Why


class Replay:
    """One plan on its way through a history, output by output.

    `checked` and `escaped` are outputs, from 0 in the order of the history: that somebody looked at, and that were bad
    and went out all the same (not audited, audited after release, or missed). `moves` are the changes so far.
    """

    def __init__(self, plan: InspectionPlan, *, held: bool, delay: int = 20, lane: Lane = "reviewed") -> None:
        """Begin in `lane`. `held`: audited outputs wait for their verdict. `delay` is how many outputs are handed in
        between an audited one and its verdict.
        """
        self.outputs = 0
        self.checked: list[int] = []
        self.escaped: list[int] = []
        self.moves: list[Move] = []
        self._plan, self._held, self._delay = plan, held, delay
        self._standing = Inspection(lane, "sampling" if lane == "automated" else None)
        # Verdicts to come, in the order in which their outputs were handed in: the last output before it, its own, and
        # whether it was drawn as in any band. One that was not only brings back checking, where it is bad.
        self._coming: deque[tuple[int, int, Judged, bool]] = deque()

    def standing(self) -> Inspection:
        """Return what is in force for the next output: every verdict has been taken in that comes before it."""
        while self._coming and self._coming[0][0] < self.outputs:
            _, at, item, evenly = self._coming.popleft()
            if evenly:
                self._standing, move = in_turn(self._standing, item, self._plan)
            else:
                self._standing, move = on_verdict(self._standing, item)
            if move is not None:
                self.moves.append(Move(at, move.before, move.after, move.why))
                if move.proposed:
                    self._standing, _ = sign(self._standing)
        return self._standing

    def hand_in(self, past: Past) -> None:
        """Hand in the next output."""
        standing, at = self.standing(), self.outputs
        self.outputs += 1
        sampling = standing.place == "sampling"
        evenly = not sampling or past.u < self._plan.fraction or self._plan.fraction >= 1
        looked_at = evenly or past.u < past.share
        if looked_at:
            self.checked.append(at)
            known_after = at + self._delay if sampling else at
            verdict = Judged(
                past.bad and past.noticed, screened=standing.place == "screening", attempt=standing.attempt
            )
            self._coming.append((known_after, at, verdict, evenly))
        if past.bad and not (looked_at and past.noticed and (self._held or not sampling)):
            self.escaped.append(at)
