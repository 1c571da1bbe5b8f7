"""What the owner answers when asked whether less may be checked."""

from __future__ import annotations

import asyncio
from functools import partial

from sqlalchemy import Connection

from domain.outputs import Output
from domain.refusals import Refused
from domain.relaxing import missing
from domain.trials import Trial
from handlers.cards.bands import share_words
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.phrase import say
from handlers.cards.relaxing import REASON, WRONG_SHOWN, Proposed, draw_sign, draw_wrong, numbers
from handlers.cards.safe_text import clipped
from handlers.cards.stopping import reason_in
from handlers.fresh import fresh_id
from handlers.outbox.stage import planned
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Answered, Opened, Reply, Told, refused
from handlers.slack.submissions.answers import at_block, instead
from storage.outputs import text_of
from storage.relaxing import checked, wrong_ones
from storage.trials import trial
from usecases.ask_to_relax import KeepChecking
from usecases.ask_to_relax import keep_checking as keep
from usecases.sign_lane import Shown, SignLane, sign_lane


async def keep_checking(desk: Desk, press: Press) -> Reply:
    """Keep everything checked."""
    attempt = await _attempt(desk, press.value)
    if attempt is None:
        return refused(Refused.of("not_found"), None)
    command = KeepChecking(attempt.workflow, attempt.id, press.person, desk.now())
    done = await desk.decide(keep, command)
    if isinstance(done, Refused):
        return await _not_yours(desk, attempt)
    return Answered("none", say("relax.kept")) if done else Told("relax.over", {"slug": attempt.workflow})


async def read_wrong(desk: Desk, press: Press) -> Reply:
    """Open what was wrong, for whoever answers for it."""
    attempt = await _attempt(desk, press.value)
    found = None if attempt is None else await desk.db.read(checked, attempt.workflow, desk.now())
    if attempt is None or found is None:
        return refused(Refused.of("not_found"), None)
    if press.person != found.workflow.owner:
        return await _not_yours(desk, attempt)
    shown = await desk.db.read(_texts, attempt)
    left = attempt.errors - len(shown)
    return Opened(draw_wrong(shown, left, found.workflow.policy.working_hours.timezone))


async def sign_less(desk: Desk, press: Press) -> Reply:
    """Open the window that shows what is signed for, to whoever answers for it."""
    attempt = await _attempt(desk, press.value)
    if attempt is None:
        return refused(Refused.of("not_found"), None)
    one = await _proposed(desk, attempt)
    if one is None:
        return Told("relax.moved_on")
    live = one.found.workflow
    if press.person != live.owner:
        return await _not_yours(desk, attempt)
    if live.lane == "automated":
        return Told("relax.over", {"slug": live.slug})
    carried = Carried(
        "",
        "",
        fresh_id("view", desk.now()),
        workflow=live.slug,
        version=live.policy_version,
        trial=attempt.id,
        errors=attempt.errors,
        sensitivity=one.sensitivity,
    )
    return Opened(draw_sign(one, carried))


async def submit_sign_less(desk: Desk, given: Submission) -> Json:
    """Sign for exactly what the window showed; if that has moved on, nothing is signed, and it says so."""
    why, carried = reason_in(given.values), given.carried
    if why is None:
        return at_block(REASON, say("stop.say_why"))
    attempt = await desk.db.read(trial, carried.trial)
    one = None if attempt is None else await _proposed(desk, attempt, carried.sensitivity)
    if one is None:
        return at_block(REASON, say("relax.moved_on"))
    shown = Shown(carried.trial, carried.version, carried.errors, numbers(one), one.sensitivity)
    command = SignLane(carried.workflow, "automated", given.person, why, desk.now(), shown)
    done = await desk.decide(sign_lane, command)
    if not isinstance(done, Refused):
        share = share_words(one.found.workflow.policy, one.sensitivity)
        said = say("relax.signed", share=share, slug=carried.workflow)
        return instead(notice("modal.sign_less", said))
    if done.code == "only_owner":
        owner = clipped(one.found.name(one.found.workflow.owner), 80)
        return at_block(REASON, say("relax.not_yours", owner=owner, slug=carried.workflow))
    return at_block(REASON, say("relax.moved_on"))


async def _attempt(desk: Desk, value: str) -> Trial | None:
    return await desk.db.read(trial, int(value)) if value.isdecimal() else None


async def _proposed(desk: Desk, attempt: Trial, sensitivity: float | None = None) -> Proposed | None:
    """Return what is proposed now, None where the attempt is over, what was seen suffices no more, or nothing can be
    promised to keep to the rate. `sensitivity` is what a window reckoned with when it was opened, None: as of now.
    """
    now = desk.now()
    found = await desk.db.read(checked, attempt.workflow, now)
    if found is None or found.seen is None or found.trial is None or found.trial.id != attempt.id:
        return None
    live = found.workflow
    # What was seen since they were asked may say otherwise: the window claims that it suffices.
    suffices = partial(missing, found.seen, live.policy, now, standard_signed=found.standard_signed)
    if live.lane != "automated" and not (await asyncio.to_thread(suffices)).nothing:
        return None
    caught = found.sensitivity if sensitivity is None else sensitivity
    plan = None if attempt.ended_at is not None else await planned(live.policy, caught)
    return None if plan is None else Proposed(found, found.seen, plan, now, caught)


async def _not_yours(desk: Desk, attempt: Trial) -> Reply:
    found = await desk.db.read(checked, attempt.workflow, desk.now())
    if found is None:
        return refused(Refused.of("not_found"), None)
    owner = clipped(found.name(found.workflow.owner), 80)
    return Told("relax.not_yours", {"owner": owner, "slug": attempt.workflow})


def _texts(conn: Connection, attempt: Trial) -> list[tuple[Output, str | None]]:
    found = wrong_ones(conn, attempt, limit=WRONG_SHOWN)
    return [(one, text_of(conn, one.id, one.content_sha256)) for one in found]
