"""What was shown so far counts no more: the attempts end, and so does the question whether less may be checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.relaxing import ASK_AGAIN
from domain.trials import Ended, Trial
from storage.transaction import Tx
from storage.trials import asked_about, end_trials
from storage.workflows import Workflow
from usecases.tell_over import Over, TellOver, tell_over


@dataclass(frozen=True)
class EndAttempts:
    """Why the attempts of the workflow, as it was before, end: all that are open, or `only` these."""

    workflow: Workflow
    why: Ended
    now: datetime
    only: Collection[int] | None = None


def end_attempts(tx: Tx, command: EndAttempts) -> int:
    """End them in this transaction; how many have ended. The caller holds the workflow for update, or its outputs."""
    before = command.workflow
    for asked in asked_about(tx.conn, before.slug, only=command.only):
        if asked.id != before.trial_id:  # which was signed: its question says so
            question_over(tx, before, asked, "relax_moved", command.now)
    return end_trials(tx.conn, before.slug, command.why, command.now, only=command.only)


def question_over(tx: Tx, found: Workflow, asked: Trial, kind: Over, now: datetime) -> None:
    """Let the question about this attempt, where there was one, say what came of it, and have no button any more."""
    if asked.ask_after is None:
        return
    asked_at = asked.ask_after - ASK_AGAIN
    about = f"relax:{asked.question_asked(asked_at)}"
    tell_over(tx, TellOver(kind, about, asked_at, [found.owner], now, facts={"slug": found.slug}))
