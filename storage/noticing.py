"""What is known of the checking itself, where less of it is at stake: what was caught before a signature, and since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from domain.probes import Noticed
from domain.weeks_together import sunday_of
from storage.probes import WINDOW, noticed_between, noticed_together
from storage.tables import permits, probe_answers, probes, workflows
from storage.trials import present_trial, trial
from storage.workflows import Workflow, workflow

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Noticing:
    """What a workflow's reviewers caught `before` less checking was signed for (nothing where it is not), and `since`:
    since then, or since the evidence of whoever hands in now began; of half a year at most. `told` is what may be told
    of the latter.
    """

    workflow: Workflow
    before: Noticed
    since: Noticed
    told: Noticed


def workflows_probed(conn: Connection) -> list[str]:
    """Return the live workflows of which anybody has judged a planted mistake and whose rules allow less checking."""
    found = (
        select(workflows.c.slug)
        .join(probes, probes.c.workflow == workflows.c.slug)
        .join(probe_answers, probe_answers.c.probe_id == probes.c.id)
        .where(workflows.c.status == "live", workflows.c.lane != "always_human")
        .distinct()
        .order_by(workflows.c.slug)
    )
    return list(conn.execute(found).scalars())


def noticing(conn: Connection, slug: str, now: datetime) -> Noticing | None:
    """Return what is known, None where no less checking is at stake.

    Only the day of an answer is kept: what was said on the day of the signature, or of the first output, belongs to
    what was before it, so that nothing that has had its consequences has them again.
    """
    live = workflow(conn, slug)
    if live is None or live.status != "live" or not live.readable or live.policy.lane != "automated":
        return None
    if live.lane == "always_human":
        return None
    signed_on = _signed_on(conn, live) if live.lane == "automated" else None
    began_on = _began_on(conn, live)
    if signed_on is None and began_on is None:
        return None
    oldest = _day(live, now - WINDOW)
    begins = max(oldest, (signed_on or began_on or oldest) + _A_DAY)
    before = Noticed()
    if signed_on is not None:
        before = noticed_between(conn, slug, min(began_on or signed_on, signed_on), signed_on)
    told = noticed_together(conn, {slug: (begins, sunday_of(_day(live, now)))}).get(slug, Noticed())
    return Noticing(live, before, noticed_between(conn, slug, begins), told)


def _signed_on(conn: Connection, live: Workflow) -> date | None:
    latest = select(func.max(permits.c.signed_at)).where(
        permits.c.policy_id == live.policy_id, permits.c.grounds == "lane"
    )
    signed_at: datetime | None = conn.execute(latest).scalar_one()
    return None if signed_at is None else _day(live, signed_at)


def _began_on(conn: Connection, live: Workflow) -> date | None:
    signed_for = None if live.trial_id is None else trial(conn, live.trial_id)
    found = signed_for or present_trial(conn, live.slug)
    return None if found is None else _day(live, found.began_at)


def _day(live: Workflow, at: datetime) -> date:
    return at.astimezone(ZoneInfo(live.policy.working_hours.timezone)).date()
