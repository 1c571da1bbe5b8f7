"""What goes over the wire, as msgspec decodes and encodes it; `openapi.json` is made from these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from domain.aftermath import MINUTES_AT_MOST, FeedbackKind, ReportState
from domain.lanes import Lane, Risk, Stage, Status
from domain.outputs import State, Verdict, Via
from domain.questions import ANSWER_LENGTH
from domain.signals.signal import Unit

MAX_CONTENT = 40_000
MAX_LINKS = 5
METADATA_BYTES = 16_384
METADATA_DEPTH = 8

Word = Annotated[str, Meta(max_length=200)]
Stamp = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Address = Annotated[str, Meta(min_length=1, max_length=2_000, extra_json_schema={"format": "uri"})]


class Link(Struct, forbid_unknown_fields=True):
    """A link that reviewers are shown, with its host."""

    label: Annotated[str, Meta(min_length=1, max_length=100)]
    url: Annotated[Address, Meta(description="https only")]


class NewOutput(Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One output as an AI system hands it in."""

    workflow: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[str, Meta(min_length=1, max_length=MAX_CONTENT)]
    title: Annotated[str, Meta(max_length=150)] | None = None
    input: (
        Annotated[str, Meta(max_length=MAX_CONTENT, description="What the AI was asked or given")] | None
    ) = None
    links: Annotated[list[Link], Meta(max_length=MAX_LINKS)] = []
    model: Word | None = None
    model_version: Word | None = None
    prompt_version: Word | None = None
    confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    segment: Word | None = None
    requested_by: (
        Annotated[str, Meta(min_length=1, max_length=320, description="An e-mail address or a Slack user id")]
        | None
    ) = None
    beneficiary_team: Word | None = None
    risk: Annotated[Risk, Meta(description="`high` can only make the lane heavier")] = "normal"
    needed_by: (
        Annotated[datetime, Meta(tz=True, description="Can only bring the deadline forward")] | None
    ) = None
    supersedes: (
        Annotated[str, Meta(max_length=40, description="The id of the output that this one replaces")] | None
    ) = None
    callback_url: Annotated[Address, Meta(description="Where webhooks go; https only")] | None = None
    metadata: (
        Annotated[
            dict[str, Any],
            Meta(
                description=f"Kept as it is; at most {METADATA_BYTES // 1024} KB and {METADATA_DEPTH} levels deep"
            ),
        ]
        | None
    ) = None


class BulkLine(NewOutput, kw_only=True, omit_defaults=True):
    """One line of a bulk request: an output and its own idempotency key."""

    idempotency_key: Annotated[str, Meta(min_length=1, max_length=255)]


