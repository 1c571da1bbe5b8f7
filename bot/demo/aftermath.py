"""What becomes of what is out: it is used, cleaned up after, found to be wrong by somebody, and put right."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from bot.demo.life import Living
from domain.aftermath import FeedbackKind
from domain.outputs import Output
from storage.aftermath import report_judges
from storage.outputs import output as output_of
from storage.put_rights import put_right_of
from usecases.finish_put_right import FinishPutRight, finish_put_right
from usecases.give_feedback import GiveFeedback, give_feedback
from usecases.judge_report import Confirmation, JudgeReport, judge_report

_TASK_MINUTES = 15.0


class _Said(TypedDict, total=False):
    minutes: int
    team: str
    note: str | None


def live_with(living: Living, at: datetime, output: Output) -> None:
    """Plan what comes after the release, or after a look at what is out."""
    slug, story = output.workflow, living.cast.stories[output.workflow]
    if put_right_of(living.tx.conn, output.id) is not None:
        living.later(_after(living, slug, at, 2, 7), put_right, output.id)
        return
    draft, found, clean = living.cast.known[output.id], story.found_out, story.clean_up
    for kind, share in story.told.items():
        if living.happens(share):
            living.later(_after(living, slug, at, 1, 12), say, (output.id, kind))
            break
    if clean is not None and living.happens(clean.share):
        living.later(_after(living, slug, at, 2, 10), clean_up, output.id)
    if found is not None and draft.flaw is not None and living.happens(found.share):
        living.later(_after(living, slug, at, 2, 12), report, output.id)


def say(living: Living, at: datetime, about: tuple[str, FeedbackKind]) -> None:
    """Let whatever uses it say what became of it."""
    output_id, kind = about
    output = output_of(living.tx.conn, output_id)
    if output is not None and output.state == "released":
        _give(living, at, output, kind, None)


def clean_up(living: Living, at: datetime, output_id: str) -> None:
    """Let somebody say what it took to make it good enough."""
    output = output_of(living.tx.conn, output_id)
    clean = None if output is None else living.cast.stories[output.workflow].clean_up
    if output is not None and clean is not None and output.state == "released":
        took = round(living.about(clean.minutes))
        who = living.chance.choice(clean.by)
        _give(living, at, output, "cleanup", who, minutes=took, team=clean.team)


def report(living: Living, at: datetime, output_id: str) -> None:
    """Let somebody say that it was wrong; whoever answers for it hears of it."""
    output = output_of(living.tx.conn, output_id)
    found = None if output is None else living.cast.stories[output.workflow].found_out
    if output is None or found is None or output.state != "released":
        return
    if _give(living, at, output, "wrong", found.by, note=living.cast.known[output_id].note):
        living.later(_after(living, output.workflow, at, 0.5, 3), answer_report, output_id)


def answer_report(living: Living, at: datetime, output_id: str) -> None:
    """Let whoever answers for it say that it was wrong, and who puts it right by when."""
    output = output_of(living.tx.conn, output_id)
    found = None if output is None else living.cast.stories[output.workflow].found_out
    if output is None or found is None or output.state != "released":
        return
    judges = report_judges(living.tx.conn, output, at)
    judge = living.somebody(judges[0], at) if judges else None
    if judge is None:
        return
    due_at = living.working(output.workflow, at, 6)
    given = Confirmation(living.person(found.by_whom, at), due_at)
    confirmed = JudgeReport(output_id, judge, given, living.new_id("act", at), at)
    if living.done(judge_report(living.tx, confirmed)) is not None:
        living.touch(output_id)
        living.later(_after(living, output.workflow, at, 1, 5), put_right, output_id)


def put_right(living: Living, at: datetime, output_id: str) -> None:
    """Let whoever was to put it right say that it is done, and what it took."""
    task, output = put_right_of(living.tx.conn, output_id), output_of(living.tx.conn, output_id)
    who = None if task is None else living.somebody(task.person, at)
    if task is None or output is None or who is None or task.done_at is not None:
        return
    found = living.cast.stories[output.workflow].found_out
    took = round(living.about(_TASK_MINUTES if found is None else found.minutes))
    done = FinishPutRight(
        output_id,
        who,
        None,
        took,
        None if found is None else found.team,
        living.new_id("fb", at),
        f"story:right:{output_id}",
        at,
    )
    if living.done(finish_put_right(living.tx, done)) is not None:
        living.touch(output_id)


def _give(
    living: Living, at: datetime, output: Output, kind: FeedbackKind, who: str | None, **said: Unpack[_Said]
) -> bool:
    person = None if who is None else living.person(who, at)
    key = f"key:{output.api_key_id}"
    feedback = GiveFeedback(
        living.new_id("fb", at),
        living.new_id("rep", at),
        output.id,
        kind,
        key if person is None else person.user_id,
        key if person is None else person.subject,
        f"story:{kind}:{output.id}",
        "api" if person is None else "button",
        at,
        person=person,
        workflow=output.workflow if person is None else None,
        **said,
    )
    living.touch(output.id)
    return living.done(give_feedback(living.tx, feedback)) is not None


def _after(living: Living, slug: str, at: datetime, least: float, most: float) -> datetime:
    return living.working(slug, at, living.chance.uniform(least, most))
