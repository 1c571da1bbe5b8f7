"""An AI system hands in an output: its lane, its deadline, its card and its record, in one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, select, text, update

from domain.api_keys import reaches
from domain.draws import Drawn, heavier_draw, needed
from domain.eligibility import may_decide
from domain.judging import said_last
from domain.lane_rules import LaneRule
from domain.lanes import CLOSED, Lane, LaneDecision, Risk, decide_lane, heavier
from domain.outputs import UNRELEASED, Output
from domain.refusals import Refused
from domain.trials import Maker
from domain.volumes import volume_of
from domain.watching import status_at
from storage import outbox
from storage.crash_points import crash_point
from storage.evidence import record
from storage.lists import one_of
from storage.outputs import output_for_update, outputs_by_key, outputs_where, votes_of
from storage.people import person, roster_of
from storage.rows import add_rows
from storage.tables import (
    contents,
    details,
    outputs,
    people,
    releases,
    reviews,
    second_looks,
    use_questions,
    workflows,
)
from storage.transaction import Many, Tx
from storage.trials import open_trials
from storage.volumes import count_volume
from storage.workflows import (
    Workflow,
    hold_workflows,
    permit_for,
    watching_permit,
    workflow_held_for_change,
    workflows_named,
)
from usecases.change_stage import StartOver, start_over
from usecases.output_draws import asked_by_rules, draw_of, has_use_question, second_look_of
from usecases.output_rows import (
    COLUMNS,
    Facts,
    audit_row,
    content_row,
    detail_row,
    happenings,
    has_details,
    is_audited,
    new_output,
    review_row,
    second_look_row,
    use_question_row,
    wishes,
)
from usecases.recall_output import end_output

# Identical content handed in again within this time is no way round a heavier lane.
SAME_CONTENT = timedelta(days=30)

# Asked as of long ago, no membership of a group is left out.
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)

# What the same text met counts where it was heavier. Under rules by which nothing goes out at once only one lane is.
# As the index has it: a partial index helps only where the database sees its words.
_FINDABLE = text("(outputs.findable OR outputs.lane = 'always_human')")
_SAME_CONTENT = (
    select(
        outputs.c.workflow,
        outputs.c.content_sha256,
        outputs.c.lane,
        outputs.c.stage,
        outputs.c.pi,
        outputs.c.sampled,
    )
    .where(
        one_of(outputs.c.content_sha256, "hashes"),
        outputs.c.submitted_at >= bindparam("since"),
        _FINDABLE,
    )
    .distinct()
)


@dataclass  # frozen, it would take three times as long to make, and one is made for every output
class SubmitOutput:
    """What was handed in, validated, with its hashes; `salt` and `output_id` were made at the edge.

    `fingerprint` is of the whole request body: the same key with another body is refused.
    `by_hand`: a person hands it in for review, so that a person looks at it whatever was signed. `draws` is what keys
    the draws are made from, which is never stored; None: everything is looked at.
    """

    output_id: str
    workflow: str
    key_id: str
    key_owner: str
    key_callback_url: str | None
    idempotency_key: str
    fingerprint: str
    content: str
    content_sha256: str
    salt: bytes
    commitment: str
    now: datetime
    title: str | None = None
    input: str | None = None
    links: tuple[Mapping[str, str], ...] = ()
    metadata: Mapping[str, object] | None = None
    model: str | None = None
    model_version: str | None = None
    prompt_version: str | None = None
    confidence: float | None = None
    segment: str | None = None
    requested_by: str | None = None
    beneficiary_team: str | None = None
    risk: Risk = "normal"
    needed_by: datetime | None = None
    supersedes: str | None = None
    callback_url: str | None = None
    by_hand: bool = False
    draws: bytes | None = field(default=None, repr=False)

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return f"{self.workflow}:{self.idempotency_key}"

    @property
    def maker(self) -> Maker | None:
        """Return what made it; None where a person handed it in, which is nobody's attempt."""
        return None if self.by_hand else Maker.of(self.model, self.model_version, self.prompt_version)


@dataclass(slots=True)  # not frozen, as the command
class Submitted:
    """The output as it is now; `replayed` when the same key and body had made it before."""

    output: Output
    channel_id: str
    assignee: str | None = None
    replayed: bool = False


