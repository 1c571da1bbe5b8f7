"""Messages about what has gone out: was it wrong, who puts it right, what came of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.aftermath import PutRight, Report
from handlers.cards.audited import found_wrong_line
from handlers.cards.disagreement import disagreement
from handlers.cards.elements import actions, button, line
from handlers.cards.hand_in_notices import answer, handed_in
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import moment, owner_of, title_of
from handlers.cards.phrase import LINE_ROOM, Mention, Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.spoken import ROOM
from storage.aftermath import AfterView, Notice, NoticeKind

_NAME_ROOM = 80
_TITLE_ROOM = 150
_REPORTS_SHOWN = 5

# Sentences, a text if it is shown, and buttons.
Drawn = tuple[list[Sentence], list[Json], list[Json]]


def draw_notice(after: AfterView, notice: Notice, now: datetime) -> Message | None:
    """Return the message as it should look at `now`, None where there is nothing to say."""
    drawn = _DRAW[notice.kind](after, notice, now)
    if drawn is None:
        return None
    lines, texts, buttons = drawn
    parts: list[tuple[str, Json]] = [
        (f"line{number}", line(one.rich())) for number, one in enumerate(lines, start=1)
    ]
    parts += [(f"text{number}", block) for number, block in enumerate(texts, start=1)]
    if buttons:
        parts.append(("decide", actions(*buttons)))
    return assembled(mark_of(notice), notice.output_id, _heard(lines), parts)


def _heard(lines: Sequence[Sentence]) -> str:
    """Return the lines as top-level text, which is changed: each as long as all of them allow."""
    heard = ""
    for room in (LINE_ROOM, 900, 600, ROOM // len(lines) - 1):
        heard = "\n".join(one.mrkdwn(room) for one in lines)
        if len(heard) <= ROOM:
            break
    return heard


def mark_of(notice: Notice) -> str:
    """Return what the message's block ids begin with: no other of ours about this output has it."""
    return f"{notice.kind}-{notice.about}" if notice.about else notice.kind


def said_by(after: AfterView, report: Report) -> Sentence:
    """Return what somebody reports, in their words."""
    who = reporter_of(after, report)
    if report.note is None:
        return say("report.said_nothing", who=who)
    return say("report.said", who=who, why=clipped(report.note, 1_000))


def reporter_of(after: AfterView, report: Report) -> str:
    """Return who reported: a person, or the AI system itself."""
    if report.reported_by.startswith("key:"):
        return plain("people.system")
    return clipped(after.name(report.reported_by), _NAME_ROOM)


def _report(after: AfterView, notice: Notice, now: datetime) -> Drawn | None:
    first = next((report for report in after.reports if report.id == notice.about), None)
    if first is None:
        return None
    if first.state != "open":
        who = _named(after, first.judged_by)
        return [say(f"report.{first.state}", who=who, title=_title(after))], [], []
    lines = [_asked(after)]
    for report in after.open_reports[:_REPORTS_SHOWN]:
        lines.append(said_by(after, report))
        if report.critical:
            lines.append(say("report.critical", who=reporter_of(after, report)))
    if len(after.open_reports) > _REPORTS_SHOWN:
        lines.append(say_count("report.more", len(after.open_reports) - _REPORTS_SHOWN))
    if after.judge is None:
        return lines, [], []
    return (
        lines,
        [],
        [
            _button(after, "confirm_wrong", "button.confirm_wrong"),
            _button(after, "dismiss_report", "button.dismiss_report"),
            _button(after, "read_all", "button.read_it"),
        ],
    )


def _stand_in(after: AfterView, notice: Notice, now: datetime) -> Drawn | None:
    """The question to who stands in for an owner on leave; of a later report it says as much as of those before."""
    first = next(iter(after.open_reports or after.reports), None)
    return None if first is None else _report(after, replace(notice, about=first.id), now)


