"""What a workflow's rules are. `Policy` is frozen onto each output; `Live` may change under an open one.

The defaults stand here and nowhere else. Durations are working time, except `undo`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from typing import Literal, TypeVar, get_args

import msgspec

from domain.bands import Band
from domain.lane_rules import LaneRule
from domain.lanes import Lane
from domain.references import ChannelRef, GroupRef, PersonRef
from domain.working_time import WorkingHours

# Raised when a policy gains a field without which an older program would judge by looser rules. What does not use the
# field is still stored as before, so that an older program reads what it understands.
FORMAT = 1
WITH_BANDS = 2

StepTo = Literal["assignee", "owner", "deputy", "leaders"]
OnExpiry = Literal["hold", "expire"]  # there is no "approve": silence is never a yes
Sampling = Literal["after_release", "held"]
Assign = Literal["by_load", "pool"]
ErrorKind = Literal["rejected", "edited", "critical"]
ERROR_KINDS: tuple[ErrorKind, ...] = get_args(ErrorKind)
T = TypeVar("T")


class UnreadablePolicy(ValueError):
    """A stored policy that this program does not understand: whoever meets it holds the output."""


@dataclass(frozen=True)
class Standard:
    """What good enough means here. Rates are in 0..1; `escape_budget` counts outputs. `error_counts_as` are the
    verdicts that make an output a wrong one, in the order of ERROR_KINDS.
    """

    statement: str = ""
    criteria: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    max_error_rate: float = 0.02
    confidence: float = 0.95
    escape_budget: int = 10
    error_counts_as: tuple[ErrorKind, ...] = ERROR_KINDS
    review_by: date | None = None


@dataclass(frozen=True)
class Costs:
    """Assumptions signed with the standard; None: nobody has said. Minutes, and money per minute."""

    minutes_saved: float | None = None
    review_minute: float | None = None
    error_minutes: float | None = None
    live_since: date | None = None
    exceptions_baseline_per_1000: float | None = None


@dataclass(frozen=True)
class RelaxAfter:
    """What must have been seen before anybody is asked to check less."""

    weeks: int = 4
    reviewers: int = 2
    planted: int = 20


@dataclass(frozen=True)
class Checking:
    """How much is looked at. Shares are in 0..1; `bands` are looked at more than the rest."""

    sampling: Sampling = "after_release"
    double_review_share: float = 0.05
    probe_share: float = 0.03
    relax_after: RelaxAfter = RelaxAfter()
    rules: tuple[LaneRule, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def is_held(self) -> bool:
        """Say whether what is drawn waits for people before it goes out."""
        return self.sampling == "held"


@dataclass(frozen=True)
class Step:
    """Who hears when this share (in per cent) of `review_within` has passed."""

    at_percent: int
    to: StepTo

    def __str__(self) -> str:
        return f"{self.at_percent}% {self.to}"


ESCALATION = (Step(50, "assignee"), Step(100, "owner"), Step(150, "deputy"), Step(200, "leaders"))

OFFICE_HOURS = WorkingHours()


@dataclass(frozen=True)
class Policy:
    """The frozen part: one version of it is kept with every output judged under it.

    `lane` is the lightest allowed. `expire_after` counts from the last step of `escalation`; None: as long
    as `review_within`.
    """

    purpose: str
    team: str | None = None
    lane: Lane = "reviewed"
    approvals: int = 1
    accept_reactions: bool = True
    undo: timedelta = timedelta(seconds=60)
    review_within: timedelta = timedelta(hours=4)
    working_hours: WorkingHours = OFFICE_HOURS
    escalation: tuple[Step, ...] = ESCALATION
    on_expiry: OnExpiry = "hold"
    expire_after: timedelta | None = None
    high_impact: bool = False
    urgent: bool = False
    standard: Standard = Standard()
    costs: Costs = Costs()
    checking: Checking = Checking()

    def __post_init__(self) -> None:
        """Raise ValueError for what no policy may say, wherever it comes from."""
        if self.approvals < 1:
            raise ValueError("a policy asks for at least one approval")
        if self.lane == "always_human":  # a person confirms it in a modal, whatever else is said
            object.__setattr__(self, "accept_reactions", False)

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON values, for storage and for hashing."""
        body: dict[str, object] = msgspec.to_builtins(self)
        return {"format": WITH_BANDS if self.checking.bands else FORMAT, **body}

    @classmethod
    def from_json(cls, stored: object) -> Policy:
        """Return the policy that `to_json` described.

        Raises UnreadablePolicy for another format or anything amiss: nothing is guessed, the caller holds.
        """
        if not isinstance(stored, dict) or stored.get("format") not in (FORMAT, WITH_BANDS):
            raise UnreadablePolicy("this policy was stored in a format that this version does not read")
        body = {key: value for key, value in stored.items() if key != "format"}
        if unknown := body.keys() - {field.name for field in fields(cls)}:
            raise UnreadablePolicy(
                f"this policy says more than this version reads: {', '.join(sorted(unknown))}"
            )
        return _converted(body, cls)


@dataclass(frozen=True)
class Live:
    """What may change under an open output: who is responsible, where, and how the work is shared out.

    None: nobody, or no limit. `take_decays` is working time. `training_months` is for how long somebody is trained
    who has joined; None: whoever is on the roster may decide at once.
    """

    channel: ChannelRef
    owner: PersonRef
    reviewers: tuple[PersonRef | GroupRef, ...]
    deputy: PersonRef | None = None
    sponsor: PersonRef | None = None
    users: tuple[PersonRef | GroupRef, ...] = ()
    assign: Assign = "by_load"
    daily_cap: int | None = None
    take_decays: timedelta = timedelta(hours=2)
    max_open_cards: int = 50
    quiet: bool = False
    standup_at: time | None = None
    training_months: int | None = None

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON values, for storage."""
        body: dict[str, object] = msgspec.to_builtins(self)
        return body

    @classmethod
    def from_json(cls, stored: object) -> Live:
        """Return what `to_json` described; what it does not say has its default. Raises UnreadablePolicy."""
        return _converted(stored, cls)


def _converted(stored: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(stored, kind)
    except ValueError as error:  # msgspec.ValidationError is one
        raise UnreadablePolicy(f"this policy cannot be read: {error}") from error


# Learned here, by the one thread that imports: threads that meet a type for the first time at the same moment, as
# readers and the writer would, are given half of what msgspec knows of it, and the process dies.
_LEARNED = tuple(msgspec.json.Decoder(kind) for kind in (Policy, Live))
