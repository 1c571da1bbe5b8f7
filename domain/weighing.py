"""What one output weighs in the evidence: whether it counts, and whether it was good. Pure, in the order of hand-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.errors import counts_as_error
from domain.outputs import State
from domain.policy import Policy

Weight = Literal[
    "none",  # it never counts: nobody was to look at it, it repeats another, or it was taken back undecided
    "open",  # nobody has decided: nothing after it counts either
    "good",
    "wrong",
    "late",  # wrong, for good, because nobody decided in time, or before it was taken back though it was drawn
]
# What is open stops everything after it; by this many deadlines too late it counts as wrong, for good.
TOO_LATE = 5
# Several processes hand in at once, and what was handed in a moment earlier may be saved a moment later.
HAS_ARRIVED = timedelta(minutes=1)


@dataclass(frozen=True)
class Judged:
    """What is known of one output. `counts`: somebody was to look at it, it is real, and it repeats none before it.

    `went_out`; `looked_at`: an audit of it is over; `decided`: people's decision was final at least once; `corrected`:
    what they let pass was not the text handed in; `reason`: why they stopped it. `stopped`: somebody was rejecting it
    when it was taken back, or superseded. `drawn`: it would have gone out had it not been drawn.
    """

    id: str
    submitted_at: datetime
    counts: bool
    state: State
    went_out: bool
    looked_at: bool
    decided: bool
    corrected: bool
    due_at: datetime
    screened: bool
    reason: str | None = None
    stopped: bool = False
    drawn: bool = False


def weight(judged: Judged, rules: Policy, now: datetime) -> Weight:
    """Return what the output weighs at `now` under the rules that it was judged by."""
    errors = rules.standard.error_counts_as
    if not judged.counts:
        return "none"
    if judged.state == "expired":
        return "late"
    if judged.state == "recalled" and judged.went_out:
        return "wrong"
    if judged.state == "rejected" or judged.stopped:
        # To take back what somebody is just rejecting does not unsay it.
        return "wrong" if counts_as_error("reject", errors, judged.reason) else "good"
    if judged.decided or judged.looked_at:
        return "wrong" if judged.corrected and counts_as_error("fix", errors) else "good"
    if judged.state == "recalled" and judged.drawn:
        return "late"  # else whoever takes back whatever is drawn would never be checked
    if judged.state in ("recalled", "superseded"):
        return "none"  # what comes in the place of one that was drawn is looked at itself
    too_late = rules.working_hours.add(judged.due_at, TOO_LATE * rules.review_within)
    return "late" if too_late < now else "open"
