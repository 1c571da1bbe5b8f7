"""What several ways to say that something was wrong have in common: who it is, and whether they may."""

from __future__ import annotations

from datetime import datetime

from domain.aftermath import may_report, not_gone_out
from domain.eligibility import Person
from domain.refusals import Refused
from handlers.cards.modals import Carried
from handlers.cards.reporting import draw_report
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.replies import Opened, Reply, Told, refused
from storage.aftermath import AfterView, after_view
from storage.card_views import CardView


async def open_report(desk: Desk, user_id: str, view: CardView | None, via: str) -> Reply:
    """Open the modal that reports the output, or (no view) asks which; else say why there is nothing to report."""
    person = await desk.directory.person(user_id)
    refusal = cannot_report(person, view, desk.now())
    if refusal is not None:
        return refused(refusal, view)
    if view is None:
        return Opened(draw_report(None, Carried("", "", fresh_id("view", desk.now()), via=via)))
    after = await look(desk, view.output.id)
    if after is not None and any(one.reported_by == user_id for one in after.open_reports):
        if after.judge is None:
            return Told("report.already_nobody", {}, view)
        line = "report.already_you" if after.judge == user_id else "report.already"
        return Told(line, {"judge": after.judge}, view)
    return Opened(draw_report(view, carried(desk, view, via=via)))


def cannot_report(person: Person | None, view: CardView | None, now: datetime) -> Refused | None:
    """Return why there is nothing for this person to report, None if there is."""
    if person is None:
        return Refused.of("unknown_person")
    if (refusal := may_report(person, now=now)) is not None or view is None:
        return refusal
    if view.output.state == "recalled" and view.output.released_sha256 is not None:
        return Refused.of("already_reversed")
    return not_gone_out(view.output)


async def look(desk: Desk, output_id: str) -> AfterView | None:
    """Return what came after the output's release, None if there is no such output."""
    return await desk.db.read(after_view, output_id, desk.now())


def carried(desk: Desk, view: CardView, *, via: str = "") -> Carried:
    """Return what a modal about this output carries; each opening has a name of its own."""
    return Carried(view.output.id, view.output.current_sha256, fresh_id("view", desk.now()), via=via)
