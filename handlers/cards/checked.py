"""How much of a workflow is checked, what was seen, what is missing, and what changed: in words, for every surface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.lanes import RUNNING
from domain.relaxing import Missing, Seen
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.transitions import Transition
from handlers.cards.bands import band_lines, share_words
from handlers.cards.checking import probes_words
from handlers.cards.lane_rules import rule_lines
from handlers.cards.naming import listed
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.relaxing import how_long, how_many_people
from handlers.cards.safe_text import clipped
from handlers.cards.signals.agreement import agreement_lines
from handlers.cards.signals.leading import wrong_words
from storage.relaxing import Checked

_CHANGES_SHOWN = 3
_NAME_ROOM = 80


@dataclass(frozen=True)
class Told:
    """What is told of: how much is checked, what is `missing` before its owner is asked for less (None: that takes no
    evidence), and after how many good ones in a row (None: nobody can say) a share is checked again. `wrong` is what
    got out in the last four weeks.
    """

    found: Checked
    missing: Missing | None
    clearance: int | None
    now: datetime
    wrong: WrongOnesOut = field(default_factory=WrongOnesOut)


def may_be_signed(told: Told) -> bool:
    """Say whether all has been seen that its owner asked for, and people decide everything still."""
    live = told.found.workflow
    return (
        live.status == "live"
        and live.lane == "reviewed"
        and told.missing is not None
        and told.missing.nothing
    )


def checked_lines(told: Told) -> list[Sentence]:
    """Return it, a line for each thing to know."""
    return list(_lines(told))


def seen_lines(told: Told) -> list[Sentence]:
    """Return how good it has been, in a line; none where nothing has been counted."""
    seen = told.found.seen
    return [] if seen is None or not seen.counted else [_seen(seen, told.now)]


def how_good_lines(told: Told) -> list[Sentence]:
    """Return how good it has been: what got out, what was seen, and whether two who judge it agree."""
    return [*out_lines(told), *seen_lines(told), *agreement_lines(told.found.pairs)]


def out_lines(told: Told) -> list[Sentence]:
    """Return how many wrong ones got out, in a line; none where nothing went out."""
    if not told.wrong.gone_out:
        return []
    return [say("checked.out", what=" · ".join(one.plain() for one in wrong_words(told.wrong)))]


def stage_words(found: Checked, clearance: int | None) -> Sentence:
    """Return how much is checked now."""
    live = found.workflow
    if live.lane == "always_human":
        return say("checked.always")
    if live.stage == "screening" and found.trial is not None and clearance is not None:
        return say_count("checked.screening", clearance, clean=found.trial.clean)
    if live.stage == "sampling":
        share = share_words(live.policy, live.sensitivity)
        key = "checked.sampling_held" if live.policy.checking.is_held else "checked.sampling"
        return say(key, share=share[0].upper() + share[1:])
    return say("checked.everything")


def missing_words(left: Missing) -> str:
    """Return what has yet to be seen, as a list in words; empty where nothing is missing."""
    counted = (
        say_count("missing.outputs", left.outputs),
        say_count("missing.weeks", left.weeks),
        say_count("missing.reviewers", left.reviewers),
        say_count("missing.planted", left.planted),
    )
    said = [one.plain() for one in counted if one.facts["count"]]
    return listed([*said, *([plain("missing.signature")] if left.signature else [])], "list.and")


def why_words(change: Transition, found: Checked) -> str:
    """Return why a change came about, in a sentence; a person by name."""
    if change.why == "signed":
        return plain("checked.signed_by", who=clipped(found.name(change.person or ""), _NAME_ROOM))
    if change.why == "probes":
        return probes_words(change.numbers).plain()
    if change.why == "cleared":
        numbers = change.numbers.get("cleared_after")
        return say_count("stage_why.cleared", numbers if isinstance(numbers, int) else 0).plain()
    return plain(f"stage_why.{change.why}")


def _lines(told: Told) -> Iterator[Sentence]:
    found, live = told.found, told.found.workflow
    if live.status not in RUNNING and live.status != "paused":
        return
    yield stage_words(found, told.clearance)
    yield from rule_lines(live.policy)
    if live.policy.lane != "automated":
        # Nobody is asked for less under such rules: how good it has been is told, and nothing is missing.
        yield from how_good_lines(told)
        return
    yield from band_lines(live.policy, found.sensitivity, now=live.stage == "sampling")
    yield from out_lines(told)
    yield say("checked.nothing") if found.seen is None else _seen(found.seen, told.now)
    if told.missing is not None and live.stage is None:
        left = missing_words(told.missing)
        yield say("checked.missing", what=left) if left else say("checked.ready")
    yield from agreement_lines(found.pairs)
    for change in found.changes[:_CHANGES_SHOWN]:
        yield _change(change, told)


def _seen(seen: Seen, now: datetime) -> Sentence:
    if not seen.counted:
        return say("checked.none_seen")
    return say(
        "checked.seen_late" if seen.late else "checked.seen",
        count=seen.counted,
        weeks=how_long(seen.began_at, now),
        people=how_many_people(seen.reviewers),
        errors=seen.errors,
        late=seen.late,
    )


def _change(change: Transition, told: Told) -> Sentence:
    at = Moment(change.at, told.found.workflow.policy.working_hours.timezone, day=True)
    if change.was == change.becomes:
        what = plain("checked.became_anew")
    else:
        share = change.becomes.stage == "sampling"
        what = plain("checked.became_share" if share else "checked.became_everything")
    return say("checked.change", at=at, what=what, why=why_words(change, told.found))
