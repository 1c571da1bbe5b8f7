"""Opening the windows about what is good enough, and what comes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from domain.eligibility import unfit
from domain.ids import is_id
from domain.lanes import CLOSED
from domain.plans import plan_of
from domain.policy import Policy
from domain.refusals import Refused
from domain.standard_meaning import Meaning, meaning_of
from domain.standards import Wording
from domain.trying_standards import History, try_standard
from handlers.cards.changing_standard import STATEMENT, draw_change, wording_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from handlers.cards.signing_standard import draw_sign, signed_line, why_not_sign
from handlers.cards.standard import meaning_lines
from handlers.cards.trying_standard import tried_lines
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Opened, Reply, Told, Turned, Worked
from handlers.slack.submissions.answers import at_block, instead
from storage.decided import history
from storage.standard_views import StandardView, may_draft, standard_view
from storage.standards import draft_with
from usecases.draft_standard import DraftStandard, draft_standard
from usecases.sign_standard import SignStandard, sign_standard

_TRIED_OVER = timedelta(days=90)


async def open_change(desk: Desk, press: Press) -> Reply:
    """Open the window with what holds now, to whoever is of the workflow; else say who can."""
    person = await desk.directory.person(press.person, workflow=press.value)
    view = await desk.db.read(standard_view, press.value, desk.now())
    if person is None or view is None:
        return Told("refused.unknown_person" if person is None else "refused.not_found")
    found = view.workflow
    if unfit(person, now=desk.now()) is not None or not await desk.db.read(may_draft, found, person):
        owner = clipped(view.name(found.owner), 80)
        said = say("standard.not_yours_to_draft", slug=found.slug, owner=owner)
        return Opened(notice("modal.refused", said))
    if found.status in CLOSED or not found.readable:
        return Opened(notice("modal.refused", why_not_sign(view)))
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=found.slug, version=found.policy_version)
    means = await _means(view, view.wording)
    is_owner = press.person == found.owner
    return Opened(draw_change(view, view.wording, means, carried, is_owner=is_owner))


async def show_meaning(desk: Desk, press: Press) -> Reply:
    """Say in the window what the numbers in it would mean, as they are now."""
    shown = press.view or {}
    carried = Carried.unpacked(str(shown["private_metadata"]))
    view = await desk.db.read(standard_view, carried.workflow, desk.now())
    if view is None:
        return Told("refused.not_found")
    entered = wording_in(shown["state"]["values"], view.wording, _today(desk, view))
    is_owner = press.person == view.workflow.owner
    if isinstance(entered, Wording):
        means = await _means(view, entered)
        return Turned(draw_change(view, entered, means, carried, is_owner=is_owner))
    # What was entered stays in its fields: Slack keeps it as long as they are the same.
    why = next(iter(entered.values())).plain()
    means = [say("standard.means_unclear", why=why)]
    return Turned(draw_change(view, view.wording, means, carried, is_owner=is_owner))


async def try_on_history(desk: Desk, press: Press) -> Reply:
    """Say in the window what the numbers in it would have meant for what people decided in the last 90 days."""
    shown = press.view or {}
    carried = Carried.unpacked(str(shown["private_metadata"]))
    view = await desk.db.read(standard_view, carried.workflow, desk.now())
    if view is None:
        return Told("refused.not_found")
    entered = wording_in(shown["state"]["values"], view.wording, _today(desk, view))
    if not isinstance(entered, Wording):
        return await show_meaning(desk, press)  # which says what is wrong with it
    draw = partial(draw_change, view, entered, carried=carried, is_owner=press.person == view.workflow.owner)

    async def then() -> Json:
        return draw(await _means(view, entered), tried=await _tried(desk, view, entered))

    return Worked(draw([], tried=[say("standard.trying")]), then)


async def _tried(desk: Desk, view: StandardView, wording: Wording) -> Sequence[Sentence]:
    found, now = view.workflow, desk.now()
    rules = replace(found.policy, standard=wording.standard)
    told = await desk.db.read(history, found.slug, rules, now - _TRIED_OVER, now)
    return await asyncio.to_thread(_tried_lines, view, rules, told)


def _tried_lines(view: StandardView, rules: Policy, told: History) -> Sequence[Sentence]:
    try:
        plan = plan_of(rules)
    except ValueError:
        return [say("standard.tried_impossible")]
    tried = try_standard(told, plan, held=rules.checking.is_held)
    return list(tried_lines(view, tried, len(told.decided)))


async def submit_change(desk: Desk, given: Submission) -> Json:
    """Keep it as a draft: its owner signs it next, anybody else's goes to the owner."""
    slug = given.carried.workflow
    person = await desk.directory.person(given.person, workflow=slug)
    view = await desk.db.read(standard_view, slug, desk.now())
    if person is None or view is None:
        return at_block(STATEMENT, whispered("refused.unknown_person", {}, None))
    entered = wording_in(given.values, view.wording, _today(desk, view))
    found = view.workflow
    if not isinstance(entered, Wording):
        errors = {name: said.plain() for name, said in entered.items()}
        return {"response_action": "errors", "errors": errors}
    seen = found.policy_id if found.policy_version == given.carried.version else 0
    draft_id = fresh_id("draft", desk.now())
    command = DraftStandard(draft_id, slug, person, seen, entered, given.source, desk.now())
    done = await desk.decide(draft_standard, command)
    if isinstance(done, Refused):
        return at_block(STATEMENT, _why_not_draft(done, view))
    if given.person != found.owner:
        owner = clipped(view.name(found.owner), 80)
        return instead(notice("modal.standard", say("standard.drafted", owner=owner)))
    drafted = await desk.db.read(standard_view, slug, desk.now(), done.id)
    assert drafted is not None
    return instead(await _sign_window(desk, drafted))


