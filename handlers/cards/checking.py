"""What a channel, and whoever answers for it, hear when more or less is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.stages import InspectionPlan
from domain.transitions import REVIEWED, SCREENING, Standing
from handlers.cards.bands import share_words
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.stage_views import StageView

_NAME_ROOM = 40
_TITLE_ROOM = 150
_REASON_ROOM = 500
_SPOTTED = frozenset({"audit", "checked", "report", "critical"})
# Of these the message names the output.
TITLED = (*sorted(_SPOTTED), "late")


def draw_stage(
    view: StageView, plan: InspectionPlan | None, *, reason: str | None = None, to_owner: bool = False
) -> Message:
    """Return the message. `plan` is the policy's (None: it has none), `reason` a person's words. `to_owner`: it goes to
    whoever would be asked for help.
    """
    lines = list(_lines(view, plan, reason, to_owner=to_owner))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if _cards(view, plan) is not None and not to_owner:
        owner = clipped(view.name(view.workflow.owner), _NAME_ROOM)
        parts.append(
            ("act", actions(button("ask_help", plain("button.ask_help", owner=owner), str(view.id))))
        )
    said = "\n".join(one.mrkdwn() for one in lines)
    return assembled("stage", str(view.id), said, parts)


def stage_mark(transition_id: int) -> str:
    """Return how the blocks of that message are recognised."""
    return f"stage:{transition_id}:"


def draw_help(view: StageView, who: str) -> Message:
    """Return what whoever answers for it hears: that somebody finds it too much."""
    slug = view.workflow.slug
    lines = [
        say("help.asks", who=clipped(who, _NAME_ROOM), slug=slug, many=view.per_day),
        say("help.how"),
    ]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    parts.append(("act", actions(button("stop", plain("button.stop"), slug))))
    return assembled("help", str(view.id), "\n".join(one.mrkdwn() for one in lines), parts)


def _lines(
    view: StageView, plan: InspectionPlan | None, reason: str | None, *, to_owner: bool
) -> Iterator[Sentence]:
    yield _title(view)
    yield _why(view, reason)
    task = view.put_right
    if task is not None and view.change.why in _SPOTTED:
        zone = view.workflow.policy.working_hours.timezone
        by = Moment(task.due_at, zone, day=True)
        yield say("stage.put_right", who=clipped(view.name(task.person), _NAME_ROOM), by=by)
    cards = _cards(view, plan)
    if cards is not None:
        yield cards
        if not to_owner:
            yield say("stage.too_many")
    if view.change.why in _SPOTTED:
        yield say("stage.thanks")
    if view.change.why == "probes":
        yield say("stage.thanks_all")
    if view.change.becomes == REVIEWED and view.workflow.policy.lane == "automated":
        yield say("stage.next")


def _title(view: StageView) -> Sentence:
    slug, was, becomes = view.workflow.slug, view.change.was, view.change.becomes
    if was == becomes:
        return say("stage.anew", slug=slug)
    if becomes.stage != "sampling":
        return say("stage.everything", slug=slug)
    share = share_words(view.workflow.policy, view.workflow.sensitivity)
    if view.change.person is None:
        return say("stage.share", slug=slug, share=share)
    return say("stage.signed", slug=slug, share=share, who=clipped(view.name(view.change.person), _NAME_ROOM))


def _why(view: StageView, reason: str | None) -> Sentence:
    change = view.change
    if change.why == "signed":
        who = clipped(view.name(change.person or ""), _NAME_ROOM)
        return say("stage_why.signed", who=who, why=clipped(reason or "", _REASON_ROOM))
    if change.why == "cleared":
        return say_count("stage_why.cleared", _number(view, "cleared_after"))
    if change.why == "probes":
        return probes_words(change.numbers)
    if change.why in TITLED and view.title is not None:
        return say(f"stage_why.{change.why}_titled", title=clipped(view.title, _TITLE_ROOM))
    return say(f"stage_why.{change.why}")


def probes_words(numbers: Mapping[str, object]) -> Sentence:
    """Return that too few planted mistakes were caught: in figures where enough people have met them."""
    caught, planted = numbers.get("caught"), numbers.get("planted")
    if not isinstance(caught, int) or not isinstance(planted, int):
        return say("stage_why.probes")
    return say("stage_why.probes_counted", caught=caught, planted=planted)


def _cards(view: StageView, plan: InspectionPlan | None) -> Sentence | None:
    """Return how much more it is for those who check, None where it is not more, or too little to say."""
    was, becomes = view.change.was, view.change.becomes
    if was != Standing("automated", "sampling") or not becomes.is_heavier_than(was):
        return None
    few = round(view.per_day * view.share)
    if view.per_day < few + 2:
        return None
    cards = {"many": view.per_day, "few": few or plain("stage.hardly_any")}
    if becomes == SCREENING and plan is not None:
        return say_count("stage.cards_until", plan.clearance, **cards)
    return say("stage.cards", **cards)


def _number(view: StageView, name: str) -> int:
    found = view.change.numbers.get(name)
    return found if isinstance(found, int) else 0