def submit_outputs(tx: Tx, commands: list[SubmitOutput]) -> list[Submitted | Refused]:
    """Take in outputs, each answered in its place, in this transaction.

    Per output refuses `workflow_unknown`, `workflow_closed`, `idempotency_mismatch`, `not_found` (no such
    predecessor), `supersedes_other_workflow`, `superseded_already`. No readable policy, or any other doubt:
    a person looks. The number of statements does not grow with the number of commands.
    """
    batch = _Batch(tx, commands)
    answers = [batch.take(command) for command in commands]
    batch.write()
    return answers


submit_output = Many(submit_outputs)


@dataclass(frozen=True)
class SubmitBatch:
    """Outputs of one workflow that were handed in together. Cut large work into a few hundred each."""

    workflow: str
    commands: tuple[SubmitOutput, ...]

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def submit_batch(tx: Tx, command: SubmitBatch) -> list[Submitted | Refused]:
    """As `submit_outputs`, for what came in one request."""
    return submit_outputs(tx, list(command.commands))


@dataclass(frozen=True)
class _Heritage:
    """What an output takes over: from what it supersedes, and from the same text before it."""

    attempt: int = 1
    lane: Lane | None = None
    assignee: str | None = None
    drew: Drawn | None = None


_NOTHING = _Heritage()


@dataclass(slots=True)  # not frozen, as the command
class _New:
    """One that was taken: how it was decided, and to whom it goes first."""

    command: SubmitOutput
    workflow: Workflow
    output: Output
    decided: LaneDecision
    assignee: str | None
    rules: tuple[LaneRule, ...] = ()  # that ask for a lane as heavy as it takes
    second: float | None = (
        None  # the chance that it had of the second look it was drawn for; None: it was not drawn
    )


