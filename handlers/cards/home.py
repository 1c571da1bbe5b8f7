"""App Home: what waits for one person, and what they answer for."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import divider, header, link_button, section
from handlers.cards.message import Json
from handlers.cards.phrase import Moment, plain
from handlers.cards.safe_text import clipped
from storage.home_views import Answered, HomeView, Waiting

_WORKFLOWS_SHOWN = 20


def draw_home(view: HomeView) -> Json:
    """Return the view that Slack publishes; at most 100 blocks."""
    return {"type": "home", "blocks": list(_blocks(view))}


def _blocks(view: HomeView) -> Iterator[Json]:
    if not view.any_workflow:
        yield section(plain("home.no_workflow"))
        return
    yield header(plain("home.title"))
    if not view.waiting:
        yield section(plain("home.nothing"))
    for one in view.waiting:
        yield _waiting(view, one)
    if view.more:
        yield section(plain("home.more", count=view.more))
    if view.answers_for:
        yield divider()
        yield header(plain("home.answers_for"))
    for answered in view.answers_for[:_WORKFLOWS_SHOWN]:
        yield section(_answered(answered))


def _waiting(view: HomeView, one: Waiting) -> Json:
    output = one.output
    title = clipped((output.title or "").strip() or plain("card.untitled", workflow=output.workflow), 150)
    due = Moment(output.due_at, one.zone, day=True)
    asked = output.requester or output.requested_by
    if asked is None:
        said = plain("home.waiting_for_nobody", title=title, workflow=output.workflow, due=due)
    else:
        who = clipped(view.names.get(asked, asked), 80)
        said = plain("home.waiting", title=title, workflow=output.workflow, who=who, due=due)
    if one.mine:
        said = plain("home.mine", line=said)
    if one.permalink is None:
        return section(said)
    return section(said, link_button("open_card", plain("button.open_card"), one.permalink))


def _answered(one: Answered) -> str:
    lane = plain(f"lane.{one.lane}") if one.status == "live" else plain(f"status.{one.status}")
    if one.oldest_due_at is None:
        said = plain("home.workflow", slug=one.slug, lane=lane)
    else:
        due = Moment(one.oldest_due_at, one.zone, day=True)
        key = "home.workflow_late" if one.late else "home.workflow_waiting"
        said = plain(key, slug=one.slug, lane=lane, waiting=one.waiting, late=one.late, due=due)
    return said if one.is_owner else plain("home.deputy", line=said)
