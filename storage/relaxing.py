"""What has been seen of an attempt, and how much of its workflow is checked: read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, union

from domain.outputs import Output
from domain.probes import Noticed
from domain.relaxing import Seen
from domain.second_looks import Pairs
from domain.transitions import Transition
from domain.trials import Trial
from storage.outputs import names_of, outputs_where
from storage.probes import noticed, noticed_together
from storage.second_looks import brought_to_light, pairs_told
from storage.signals.noticing import half_year
from storage.stage_views import per_day, usual_share
from storage.standards import standard_is_signed as signed_under
from storage.tables import audit_votes, outputs, trials, votes, workflows
from storage.transitions import transitions_of
from storage.trials import present_trial, trial
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class Checked:
    """How much of a workflow is checked, and what was seen. `trial` and `seen` are of whoever hands in now, or was
    signed for; None: nobody has. `per_day` come in, and `share` of them are looked at while a share is. `changes` are
    the latest, newest first; `names` by Slack id. `pairs` are the blind second looks of half a year.
    """

    workflow: Workflow
    trial: Trial | None
    seen: Seen | None
    standard_signed: bool
    per_day: int
    share: float
    changes: tuple[Transition, ...]
    names: Mapping[str, str]
    pairs: Pairs = field(default_factory=Pairs)

    @property
    def sensitivity(self) -> float:
        """Return what share of errors those who look catch, as the share that is checked reckons with it: as it was
        signed for, or as it would be now. 1: nobody knows.
        """
        return _reckoned_with(self.workflow, self.seen)

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


def checked(conn: Connection, slug: str, now: datetime) -> Checked | None:
    """Return how much of the workflow is checked, None if there is no such workflow."""
    live = workflow(conn, slug)
    if live is None:
        return None
    signed_for = None if live.trial_id is None else trial(conn, live.trial_id)
    found = signed_for or present_trial(conn, slug)
    changes = tuple(transitions_of(conn, slug))
    people = {live.owner, *(one.person for one in changes if one.person is not None)}
    was_seen = None if found is None else seen(conn, live, found, now)
    return Checked(
        live,
        found,
        was_seen,
        standard_is_signed(conn, live),
        per_day(conn, live, now),
        usual_share(conn, live, now, _reckoned_with(live, was_seen)),
        changes,
        names_of(conn, people),
        pairs_told(conn, slug, now),
    )


def seen(conn: Connection, live: Workflow, found: Trial, now: datetime) -> Seen:
    """Return what has been seen of the attempt; of planted mistakes it is told up to the last Saturday."""
    since, until = found.began_at.date(), half_year(live, now)[1]
    told = noticed_together(conn, {live.slug: (since, until)}).get(live.slug, Noticed())
    stopped, let_out, unsettled = brought_to_light(conn, found.workflow, found.began_at)
    return Seen(
        found.began_at,
        found.counted,
        found.errors,
        found.late,
        _reviewers(conn, found),
        replace(
            noticed(conn, found.workflow, found.began_at), found=stopped, let_out=let_out, unsettled=unsettled
        ),
        told,
    )


def wrong_ones(conn: Connection, found: Trial, *, limit: int) -> list[Output]:
    """Return those of the attempt's counted outputs that people found wrong, or corrected, newest first."""
    if found.counted_at is None:
        return []
    taken_back = (outputs.c.state == "recalled") & outputs.c.released_sha256.is_not(None)
    corrected = outputs.c.current_sha256 != outputs.c.content_sha256
    is_wrong = outputs.c.state.in_(("rejected", "expired")) | taken_back | corrected
    return outputs_where(conn, *_counted(found), is_wrong, limit=limit)


def trials_to_ask_about(conn: Connection, now: datetime) -> list[str]:
    """Return the live workflows whose owner may be asked by `now`: people decide there, and their rules allow less."""
    due = trials.c.ask_after.is_(None) | (trials.c.ask_after <= now)
    found = (
        select(workflows.c.slug)
        .join(trials, trials.c.workflow == workflows.c.slug)
        .where(workflows.c.lane == "reviewed", workflows.c.status == "live")
        .where(trials.c.ended_at.is_(None), trials.c.counted > 0, due)
        .distinct()
        .order_by(workflows.c.slug)
    )
    return list(conn.execute(found).scalars())


def standard_is_signed(conn: Connection, live: Workflow) -> bool:
    """Say whether the standard in force is signed by whoever has to."""
    return live.readable and signed_under(conn, live.policy_id)


def _reckoned_with(live: Workflow, was_seen: Seen | None) -> float:
    if live.stage is not None or was_seen is None:
        return live.sensitivity
    return was_seen.told.share_caught(live.policy.checking.relax_after)


def _reviewers(conn: Connection, found: Trial) -> int:
    """Return how many different people decided on what is counted of the attempt: in the order of handing in, up to
    the first that is undecided.
    """
    if found.counted_at is None:
        return 0
    mine = _counted(found)
    said = (
        select(votes.c.person)
        .join(outputs, outputs.c.id == votes.c.output_id)
        .where(*mine, votes.c.withdrawn_at.is_(None))
    )
    looked = (
        select(audit_votes.c.person)
        .join(outputs, outputs.c.id == audit_votes.c.output_id)
        .where(*mine, audit_votes.c.withdrawn_at.is_(None))
    )
    both = union(said, looked).subquery()
    return int(conn.execute(select(func.count()).select_from(both)).scalar_one())


def _counted(found: Trial) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an output is of the attempt and counted, or passed over, so far."""
    last = (outputs.c.submitted_at == found.counted_at) & (outputs.c.id <= found.counted_id)
    counted = (outputs.c.submitted_at < found.counted_at) | last
    return outputs.c.workflow == found.workflow, outputs.c.trial_id == found.id, outputs.c.sampled, counted
