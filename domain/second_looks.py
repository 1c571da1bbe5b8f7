"""Blind second looks: a share of what was decided is judged once more, by somebody who does not know how it went.

It is drawn when an output is handed in, before anybody can have judged it, and says something of the checking only
because chance chose the pair and neither knew of the other. The second verdict changes nothing by itself.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.outputs import Output
from domain.probes import SHOWN_FROM
from domain.statistics.agreement import Agreement, agreement
from domain.statistics.sampling import draw
from domain.working_time import WorkingHours

# What a person's decision made of the text as it was handed in. A fix says that it was not good enough as it was.
FirstVerdict = Literal["approve", "fix", "reject"]
SecondVerdict = Literal["approve", "reject"]


def second_look_key(secret: bytes, workflow: str, policy_version: int) -> bytes:
    """Return the key that draws a workflow's second looks under one policy version, from the secret of all draws.

    It is another than the one that draws what is audited: whether one is says nothing of the other.
    """
    return hmac.digest(secret, f"second:{workflow}:{policy_version}".encode(), "sha256")


def has_second_look(key: bytes, output_id: str, share: float) -> bool:
    """Say whether this output is judged a second time: for `share` of them, in 0..1."""
    return draw(key, output_id) < share


def agrees(first: FirstVerdict, second: SecondVerdict) -> bool:
    """Say whether both say the same of the text as it was handed in: good enough, or not."""
    return (first == "approve") == (second == "approve")


def has_let_out(first: FirstVerdict, second: SecondVerdict) -> bool:
    """Say whether the first approved what the second would have stopped: only then may it have gone out wrong."""
    return first == "approve" and second == "reject"


Undoing = Literal["objection", "report"]


def undoing(output: Output, first: FirstVerdict, second: SecondVerdict) -> Undoing | None:
    """Return the way in which the first verdict is undone once who answers for it says that it was wrong.

    Before the release it is an objection that is upheld, after it a report that is confirmed. None: there is nothing to
    undo, because nothing was let out, what was corrected went out corrected, or it has come to an end another way.
    """
    if not has_let_out(first, second):
        return None
    ways: dict[str, Undoing] = {"approved": "objection", "released": "report"}
    return ways.get(output.state)


def open_until(decided_at: datetime, hours: WorkingHours) -> datetime:
    """Return until when somebody is asked: for a working day. So long what all can see does not say how it was decided;
    whoever is asked later would know.
    """
    return hours.add(decided_at, hours.day)


@dataclass(frozen=True)
class Pairs:
    """How many blind pairs there are of each kind, and how many `people` made them. `untold` more there are, where none
    may be told of.

    The first verdict comes first in each name; a fix counts as a rejection of the text as it was handed in.
    """

    both_approve: int = 0
    first_approves: int = 0
    second_approves: int = 0
    both_reject: int = 0
    people: int = 0
    untold: int = 0

    @property
    def n(self) -> int:
        """Return how many pairs there are."""
        told = self.both_approve + self.first_approves + self.second_approves + self.both_reject
        return told + self.untold

    @property
    def agreed(self) -> int:
        """Return in how many of them both say the same."""
        return self.both_approve + self.both_reject

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return self.people >= SHOWN_FROM

    @property
    def agreement(self) -> Agreement | None:
        """Return how they agree; None for no pairs."""
        return agreement(self.both_approve, self.first_approves, self.second_approves, self.both_reject)


def pairs_of(said: Iterable[tuple[FirstVerdict, SecondVerdict]], people: int = 0) -> Pairs:
    """Return how many pairs there are of each kind."""
    count = Counter((first == "approve", second == "approve") for first, second in said)
    return Pairs(count[True, True], count[True, False], count[False, True], count[False, False], people)
