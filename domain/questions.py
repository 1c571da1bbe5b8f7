"""A reviewer's question to whoever asked for the output: who may answer it, and the time that it takes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.clock import CLOCKS_APART
from domain.content import keepable
from domain.eligibility import Person, is_requester, unfit
from domain.outputs import Output
from domain.refusals import Refused
from domain.working_time import WorkingHours

AnswerVia = Literal["thread", "api", "modal"]

# What fits one field of a modal, in characters.
QUESTION_LENGTH = 1_000
ANSWER_LENGTH = 3_000

# For so long after its end what is written is told that it comes too late.
SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Question:
    """What one reviewer asked about one output, and the answer. None means "not so far".

    `owner_at` is when the owner is asked too. `answered_by` is a Slack id, or "key:<id>" for an AI system.
    `closed_at` comes with the answer, or when the output left review without one.
    """

    id: str
    output_id: str
    person: str
    body: str
    asked_at: datetime
    owner_at: datetime
    owner_asked_at: datetime | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_via: AnswerVia | None = None
    closed_at: datetime | None = None

    def was_open(self, at: datetime) -> bool:
        """Say whether it waited for its answer at this instant of Slack's clock, which may be behind ours."""
        return self.asked_at - CLOCKS_APART <= at and (self.closed_at is None or at <= self.closed_at + SKEW)


@dataclass(frozen=True)
class Accountable:
    """Whose matter a workflow is, and thus who may answer where nobody else does."""

    owner: str
    deputy: str | None


def words_of(text: str, room: int) -> str:
    """Return what was written without the blanks around it and without what no database takes, at most `room` long."""
    words = keepable(text).strip()
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


def owner_at(hours: WorkingHours, asked_at: datetime) -> datetime:
    """Return when a question that is still open goes to the owner too: after a working day."""
    return hours.add(asked_at, hours.day)


def moved(hours: WorkingHours, deadline: datetime, asked_at: datetime, closed_at: datetime) -> datetime:
    """Return a reviewers' deadline after the clock stood still from `asked_at` to `closed_at`.

    It moves by the working time in between, so several questions add up and a night costs nothing.
    """
    stood = hours.between(asked_at, closed_at)
    return hours.add(deadline, stood) if stood > timedelta(0) else deadline


def may_answer(
    person: Person, output: Output, asker: str, accountable: Accountable, *, now: datetime
) -> Refused | None:
    """Return why this person may not answer a question about the output, or None when they may.

    Whoever asked for it, owns the key it came through, or is answerable for the workflow; never the asker.
    """
    if refused := unfit(person, now=now, fit=("member", "guest", "external")):
        return refused
    known = person.user_id in (output.key_owner, accountable.owner, accountable.deputy)
    if person.user_id != asker and (known or is_requester(person, output)):
        return None
    return Refused.of("not_asked")


def asked_next(candidates: Sequence[str | None], *, asker: str, first: str) -> str | None:
    """Return whom else to ask after a working day: the first of these who neither asks nor was asked.

    None where there is nobody else.
    """
    return next((one for one in candidates if one is not None and one not in (asker, first)), None)
