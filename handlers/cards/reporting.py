"""The modals about what has gone out: reporting it, confirming that, putting it right, what it took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.elements import context, header, quote, section, verbatim
from handlers.cards.fields import (
    critical_field,
    due_field,
    minutes_field,
    note_field,
    person_field,
    team_field,
    which_field,
)
from handlers.cards.links import links_line
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import title_of
from handlers.cards.notices import reporter_of, said_by
from handlers.cards.phrase import plain
from handlers.cards.safe_text import beginning, clipped, size, visible
from storage.aftermath import AfterView
from storage.card_views import CardView

_TEXT_ROOM = 2_500
_REPORTS_SHOWN = 10


def draw_report(view: CardView | None, carried: Carried) -> Json:
    """Return the modal that reports an output; without a view it asks which one, and tells nothing of it."""
    which = [which_field()] if view is None else [header(title_of(view))]
    blocks = [
        *which,
        note_field("field.what_wrong"),
        critical_field(),
        minutes_field(),
        team_field(),
    ]
    return modal(
        "report_wrong",
        "modal.report",
        blocks,
        carried=carried,
        submit="button.report",
        close="button.cancel",
    )


def draw_confirm(after: AfterView, carried: Carried, due_at: datetime) -> Json:
    """Return the modal that takes an output back and names who puts it right, by `due_at` unless changed."""
    return modal(
        "confirm",
        "modal.confirm",
        list(_confirming(after, due_at)),
        carried=carried,
        submit="button.take_back",
        close="button.cancel",
    )


def draw_done(view: CardView, carried: Carried) -> Json:
    """Return the modal that says it is put right, and what it took."""
    blocks = [
        header(title_of(view)),
        note_field("field.done_note", optional=True),
        minutes_field(),
        team_field(),
    ]
    return modal(
        "put_right_done",
        "modal.put_right",
        blocks,
        carried=carried,
        submit="button.put_right_done",
        close="button.cancel",
    )


def draw_handover(view: CardView, carried: Carried) -> Json:
    """Return the modal that gives the task to somebody else."""
    blocks = [header(title_of(view)), person_field("field.to")]
    return modal(
        "handover",
        "modal.handover",
        blocks,
        carried=carried,
        submit="button.put_right_handover",
        close="button.cancel",
    )


def draw_cleanup(view: CardView, carried: Carried) -> Json:
    """Return the modal that asks what the clean-up took."""
    blocks = [
        header(title_of(view)),
        minutes_field(optional=False),
        team_field(),
        note_field("field.cleanup_note", optional=True),
    ]
    return modal(
        "cleanup",
        "modal.cleanup",
        blocks,
        carried=carried,
        submit="button.send",
        close="button.cancel",
    )


def _confirming(after: AfterView, due_at: datetime) -> Iterator[Json]:
    view = after.view
    yield header(title_of(view))
    for report in after.open_reports[:_REPORTS_SHOWN]:
        yield section(said_by(after, report).plain())
        if report.critical:
            yield context(plain("report.critical", who=reporter_of(after, report)))
    text = visible(view.text)
    whole = size(text) <= _TEXT_ROOM
    yield quote([verbatim(text if whole else clipped(beginning(text, _TEXT_ROOM), _TEXT_ROOM))])
    if not whole:
        yield context(plain("report.beginning"))
    if (links := links_line(view.links)) is not None:
        yield links
    yield person_field("field.person", view.workflow.owner)
    yield due_field(due_at)
    yield context(plain("report.what_happens"))