async def open_sign(desk: Desk, press: Press) -> Reply:
    """Open the window to sign, to whose signature is wanted; else say why it is not."""
    view = await _view_of(desk, press.value)
    if view is None:
        return Told("refused.not_found")
    if press.person not in view.signers:
        return Opened(notice("modal.refused", why_not_sign(view)))
    return Opened(await _sign_window(desk, view))


async def submit_sign(desk: Desk, given: Submission) -> Json:
    """Sign it, and say what holds now and who is asked next."""
    carried = given.carried
    draft_id = carried.draft or None
    person = await desk.directory.person(given.person)
    view = await desk.db.read(standard_view, carried.workflow, desk.now(), draft_id)
    if person is None or view is None:
        line = whispered("refused.unknown_person", {}, None)
        return instead(notice("modal.refused", line))
    found = view.workflow
    seen = found.policy_id if found.policy_version == carried.version else 0
    command = SignStandard(found.slug, person, seen, desk.now(), draft_id)
    done = await desk.decide(sign_standard, command)
    after = await desk.db.read(standard_view, carried.workflow, desk.now(), draft_id)
    assert after is not None
    if not isinstance(done, Refused):
        return instead(notice("modal.sign_standard", signed_line(after, done)))
    if done.code == "standard_changed":
        return instead(notice("modal.refused", say("standard.moved_on", slug=found.slug)))
    if done.code in ("unknown_person", "is_guest", "is_external", "is_bot", "is_deactivated"):
        line = whispered("refused.unknown_person", {}, None)
        return instead(notice("modal.refused", line))
    return instead(notice("modal.refused", why_not_sign(after)))


async def _view_of(desk: Desk, value: str) -> StandardView | None:
    """Return what a button to sign is about: a draft by its id, or what holds in a workflow by its name."""
    if not is_id(value, "draft"):
        return await desk.db.read(standard_view, value, desk.now())
    draft = await desk.db.read(draft_with, value)
    if draft is None:
        return None
    return await desk.db.read(standard_view, draft.workflow, desk.now(), draft.id)


async def _sign_window(desk: Desk, view: StandardView) -> Json:
    found = view.workflow
    carried = Carried(
        "",
        "",
        fresh_id("view", desk.now()),
        workflow=found.slug,
        version=found.policy_version,
        draft="" if view.draft is None else view.draft.id,
    )
    return draw_sign(view, await _meaning(view, view.wording), carried)


async def _means(view: StandardView, wording: Wording) -> Sequence[Sentence]:
    return list(meaning_lines(view, wording, await _meaning(view, wording)))


async def _meaning(view: StandardView, wording: Wording) -> Meaning:
    """Return what the numbers mean. The first time it takes a while to load what counts."""
    sampling = view.workflow.policy.checking.sampling
    return await asyncio.to_thread(
        meaning_of, wording, sampling, a_day=view.a_day, review_minutes=view.review_minutes, mix=view.mix
    )


def _today(desk: Desk, view: StandardView) -> date:
    return desk.now().astimezone(ZoneInfo(view.workflow.policy.working_hours.timezone)).date()


def _why_not_draft(refused: Refused, view: StandardView) -> Sentence:
    slug = view.workflow.slug
    match refused.code:
        case "standard_same":
            return say("standard.same")
        case "standard_changed":
            return say("standard.moved_on", slug=slug)
        case "workflow_closed":
            return why_not_sign(view)
        case "unknown_person":
            return whispered("refused.unknown_person", {}, None)
    return say("standard.not_yours_to_draft", slug=slug, owner=clipped(view.name(view.workflow.owner), 80))
