"""Probes: known-bad texts among the reviews, which measure whether the checking works. None is ever an output."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.policy import RelaxAfter
from domain.statistics.gate import passes, split
from domain.statistics.sampling import draw
from domain.statistics.sensitivity import lower_bound

# Whoever asks about one has neither caught nor missed it: they are told, and it counts for nothing.
ProbeVerdict = Literal["approve", "reject", "fix", "ask"]
CAUGHT: tuple[ProbeVerdict, ...] = ("reject", "fix")

# Fewer people, and a figure about all of them would be one about each.
SHOWN_FROM = 5

# Where nothing was measured when less checking was signed for: who catches fewer might as well toss a coin.
_A_COIN = 0.5


@dataclass(frozen=True)
class Probe:
    """One planted mistake. `wrong` says in a sentence what is wrong in it; `from_output` is the past rejection that it
    was made from, None: it was written by hand.
    """

    id: str
    workflow: str
    title: str | None
    content: str
    input: str | None
    from_output: str | None
    wrong: str
    made_by: str
    made_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True)
class Noticed:
    """Of the planted mistakes that a workflow's reviewers were shown, how many they caught; how many people they are.

    What was asked about counts for neither. Beside them stand wrong ones that nobody planted, and that blind second
    looks brought to light: the first look had let none of `found` through, and all of `let_out`, as their owner says.
    Of `unsettled` the owner has not said so far what they are.
    """

    caught: int = 0
    planted: int = 0
    people: int = 0
    found: int = 0
    let_out: int = 0
    unsettled: int = 0

    @property
    def results(self) -> int:
        """Return of how many wrong ones it is known whether somebody who did not know of that noticed."""
        return self.planted + self.found + self.let_out

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return self.people >= SHOWN_FROM

    def is_measured(self, asked: RelaxAfter) -> bool:
        """Say whether as much is known as was asked for."""
        return self.results >= max(1, asked.planted)

    def sensitivity(self, asked: RelaxAfter, confidence: float) -> float | None:
        """Return the share of errors that reviewers catch at least, for the gate, which may use it unseen; None while
        fewer than `asked.planted` have been judged, planted or found by a second look: then nothing is known of it. 0
        where none was caught.

        `confidence` is the standard's; the bound takes its part of it (`gate.split`), the gate the rest. What two have
        both missed nobody knows, so that second looks alone flatter: where enough are planted, it is no better than
        what those show.
        """
        enough, part = max(1, asked.planted), split(confidence)[1]
        if not self.is_measured(asked):
            return None
        # What nobody settles is taken for missed: silence brings no less checking.
        of_all = lower_bound(self.caught + self.found, self.results + self.unsettled, part)
        return of_all if self.planted < enough else min(of_all, lower_bound(self.caught, self.planted, part))

    def share_caught(self, asked: RelaxAfter) -> float:
        """Return the share of errors that reviewers catch, for how many are checked once less is, in (0, 1]; 1 where it
        was not measured.

        What is checked stands on every surface, and would tell how many were caught: of fewer than five people it is
        not reckoned with. Those who caught none are asked for no less in the first place.
        """
        if not self.caught or self.planted < max(1, asked.planted) or not self.may_be_shown:
            return 1.0
        return self.caught / self.planted


def too_few_caught(since: Noticed, before: Noticed, asked: RelaxAfter, confidence: float) -> bool:
    """Say whether fewer planted mistakes are caught `since` less checking was signed for than was reckoned with then.

    Reckoned with was the bound of what had been measured `before` (`Noticed.sensitivity`), and half where nothing had
    been, or where nothing is signed. The e-process of the gate shows that they catch fewer than that, however often
    anyone looks: bad luck alone brings it about once in a hundred times at most (`confidence` .95; `gate.split`).
    Takes scipy.
    """
    reckoned = before.sensitivity(asked, confidence) or _A_COIN
    return passes(since.planted, since.caught, reckoned, split(confidence)[1])


def planting_key(secret: bytes, workflow: str, person: str) -> bytes:
    """Return the key that draws one person's probes in a workflow, from the secret of all draws."""
    return hmac.digest(secret, f"planted:{workflow}:{person}".encode(), "sha256")


def planted_before(key: bytes, output_id: str, day: str, share: float) -> bool:
    """Say whether a probe comes before this output in the person's *Review now* of that day: for `share` of them.

    The same question has the same answer, so that opening the queue again is no second draw.
    """
    return draw(key, f"{day}:{output_id}") < share


def next_probe(key: bytes, ids: Iterable[str]) -> str | None:
    """Return which of these the person is shown next, None for none: each person has an order of their own."""
    return min(ids, key=lambda one: draw(key, one), default=None)
