"""Attempts to earn less checking: one for each maker of a workflow's outputs, under one policy version."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from domain.trials import Ended, Maker, Trial
from storage.inserting import insert_into
from storage.lists import one_of
from storage.tables import outputs, trials, workflows

_TRIAL = select(trials)
# Lists, not tuples: for tuples SQLite reads the whole table. Those of other pairs of these are few, and passed over.
_OPEN = (
    select(trials.c.id, trials.c.workflow, trials.c.model, trials.c.model_version, trials.c.prompt_version)
    .join(workflows, workflows.c.slug == trials.c.workflow)
    .where(
        one_of(trials.c.workflow, "workflows"),
        one_of(trials.c.model, "models"),
        trials.c.policy_id == workflows.c.policy_id,
        trials.c.ended_at.is_(None),
    )
)


def open_trials(
    conn: Connection, makers: Collection[tuple[str, Maker]], policies: dict[str, int], now: datetime
) -> dict[tuple[str, Maker], int]:
    """Return the attempts that are open, by workflow and maker, begun now where there was none.

    `policies` are the workflows' present ones, held until this transaction ends. In at most three statements.
    """
    found = _those_open(conn, makers)
    missing = sorted(set(makers) - set(found), key=repr)
    if missing:
        rows = [
            {"workflow": slug, **vars(maker), "policy_id": policies[slug], "began_at": now}
            for slug, maker in missing
        ]
        # Somebody else may begin the same just now.
        conn.execute(insert_into(conn, trials).on_conflict_do_nothing(), rows)
        found = _those_open(conn, makers)
    return found


def _those_open(conn: Connection, makers: Collection[tuple[str, Maker]]) -> dict[tuple[str, Maker], int]:
    asked = {
        "workflows": sorted({slug for slug, _ in makers}),
        "models": sorted({maker.model for _, maker in makers}),
    }
    wanted, found = set(makers), {}
    for row in conn.execute(_OPEN, asked):
        whose = (row.workflow, Maker(row.model, row.model_version, row.prompt_version))
        if whose in wanted:
            found[whose] = row.id
    return found


def trial(conn: Connection, trial_id: int) -> Trial | None:
    """Return the attempt, or None."""
    row = conn.execute(_TRIAL.where(trials.c.id == trial_id)).one_or_none()
    return None if row is None else _as_trial(row)


def trial_for_update(conn: Connection, trial_id: int) -> Trial | None:
    """Return the attempt and keep it from others until this transaction ends; None if there is none."""
    row = conn.execute(_TRIAL.where(trials.c.id == trial_id).with_for_update()).one_or_none()
    return None if row is None else _as_trial(row)


def present_trial(conn: Connection, slug: str) -> Trial | None:
    """Return the attempt of whoever hands in just now: of the last output that counts towards an open one, or None."""
    newest = (
        select(outputs.c.trial_id)
        .where(outputs.c.workflow == slug, outputs.c.trial_id.is_not(None))
        .order_by(outputs.c.submitted_at.desc(), outputs.c.id.desc())
        .limit(1)
    )
    found = conn.execute(newest).scalar_one_or_none()
    latest = None if found is None else trial(conn, found)
    return latest if latest is not None and latest.ended_at is None else None


def asked_about(conn: Connection, slug: str, *, only: Collection[int] | None = None) -> list[Trial]:
    """Return the workflow's open attempts, or those of `only`, about which its owner was asked for less checking."""
    found = _TRIAL.where(
        trials.c.workflow == slug, trials.c.ended_at.is_(None), trials.c.ask_after.is_not(None)
    )
    if only is not None:
        found = found.where(trials.c.id.in_(list(only)))
    return [_as_trial(row) for row in conn.execute(found.order_by(trials.c.id))]


def end_trials(
    conn: Connection, slug: str, why: Ended, now: datetime, *, only: Iterable[int] | None = None
) -> int:
    """End the workflow's open attempts in this transaction, or `only` those; how many have ended.

    What they have shown counts no more.
    """
    ended = update(trials).where(trials.c.workflow == slug, trials.c.ended_at.is_(None))
    if only is not None:
        ended = ended.where(trials.c.id.in_(list(only)))
    return conn.execute(ended.values(ended_at=now, ended_why=why)).rowcount


def _as_trial(row: Row[*tuple[Any, ...]]) -> Trial:
    facts = dict(row._mapping)
    maker = Maker(facts.pop("model"), facts.pop("model_version"), facts.pop("prompt_version"))
    return Trial(maker=maker, **facts)
