"""One person judges one output: by reaction, button or modal, all the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from domain.announcements import stamp
from domain.eligibility import Person, may_decide
from domain.fixing import Correction, problem_with
from domain.judging import Standing, is_newer, standing
from domain.outputs import FINAL, Output, Verdict, Via, Vote
from domain.policy import Policy
from domain.refusals import Refused
from storage.cards import card_of
from storage.crash_points import crash_point
from storage.evidence import about, record
from storage.outputs import commitment_of, has_read, output_for_update, vote_by_source, votes_of
from storage.people import roster_of
from storage.tables import votes
from storage.transaction import Tx
from storage.workflows import policy
from usecases.check_more import hold_workflow_of
from usecases.correct_text import correct_text
from usecases.settle import REASON_WAIT, settle
from usecases.tell import ask_about_objection, ask_for_reason, channel_of, whisper


@dataclass(frozen=True)
class RecordVote:
    """What a person did. `source` is the act's own name in Slack: the same act again changes nothing.

    `sha256` is the text the person saw; None for a card, which always shows the current one. `acted_at` is
    Slack's stamp of the act, `now` ours. The person's facts were looked up just before. A fix, and nothing
    else, has a `correction`: the text that takes the place of the one the person saw. `asked_there`: why it was
    rejected is asked where that was said, and not in the card's thread.
    """

    vote_id: str
    output_id: str
    person: Person
    verdict: Verdict
    via: Via
    source: str
    acted_at: datetime
    now: datetime
    sha256: str | None = None
    reason: str | None = None
    note: str | None = None
    asked_there: bool = False
    correction: Correction | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a fix without its correction, or of a text that was not open to the person."""
        if (self.verdict == "fix") != (self.correction is not None):
            raise ValueError("a fix, and nothing else, has a correction")
        if self.correction is not None and (self.via != "modal" or self.sha256 is None):
            raise ValueError("a text is fixed where it is open to the person")

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Voted:
    """The vote as recorded, and the output as it is now.

    `ahead`: someone else's vote that came first and settles it; None where this one does, or nothing yet.
    `objected`: it came after an approval, and the owner has to settle it. `repeated`: this very act was
    recorded before, and nothing has changed.
    """

    vote: Vote
    output: Output
    ahead: Vote | None = None
    objected: bool = False
    repeated: bool = False


def record_vote(tx: Tx, command: RecordVote) -> Voted | Refused:
    """Record the vote and settle the output, in this transaction, or refuse and write nothing of it.

    What had become final by now takes effect first, whether or not the clock has come by.

    A rejection of what others have approved is an objection: back to review until the owner settles it.
    The person's own earlier vote on the output is replaced. Between people the first to commit settles it;
    a later vote is kept, for if the first is undone. A fix makes its correction the text that is judged:
    approvals of another text are void. Whoever had approved what is rejected hears by whom.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    if (seen := vote_by_source(tx.conn, command.source)) is not None:
        return Voted(seen, output, repeated=True)
    if output.settles_at is not None and output.settles_at <= command.now:
        output = settle(tx, output, now=command.now, actor="clock")
    rules = policy(tx.conn, output.policy_id)
    cast = votes_of(tx.conn, output.id)
    refused = _refusal(tx, command, output, rules, cast)
    if refused is not None:
        return refused
    objected = _is_objection(command, output, cast)
    ahead = None if objected else _ahead(command, output, cast)
    crash_point("decide.before_write")
    _replace_own(tx, command, cast)
    seen_as = commitment_of(tx.conn, output.id, output.current_sha256)
    if command.correction is not None:
        output = correct_text(tx, output, command.correction, by=command.person.user_id, now=command.now)
    vote = _write(tx, command, output, rules.undo)
    _record(tx, command, output, vote, seen_as, objected=objected)
    judged = replace(output, objection=vote.id) if objected else output
    settled = settle(tx, judged, now=command.now, actor=command.person.subject)
    if vote.reason_until is not None and not command.asked_there:
        ask_for_reason(tx, settled, vote, now=command.now)
    if objected:
        ask_about_objection(tx, settled, now=command.now)
    if vote.verdict == "reject":
        _tell_approvers(tx, command, settled, cast, objected=objected)
    if settled.settled_by_vote == vote.id:  # final at once, it beats what can still be undone
        ahead = None
    crash_point("decide.in_transaction")
    return Voted(vote, settled, ahead, objected)


def _refusal(tx: Tx, command: RecordVote, output: Output, rules: Policy, cast: list[Vote]) -> Refused | None:
    return (
        _too_late(command, output, cast)
        or may_decide(
            command.person, roster_of(tx.conn, output.workflow, command.now), output, now=command.now
        )
        or _wrong_means(command, output, rules)
        or _outdated(command, output)
        or _repeated_or_overtaken(command, output, cast)
        or _unread(tx, command, output)
        or _bad_fix(command, output)
    )


def _too_late(command: RecordVote, output: Output, cast: list[Vote]) -> Refused | None:
    settling = next((vote for vote in cast if vote.id == output.settled_by_vote), None)
    by = None if settling is None else settling.person
    if output.state == "released":
        at = output.settled_at if settling is None else settling.acted_at
        return Refused.of("already_released", by=by, at=at, act=command.verdict)
    if output.state in FINAL:
        return Refused.of("already_final", state=output.state, by=by, at=output.settled_at)
    if output.expires_by(command.now):
        return Refused.of("already_final", state="expired", by=None, at=output.expires_at)
    return None


def _wrong_means(command: RecordVote, output: Output, rules: Policy) -> Refused | None:
    if output.lane == "always_human" and command.via != "modal":
        return Refused.of("needs_modal")
    if command.via == "reaction" and not rules.accept_reactions:
        return Refused.of("reactions_off")
    return None


def _outdated(command: RecordVote, output: Output) -> Refused | None:
    if command.sha256 in (None, output.current_sha256):
        return None
    return Refused.of("text_changed")


def _unread(tx: Tx, command: RecordVote, output: Output) -> Refused | None:
    if command.verdict == "reject" or command.via == "modal":
        return None
    return None if has_read(tx.conn, output, command.person.user_id) else Refused.of("text_unread")


def _bad_fix(command: RecordVote, output: Output) -> Refused | None:
    if command.correction is None:
        return None
    if output.objection is not None:
        return Refused.of("fix_held")
    return problem_with(command.correction, sha256=output.current_sha256)


def _repeated_or_overtaken(command: RecordVote, output: Output, cast: list[Vote]) -> Refused | None:
    """Refuse what comes too late to change anything: one's own standing or later vote, an approval of what is
    approved, an approval by who has stopped it for good.
    """
    own = next((vote for vote in cast if vote.stands and vote.person == command.person.user_id), None)
    if own is not None:
        same = _is_same(own, command, output)
        stopped = own.verdict == "reject" and own.final_at <= command.now and command.verdict != "reject"
        # A modal is answered as it is submitted, so it is the newest word, whatever Slack's clock and ours say.
        overtaken = command.via != "modal" and is_newer(own, command.verdict, command.acted_at)
        if same or stopped or overtaken:
            return Refused.of("already_voted", verdict=own.verdict, at=own.acted_at)
    if output.state == "approved" and command.verdict != "reject":
        by = _stand(output, cast, command.now).by
        return None if by is None else Refused.of("already_decided", by=by.person, at=by.acted_at)
    return None


def _is_same(own: Vote, command: RecordVote, output: Output) -> bool:
    """Say whether the person's vote says this already: a fix approves the text that it made."""
    if own.sha256 != output.current_sha256 or command.correction is not None:
        return False
    return (own.verdict == "reject") == (command.verdict == "reject")


