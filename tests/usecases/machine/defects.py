"""Mistakes that somebody could make in the rules, each of which the machine has to notice.

What the schema holds as well is noticed as an error of the database: that counts. A mistake that changes nothing
that people could see (two checks that hold the same) is none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

import domain.eligibility
import domain.judging
import usecases.correct_text
import usecases.recall_output
import usecases.record_vote
import usecases.release_output
import usecases.settle_objection
import usecases.submit_output
import usecases.withdraw_vote
from domain.eligibility import Person, Roster
from domain.outputs import Output
from domain.refusals import Refused
from storage.marks import Word
from storage.tables import votes
from usecases.submit_output import Submitted

Seed = Callable[[pytest.MonkeyPatch], None]


def letting_in(kind: str) -> Seed:
    """Return the mistake that people of this kind may decide."""

    def seed(patch: pytest.MonkeyPatch) -> None:
        asked = domain.eligibility.unfit

        def unfit(person: Person, *, now: datetime, **given: Any) -> Refused | None:
            let_in = person.kind == kind and not person.is_outdated(now)
            return None if let_in else asked(person, now=now, **given)

        patch.setattr(domain.eligibility, "unfit", unfit)

    return seed


def not_refusing(code: str) -> Seed:
    """Return the mistake that nobody is refused for this reason when a vote is recorded."""

    def seed(patch: pytest.MonkeyPatch) -> None:
        asked = usecases.record_vote.may_decide

        def may_decide(person: Person, roster: Roster, output: Output, **given: Any) -> Refused | None:
            refused = asked(person, roster, output, **given)
            return None if refused is not None and refused.code == code else refused

        patch.setattr(usecases.record_vote, "may_decide", may_decide)

    return seed


def always(where: str, answer: object) -> Seed:
    """Return the mistake that a function answers the same whatever it is asked."""
    return lambda patch: patch.setattr(where, lambda *_, **__: answer)


def the_same_key_with_another_text(patch: pytest.MonkeyPatch) -> None:
    def replay(command: Any, before: Output, workflow: Any) -> Submitted:
        return Submitted(before, workflow.channel_id, replayed=True)

    patch.setattr(usecases.submit_output, "_replay", replay)


def by_arrival(patch: pytest.MonkeyPatch) -> None:
    """Marks count in the order in which they come, not in which they were made."""
    arrivals = itertools.count(1)
    patch.setattr(Word, "stamp", property(lambda _: (next(arrivals), 0)))


def one_person_twice(patch: pytest.MonkeyPatch) -> None:
    """Who approves twice counts as two people."""
    patch.setattr(usecases.record_vote, "_repeated_or_overtaken", lambda *_: None)
    patch.setattr(usecases.record_vote, "_replace_own", lambda *_: None)

    def in_final_order(votes: Any, sha256: str) -> list[Any]:
        kept = [vote for vote in votes if vote.verdict != "reject" and vote.sha256 == sha256]
        return sorted(kept, key=lambda vote: (vote.final_at, vote.recorded_at, vote.id))

    patch.setattr(domain.judging, "_in_final_order", in_final_order)


def time_approves(patch: pytest.MonkeyPatch) -> None:
    """What nobody has decided in time counts as approved."""
    ended = usecases.recall_output.end_output
    patch.setattr(
        "usecases.settle_due.end_output", lambda tx, output, _, **how: ended(tx, output, "approved", **how)
    )


def a_rejection_counts_as_an_approval(patch: pytest.MonkeyPatch) -> None:
    def seen(standing: Callable[..., Any]) -> Callable[..., Any]:
        def turned(votes: Any, **given: Any) -> Any:
            return standing([replace(vote, verdict="approve") for vote in votes], **given)

        return turned

    patch.setattr("usecases.settle.standing", seen(domain.judging.standing))


def an_approval_beats_a_rejection(patch: pytest.MonkeyPatch) -> None:
    def approvals_first(votes: Any, **given: Any) -> Any:
        kept = [vote for vote in votes if vote.stands]
        stand = domain.judging.standing([vote for vote in kept if vote.verdict != "reject"], **given)
        return stand if stand.outcome != "open" else domain.judging.standing(kept, **given)

    patch.setattr("usecases.settle.standing", approvals_first)


def votes_outlive_a_next_try(patch: pytest.MonkeyPatch) -> None:
    """What was superseded stays as it was, its votes too."""
    patch.setattr(usecases.submit_output, "end_output", lambda _, output, *__, **___: output)


def time_never_runs_out(patch: pytest.MonkeyPatch) -> None:
    """Neither the clock nor a vote that comes too late heeds the end. Either alone is held by the other."""
    patch.setattr(Output, "expires_by", lambda *_: False)


def undo_for_ever(patch: pytest.MonkeyPatch) -> None:
    asked = usecases.withdraw_vote.undo_vote

    def undo(tx: Any, command: Any) -> Any:
        return asked(tx, replace(command, now=command.now - timedelta(days=1)))

    patch.setattr("tests.usecases.machine.sides.undo_vote", undo)


def final_at_once(patch: pytest.MonkeyPatch) -> None:
    """A click is final without its minute."""
    written = usecases.record_vote._write
    patch.setattr(
        usecases.record_vote,
        "_write",
        lambda tx, command, output, _: written(tx, command, output, timedelta(0)),
    )


def undo_changes_nothing(patch: pytest.MonkeyPatch) -> None:
    def withdrawn(_: Any, output: Output, vote: Any, *__: Any) -> Any:
        return usecases.withdraw_vote.Withdrawn(vote, output)

    patch.setattr("usecases.withdraw_vote._withdraw", withdrawn)


def released_while_stopped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(usecases.release_output, "_status_of", lambda *_: "live")


def released_unapproved(patch: pytest.MonkeyPatch) -> None:
    """Whatever waits is released when somebody asks for it."""
    found = usecases.release_output.output_for_update

    def as_if_approved(conn: Any, output_id: str) -> Output | None:
        output = found(conn, output_id)
        return (
            replace(output, state="approved")
            if output is not None and output.state == "in_review"
            else output
        )

    patch.setattr(usecases.release_output, "output_for_update", as_if_approved)


def a_looser_policy_loosens(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("usecases.tighten_outputs.tightened", lambda *_, allowed, approvals: (allowed, approvals))


def one_click_is_enough_for_always_human(patch: pytest.MonkeyPatch) -> None:
    asked = usecases.record_vote._wrong_means

    def wrong_means(command: Any, output: Output, rules: Any) -> Refused | None:
        return asked(command, replace(output, lane="reviewed"), rules)

    patch.setattr(usecases.record_vote, "_wrong_means", wrong_means)


def approvals_outlive_a_fix(patch: pytest.MonkeyPatch) -> None:
    asked = usecases.correct_text.correct_text

    def correct(tx: Any, output: Output, correction: Any, **given: Any) -> Output:
        usecases.correct_text._keep(tx, output, correction, given["by"])
        tx.conn.execute(update(votes).where(votes.c.output_id == output.id).values(sha256=correction.sha256))
        return asked(tx, output, correction, **given)

    patch.setattr(usecases.record_vote, "correct_text", correct)


def released_as_it_was_before_the_fix(patch: pytest.MonkeyPatch) -> None:
    found = usecases.release_output.output_for_update

    def as_handed_in(conn: Any, output_id: str) -> Output | None:
        output = found(conn, output_id)
        return None if output is None else replace(output, current_sha256=output.content_sha256)

    patch.setattr(usecases.release_output, "output_for_update", as_handed_in)


def anybody_settles_an_objection(patch: pytest.MonkeyPatch) -> None:
    asked = usecases.settle_objection.settle_objection

    def settle(tx: Any, command: Any) -> Any:
        patch.setattr(usecases.settle_objection, "report_judges", lambda *_: (command.person.user_id,))
        return asked(tx, command)

    patch.setattr("tests.usecases.machine.sides.settle_objection", settle)


DEFECTS: Mapping[str, Seed] = {
    "the same key with another text": the_same_key_with_another_text,
    "a text that is no longer there": always("usecases.record_vote._unread", None),
    "approvals outlive a fix": approvals_outlive_a_fix,
    "released as it was before the fix": released_as_it_was_before_the_fix,
    "marks by arrival": by_arrival,
    "bots decide": letting_in("bot"),
    "guests decide": letting_in("guest"),
    "people of other companies decide": letting_in("external"),
    "who has left decides": letting_in("deactivated"),
    "who asked for it decides": not_refusing("is_requester"),
    "who owns the key decides": not_refusing("is_key_owner"),
    "who is not on the roster decides": not_refusing("not_on_roster"),
    "who is not trained decides": not_refusing("not_trained"),
    "old facts about a person": not_refusing("unknown_person"),
    "one person counts twice": one_person_twice,
    "time approves": time_approves,
    "time never runs out": time_never_runs_out,
    "a rejection counts as an approval": a_rejection_counts_as_an_approval,
    "an approval beats a rejection": an_approval_beats_a_rejection,
    "released twice": always("usecases.release_output._same_request", answer=True),
    "released unapproved": released_unapproved,
    "released while stopped": released_while_stopped,
    "votes outlive a next try": votes_outlive_a_next_try,
    "a next try twice": always("usecases.submit_output.outputs_where", ()),
    "the same text again is lighter": always("usecases.submit_output._same_content", {}),
    "undo changes nothing": undo_changes_nothing,
    "undo for ever": undo_for_ever,
    "final at once": final_at_once,
    "objections are rejections like any": always("usecases.record_vote._is_objection", answer=False),
    "anybody settles an objection": anybody_settles_an_objection,
    "a stricter policy changes nothing that is open": always("usecases.renew_policy.tighten_outputs", 0),
    "a looser policy loosens": a_looser_policy_loosens,
    "one click is enough for always_human": one_click_is_enough_for_always_human,
}
