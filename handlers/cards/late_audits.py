"""What whoever answers hears while looks at what has gone out are late: how many, since when, and who can say."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import link_button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import listed
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.late_audits import LateAudits

_SHOWN = 8
_NAME_ROOM = 80


def draw_late_audits(subject: str, late: Sequence[LateAudits]) -> Message:
    """Return the message; `subject` is its person and day."""
    lines = [_line(one) for one in late[:_SHOWN]]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(said.plain(), _opening(one)))
        for number, (said, one) in enumerate(zip(lines, late, strict=False), start=1)
    ]
    end = [say("home.more", count=len(late) - _SHOWN)] if len(late) > _SHOWN else []
    end.append(say("late_audits.how"))
    parts += [(f"end{number}", section(said.plain())) for number, said in enumerate(end, start=1)]
    return assembled("lateaudits", subject, "\n".join(one.mrkdwn(350) for one in [*lines, *end]), parts)


def late_audits_mark(subject: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"lateaudits:{subject}:"


def _line(one: LateAudits) -> Sentence:
    zone = one.workflow.policy.working_hours.timezone
    return say(
        "late_audits.line",
        slug=one.workflow.slug,
        count=one.waiting.count,
        late=one.waiting.late,
        due=Moment(one.waiting.first_due_at, zone, day=True),
        deciders=listed([clipped(name, _NAME_ROOM) for name in one.deciders], "list.or")
        or plain("people.someone"),
    )


def _opening(one: LateAudits) -> Json | None:
    if one.permalink is None:
        return None
    return link_button("open_card", plain("button.open_card"), one.permalink)