def _asked(after: AfterView) -> Sentence:
    if after.judge is None:
        owner = Mention(
            after.view.answers or after.view.workflow.owner, clipped(owner_of(after.view), _NAME_ROOM)
        )
        return say("report.nobody", owner=owner, title=_title(after))
    judge = Mention(after.judge, _named(after, after.judge))
    return say("report.asked", judge=judge, title=_title(after), workflow=after.view.output.workflow)


def _put_right(after: AfterView, notice: Notice, now: datetime) -> Drawn | None:
    task = after.view.put_right
    return None if task is None else _task_lines(after, task, now, reader=None)


def _task(after: AfterView, notice: Notice, now: datetime) -> Drawn | None:
    task = after.view.put_right
    if task is None:
        return None
    if task.person != notice.person:
        return [say("put_right.moved", who=_named(after, task.person), title=_title(after))], [], []
    return _task_lines(after, task, now, reader=notice.person)


def _task_lines(after: AfterView, task: PutRight, now: datetime, *, reader: str | None) -> Drawn:
    """Draw the task for its thread, or in a direct message to its `reader`, who has it and is not called by name."""
    title = _title(after)
    if task.done_at is not None:
        at = moment(after.view, task.done_at)
        by_reader = reader is not None and task.done_by == reader
        done = "put_right.done_you" if by_reader else "put_right.done"
        who = {} if by_reader else {"who": _named(after, task.done_by)}
        lines = [say(done, at=at, title=title, **who)]
        if task.note:
            lines.append(say("put_right.done_note", note=clipped(task.note, 1_000)))
        return lines, [], []
    is_late, due = task.is_late(now), _due(after, task)
    if reader is None:
        whose = Mention(task.person, _named(after, task.person))
        first = say("put_right.late" if is_late else "put_right.asked", who=whose, due=due, title=title)
    else:
        first = say("put_right.late_you" if is_late else "put_right.asked_you", due=due, title=title)
    lines = [first, *_why(after)]
    return (
        lines,
        [],
        [
            _button(after, "put_right_done", "button.put_right_done"),
            _button(after, "put_right_handover", "button.put_right_handover"),
            _button(after, "read_all", "button.read_it"),
        ],
    )


def _why(after: AfterView) -> Iterator[Sentence]:
    if (found := found_wrong_line(after.view)) is not None:
        yield found
    for report in [one for one in after.reports if one.state == "confirmed"][:_REPORTS_SHOWN]:
        yield said_by(after, report)


def _outcome(after: AfterView, notice: Notice, now: datetime) -> Drawn | None:
    report = next((one for one in after.reports if one.id == notice.about), None)
    if report is None or report.state == "open":
        return None
    judge, task = _named(after, report.judged_by), after.view.put_right
    if report.state == "dismissed":
        return [say("outcome.dismissed", judge=judge, title=_title(after))], [], []
    if task is None:
        return None
    who = _named(after, task.person)
    if task.done_at is not None:
        return [say("outcome.put_right", who=who, title=_title(after))], [], []
    return [say("outcome.confirmed", who=who, due=_due(after, task), title=_title(after))], [], []


def _title(after: AfterView) -> str:
    return clipped(title_of(after.view), _TITLE_ROOM)


def _named(after: AfterView, user_id: str | None) -> str:
    return plain("people.someone") if user_id is None else clipped(after.name(user_id), _NAME_ROOM)


def _due(after: AfterView, task: PutRight) -> Moment:
    return Moment(task.due_at, after.view.policy.working_hours.timezone, day=True)


def _button(after: AfterView, action_id: str, label: str) -> Json:
    return button(action_id, plain(label), after.view.output.id)


_DRAW: Mapping[NoticeKind, Callable[[AfterView, Notice, datetime], Drawn | None]] = {
    "report": _report,
    "put_right": _put_right,
    "task": _task,
    "outcome": _outcome,
    "stand_in": _stand_in,
    "handed_in": handed_in,
    "answer": answer,
    "disagreement": disagreement,
}
