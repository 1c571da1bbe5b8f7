"""The outputs behind a figure, in a modal: what each is called, when it was handed in, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.outputs import UNRELEASED
from domain.outputs_behind import TELLING, Behind, Place
from handlers.cards.elements import actions, button, context, header, link_button, section
from handlers.cards.leave import spelled
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.packing import Packed
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import counted
from storage.outputs_behind import OutputBehind, PageBehind

ON_A_PAGE = 10
_TITLE_ROOM = 150
_NAME_ROOM = 80
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Wanted(Packed):
    """The outputs that somebody would see. `channel_id` is where they asked; `first` and `last` end the page that they
    see, None before there is one.
    """

    behind: Behind
    channel_id: str = ""
    first: Place | None = None
    last: Place | None = None


def see_button(behind: Behind, count: int | None, name: str = "") -> Json:
    """Return the button that opens them; `count` None: nobody has counted them. `name` tells two in one row apart."""
    label = (
        plain("button.see_some")
        if count is None
        else say_count("button.see", count, count=counted(count)).plain()
    )
    return button(f"see_outputs:{name}" if name else "see_outputs", label, Wanted(behind).packed())


def draw_outputs_behind(wanted: Wanted, page: PageBehind, timezone: str) -> Json:
    """Return the modal with this page of them."""
    behind, shown = wanted.behind, page.outputs
    blocks = [header(plain(f"behind.{behind.kind}")), context(_about(behind, timezone).plain())]
    blocks += [_one(each, behind.workflow, timezone) for each in shown]
    if not shown:
        blocks.append(section(plain("behind.none")))
    if turns := list(_turns(page)):
        blocks.append(actions(*turns))
    ends = (shown[0].place, shown[-1].place) if shown else (None, None)
    return modal(
        "outputs_behind",
        "modal.outputs_behind",
        blocks,
        carried=replace(wanted, first=ends[0], last=ends[1]),
    )


def _about(behind: Behind, timezone: str) -> Sentence:
    zone = ZoneInfo(timezone)
    since, until = (at.astimezone(zone).date() for at in (behind.begins_at, behind.ends_at - _AN_INSTANT))
    key = "behind.about_telling" if behind.kind in TELLING else "behind.about"
    workflow = clipped(behind.workflow, _NAME_ROOM)
    return say(key, workflow=workflow, since=spelled(since), until=spelled(until))


def _one(one: OutputBehind, workflow: str, timezone: str) -> Json:
    title = clipped(one.title or plain("card.untitled", workflow=workflow), _TITLE_ROOM)
    at = Moment(one.submitted_at, timezone, day=True)
    return section(plain("behind.one", title=title, at=at, became=_became(one)), _way(one))


def _way(one: OutputBehind) -> Json | None:
    """Return the way to its card, where Slack says who may read it; to the text of what has none, once it is over."""
    if one.permalink is not None:
        return link_button("open_card", plain("button.open_card"), one.permalink)
    if one.is_blind or one.state in UNRELEASED:
        return None
    return button("read_behind", plain("button.read_it"), one.output_id)


def _became(one: OutputBehind) -> str:
    if one.is_blind and one.state != "in_review":
        return plain("became.judged")
    match one.state:
        case "in_review":
            return plain("became.waiting")
        case "approved":
            return plain("became.approved")
        case "released":
            return plain("became.out_corrected" if one.corrected else "became.out")
        case "rejected":
            return plain("became.rejected")
        case "expired":
            return plain("became.expired")
        case "superseded":
            return plain("became.superseded")
        case "recalled":
            return plain("became.wrong" if one.went_out else "became.taken_back")


def _turns(page: PageBehind) -> Iterator[Json]:
    if page.has_newer:
        yield button("newer", plain("button.newer"), "newer")
    if page.has_older:
        yield button("older", plain("button.older"), "older")
