"""The buttons for what has gone out: report it, answer a report, put it right, say what it took."""

from __future__ import annotations

from domain.aftermath import PutRight, may_report, not_gone_out
from domain.eligibility import Person
from domain.refusals import Refused
from handlers.cards.phrase import say
from handlers.cards.reporting import draw_cleanup, draw_confirm, draw_done, draw_handover
from handlers.fresh import fresh_id
from handlers.slack.aftermath import carried, look, open_report
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Opened, Reply, refused
from storage.aftermath import AfterView
from storage.card_views import CardView
from usecases.judge_report import JudgeReport, judge_report


async def report_wrong(desk: Desk, press: Press) -> Reply:
    """Open the modal that reports the output; in App Home it asks which one."""
    if press.output_id is None:
        return await open_report(desk, press.person, None, "home")
    view = await desk.view(press.output_id)
    if view is None:
        return refused(Refused.of("not_found"), None)
    via = "home" if press.at_home else "reaction" if press.is_private else "button"
    return await open_report(desk, press.person, view, via)


async def leave(desk: Desk, press: Press, view: CardView) -> Reply:
    """Take the question away: it is not wrong, or not for this person to say."""
    return Answered(view.output.id, say("report.left"))


async def confirm_wrong(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that takes the output back and names who puts it right."""
    after = await look(desk, view.output.id)
    if after is None:
        return refused(Refused.of("not_found"), None)
    refusal = _answered(after) or _not_the_judge(after, await desk.directory.person(press.person))
    if refusal is not None:
        return refused(refusal, view)
    rules = view.policy
    due_at = rules.working_hours.add(desk.now(), rules.review_within)
    return Opened(draw_confirm(after, carried(desk, view), due_at))


async def dismiss_report(desk: Desk, press: Press, view: CardView) -> Reply:
    """Say that it was fine: who reported it hears, and nothing else changes."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    now = desk.now()
    command = JudgeReport(view.output.id, person, None, fresh_id("act", now), now)
    done = await desk.decide(judge_report, command)
    return refused(done, view) if isinstance(done, Refused) else None


async def put_right_done(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that says it is put right, and what it took."""
    refusal = await _not_their_task(desk, press, view)
    return refused(refusal, view) if refusal is not None else Opened(draw_done(view, carried(desk, view)))


async def put_right_handover(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that gives the task to somebody else."""
    refusal = await _not_their_task(desk, press, view)
    return refused(refusal, view) if refusal is not None else Opened(draw_handover(view, carried(desk, view)))


async def cleanup(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that asks what the clean-up took."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    refusal = may_report(person, now=desk.now()) or not_gone_out(view.output)
    return refused(refusal, view) if refusal is not None else Opened(draw_cleanup(view, carried(desk, view)))


def _answered(after: AfterView) -> Refused | None:
    """Return who has answered the reports by now, None while they wait."""
    if after.open_reports:
        return None
    last = after.reports[-1] if after.reports else None
    if last is None:
        return Refused.of("no_report")
    return Refused.of("no_report", by=last.judged_by, at=last.judged_at, state=last.state)


def _not_the_judge(after: AfterView, person: Person | None) -> Refused | None:
    if person is None:
        return Refused.of("unknown_person")
    is_judge = person.user_id in after.judges and person.kind == "member"
    return None if is_judge else Refused.of("only_owner", judge=after.judge)


async def _not_their_task(desk: Desk, press: Press, view: CardView) -> Refused | None:
    """Return why the person may not act on the task, before a modal is opened to them."""
    task: PutRight | None = view.put_right
    if task is None:
        return Refused.of("not_found")
    if task.done_at is not None:
        return Refused.of("task_done", by=task.done_by, at=task.done_at)
    person = await desk.directory.person(press.person)
    if person is None:
        return Refused.of("unknown_person")
    allowed = {task.person, view.workflow.owner, view.workflow.deputy}
    fits = person.kind == "member" and person.user_id in allowed
    return None if fits else Refused.of("not_your_task", by=task.person)
