"""A trial: one attempt of one AI, under one policy version, to earn less checking. Its evidence is never another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

Ended = Literal[
    "maker",  # another model or prompt has come in its place
    "policy",  # other rules are in force
    "critical",  # something happened that is never tolerated
    "drift",  # it, or the checking of it, has become worse than agreed
    "stopped",  # somebody had stopped the workflow
]


@dataclass(frozen=True)
class Maker:
    """What makes a workflow's outputs, as handed in with them; empty: not said."""

    model: str = ""
    model_version: str = ""
    prompt_version: str = ""

    @classmethod
    @lru_cache(maxsize=1_024)  # few different ones are asked for, for every output
    def of(cls, model: str | None, model_version: str | None, prompt_version: str | None) -> Maker:
        """Return what an output says that it was made by."""
        return cls(model or "", model_version or "", prompt_version or "")


@dataclass(frozen=True)
class Trial:
    """One attempt. What was judged is counted in the order in which it was handed in, up to `counted_at` and
    `counted_id` (None: nothing so far), and never twice.

    `counted` outputs, `errors` of them wrong, `late` of those only because nobody decided in time. `drift` is the
    score of the alarm, `clean` how many were good in a row while all were looked at. The owner is not asked before
    `ask_after`; None: not asked so far.
    """

    id: int
    workflow: str
    maker: Maker
    policy_id: int
    began_at: datetime
    ended_at: datetime | None = None
    ended_why: Ended | None = None
    counted: int = 0
    errors: int = 0
    late: int = 0
    drift: int = 0
    clean: int = 0
    counted_at: datetime | None = None
    counted_id: str | None = None
    ask_after: datetime | None = None

    def question_asked(self, at: datetime) -> str:
        """Return what the question whether less may be checked is known by, that was asked at this instant."""
        return f"{self.id}-{int(at.timestamp())}"
