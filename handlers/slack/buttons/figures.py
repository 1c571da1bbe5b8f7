"""*All figures* and *Details* under the week's summary, the page of one workflow, and the outputs behind a figure."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from domain.refusals import Refused
from domain.signals.signal import Read
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.figures import FiguresAt, draw_figures, draw_figures_of
from handlers.cards.message import Json
from handlers.cards.modals import Carried
from handlers.cards.outputs_behind import ON_A_PAGE, Wanted, draw_outputs_behind
from handlers.cards.reading import draw_reading
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.figures import asked_in, readable_by
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Pushed, Reply, Told, Turned, refused, shown
from storage.outputs_behind import outputs_behind
from storage.signals.behind import behind
from storage.signals.scope import Scope
from storage.weekly import weekly_summary
from storage.workflows import workflow


async def all_figures(desk: Desk, press: Press) -> Reply:
    """Open the week's figures of the workflows that are this person's to read: of a single one its page."""
    try:
        Week.named(press.value)
    except ValueError:
        return Told("figures.gone")
    at = FiguresAt(press.value, channel_id=asked_in(press))
    view = await _figures(desk, press.person, at)
    return Told("figures.not_yours") if view is None else Opened(view)


async def figures_of(desk: Desk, press: Press) -> Reply:
    """Turn to the page of one workflow."""
    return await _turned(desk, press, replace(_at(press), workflow=press.value))


async def figures_from(desk: Desk, press: Press) -> Reply:
    """Turn to the workflows from this one on, by name."""
    return await _turned(desk, press, replace(_at(press), workflow=None, since=press.value))


async def see_outputs(desk: Desk, press: Press) -> Reply:
    """Open the outputs behind a figure: upon the figures, or by themselves where a message tells it."""
    wanted = Wanted.unpacked(press.value)
    view = await _outputs(desk, press.person, replace(wanted, channel_id=asked_in(press)))
    return Told("figures.not_yours") if view is None else shown(press, view)


async def turn_outputs(desk: Desk, press: Press) -> Reply:
    """Turn to the newer ones or the older."""
    wanted = _wanted(press)
    view = await _outputs(desk, press.person, wanted, newer=press.action == "newer")
    return Told("figures.not_yours") if view is None else Turned(view)


async def read_behind(desk: Desk, press: Press) -> Reply:
    """Show the text of one that has no card to lead to; of nothing that somebody is still to judge."""
    wanted, view = _wanted(press), await desk.view(press.output_id)
    may = await readable_by(desk, press.person, channel_id=wanted.channel_id)
    if (
        view is None
        or view.output.workflow != wanted.behind.workflow
        or not may.includes(view.output.workflow)
    ):
        return Told("figures.not_yours")
    if view.is_asked or view.has_second_look:
        return refused(Refused.of("not_found"), None)
    carried = Carried(view.output.id, view.output.current_sha256, fresh_id("view", desk.now()))
    return Pushed(draw_reading(view, carried))


async def _turned(desk: Desk, press: Press, at: FiguresAt) -> Reply:
    view = await _figures(desk, press.person, at)
    return Told("figures.not_yours") if view is None else Turned(view)


async def _figures(desk: Desk, person: str, at: FiguresAt) -> Json | None:
    """Return the modal as far as it is theirs to read, None if nothing is."""
    may = await readable_by(desk, person, channel_id=at.channel_id)
    if may.nothing:
        return None
    week = Week.named(at.week)
    summary = await desk.db.read(partial(weekly_summary, of=may.of), week, desk.timezone)
    own = {each.workflow: each for each in summary.workflows}
    one = next(iter(own)) if len(own) == 1 else at.workflow
    if one not in own:
        return draw_figures(summary, at)
    found = await desk.db.read(_behind, own[one], summary)
    return draw_figures_of(summary, own[one], found, at)


def _behind(conn: Connection, week: WorkflowWeek, summary: WeeklySummary) -> dict[str, Read]:
    live = workflow(conn, week.workflow)
    if live is None:
        return {}
    return behind(conn, Scope(live, summary.begins_at, summary.ends_at, summary.sizes, week.signals))


async def _outputs(desk: Desk, person: str, wanted: Wanted, *, newer: bool = False) -> Json | None:
    """Return the page that goes on from the one that they see, None if it is not theirs to read."""
    may = await readable_by(desk, person, channel_id=wanted.channel_id)
    if not may.includes(wanted.behind.workflow):
        return None
    place = wanted.first if newer else wanted.last
    at = None if place is None else replace(place, newer=newer)
    page = await desk.db.read(outputs_behind, wanted.behind, at, ON_A_PAGE)
    return draw_outputs_behind(wanted, page, desk.timezone)


def _at(press: Press) -> FiguresAt:
    return FiguresAt.unpacked((press.view or {})["private_metadata"])


def _wanted(press: Press) -> Wanted:
    return Wanted.unpacked((press.view or {})["private_metadata"])
