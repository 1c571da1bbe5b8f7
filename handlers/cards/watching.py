"""What whoever answers for a watched workflow hears: that its end comes, or has come, and what was seen so far."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.cards.deciding_workflow import decide_button
from handlers.cards.elements import actions, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Moment, say
from storage.audits import AuditsOf
from storage.workflows import Workflow


@dataclass(frozen=True)
class Watched:
    """A workflow that is watched, or was until nobody had decided; and its audits."""

    workflow: Workflow
    audits: AuditsOf


def draw_watching(found: Watched, *, over: bool) -> Message:
    """Return the message, with the button to decide."""
    workflow, seen = found.workflow, found.audits
    if over or workflow.watched_until is None:
        first = say("watching.over", slug=workflow.slug)
    else:
        until = Moment(workflow.watched_until, workflow.policy.working_hours.timezone, day=True)
        first = say("watching.soon", slug=workflow.slug, until=until)
    figures = say("watching.figures", done=seen.good + seen.wrong, wrong=seen.wrong, open=seen.open)
    parts: list[tuple[str, Json]] = [
        ("line1", section(first.plain())),
        ("line2", section(figures.plain())),
        ("decide", actions(decide_button(workflow.slug))),
    ]
    return assembled("watching", _about(workflow, over=over), f"{first.mrkdwn()}\n{figures.mrkdwn()}", parts)


def watching_mark(workflow: Workflow, *, over: bool) -> str:
    """Return how the blocks of that message are recognised."""
    return f"watching:{_about(workflow, over=over)}:"


def _about(workflow: Workflow, *, over: bool) -> str:
    until = 0 if workflow.watched_until is None else int(workflow.watched_until.timestamp())
    return f"{workflow.slug}-{until}-{'over' if over else 'soon'}"