class _Batch:
    """The rows of several new outputs, looked up together and written together."""

    def __init__(self, tx: Tx, commands: Sequence[SubmitOutput]) -> None:
        self._tx = tx
        slugs = {command.workflow for command in commands}
        hold_workflows(tx.conn, slugs)
        self._workflows = workflows_named(tx.conn, slugs)
        self._known = outputs_by_key(
            tx.conn, [(command.workflow, command.idempotency_key) for command in commands]
        )
        self._twins = _same_content(tx.conn, commands)
        self._trials = self._open_trials(commands)
        self._requesters = _people_by_email(tx.conn, commands)
        self._permits = {
            found.policy_id: permit_for(tx.conn, found.policy_id)
            for found in self._workflows.values()
            if found.lane == "automated"
        }
        now = min((command.now for command in commands), default=_WHENEVER)
        self._watched = {
            found.policy_id: watching_permit(tx.conn, found.policy_id, now)
            for found in self._workflows.values()
            if found.status == "watching"
        }
        self._new: list[_New] = []

    def _open_trials(self, commands: Sequence[SubmitOutput]) -> dict[tuple[str, Maker], int]:
        """Return whose attempts the outputs count towards; one that is new begins."""
        policies = {slug: found.policy_id for slug, found in self._workflows.items()}
        makers = {
            (command.workflow, maker)
            for command in commands
            if (maker := command.maker) is not None and command.workflow in policies
        }
        now = min((command.now for command in commands), default=_WHENEVER)
        return open_trials(self._tx.conn, makers, policies, now) if makers else {}

    def take(self, command: SubmitOutput) -> Submitted | Refused:
        """Answer one command; what it adds is written later, with the rest."""
        workflow = self._workflows.get(command.workflow)
        if workflow is None:
            return Refused.of("workflow_unknown", workflow=command.workflow)
        before = self._known.get((command.workflow, command.idempotency_key))
        if before is not None:
            return _replay(command, before, workflow)
        if workflow.status in CLOSED:
            return Refused.of("workflow_closed", workflow=workflow.slug, status=workflow.status)
        heritage = self._heritage(command)
        if isinstance(heritage, Refused):
            return heritage
        maker = command.maker
        trial_id = self._trials.get((workflow.slug, maker)) if maker is not None else None
        workflow = self._as_signed_for(workflow, trial_id, command.now)
        by_rule, rules = asked_by_rules(command, workflow)
        decided = self._lane(command, workflow, heritage, by_rule)
        drew = draw_of(command, workflow, decided, heritage.drew)
        people_first = needed(decided, drew, workflow.policy)
        if people_first != decided.needed:
            decided = replace(decided, needed=people_first)
        # While a share is looked at, what people see for another reason is no part of that share, and no evidence.
        counts = trial_id if workflow.stage is None or (drew.stage is not None and drew.evenly) else None
        facts = Facts(decided, drew, heritage.attempt, self._requester(command), counts)
        output = new_output(command, workflow, facts)
        self._known[command.workflow, command.idempotency_key] = output
        # Handing the same text in twice at once is no way round the heavier lane, or the draw, either.
        self._twins[workflow.slug, output.content_sha256] = _Twin(
            output.lane, drew if drew.stage else heritage.drew
        )
        assignee = _if_they_may(self._tx.conn, heritage.assignee, output)
        told = rules if "rule" in decided.why else ()
        second = second_look_of(command, workflow, output)
        self._new.append(_New(command, workflow, output, decided, assignee, told, second))
        return Submitted(output, workflow.channel_id, assignee)

    def _as_signed_for(self, workflow: Workflow, trial_id: int | None, now: datetime) -> Workflow:
        """Return the workflow as it is for this attempt: what makes them now is not what was signed for, and then
        people decide again, from here on.
        """
        if workflow.lane != "automated" or trial_id is None or workflow.trial_id == trial_id:
            return workflow
        held = workflow_held_for_change(self._tx.conn, workflow.slug)
        assert held is not None
        if held.lane == "automated" and held.trial_id is None:
            taken = update(workflows).where(workflows.c.slug == held.slug)
            self._tx.conn.execute(taken.values(trial_id=trial_id))
            held = replace(held, trial_id=trial_id)
        elif held.lane == "automated" and held.trial_id != trial_id:
            assert held.trial_id is not None
            over = StartOver("maker", "maker", now, only=(held.trial_id,), trial_id=trial_id)
            held = start_over(self._tx, held, over)
        self._workflows[held.slug] = held
        return held

    def _lane(
        self, command: SubmitOutput, workflow: Workflow, heritage: _Heritage, by_rule: Lane | None
    ) -> LaneDecision:
        signed = self._permits.get(workflow.policy_id) is not None
        in_force: Lane = workflow.lane if signed or workflow.lane != "automated" else "reviewed"
        return decide_lane(
            allowed=workflow.policy.lane if workflow.readable else None,
            in_force=in_force,
            approvals=workflow.policy.approvals,
            status=status_at(workflow.status, workflow.watched_until, command.now),
            risk=command.risk,
            inherited=heritage.lane,
            rule=by_rule,
            by_hand=command.by_hand,
            watched=self._is_watched(workflow, command.now),
        )

    def _is_watched(self, workflow: Workflow, now: datetime) -> bool:
        """Say whether a signature lets it out as before, at this very instant."""
        is_on = status_at(workflow.status, workflow.watched_until, now) == "watching"
        return is_on and self._watched.get(workflow.policy_id) is not None

    def _heritage(self, command: SubmitOutput) -> _Heritage | Refused:
        twin = self._twins.get((command.workflow, command.content_sha256), _NO_TWIN)
        if command.supersedes is None:
            return _NOTHING if twin is _NO_TWIN else _Heritage(lane=twin.lane, drew=twin.drew)
        before = output_for_update(self._tx.conn, command.supersedes)
        if before is None:
            return Refused.of("not_found", field="supersedes")
        if before.workflow != command.workflow:
            return Refused.of("supersedes_other_workflow", workflow=before.workflow)
        if not reaches(command.key_id, command.workflow, before):
            return Refused.of("not_found", field="supersedes")
        taken = any(new.output.supersedes == before.id for new in self._new)
        if taken or outputs_where(self._tx.conn, outputs.c.supersedes == before.id, limit=1):
            return Refused.of("superseded_already")
        assignee = _last_judge(self._tx.conn, before)
        if before.state in UNRELEASED:
            end_output(self._tx, before, "superseded", now=command.now, actor=f"key:{command.key_id}")
        lane = before.lane if twin.lane is None else heavier(before.lane, twin.lane)
        drew = twin.drew
        if before.stage is not None and before.sampled:
            # A next try in its place is no second draw.
            drew = heavier_draw(drew, Drawn(before.stage, before.pi or 1.0, sampled=True))
        return _Heritage(before.attempt + 1, lane, assignee, drew)

    def _requester(self, command: SubmitOutput) -> str | None:
        asked = command.requested_by
        return (
            None
            if asked is None
            else self._requesters.get(asked.lower(), asked if "@" not in asked else None)
        )

    def write(self) -> None:
        """Write all that was taken, a statement a table."""
        if not self._new:
            return
        # In the same order in every process: two that take in the same keys wait, but not in a circle.
        self._new.sort(key=lambda new: new.command.order_key)
        conn = self._tx.conn
        crash_point("submit.before_insert")
        add_rows(conn, outputs, [new.output for new in self._new], columns=COLUMNS)
        add_rows(conn, contents, [content_row(new.command) for new in self._new])
        add_rows(conn, details, [detail_row(new.command) for new in self._new if has_details(new.command)])
        add_rows(
            conn, reviews, [review_row(new.output, new.assignee) for new in self._new if new.output.needed]
        )
        # Before what lets it out: the schema asks who is to look at it.
        add_rows(conn, reviews, [audit_row(new.output) for new in self._new if is_audited(new.output)])
        drawn = [second_look_row(new.output, new.second) for new in self._new if new.second is not None]
        add_rows(conn, second_looks, drawn)
        released = [new for new in self._new if not new.output.needed]
        add_rows(conn, releases, [self._release_row(new) for new in released])
        asked = [new for new in released if has_use_question(new.output, new.command.draws)]
        rows = [use_question_row(new.output, new.workflow.policy, new.command.now) for new in asked]
        add_rows(conn, use_questions, rows)
        record(
            conn,
            *(
                one
                for new in self._new
                for one in happenings(new.command, new.output, new.decided, new.rules)
            ),
        )
        outbox.want(self._tx, [one for new in self._new for one in wishes(new.workflow, new.output)])
        for new in self._new:
            count_volume(self._tx, new.output.workflow, new.output.submitted_at, volume_of(new.output))
        crash_point("submit.in_transaction")

    def _release_row(self, new: _New) -> dict[str, object]:
        output = new.output
        signed = self._watched if "watched" in new.decided.why else self._permits
        return {
            "output_id": output.id,
            "sha256": output.content_sha256,
            "policy_id": output.policy_id,
            "needed": 0,
            "lane": output.lane,
            "kind": output.kind,
            "state": "released",
            "slot": None,
            "permit_id": signed[output.policy_id],
            "idempotency_key": output.idempotency_key,
            "released_at": output.submitted_at,
        }


