"""*Ask … for help*, where more is checked than people can keep up with."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Reply, Told, refused
from storage.outputs import names_of
from usecases.ask_for_help import AskForHelp
from usecases.ask_for_help import ask_for_help as ask


async def ask_help(desk: Desk, press: Press) -> Reply:
    """Tell whoever answers for it, once; everybody who asks reads that they are asked."""
    person = await desk.directory.person(press.person)
    if person is None or not press.value.isdecimal():
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    done = await desk.decide(ask, AskForHelp(int(press.value), person, desk.now()))
    if isinstance(done, Refused):
        known = done.code in ("unknown_person", "not_found")
        return refused(done, None) if known else Told("help.not_a_member")
    names = await desk.db.read(names_of, [done.owner])
    owner = names.get(done.owner, done.owner)
    return Told("help.again" if done.repeated else "help.asked", {"owner": owner})
