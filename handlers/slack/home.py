"""App Home is drawn when somebody opens it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.content import fingerprint
from handlers.cards.home import draw_home
from handlers.slack.asking import Absent, Unreachable
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Reply
from storage.home_views import home_view
from storage.inbox import Stored

# Somebody else's publishing was newer, or Home is switched off: nothing is left to do.
_SETTLED = frozenset({"hash_conflict", "not_enabled"})


async def publish_home(desk: Desk, stored: Stored) -> str | None:
    """Show the person their Home as it is now. A word for what came of it; it is not tried again."""
    event = stored.payload
    if event.get("tab", "home") != "home":
        return "not_home"
    user_id, shown = str(event["user"]), event.get("view")
    if await desk.directory.person(user_id) is None:
        return "unverified"
    drawn = draw_home(await desk.db.read(home_view, user_id, desk.now()))
    given = {"hash": shown["hash"]} if isinstance(shown, Mapping) and shown.get("hash") else {}
    desk.homes.opened(user_id, given.get("hash"))
    try:
        await desk.slack.show("views.publish", absent=_SETTLED, user_id=user_id, view=drawn, **given)
    except (Absent, Unreachable) as failure:
        return f"not_published: {failure}"
    desk.homes.shows(user_id, fingerprint(drawn), None)
    return "published"


async def turn_looks(desk: Desk, press: Press) -> Reply:
    """Show another page of what has gone out and is to be looked at."""
    page = int(press.value)
    desk.homes.turned(press.person, page)
    drawn = draw_home(await desk.db.read(home_view, press.person, desk.now(), page))
    try:
        await desk.slack.show("views.publish", absent=_SETTLED, user_id=press.person, view=drawn)
    except (Absent, Unreachable):  # shown as soon as Slack is there, or when it is opened again
        return None
    desk.homes.shows(press.person, fingerprint(drawn), None)
    return None
