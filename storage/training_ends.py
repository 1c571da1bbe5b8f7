"""Workflows in which too few may decide once somebody's training runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.lanes import CLOSED
from domain.training import TOLD_BEFORE
from storage.digests import has_digest
from storage.outputs import names_of
from storage.people import reviewers_of
from storage.trained import roll_of
from storage.workflows import Workflow, all_workflows, workflow


@dataclass(frozen=True)
class TrainingEnds:
    """Until when enough may decide in the workflow, and what those are called whose training runs out by then."""

    workflow: Workflow
    until_at: datetime
    people: tuple[str, ...]


def training_ends(conn: Connection, slug: str, now: datetime) -> TrainingEnds | None:
    """Return how it stands where too few may decide within two weeks; None where that is later, is so already, or no
    training is asked for.
    """
    live = workflow(conn, slug)
    if live is None or live.status in CLOSED or live.live.training_months is None:
        return None
    needed = live.policy.approvals
    roll = roll_of(conn, slug, reviewers_of(conn, slug, now), now)
    if len(roll) < needed:
        return None
    until_at = sorted((one.until_at for one in roll), reverse=True)[needed - 1]
    if until_at > now + TOLD_BEFORE:
        return None
    ending = [one.person for one in roll if one.until_at <= until_at]
    names = names_of(conn, ending)
    return TrainingEnds(live, until_at, tuple(sorted(names.get(one, one) for one in ending)))


def audience_of(slug: str) -> str:
    """Return whom these notices are for, as the list of summaries spells it."""
    return f"training:{slug}"


def training_ends_to_tell(conn: Connection, now: datetime) -> list[str]:
    """Return the workflows of whose end of training nobody has been told yet."""
    found = (training_ends(conn, one.slug, now) for one in all_workflows(conn))
    return [
        one.workflow.slug
        for one in found
        if one is not None and not has_digest(conn, audience_of(one.workflow.slug), one.until_at.isoformat())
    ]
