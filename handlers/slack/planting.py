"""A planted mistake in *Review now*: before which output one comes, what it looks like, and what comes of it.

It borrows the looks of the output that stands next in the person's queue, and is none itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.content import content_sha256
from domain.ids import id_named
from domain.judging import standing
from domain.outputs import Output
from domain.probes import Probe, ProbeVerdict, next_probe, planted_before, planting_key
from domain.refusals import Refused
from domain.signals.fast_approvals import raised
from handlers.cards.phrase import Sentence
from handlers.cards.probes import debrief_line
from handlers.cards.queue import Place
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from storage.audits import Audit
from storage.card_views import CardView
from storage.probes import had_one_before, is_to_be_announced, probe, probes_for
from storage.queue_views import Step, reviewer, workflows_of
from storage.signals.fast_approvals import many_are_fast
from usecases.answer_probe import AnswerProbe, answer_probe


@dataclass(frozen=True)
class Planted:
    """A step that shows a probe, in the looks of the output before which it comes."""

    step: Step
    probe: Probe


async def planted_in(desk: Desk, user_id: str, step: Step, place: Place) -> Planted | None:
    """Return the step with a probe before what it came to, None where none comes."""
    view = step.view
    second = step.spot is not None and step.spot.second
    if desk.draws is None or view is None or second or view.output.id == place.unplanted:
        return None
    key = planting_key(desk.draws, view.output.workflow, user_id)
    day = desk.now().astimezone(ZoneInfo(view.policy.working_hours.timezone)).date().isoformat()
    if not await desk.db.read(comes_before, key, view.output, day, view.policy.checking.probe_share):
        return None
    return await _shown(desk, user_id, step, await desk.db.read(_next, key, user_id, view.output))


async def still_planted(desk: Desk, user_id: str, step: Step, place: Place) -> Planted | None:
    """Return the step with the probe that the place shows, None once what it came before waits no more."""
    if step.view is None or step.view.output.id != host_of(place):
        return None
    return await _shown(desk, user_id, step, place.probe)


async def view_of(desk: Desk, user_id: str, place: Place) -> CardView | None:
    """Return the probe that the place shows, as an output would be seen; None where there is none any more."""
    host = await desk.view(host_of(place))
    found = None if place.probe is None else await desk.db.read(probe, place.probe)
    if host is None or found is None or place.spot is None:
        return None
    return _borrowed(host, found, user_id, mine=place.spot.holder == "mine", now=desk.now())


async def judged(desk: Desk, user_id: str, place: Place, verdict: ProbeVerdict) -> Sentence:
    """Keep what the person says of the probe that the place shows, and return what they are told, at once and alone."""
    command = AnswerProbe(
        place.probe or "", user_id, verdict, host_of(place) or "", place.shown_at, desk.now()
    )
    done = await desk.decide(answer_probe, command)
    if isinstance(done, Refused):
        return whispered(f"refused.{done.code}", done.facts, None)
    return debrief_line(done)


async def announced(desk: Desk, user_id: str) -> bool:
    """Say whether the person is to be told that there are planted ones: until they have met the first."""
    return desk.draws is not None and await desk.db.read(_to_be_announced, user_id, desk.now())


def comes_before(conn: Connection, key: bytes, output: Output, day: str, asked: float) -> bool:
    """Say whether a planted one comes before this output that day: for the share that is `asked` for, and for more
    where many approvals were sooner than one reads.
    """
    if planted_before(key, output.id, day, asked):
        return True
    more = planted_before(key, output.id, day, raised(asked))
    return more and many_are_fast(conn, output.workflow, date.fromisoformat(day))


def host_of(place: Place) -> str | None:
    """Return the output before which the probe of this place comes."""
    return None if place.spot is None else place.spot.output_id


def past(place: Place) -> Place:
    """Return the place behind its probe: what it came before is next, and no other comes before that."""
    return replace(place, probe=None, unplanted=host_of(place))


async def _shown(desk: Desk, user_id: str, step: Step, probe_id: str | None) -> Planted | None:
    found = None if probe_id is None else await desk.db.read(probe, probe_id)
    if found is None or step.view is None or step.spot is None:
        return None
    mine = step.spot.holder == "mine"
    view = _borrowed(step.view, found, user_id, mine=mine, now=desk.now())
    return Planted(replace(step, view=view), found)


def _next(conn: Connection, key: bytes, user_id: str, host: Output) -> str | None:
    """Return the probe that comes before this output in the person's queue, None where there is none left for them."""
    known = reviewer(conn, user_id)
    if known is None or had_one_before(conn, user_id, host.id):
        return None
    return next_probe(key, probes_for(conn, host.workflow, known))


def _to_be_announced(conn: Connection, user_id: str, now: datetime) -> bool:
    known = reviewer(conn, user_id)
    return known is not None and is_to_be_announced(conn, workflows_of(conn, known, now), user_id)


def _borrowed(host: CardView, found: Probe, user_id: str, *, mine: bool, now: datetime) -> CardView:
    """Return the probe as an output would be seen that was handed in just like the host and that nobody has touched."""
    sha256 = content_sha256(found.content)
    needed = host.output.needed
    output = replace(
        host.output,
        # In the shape of an output's id, and nobody's: wherever it is asked for, there is none.
        id=id_named("out", found.id, user_id),
        title=found.title,
        content_sha256=sha256,
        current_sha256=sha256,
        content_length=len(found.content),
        state="in_review" if needed else "released",
        attempt=1,
        supersedes=None,
        objection=None,
        question=None,
        settled_by_vote=None,
    )
    return replace(
        host.untouched(output, found.content),
        input=found.input,
        links=(),
        standing=standing((), sha256=sha256, needed=needed, now=now) if needed else None,
        assignee=user_id if mine else None,
        last_try=None,
        stopped=host.stopped,
        audit=None if needed else Audit(None, ()),
    )
