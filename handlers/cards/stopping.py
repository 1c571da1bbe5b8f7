"""The modals that stop a workflow, and that let it go on: what will wait, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.transitions import begun_anew
from handlers.cards.elements import section
from handlers.cards.fields import field, text_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal, notice
from handlers.cards.phrase import plain, say
from handlers.cards.standing import stopped_by, watched_no_more, who_lets_go_on
from storage.cords import Cord

REASON = "why"
LONGEST_REASON = 500


def draw_stop(cord: Cord, carried: Carried) -> Json:
    """Return the modal that stops the workflow when it is submitted; closed, nothing has happened."""
    blocks = [*(section(one) for one in _what_waits(cord)), _reason("stop.label")]
    return modal("stop", "modal.stop", blocks, carried=carried, submit="button.stop", close="button.cancel")


def draw_go_on(cord: Cord, carried: Carried) -> Json:
    """Return the modal that lets the workflow go on when it is submitted; closed, nothing has happened."""
    blocks = [*(section(one) for one in _what_goes(cord)), _reason("go_on.label")]
    return modal(
        "go_on", "modal.go_on", blocks, carried=carried, submit="button.go_on", close="button.cancel"
    )


def draw_no_cord(cord: Cord) -> Json:
    """Return the modal that says why there is nothing to stop: who has stopped it already, or that it never ran."""
    if cord.stopped is not None:
        return notice("modal.refused", stopped_by(cord.stopped, cord.workflow, cord.names, cord.gone))
    return notice("modal.refused", say("pause.closed", slug=cord.workflow.slug))


def reason_in(values: Mapping[str, Any]) -> str | None:
    """Return why, as it was written, on one line; None for nothing."""
    return " ".join((text_in(values, REASON) or "").split()) or None


def _what_waits(cord: Cord) -> Iterator[str]:
    at_once = cord.workflow.lane == "automated" or cord.workflow.status == "watching"
    yield plain("stop.title", slug=cord.workflow.slug)
    yield plain("stop.in_review", count=cord.waiting.in_review)
    yield plain("stop.approved", count=cord.waiting.approved)
    yield plain("stop.at_once" if at_once else "stop.new")
    yield plain("stop.gone_out")
    if cord.workflow.status == "watching":
        yield plain("stop.watching")
    yield plain("stopped.until", judges=who_lets_go_on(cord.workflow, cord.stopped, cord.names, cord.gone))


def _what_goes(cord: Cord) -> Iterator[str]:
    if cord.stopped is not None:
        yield stopped_by(cord.stopped, cord.workflow, cord.names, cord.gone).plain()
    yield plain("go_on.approved", count=cord.waiting.approved)
    yield plain("go_on.in_review", count=cord.waiting.in_review)
    yield plain("go_on.new", lane=plain(f"lane.{begun_anew(cord.workflow.standing).lane}"))
    if cord.stopped is not None and cord.stopped.stopped_watching:
        for one in watched_no_more(cord.workflow, cord.names, cord.gone):
            yield one.plain()


def _reason(label: str) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_REASON}
    return field(REASON, label, element)
