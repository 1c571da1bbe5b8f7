"""Asking whoever answers for a workflow whether less may be checked, and what they sign. It promises nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.outputs import Output
from domain.relaxing import Seen
from domain.stages import InspectionPlan
from domain.statistics.escapes import mean, quantile
from domain.trials import Trial
from handlers.cards.bands import band_lines, share_words
from handlers.cards.elements import actions, button, section
from handlers.cards.fields import field
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.relaxing import Checked

REASON = "why"
LONGEST_REASON = 500
WRONG_SHOWN = 10
_NAME_ROOM = 80
_TITLE_ROOM = 150
_TEXT_ROOM = 2_500
_A_WEEK = timedelta(weeks=1)
_OFTEN = 0.95


@dataclass(frozen=True)
class Proposed:
    """What is proposed: what was seen, and what would follow from the policy's plan. `now` is when it was read,
    `sensitivity` what the plan reckons with that those who look catch.
    """

    found: Checked
    seen: Seen
    plan: InspectionPlan
    now: datetime
    sensitivity: float = 1.0


def draw_relax(one: Proposed, asked: str) -> Message:
    """Return the message to its owner. `asked` is the instant at which it was found that nothing is missing."""
    lines = list(_lines(one))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(line.plain())) for number, line in enumerate(lines, start=1)
    ]
    trial = one.found.trial
    assert trial is not None
    pressed = [button("keep_checking", plain("button.keep_checking"), str(trial.id))]
    if trial.errors:
        label = say_count("button.read_wrong", trial.errors).plain()
        pressed.append(button("read_wrong", label, str(trial.id)))
    pressed.append(button("sign_less", plain("button.sign_less"), str(trial.id)))
    parts.append(("act", actions(*pressed)))
    said = "\n".join(line.mrkdwn() for line in lines)
    return assembled("relax", trial.question_asked(datetime.fromisoformat(asked)), said, parts)


def relax_mark(trial: Trial, asked: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"relax:{trial.question_asked(datetime.fromisoformat(asked))}:"


def draw_sign(one: Proposed, carried: Carried) -> Json:
    """Return the window in which the owner signs for exactly what it shows; closed, nothing has happened."""
    reason: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_REASON}
    blocks = [
        *(section(line.plain()) for line in (*_figures(one), *_consequences(one))),
        section(f"{_claim(one).plain()} {_as_whom(one).plain()}"),
        section(plain("relax.promise")),
        field(REASON, "relax.reason", reason),
    ]
    return modal(
        "sign_less",
        "modal.sign_less",
        blocks,
        carried=carried,
        submit="button.sign_it",
        close="button.cancel",
    )


def draw_wrong(outputs: Sequence[tuple[Output, str | None]], left: int, zone: str) -> Json:
    """Return the window with the texts of what was wrong, each as it was handed in; `left` have no room."""
    blocks: list[Json] = []
    for output, text in outputs:
        title = clipped((output.title or "").strip() or plain("relax.untitled"), _TITLE_ROOM)
        at = Moment(output.submitted_at, zone, day=True)
        blocks.append(section(plain("relax.said", title=title, at=at)))
        if text:
            blocks.append(section(clipped(text, _TEXT_ROOM)))
    if left > 0:
        blocks.append(section(plain("relax.more_wrong", count=left)))
    return modal("notice", "modal.read_wrong", blocks or [section(plain("relax.none_wrong"))])


def numbers(one: Proposed) -> dict[str, object]:
    """Return all that the window shows as numbers: they are kept with the signature."""
    seen, plan, standard = one.seen, one.plan, one.found.workflow.policy.standard
    return {
        "counted": seen.counted,
        "errors": seen.errors,
        "late": seen.late,
        "since": seen.began_at.isoformat(),
        "reviewers": seen.reviewers,
        "planted": seen.told.planted if seen.told.may_be_shown else seen.noticed.planted,
        "caught": seen.told.caught if seen.told.may_be_shown else None,
        "max_error_rate": standard.max_error_rate,
        "confidence": standard.confidence,
        "fraction": plan.fraction,
        "clearance": plan.clearance,
        "sensitivity": one.sensitivity,
        "per_day": one.found.per_day,
    }


def how_long(since: datetime, now: datetime) -> str:
    """Return how long ago that was, in weeks, at least one."""
    return say_count("relax.weeks", max(1, round((now - since) / _A_WEEK))).plain()


def how_many_people(count: int) -> str:
    """Return so many people, in words."""
    return say_count("relax.people", count).plain() if count else plain("relax.nobody")


def _lines(one: Proposed) -> Iterator[Sentence]:
    live = one.found.workflow
    yield say("relax.title", owner=clipped(one.found.name(live.owner), _NAME_ROOM), slug=live.slug)
    yield say("relax.yours")
    yield from _figures(one)
    yield from _consequences(one)
    yield say("relax.promise")


def _figures(one: Proposed) -> Iterator[Sentence]:
    seen = one.seen
    weeks, people = how_long(seen.began_at, one.now), how_many_people(seen.reviewers)
    yield say("relax.looked", count=seen.counted, weeks=weeks, people=people)
    yield say("relax.wrong", count=seen.errors - seen.late)
    yield say("relax.late", count=seen.late)
    if not seen.noticed.planted:
        yield say("relax.not_tested")
    elif not seen.told.may_be_shown:
        yield say("relax.noticed_by_few")
    else:
        yield say("relax.noticed", caught=seen.told.caught, planted=seen.told.planted)
    again = seen.noticed.found + seen.noticed.let_out
    if again and one.found.pairs.may_be_shown:
        yield say("relax.second_looks", count=again, found=seen.noticed.found)


def _consequences(one: Proposed) -> Iterator[Sentence]:
    plan, policy = one.plan, one.found.workflow.policy
    held = policy.checking.is_held
    yield say("relax.held" if held else "relax.after", share=share_words(policy, one.sensitivity))
    yield from band_lines(policy, one.sensitivity, now=True)
    few = round(one.found.per_day * one.found.share)
    if one.found.per_day > few:
        every = one.found.per_day
        yield say_count("relax.cards", few, all=every) if few else say("relax.cards_few", all=every)
    yield say_count("relax.then", plan.clearance)
    caught = one.sensitivity
    escapes = round(mean(plan.fraction, held=held, sensitivity=caught))
    seldom = quantile(_OFTEN, plan.fraction, held=held, sensitivity=caught)
    yield say_count("relax.collapse", escapes, seldom=seldom)


def _as_whom(one: Proposed) -> Sentence:
    """Return whether the claim is only as good as those who review."""
    asked = one.found.workflow.policy.checking.relax_after
    return say("relax.missed" if one.seen.noticed.is_measured(asked) else "relax.as_judged")


def _claim(one: Proposed) -> Sentence:
    """Return what the evidence claims, and not more: it says nothing of today."""
    standard = one.found.workflow.policy.standard
    rate, alpha = f"{100 * standard.max_error_rate:g}", f"{100 * (1 - standard.confidence):.3g}"
    return say("relax.claim", rate=rate, alpha=alpha)