def _replay(command: SubmitOutput, before: Output, workflow: Workflow) -> Submitted | Refused:
    if before.fingerprint != command.fingerprint:
        return Refused.of("idempotency_mismatch")
    return Submitted(before, workflow.channel_id, replayed=True)


@dataclass(slots=True)  # not frozen, as the command
class _Twin:
    """What the same text met within 30 days: its heaviest lane, and the draw that asks for most."""

    lane: Lane | None = None
    drew: Drawn | None = None


_NO_TWIN = _Twin()


def _same_content(conn: Connection, commands: Sequence[SubmitOutput]) -> dict[tuple[str, str], _Twin]:
    asked = {
        "hashes": [command.content_sha256 for command in commands],
        "since": min(command.now for command in commands) - SAME_CONTENT,
    }
    twins: dict[tuple[str, str], _Twin] = {}
    for workflow, sha256, lane, stage, pi, sampled in conn.execute(_SAME_CONTENT, asked):
        twin = twins.get((workflow, sha256), _NO_TWIN)
        drew = twin.drew if stage is None else heavier_draw(twin.drew, Drawn(stage, pi, sampled))
        twins[workflow, sha256] = _Twin(heavier(twin.lane or lane, lane), drew)
    return twins


def _people_by_email(conn: Connection, commands: Sequence[SubmitOutput]) -> dict[str, str]:
    emails = {command.requested_by.lower() for command in commands if command.requested_by is not None}
    if not emails:
        return {}
    found = select(people.c.email, people.c.user_id).where(people.c.email.in_(emails))
    return {row.email: row.user_id for row in conn.execute(found)}


def _last_judge(conn: Connection, before: Output) -> str | None:
    """Return who judged the predecessor last, else who had taken it: the next try goes to them first."""
    last = said_last(votes_of(conn, before.id), settled_by=before.settled_by_vote)
    if last is not None:
        return last.person
    taken = select(reviews.c.assignee).where(reviews.c.output_id == before.id, reviews.c.kind == "first")
    return conn.execute(taken).scalar_one_or_none()


def _if_they_may(conn: Connection, user_id: str | None, output: Output) -> str | None:
    """Return the person if they may judge the output, as far as is known; what they may not waits for all."""
    known = None if user_id is None else person(conn, user_id, now=_WHENEVER)
    if known is None:
        return None
    roster = roster_of(conn, output.workflow, output.submitted_at)
    refused = may_decide(known, roster, output, now=known.fetched_at)
    return user_id if refused is None else None