def _ahead(command: RecordVote, output: Output, cast: list[Vote]) -> Vote | None:
    """Return the decision of someone else that settles it already, unless this one beats it.

    The vote is kept all the same: if theirs is undone, it counts. A fix beats what approves another text.
    """
    by = _stand(output, cast, command.now).by
    if by is None or by.person == command.person.user_id:
        return None
    return by if by.verdict == "reject" or command.verdict == "approve" else None


def _stand(output: Output, cast: list[Vote], now: datetime) -> Standing:
    return standing(
        cast, sha256=output.current_sha256, needed=output.needed, now=now, objection=output.objection
    )


def _is_objection(command: RecordVote, output: Output, cast: list[Vote]) -> bool:
    """Say whether this rejects what others, and not this person, have approved for good."""
    if command.verdict != "reject" or output.state != "approved":
        return False
    return all(vote.person != command.person.user_id for vote in cast if vote.stands)


def _tell_approvers(tx: Tx, command: RecordVote, output: Output, cast: list[Vote], *, objected: bool) -> None:
    """Wish that everybody else whose approval stands hears privately who has stopped it, and why if that is known.

    Whoever rejects what is rejected already tells nobody anything new.
    """
    others = [vote for vote in cast if vote.stands and vote.person != command.person.user_id]
    if any(vote.verdict == "reject" for vote in others):
        return
    approvers = {vote.person: None for vote in others if vote.sha256 == output.current_sha256}
    act = "held" if objected else "final" if output.state == "rejected" else "undo"
    facts = {
        "by": command.person.user_id,
        "at": stamp(command.acted_at),
        "act": act,
        "reason": command.reason,
        "note": command.note,
    }
    for person in approvers:
        whisper(
            tx,
            channel_id=channel_of(tx, output),
            person=person,
            line="vote.stopped",
            now=command.now,
            output_id=output.id,
            facts=facts,
        )


def _replace_own(tx: Tx, command: RecordVote, cast: list[Vote]) -> None:
    own = [vote.id for vote in cast if vote.stands and vote.person == command.person.user_id]
    if own:
        void = update(votes).where(votes.c.id.in_(own))
        tx.conn.execute(void.values(voided_at=command.now, void_why="replaced"))


def _write(tx: Tx, command: RecordVote, output: Output, undo: timedelta) -> Vote:
    waits = command.verdict == "reject" and command.reason is None and command.via != "modal"
    vote = Vote(
        id=command.vote_id,
        output_id=output.id,
        sha256=output.current_sha256,
        person=command.person.user_id,
        verdict=command.verdict,
        reason=command.reason,
        note=command.note,
        via=command.via,
        acted_at=command.acted_at,
        recorded_at=command.now,
        final_at=command.now if command.via == "modal" else command.now + undo,
        reason_until=command.now + REASON_WAIT if waits else None,
    )
    tx.conn.execute(insert(votes).values(**vars(vote), policy_id=output.policy_id, source=command.source))
    return vote


def _record(tx: Tx, command: RecordVote, output: Output, vote: Vote, seen_as: str, *, objected: bool) -> None:
    fixed = {} if command.correction is None else {"fixed_from": seen_as}
    card = card_of(tx.conn, output.id)
    happening = about(
        output,
        "vote.objected" if objected else "vote.recorded",
        at=command.now,
        actor=command.person.subject,
        via=command.via,
        commitment=commitment_of(tx.conn, output.id, vote.sha256),
        vote=vote.id,
        verdict=vote.verdict,
        reason=vote.reason,
        shown=None if card is None else card.shown,
        final_at=vote.final_at,
        groups=sorted(command.person.groups),
        **fixed,
    )
    record(tx.conn, happening)
