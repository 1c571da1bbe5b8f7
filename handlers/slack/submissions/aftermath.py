"""The modals about what has gone out: a report, its answer, the task, what it took."""

from __future__ import annotations

from domain.aftermath import FeedbackKind, ReportVia
from domain.eligibility import Person
from domain.refusals import Refused
from handlers.cards.fields import due_in, is_ticked, minutes_in, person_in, text_in
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.aftermath import look
from handlers.slack.desk import Desk
from handlers.slack.pointing import output_named
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import CLOSES
from storage.card_views import CardView
from usecases.finish_put_right import FinishPutRight, finish_put_right
from usecases.give_feedback import GiveFeedback, Given, give_feedback
from usecases.hand_over_put_right import HandOverPutRight, hand_over_put_right
from usecases.judge_report import Confirmation, JudgeReport, judge_report

_VIA: dict[str, ReportVia] = {
    "reaction": "reaction",
    "shortcut": "shortcut",
    "button": "button",
    "home": "home",
    "link": "link",
}


async def report_wrong(desk: Desk, given: Submission) -> Json:
    """Report the output; what cannot be reported is said at the field that named it."""
    named = given.carried.output_id or await output_named(desk, text_in(given.values, "which") or "")
    by_name = not given.carried.output_id
    view = None if named is None else await desk.view(named)
    if view is None:
        return _at("which", say("refused.not_found")) if by_name else _said(Refused.of("not_found"), None)
    done = await _feedback(desk, given, view, "wrong")
    if isinstance(done, Refused):
        # Who only has a link need not be someone who may know what it leads to.
        return _at("which", _sentence(done, None)) if by_name else _said(done, view)
    if done.report is None:
        return _instead(notice("modal.thanks", say("report.kept")))
    after = await look(desk, view.output.id)
    if after is None or after.judge is None:
        return _instead(notice("modal.reported", say("report.thanks_nobody")))
    if after.judge == given.person:
        return _instead(notice("modal.reported", say("report.thanks_you")))
    judge = clipped(after.name(after.judge), 80)
    return _instead(notice("modal.reported", say("report.thanks", judge=judge)))


async def cleanup(desk: Desk, given: Submission) -> Json:
    """Keep what the clean-up took."""
    view = await desk.view(given.carried.output_id)
    if view is None:
        return _said(Refused.of("not_found"), None)
    done = await _feedback(desk, given, view, "cleanup")
    if isinstance(done, Refused):
        return _at("minutes", _sentence(done, view))
    return _instead(notice("modal.thanks", say("cleanup.thanks", workflow=view.output.workflow)))


async def confirm(desk: Desk, given: Submission) -> Json:
    """Take the output back, and name who puts it right by when."""
    view = await desk.view(given.carried.output_id)
    judge = await desk.directory.person(given.person)
    chosen, due_at = person_in(given.values), due_in(given.values)
    to = None if chosen is None else await desk.directory.person(chosen)
    if view is None or judge is None or to is None or due_at is None:
        return _at("person", _sentence(Refused.of("unknown_person"), view))
    now = desk.now()
    command = JudgeReport(view.output.id, judge, Confirmation(to, due_at), fresh_id("act", now), now)
    done = await desk.decide(judge_report, command)
    if not isinstance(done, Refused):
        return CLOSES
    if done.code in ("not_a_member", "unknown_person"):
        return _at("person", _sentence(done, view))
    return _at("due", _sentence(done, view)) if done.code == "due_in_the_past" else _said(done, view)


async def put_right_done(desk: Desk, given: Submission) -> Json:
    """Close the task, with what it took."""
    view = await desk.view(given.carried.output_id)
    person = await desk.directory.person(given.person)
    if view is None or person is None:
        return _said(Refused.of("unknown_person"), view)
    now = desk.now()
    command = FinishPutRight(
        output_id=view.output.id,
        person=person,
        note=text_in(given.values, "note"),
        minutes=minutes_in(given.values),
        team=text_in(given.values, "team"),
        feedback_id=fresh_id("fb", now),
        source=given.source,
        now=now,
    )
    done = await desk.decide(finish_put_right, command)
    return _said(done, view) if isinstance(done, Refused) else CLOSES


async def handover(desk: Desk, given: Submission) -> Json:
    """Give the task to somebody else."""
    view = await desk.view(given.carried.output_id)
    person, chosen = await desk.directory.person(given.person), person_in(given.values)
    to = None if chosen is None else await desk.directory.person(chosen)
    if view is None or person is None or to is None:
        return _at("person", _sentence(Refused.of("unknown_person"), view))
    now = desk.now()
    command = HandOverPutRight(view.output.id, person, to, fresh_id("act", now), now)
    done = await desk.decide(hand_over_put_right, command)
    if not isinstance(done, Refused):
        return CLOSES
    return _at("person", _sentence(done, view)) if done.code == "not_a_member" else _said(done, view)


async def _feedback(desk: Desk, given: Submission, view: CardView, kind: FeedbackKind) -> Given | Refused:
    person: Person | None = await desk.directory.person(given.person)
    if person is None:
        return Refused.of("unknown_person")
    now = desk.now()
    command = GiveFeedback(
        feedback_id=fresh_id("fb", now),
        report_id=fresh_id("rep", now),
        output_id=view.output.id,
        kind=kind,
        given_by=person.user_id,
        actor=person.subject,
        source=given.source,
        via=_VIA.get(given.carried.via, "button"),
        now=now,
        person=person,
        minutes=minutes_in(given.values),
        team=text_in(given.values, "team"),
        note=text_in(given.values, "note"),
        critical=is_ticked(given.values, "critical"),
    )
    return await desk.decide(give_feedback, command)


def _sentence(refusal: Refused, view: CardView | None) -> Sentence:
    return whispered(f"refused.{refusal.code}", refusal.facts, view)


def _said(refusal: Refused, view: CardView | None) -> Json:
    return _instead(notice("modal.refused", _sentence(refusal, view)))


def _at(field: str, said: Sentence) -> Json:
    return {"response_action": "errors", "errors": {field: said.plain()}}


def _instead(view: Json) -> Json:
    return {"response_action": "update", "view": view}
