"""*Sign somebody in*, in App Home and where nobody may decide."""

from __future__ import annotations

from domain.eligibility import unfit
from domain.refusals import Refused
from domain.training import trained_until
from handlers.cards.modals import Carried
from handlers.cards.training import draw_sign_in
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told, refused
from storage.workflows import workflow
from usecases.pause_workflow import may_resume


async def sign_in(desk: Desk, press: Press) -> Reply:
    """Open the window, for who answers for the workflow that the button names."""
    person, found = await desk.directory.person(press.person), await desk.db.read(workflow, press.value)
    if person is None or found is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    if unfit(person, now=desk.now()) is not None or not may_resume(found, person.user_id):
        return refused(Refused.of("only_owner", judge=found.owner), None)
    if found.live.training_months is None:
        return Told("sign_in.none_asked", {"slug": found.slug})
    zone = found.policy.working_hours.timezone
    until = trained_until(desk.now(), found.live.training_months, zone)
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=found.slug)
    return Opened(draw_sign_in(found.slug, until, zone, carried))