class NewFeedback(Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What became of an output that was released, and what it cost."""

    kind: Annotated[
        FeedbackKind,
        Meta(description="`wrong` opens a report that the owner answers; `no_use` is fine, just no use here"),
    ]
    minutes: (
        Annotated[int, Meta(ge=0, le=MINUTES_AT_MOST, description="Of people's time that it took")] | None
    ) = None
    team: Annotated[str, Meta(max_length=200, description="Whose time it was")] | None = None
    note: Annotated[str, Meta(max_length=2_000)] | None = None
    critical: Annotated[bool, Meta(description="Only with `wrong`: it can do harm, or cost money")] = False


class Report(Struct):
    """A report that an output is wrong, and whether its owner has answered."""

    id: str
    state: ReportState


class Feedback(Struct, kw_only=True):
    """What was kept. `report` is the one that a `wrong` opened or joined."""

    id: str
    output_id: str
    kind: FeedbackKind
    minutes: int | None
    team: str | None
    note: str | None
    critical: bool
    given_at: Stamp
    report: Report | None


class NewAnswer(Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What an AI system answers to a reviewer's question."""

    answer: Annotated[str, Meta(min_length=1, max_length=ANSWER_LENGTH)]
    question: (
        Annotated[str, Meta(max_length=40, description="The id of the question; by default the open one")]
        | None
    ) = None


class Person(Struct):
    """Somebody in Slack, by the name they have now."""

    slack_user_id: str
    name: str


class Decision(Struct):
    """What one person said."""

    verdict: Verdict
    reason: Literal["wrong", "not_useful", "incomplete", "unsafe", "tone", "other"] | None
    note: str | None
    content: Annotated[str, Meta(description="The corrected text")] | None
    by: Person
    at: Stamp
    via: Via


class PendingDecision(Decision):
    """A decision that can still be undone until `final_at`."""

    final_at: Stamp


class Vote(PendingDecision):
    """A decision towards release; `withdrawn_at` says since when it no longer counts."""

    withdrawn_at: Stamp | None


class Place(Struct):
    """Where people see the output in Slack."""

    channel: str
    permalink: str | None


class Question(Struct):
    """What a reviewer has asked, and nobody has answered so far."""

    id: str
    text: str
    asked_at: Stamp
    asked_by: Person


class Output(Struct, kw_only=True):
    """An output as it is now."""

    id: str
    workflow: str
    lane: Lane
    state: State
    content_sha256: str
    policy_version: int
    sampled: bool
    submitted_at: Stamp
    due_at: Stamp
    assignee: Person | None
    decision: Decision | None
    decision_pending: PendingDecision | None
    decisions: list[Vote]
    question: Annotated[Question, Meta(description="Open: the reviewers wait for an answer")] | None
    released_sha256: str | None
    released_at: Stamp | None
    slack: Place


class Outputs(Struct):
    """A page of outputs, newest first."""

    outputs: list[Output]
    next_cursor: str | None


class ErrorBody(Struct):
    """What is wrong: a stable code, one sentence that says what to do, and the field where there is one."""

    code: str
    message: str
    field: str | None = None


class Error(Struct):
    """Why a request was not done."""

    error: ErrorBody


class Taken(Struct):
    """The answer to a bulk line that was handed in."""

    status: Literal[200, 201]
    output: Output


class NotTaken(Struct):
    """The answer to a bulk line that was not."""

    status: int
    error: ErrorBody


class Standard(Struct):
    """What good enough means in a workflow. Rates are in 0..1.

    `signed`: by its owner, and where the impact is high by a second person. `review_by` is when it is looked at again.
    """

    statement: str
    criteria: list[str]
    never: list[str]
    max_error_rate: float
    confidence: float
    escape_budget: int
    error_counts_as: list[str]
    review_by: str | None
    signed: bool


class Transition(Struct, kw_only=True):
    """A change of how much is checked. `by` is a Slack id, null where it came about by itself."""

    at: Stamp
    lane_before: Lane
    stage_before: Stage | None
    lane: Lane
    stage: Stage | None
    why: str
    by: str | None
    output_id: str | None


class Missing(Struct, kw_only=True):
    """What has yet to be seen before its owner is asked whether less may be checked; nothing: they are asked."""

    outputs: Annotated[int, Meta(description="More good ones in a row")]
    weeks: int
    reviewers: int
    planted: int
    signature: bool


class Checked(Struct, kw_only=True):
    """What people have judged of whoever hands in now, in the order in which it was handed in."""

    since: Stamp
    counted: int
    errors: int
    late: Annotated[int, Meta(description="Of the errors, those that nobody decided in time")]
    reviewers: int
    model: str
    model_version: str
    prompt_version: str
    missing: Missing | None


class Signal(Struct, kw_only=True):
    """One trust or load figure, with its interval and out of how many; docs/signals.md says what it does not show."""

    key: str
    title: str
    value: Annotated[float | None, Meta(description="null: not known, or not told")]
    low: Annotated[float | None, Meta(description="null: there is no interval")]
    high: float | None
    n: int
    suppressed: Annotated[bool, Meta(description="Too few for a share, or too few people behind it")]
    unit: Unit
    window: str
    method: str
    counts: Annotated[
        dict[str, float | None], Meta(description="What it is made of; null: not known, or not told")
    ]
    rows: Annotated[list[dict[str, str | float | None]], Meta(description="Its table, where it has one")]


class SecondLooks(Struct, kw_only=True):
    """Outputs of half a year that two people have judged, the second without knowing how the first went. A fix counts
    as a rejection of the text as it was handed in. Of fewer than five people only the number of pairs is told.
    """

    pairs: int
    agreed: Annotated[int | None, Meta(description="In how many both said the same")]
    share: Annotated[float | None, Meta(description="Of pairs that agree; null below 50 pairs")]
    low: Annotated[float | None, Meta(description="Its 95 % Wilson interval, from")]
    high: Annotated[float | None, Meta(description="to")]
    beyond_chance: Annotated[float | None, Meta(description="Gwet's AC1, at most 1; null below 50 pairs")]
    rejections: Annotated[int | None, Meta(description="By either, in all pairs")]
    rejections_shared: Annotated[int | None, Meta(description="Of those, where the other had rejected too")]


class Workflow(Struct, kw_only=True):
    """A workflow and the policy in force. `lane` is in force now, `lightest_lane` what the policy allows. `checking`
    says in words how much is checked, `checked` what was seen, `second_looks` whether two who judge it agree,
    `transitions` the latest changes, newest first.
    """

    slug: str
    status: Status
    lane: Lane
    stage: Stage | None
    lightest_lane: Lane
    policy_version: int
    purpose: str
    team: str | None
    channel: str
    owner: Person
    deputy: Person | None
    approvals: int
    undo_s: float
    review_within_s: Annotated[float, Meta(description="Seconds of working time")]
    on_expiry: Literal["hold", "expire"]
    standard: Standard
    checking: list[str]
    checked: Checked | None
    wrong_ones_out: Annotated[Signal, Meta(description="Of what was handed in in the last four weeks")]
    second_looks: SecondLooks
    transitions: list[Transition]


class Workflows(Struct):
    """The workflows that this key may know of."""

    workflows: list[Workflow]


class Signals(Struct, kw_only=True):
    """The signals of a workflow from `begins_at` to `ends_at`, which is not in it."""

    workflow: str
    begins_at: Stamp
    ends_at: Stamp
    signals: list[Signal]


class Happening(Struct):
    """One entry of the record. `actor` is a person's random id, `key:<id>`, `clock` or `operator`."""

    action: str
    at: Stamp
    actor: str
    via: str | None
    commitment: (
        Annotated[str, Meta(description="HMAC-SHA256 over the text, with a salt kept beside it")] | None
    )
    policy_version: int | None
    facts: dict[str, Any]


class Evidence(Struct):
    """All that happened to one output, in order."""

    output_id: str
    workflow: str
    happenings: list[Happening]


class Health(Struct):
    """Whether the process is alive."""

    status: Literal["ok"]


class Part(Struct):
    """One part of the program: fit, or what is wrong with it. `note`: it serves, and somebody should see to this."""

    ok: bool
    problem: str | None = None
    note: str | None = None


class Readiness(Struct):
    """Whether the process can serve, part by part."""

    status: Literal["ready", "not_ready"]
    parts: dict[str, Part]
