"""`/answerable workflow NAME`: what good enough means there, who answers, who decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import Connection, func, select

from domain.eligibility import unfit
from domain.lanes import CLOSED
from handlers.cards.checked import Told as Checking
from handlers.cards.checked import checked_lines, how_good_lines, may_be_signed
from handlers.cards.elements import button
from handlers.cards.lane_rules import rule_lines
from handlers.cards.leave import spelled
from handlers.cards.message import Message
from handlers.cards.naming import listed
from handlers.cards.pages import draw_lines, draw_window
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.planting import plant_button
from handlers.cards.safe_text import clipped
from handlers.cards.standard_messages import change_button, draft_button, sign_button
from handlers.cards.standing import how_it_goes_out, stopped_by
from handlers.how_checked import how_checked
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told
from storage.audits_waiting import looks_by_workflow
from storage.cords import Cord, cord_of
from storage.outputs import names_of
from storage.people import reviewers_of
from storage.standard_views import StandardView, may_draft, standard_view
from storage.standards import Shortfall, open_drafts, shortfalls
from storage.tables import outputs
from storage.unowned import is_gone
from storage.workflows import Workflow, all_workflows, workflow
from usecases.make_probe import why_not_plant

_NAMES_SHOWN = 20
_CRITERIA_SHOWN = 15


@dataclass(frozen=True)
class _Page:
    """One workflow, who is who in it, and how much waits there."""

    workflow: Workflow
    owner: str
    deputy: str | None
    reviewers: list[str]
    waiting: int
    looks: int
    unowned: bool
    cord: Cord | None
    lacks: Shortfall
    signers: tuple[str, ...]
    drafts: tuple[StandardView, ...]


async def tell_of_workflow(desk: Desk, person: str, rest: str) -> Message:
    """Return what there is to say of the workflow; for an unknown name, the nearest one."""
    known = await desk.db.read(all_workflows)
    found = next((one for one in known if one.slug == rest.lower()), None)
    if found is not None:
        return await _told(desk, person, found)
    return _which(known, "workflow", rest)


async def _told(desk: Desk, user_id: str, found: Workflow) -> Message:
    """Return the page, with the buttons of what this person may do about the standard."""
    page = await desk.db.read(_page, found, desk.now())
    person = await desk.directory.person(user_id, workflow=found.slug)
    fit = person is not None and unfit(person, now=desk.now()) is None
    buttons = []
    if fit and found.status not in CLOSED:
        buttons += [sign_button(found.slug)] if page.lacks.unsigned and user_id in page.signers else []
        to_sign = [one for one in page.drafts if user_id in one.signers]
        buttons += [draft_button(one, number) for number, one in enumerate(to_sign, start=1)]
        may = person is not None and await desk.db.read(may_draft, found, person)
        buttons += [change_button(found.slug)] if may else []
        if person is not None and await desk.db.read(why_not_plant, found, person, desk.now()) is None:
            buttons.append(plant_button(found.slug))
    told = await how_checked(desk.db, found.slug, desk.now())
    if told is not None and may_be_signed(told) and user_id == found.owner and told.found.trial is not None:
        buttons.append(button("sign_less", plain("button.sign_less"), str(told.found.trial.id)))
    return draw_lines([*_lines(page), *_how_checked(found, told)], buttons=buttons)


async def open_how_it_stands(desk: Desk, press: Press) -> Reply:
    """Open the same in a window, without what can be done there: to whoever chose it in App Home."""
    found = await desk.db.read(workflow, press.value)
    if found is None:
        return Told("refused.not_found")
    page = await desk.db.read(_page, found, desk.now())
    lines = [*_lines(page), *_how_checked(found, await how_checked(desk.db, found.slug, desk.now()))]
    return Opened(draw_window("modal.how_it_stands", lines))


def _how_checked(found: Workflow, told: Checking | None) -> list[Sentence]:
    if told is not None and found.policy.lane == "automated":
        return checked_lines(told)
    # Nothing lighter is allowed: what is said above tells how much is checked.
    return [*rule_lines(found.policy), *([] if told is None else how_good_lines(told))]


async def which_workflow(desk: Desk, command: str, given: str) -> Message:
    """Return which workflows there are to name after this command, the nearest to what was given first."""
    return _which(await desk.db.read(all_workflows), command, given)


def _which(known: Sequence[Workflow], command: str, given: str) -> Message:
    if not known:
        return draw_lines([say("command.no_workflows")])
    names = ", ".join(one.slug for one in known[:_NAMES_SHOWN])
    lines = [say("command.which", command=command, names=names)]
    nearest = get_close_matches(given.lower(), [one.slug for one in known], n=1, cutoff=0.4)
    if given:
        lines.insert(0, say("command.unknown", given=given[:80]))
    if nearest:
        lines.insert(1, say("command.nearest", nearest=f"{command} {nearest[0]}"))
    return draw_lines(lines)


def _page(conn: Connection, workflow: Workflow, now: datetime) -> _Page:
    reviewers = reviewers_of(conn, workflow.slug, now)
    asked = {workflow.owner, *reviewers} | ({workflow.deputy} if workflow.deputy else set())
    names = names_of(conn, asked)
    waiting = (
        select(func.count())
        .select_from(outputs)
        .where(outputs.c.workflow == workflow.slug, outputs.c.state == "in_review")
    )
    standard = standard_view(conn, workflow.slug, now)
    drafted = [standard_view(conn, workflow.slug, now, one) for one in open_drafts(conn, workflow)]
    return _Page(
        workflow=workflow,
        owner=names.get(workflow.owner, workflow.owner),
        deputy=names.get(workflow.deputy, workflow.deputy) if workflow.deputy else None,
        reviewers=[names.get(one, one) for one in reviewers],
        waiting=int(conn.execute(waiting).scalar_one()),
        looks=looks_by_workflow(conn).get(workflow.slug, 0),
        unowned=is_gone(conn, workflow.owner),
        cord=cord_of(conn, workflow.slug),
        lacks=shortfalls(conn, [workflow], now).get(workflow.slug, Shortfall()),
        signers=() if standard is None else standard.signers,
        drafts=tuple(one for one in drafted if one is not None),
    )


def _lines(page: _Page) -> Iterator[Sentence]:
    workflow, policy = page.workflow, page.workflow.policy
    yield say("workflow.purpose", slug=workflow.slug, purpose=clipped(policy.purpose, 500))
    status, lane = say(f"status.{workflow.status}").plain(), how_it_goes_out(workflow).plain()
    if workflow.status == "watching":  # it goes out first, whatever its lane
        yield say("workflow.status", status=status)
    else:
        yield say("workflow.state", status=status, lane=lane)
    if (cord := page.cord) is not None and cord.stopped is not None:
        yield stopped_by(cord.stopped, workflow, cord.names, cord.gone)
    if policy.approvals > 1 and workflow.lane != "automated":
        yield say("workflow.approvals", count=policy.approvals)
    if policy.standard.statement:
        yield say("workflow.statement", statement=clipped(policy.standard.statement, 1_000))
    for criterion in policy.standard.criteria[:_CRITERIA_SHOWN]:
        yield say("workflow.criterion", criterion=clipped(criterion, 500))
    if policy.standard.never:
        yield say("workflow.never", never=clipped(" · ".join(policy.standard.never), 1_000))
    yield from _standing(page)
    owner = clipped(page.owner, 80)
    nobody = "people.nobody" if workflow.live.training_months is None else "people.untrained"
    deciders = listed(page.reviewers, "list.or") or say(nobody, owner=owner).plain()
    who = "workflow.unowned" if page.unowned else "workflow.people"
    yield say(who, owner=owner, deciders=clipped(deciders, 500))
    if page.deputy is not None:
        yield say("workflow.deputy", deputy=clipped(page.deputy, 80))
    yield say("workflow.waiting", count=page.waiting)
    if page.looks:
        yield say("workflow.looks", count=page.looks)


def _standing(page: _Page) -> Iterator[Sentence]:
    """Give how the standard stands: whose signature it lacks, and when it is looked at again."""
    if page.lacks.unsigned is not None:
        by_owner = page.lacks.unsigned == "owner"
        # What goes out at once has a signature of its own, and goes on doing so.
        if page.workflow.lane == "automated":
            yield say("standard.not_signed_yet" if by_owner else "standard.not_seconded_yet")
        else:
            yield say("standard.not_signed" if by_owner else "standard.not_seconded")
    if page.lacks.past_date is not None:
        yield say("standard.look_again_past", day=spelled(page.lacks.past_date))
    elif (day := page.workflow.policy.standard.review_by) is not None:
        yield say("standard.look_again", day=spelled(day))
