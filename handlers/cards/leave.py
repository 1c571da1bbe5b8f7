"""Being away: what the command answers, the window to choose days in, and the message to who is back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.cards.elements import actions, button, section
from handlers.cards.fields import Values, field
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import listed
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.moving_on import MovedOn
from storage.leave import Leave
from storage.leave_views import LeaveView, MovedReview
from storage.stand_ins import StandIn
from storage.workflows import Workflow
from usecases.assign_review import Assigned

FROM, UNTIL = "from", "until"
_SHOWN = 10
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day_of(at: datetime, zone: str) -> str:
    """Return the day on which this instant is in the zone, as people say it: "Monday 7 December"."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def date_of(at: datetime, zone: str) -> str:
    """Return the date that this instant has in the zone, for what is far off: "26 November 2027"."""
    return spelled(at.astimezone(ZoneInfo(zone)).date())


def spelled(day: date) -> str:
    """Return a day in words: "26 November 2027"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def brief(day: date, year: int) -> str:
    """Return a day in few words, for whoever thinks of that year: "3 Nov", of another one "3 Nov 2025"."""
    said = f"{day.day} {_MONTHS[day.month - 1][:3]}"
    return said if day.year == year else f"{said} {day.year}"


def away_lines(
    leave: Leave,
    moved: MovedOn,
    owned: Iterable[Workflow],
    names: Mapping[str, str],
    now: datetime,
    back_at: datetime,
) -> list[Sentence]:
    """Return what somebody hears who goes away: until when, where what they had went, who stands in for them.

    `back_at` is when they work again, which may be days after the leave.
    """
    until = day_of(back_at, leave.zone)
    if leave.from_at > now:
        return [say("away.set_later", start=day_of(leave.from_at, leave.zone), until=until)]
    tasks = _tasks(moved.tasks, names)
    return [say("away.set", until=until), _moved(moved.reviews, names), *tasks, *_standing_in(owned, names)]


def is_away_line(leave: Leave | None, now: datetime) -> Sentence:
    """Return whether somebody is away, or will be, and until when."""
    if leave is None:
        return say("away.not")
    until = day_of(leave.until_at, leave.zone)
    if leave.covers(now):
        return say("away.is", until=until)
    return say("away.will_be", start=day_of(leave.from_at, leave.zone), until=until)


def here_though_away(leave: Leave) -> Sentence:
    """Return what somebody reads who says that they are here, and has said that they are, or will be, away."""
    return say("friday.here_away", until=day_of(leave.until_at, leave.zone))


def draw_away(leave: Leave | None, carried: Carried, *, today: date) -> Json:
    """Return the window in which somebody chooses from when until when they are away."""
    begin, back = today, today + timedelta(days=1)
    if leave is not None:
        zone = ZoneInfo(leave.zone)
        begin = max(leave.from_at.astimezone(zone).date(), today)
        back = leave.until_at.astimezone(zone).date()
    fields = [
        field(FROM, "field.away_from", {"type": "datepicker", "initial_date": begin.isoformat()}),
        field(UNTIL, "field.away_until", {"type": "datepicker", "initial_date": back.isoformat()}),
    ]
    return modal("away", "modal.away", fields, carried=carried, submit="button.away", close="button.cancel")


def day_in(values: Values, name: str) -> date | None:
    """Return the day that was chosen, None for none."""
    chosen = (values.get(name, {}).get(name) or {}).get("selected_date")
    return None if not chosen else date.fromisoformat(str(chosen))


def home_blocks(leave: Leave | None, now: datetime) -> Iterator[Json]:
    """Give the blocks of App Home for whoever is away or will be; nothing for everybody else."""
    if leave is None or leave.until_at <= now:
        return
    until = day_of(leave.until_at, leave.zone)
    if leave.covers(now):
        yield section(plain("home.away", until=until))
    else:
        yield section(plain("home.away_later", start=day_of(leave.from_at, leave.zone), until=until))
    back_words = "button.away_back" if leave.covers(now) else "button.away_call_off"
    back = button("away_back", plain(back_words), leave.id)
    change = button("away", plain("button.away_change"), leave.id)
    yield actions(back, change) | {"block_id": "home:away"}


def draw_stand_in(view: StandIn, now: datetime) -> Message:
    """Return the message to whoever stands in: for whom, where, from when until when, and what they may do."""
    zone, owner = view.leave.zone, clipped(view.owner, 80)
    facts = {
        "owner": owner,
        "until": day_of(view.back_at, zone),
        "slugs": clipped(listed(list(view.slugs), "list.and"), 500),
    }
    if view.leave.from_at > now:
        title = say("stand_in.later", start=day_of(view.leave.from_at, zone), **facts)
    else:
        title = say("stand_in.now", **facts)
    lines = [title, say("stand_in.may", owner=owner)]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    return assembled("stand_in", view.leave.id, " ".join(one.mrkdwn() for one in lines), parts)


def stand_in_mark(leave_id: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"stand_in:{leave_id}:"


def draw_back(view: LeaveView) -> Message:
    """Return the message to whoever is back: what moved on, where it is now, and whether they want it back."""
    lines = list(_back(view))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if view.to_take_back:
        parts.append(("take_back", actions(button("take_back", plain("button.reviews_back"), view.leave.id))))
    text = "\n".join(one.mrkdwn(250) for one in lines)
    return assembled("leave", view.leave.id, text, parts)


def back_mark(leave_id: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"leave:{leave_id}:"


def taken_back_line(count: int) -> Sentence:
    """Return what stands in the place of the message once somebody has taken back what was left."""
    if count == 0:
        return say("back.done_none")
    return say_count("back.done", count)


def _moved(moved: Sequence[Assigned], names: Mapping[str, str]) -> Sentence:
    if not moved:
        return say("away.nothing_open")
    went = Counter(one.becomes for one in moved)
    said = [
        plain("away.moved_to", count=count, who=clipped(names.get(who, who), 80))
        for who, count in sorted((who, count) for who, count in went.items() if who is not None)
    ]
    if went[None]:
        said.append(say_count("away.moved_to_all", went[None]).plain())
    where = clipped(listed(said, "list.and"), 500)
    if len(moved) == 1:
        return say("away.moved_one", where=where)
    return say("away.moved", count=len(moved), where=where)


def _tasks(tasks: Sequence[str], names: Mapping[str, str]) -> Iterator[Sentence]:
    if tasks:
        who = [clipped(names.get(one, one), 80) for one in sorted(set(tasks))]
        yield say("away.tasks", who=listed(who, "list.and"))


def _standing_in(owned: Iterable[Workflow], names: Mapping[str, str]) -> Iterator[Sentence]:
    for one in list(owned)[:_SHOWN]:
        if one.deputy is None:
            yield say("away.no_deputy", slug=one.slug)
        else:
            yield say("away.deputy", deputy=clipped(names.get(one.deputy, one.deputy), 80), slug=one.slug)


def _back(view: LeaveView) -> Iterator[Sentence]:
    count = len(view.moved)
    yield say("back.title") if count == 1 else say("back.title_many", count=count)
    # What waits first: the rest is only to know.
    for one in sorted(view.moved, key=lambda one: not one.waits)[:_SHOWN]:
        yield _moved_on(view, one)
    if count > _SHOWN:
        yield say("home.more", count=count - _SHOWN)
    left = len(view.to_take_back)
    if left == 0:
        yield say("back.none")
    else:
        yield say_count("back.ask", left)


def _moved_on(view: LeaveView, one: MovedReview) -> Sentence:
    untitled = plain("card.untitled", workflow=one.workflow)
    facts = {"title": clipped((one.title or "").strip() or untitled, 150), "workflow": one.workflow}
    if not one.waits:
        return say("back.decided", **facts)
    if one.holder is None:
        return say("back.nobody", **facts)
    if one.holder == view.leave.person:
        return say("back.yours", **facts)
    who = clipped(view.names.get(one.holder, one.holder), 80)
    return say("back.taken" if one.taken else "back.given", who=who, **facts)
