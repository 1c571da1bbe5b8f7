"""A report that nobody has answered for a working day: who is asked is reminded, the deputy hears who that is."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.late_reports import draw_late_report, late_report_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.aftermath import after_view
from storage.database import Database


class TellLateReport:
    """Posts it to whoever is asked now, or to the deputy. It decides nothing, and passes nothing on."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or somebody has answered by now, or nobody else is to hear."""
        after = await self._db.read(after_view, str(wish.payload["output"]), self._clock.now())
        report = (
            None if after is None else next((r for r in after.open_reports if r.id == wish.subject), None)
        )
        if after is None or report is None or after.judge is None:
            return Done()
        to_judge = wish.payload["to"] == "judge"
        person = after.judge if to_judge else after.view.workflow.deputy
        if person is None or (person == after.judge) != to_judge:
            return Done()
        message = draw_late_report(after, report, to_judge=to_judge)
        return await tell_once(self._slack, wish, person, message, mark=late_report_mark(report))
