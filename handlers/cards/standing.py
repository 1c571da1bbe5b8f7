"""How a workflow stands: in its channel when somebody stops it or lets it go on, on its cards, in the register."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.lanes import CLOSED
from domain.watching import can_be_watched
from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import listed
from handlers.cards.phrase import Moment, Sentence, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView
from storage.register import Standing
from storage.workflow_decisions import CLOCK, WorkflowDecision
from storage.workflows import Workflow

_NAME_ROOM = 80
_REASON_ROOM = 500
_REASON_ROOM_IN_A_LIST = 150


def draw_status(
    decision_id: int,
    decision: WorkflowDecision,
    workflow: Workflow,
    names: Mapping[str, str],
    gone: Collection[str],
    *,
    before: WorkflowDecision | None = None,
) -> Message:
    """Return what the workflow's channel hears of a decision that stopped it, or let it go on.

    `before` is the decision about its status that came before that, None: there was none.
    """
    lines = status_lines(decision, workflow, names, gone, before=before)
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    return assembled("status", str(decision_id), " ".join(one.mrkdwn() for one in lines), parts)


def status_mark(decision_id: int) -> str:
    """Return how the blocks of that message are recognised."""
    return f"status:{decision_id}:"


def status_lines(
    decision: WorkflowDecision,
    workflow: Workflow,
    names: Mapping[str, str],
    gone: Collection[str],
    *,
    before: WorkflowDecision | None = None,
) -> list[Sentence]:
    """Return what a decision has changed, who made it and why; of one that stopped it, who can let it go on; and of
    one that ended watching, what holds instead and how it is watched again.

    `gone` are those of owner and deputy who have left; `before` is the decision about its status before that.
    """
    lines = [say(_news(decision), slug=workflow.slug), why_line(decision, workflow, names)]
    if decision.becomes == "paused":
        lines.append(say("stopped.until", judges=who_lets_go_on(workflow, decision, names, gone)))
        lines += watching_ended(workflow, names, gone) if decision.stopped_watching else []
    if decision.becomes == "live" and before is not None and before.stopped_watching:
        lines += watched_no_more(workflow, names, gone)
    return lines


def watching_ended(workflow: Workflow, names: Mapping[str, str], gone: Collection[str]) -> list[Sentence]:
    """Return what holds of a workflow that was watched until it was stopped, and how it is watched again."""
    return [say("stopped.watching"), *_watch_again("stopped.watch_again", workflow, names, gone)]


def watched_no_more(workflow: Workflow, names: Mapping[str, str], gone: Collection[str]) -> list[Sentence]:
    """Return what holds of a workflow that was watched, was stopped, and goes on now; and how it is watched again."""
    return [say("resumed.watching"), *_watch_again("resumed.watch_again", workflow, names, gone)]


def _watch_again(
    line: str, workflow: Workflow, names: Mapping[str, str], gone: Collection[str]
) -> list[Sentence]:
    if not workflow.readable or not can_be_watched(workflow.policy.lane, workflow.lane):
        return []
    return [say(line, owner=_any_of([workflow.owner], names, gone, begins=False))]


def why_line(
    decision: WorkflowDecision, workflow: Workflow, names: Mapping[str, str], *, is_brief: bool = False
) -> Sentence:
    """Return who made a decision, when and why; `is_brief`: of a long reason only its beginning."""
    return say(
        "stopped.why",
        who=_name(decision.person, names),
        at=Moment(decision.decided_at, workflow.policy.working_hours.timezone, day=True),
        why=clipped(decision.reason, _REASON_ROOM_IN_A_LIST if is_brief else _REASON_ROOM),
    )


def _news(decision: WorkflowDecision) -> str:
    """Return the sentence that says what has changed."""
    match decision.was, decision.becomes:
        case _, "paused":
            return "stopped.channel"
        case _, "watching":
            return "watching.channel"
        case _, "refused":
            return "refused.channel"
        case (("proposed" | "watching"), _):
            return "begun.channel"
    return "resumed.channel"


def stopped_line(view: CardView) -> Sentence | None:
    """Return what a card says of its workflow while nothing goes out of that, None where it runs."""
    if view.stopped is not None:
        return stopped_by(view.stopped, view.workflow, view.names, view.gone)
    slug = view.workflow.slug
    if view.workflow.status == "proposed":
        return say("proposed.card", slug=slug, owner=_name(view.workflow.owner, view.names))
    return say("refused.card", slug=slug) if view.workflow.status in CLOSED else None


def stopped_by(
    stopped: WorkflowDecision, workflow: Workflow, names: Mapping[str, str], gone: Collection[str]
) -> Sentence:
    """Return who stopped the workflow and why, and who can let it go on, in one line."""
    return say(
        "stopped.card",
        slug=workflow.slug,
        who=_name(stopped.person, names),
        at=Moment(stopped.decided_at, workflow.policy.working_hours.timezone, day=True),
        why=clipped(stopped.reason, _REASON_ROOM_IN_A_LIST),
        judges=who_lets_go_on(workflow, stopped, names, gone, begins=False),
    )


def judges_of(
    workflow: Workflow, names: Mapping[str, str], gone: Collection[str], *, begins: bool = True
) -> str:
    """Return who answers for the workflow: its owner, or the deputy; whoever owns it next, where both are `gone`.

    `begins`: a sentence begins with it.
    """
    return _any_of([workflow.owner, workflow.deputy], names, gone, begins=begins)


def who_lets_go_on(
    workflow: Workflow,
    stopped: WorkflowDecision | None,
    names: Mapping[str, str],
    gone: Collection[str],
    *,
    begins: bool = True,
) -> str:
    """Return who can let the workflow go on, or could if it were stopped now: what is only watched, its owner alone."""
    if workflow.status == "watching" or (stopped is not None and stopped.stopped_watching):
        return _any_of([workflow.owner], names, gone, begins=begins)
    return judges_of(workflow, names, gone, begins=begins)


def _any_of(
    people: Sequence[str | None], names: Mapping[str, str], gone: Collection[str], *, begins: bool
) -> str:
    here = [_name(one, names) for one in people if one is not None and one not in gone]
    nobody = "stopped.next_owner" if begins else "stopped.next_owner_within"
    return listed(here, "list.or") if here else say(nobody).plain()


def register_lines(
    standings: Sequence[Standing], names: Mapping[str, str], *, at_most: int
) -> list[Sentence]:
    """Return the register, a line for each workflow; those that have no room are counted."""
    shown = [register_line(one, names) for one in standings[:at_most]]
    left = len(standings) - len(shown)
    more = [say("register.more", count=left)] if left else []
    return [say("register.title"), *shown, *more]


def register_line(standing: Standing, names: Mapping[str, str]) -> Sentence:
    """Return how a workflow stands, in one line: who answers for it, and who decided what it is, and why."""
    workflow, decision = standing.workflow, standing.decision
    line = _first_of_line(standing, names)
    if standing.looks:
        line = say("register.looks", line=line.plain(), count=standing.looks)
    if (
        workflow.status == "proposed"
        and standing.proposed_by is not None
        and standing.proposed_at is not None
        and standing.answer_by is not None
    ):
        return say(
            "register.proposed",
            line=line.plain(),
            who=_name(standing.proposed_by, names),
            at=Moment(standing.proposed_at, workflow.policy.working_hours.timezone, day=True),
            by=Moment(standing.answer_by, workflow.policy.working_hours.timezone, day=True),
        )
    if decision is None or workflow.status == "live":
        return line
    return say(
        "register.since",
        line=line.plain(),
        who=_name(decision.person, names),
        at=Moment(decision.decided_at, workflow.policy.working_hours.timezone, day=True),
        why=clipped(decision.reason, _REASON_ROOM_IN_A_LIST),
    )


def _first_of_line(standing: Standing, names: Mapping[str, str]) -> Sentence:
    """Return what it is and who answers for it; its lane where that says how something goes out."""
    workflow = standing.workflow
    facts: dict[str, str | int] = {"slug": workflow.slug, "status": _status(workflow)}
    if workflow.status in CLOSED:
        return say("register.line_closed", **facts)
    facts |= {"owner": _name(workflow.owner, names), "waiting": standing.waiting}
    if workflow.status in ("proposed", "watching"):
        return say("register.unowned" if standing.unowned else "register.line_no_lane", **facts)
    facts["lane"] = how_it_goes_out(workflow).plain()
    return say("register.unowned_lane" if standing.unowned else "register.line", **facts)


def how_it_goes_out(workflow: Workflow) -> Sentence:
    """Return how what comes in goes out while the workflow is live."""
    return say("home.screening") if workflow.stage == "screening" else say(f"lane.{workflow.lane}")


def _status(workflow: Workflow) -> str:
    if workflow.status == "watching" and workflow.watched_until is not None:
        until = Moment(workflow.watched_until, workflow.policy.working_hours.timezone, day=True)
        return say("status.watching_until", until=until).plain()
    return say(f"status.{workflow.status}").plain()


def decider(decision: WorkflowDecision, names: Mapping[str, str]) -> str:
    """Return who made it: a person, or the clock where nobody had."""
    return _name(decision.person, names)


def _name(user_id: str, names: Mapping[str, str]) -> str:
    if user_id == CLOCK:
        return say("people.clock").plain()
    return clipped(names.get(user_id, user_id), _NAME_ROOM)
