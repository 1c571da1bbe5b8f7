"""The windows that lie on *Review now* where it shows a planted mistake: submitted, they say that it was one."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from domain.fixing import Correction, problem_with
from domain.probes import ProbeVerdict
from handlers.cards.fixing import Problem, block_of, corrected
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence
from handlers.cards.queue import Place
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.planting import judged, view_of
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import at_block, instead
from storage.card_views import CardView

Submit = Callable[[Desk, Submission], Awaitable[Json]]


def or_planted(verdict: ProbeVerdict, real: Submit) -> Submit:
    """Return what the window does: about a planted mistake, keep this verdict and say that it was one."""

    async def either(desk: Desk, given: Submission) -> Json:
        place = _planted(given)
        if place is None:
            return await real(desk, given)
        view = await view_of(desk, given.person, place)
        if verdict == "fix" and view is not None and (problem := _problem(view, given)) is not None:
            return at_block(*problem)
        return instead(notice("modal.planted", await judged(desk, given.person, place, verdict)))

    return either


def _planted(given: Submission) -> Place | None:
    """Return the place that the window lies on, if it is about the planted mistake there; else None."""
    if given.carried.queue is None:
        return None
    place = Place.unpacked(given.carried.queue)
    return place if place.probe is not None and place.output_id == given.carried.output_id else None


def _problem(view: CardView, given: Submission) -> tuple[str, Sentence] | None:
    """Return what is wrong with what was entered, as for any other text."""
    text = corrected(view.text, given.values)
    if isinstance(text, Problem):
        return text.block_id, text.said
    correction = Correction.of(text, handed_in=view.text, salt=secrets.token_bytes(32))
    refusal = problem_with(correction, sha256=view.output.current_sha256)
    return (
        None if refusal is None else (block_of(1), whispered(f"refused.{refusal.code}", refusal.facts, view))
    )
