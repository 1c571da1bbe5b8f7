"""What is said when nobody has answered a report for a working day: to who is asked, and to the deputy."""

from __future__ import annotations

from domain.aftermath import Report
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import deadline, title_of
from handlers.cards.notices import reporter_of, said_by
from handlers.cards.phrase import plain, say
from handlers.cards.safe_text import clipped
from storage.aftermath import AfterView

_NAME_ROOM = 80
_TITLE_ROOM = 150


def draw_late_report(after: AfterView, report: Report, *, to_judge: bool) -> Message:
    """Return the message: with the buttons to who is asked, and to the deputy only whom to talk to."""
    output = after.view.output
    facts = {"title": clipped(title_of(after.view), _TITLE_ROOM), "workflow": output.workflow}
    at = deadline(after.view, report.reported_at)
    if to_judge:
        first = say("late_report.judge", at=at, who=reporter_of(after, report), **facts)
    else:
        judge = clipped(after.name(after.judge or after.view.workflow.owner), _NAME_ROOM)
        first = say("late_report.deputy", at=at, judge=judge, **facts)
    lines = [first, said_by(after, report)]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if to_judge:
        pressed = [
            button(action, plain(label), output.id)
            for action, label in (
                ("confirm_wrong", "button.confirm_wrong"),
                ("dismiss_report", "button.dismiss_report"),
                ("read_all", "button.read_it"),
            )
        ]
        parts.append(("decide", actions(*pressed)))
    return assembled("latereport", report.id, "\n".join(one.mrkdwn(1_700) for one in lines), parts)


def late_report_mark(report: Report) -> str:
    """Return how the blocks of that message are recognised."""
    return f"latereport:{report.id}:"
