"""Both sides: a company on the real use cases, and the oracle. Each act is done on both, and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import Connection, select

from domain.content import content_sha256
from domain.eligibility import Person
from domain.lanes import Lane
from domain.outputs import Output, Verdict, Via
from domain.policy import Policy
from domain.refusals import Refused
from domain.training import GRACE
from storage.outputs import outputs_where
from storage.tables import outputs, releases, votes
from tests.builders import CHANNEL, MONDAY, Company, user_id
from tests.usecases.machine.oracle import OPEN, Case, Rules, heaviest
from usecases.record_mark import RecordMark, record_mark
from usecases.record_vote import RecordVote, Voted, record_vote
from usecases.settle_objection import SettleObjection, settle_objection
from usecases.submit_output import SubmitOutput, Submitted, submit_output
from usecases.withdraw_vote import UndoVote, undo_vote

# On the roster are people who may never decide, too; Ada, who owns the workflow, comes and goes.
ROSTER = ("ben", "mia", "tom", "gus", "xenia", "dora", "ticketbot", "cleo", "ruth")
WITH_ADA = (*ROSTER, "ada")
WITHOUT_TOM = tuple(name for name in ROSTER if name != "tom")
NEVER = {"gus", "xenia", "dora", "ticketbot", "ruth"}  # Ruth owns the key
RULES = (
    Rules(),
    Rules(approvals=2),
    Rules(expires=True),
    Rules(expires=True, approvals=2),
    Rules(lane="always_human", reactions=False),
    Rules(reactions=False),
)
EMOJI = {"approve": "white_check_mark", "reject": "x"}
STALE = timedelta(minutes=6)
SAME_TEXT = timedelta(days=30)


class BothSides(RuleBasedStateMachine):
    """What the rules of the machine are made of, and what holds after each of them."""

    def __init__(self, opened: Callable[[], Company]) -> None:
        super().__init__()
        self.company = opened()
        self.outputs: list[tuple[Output, Case]] = []
        self.rules, self.lane, self.roster, self.live = Rules(), "reviewed", ROSTER, True
        # Who was on the roster as last applied, whether training is asked for, and until when who is trained.
        self.listed: tuple[str, ...] = ()
        self.asks, self.was_asked, self.trained = False, False, dict[str, datetime]()
        self.count = 0
        self.last_mark: RecordMark | None = None

    def teardown(self) -> None:
        """Let nothing of it stay open."""
        self.company.db.close()

    def _undo(self, output: Output, case: Case, who: str) -> None:
        answer = self.company.db.write_now(
            undo_vote, UndoVote(output.id, self._person(who), self.company.now)
        )
        assert isinstance(answer, Refused) != case.undo(who, self.company.now)

    def _settle(self, output: Output, case: Case, who: str, *, upheld: bool) -> None:
        command = SettleObjection(output.id, self._person(who), upheld, self.company.now)
        answer = self.company.db.write_now(settle_objection, command)
        settled = case.settle_objection(self._judge_of(case), who, upheld=upheld, now=self.company.now)
        assert isinstance(answer, Refused) != settled

    @invariant()
    def both_say_the_same(self) -> None:
        found = {output.id: output for output in self.company.db.read_now(outputs_where)}
        assert len(found) == len(self.outputs)
        for output, case in self.outputs:
            real = found[output.id]
            assert _seen(real) == (case.state, case.lane, case.needed, case.held_by is not None), output.id
            assert real.current_sha256 == content_sha256(case.text)
            assert real.released_sha256 in (None, real.current_sha256)

    @invariant()
    def whatever_is_released_was_approved_by_as_many_as_it_takes(self) -> None:
        if not self._is_any("released"):
            return
        said: dict[str, set[str]] = {}
        for output_id, person in self.company.db.read_now(_standing_approvals):
            said.setdefault(output_id, set()).add(person)
        cases = {output.id: case for output, case in self.outputs}
        for output_id in self.company.db.read_now(_released):
            case, people = cases[output_id], said.get(output_id, set())
            assert len(people) >= case.needed
            assert not people & {user_id(name) for name in (*NEVER, case.requester or "")}

    def _pick(self, which: int) -> tuple[Output, Case]:
        """Return one of the newest outputs: mostly one that is still open."""
        still_open = [one for one in self.outputs if one[1].state in OPEN]
        among = still_open if which < 6 and still_open else self.outputs
        return among[-1 - which % len(among)]

    def _tick(self) -> None:
        self.company.tick()
        for _, case in self.outputs:
            case.tick(self.company.now)

    def _is_any(self, state: str) -> bool:
        return any(case.state == state for _, case in self.outputs)

    def _newest_that_is(self, state: str) -> tuple[Output, Case]:
        return next(one for one in reversed(self.outputs) if one[1].state == state)

    def _moment(self) -> datetime:
        """Return an instant of now that no other act has."""
        self.count += 1
        return self.company.now + timedelta(microseconds=self.count)

    def _person(self, who: str) -> Person:
        return self.company.person(who)

    def _may(self, who: str, case: Case) -> bool:
        trained = not self.asks or self.trained.get(who, self.company.now) > self.company.now
        return who in self.roster and who not in NEVER and who != case.requester and trained

    def _judge_of(self, case: Case) -> str | None:
        """Return who settles an objection: the owner, the deputy where the owner is a party to it."""
        approved = {name for name, word in case.words.items() if word.verdict != "reject"}
        return next((name for name in ("ada", "grace") if name not in approved | {case.requester}), None)

    def _submit(self, body: str, key: str | None = None, **fields: object) -> Submitted | Refused:
        command: SubmitOutput = self.company.submission(body, **fields)
        if key is not None:
            command = replace(command, idempotency_key=key)
        return self.company.db.write_now(submit_output, command)

    def _hand_in(self, text: str, *, requester: str | None = None) -> None:
        asked = None if requester is None else f"{requester.upper()}@example.com"
        answer = self._submit(text, requested_by=asked)
        assert isinstance(answer, Submitted)
        self._take_in(answer.output, text, requester=requester)

    def _take_in(
        self, output: Output, text: str, *, requester: str | None = None, inherited: str = "reviewed"
    ) -> None:
        """Say what is expected of a new output, and show it on a card."""
        now = self.company.now
        same = [
            case.lane
            for _, case in self.outputs
            if case.body == text and case.handed_in_at >= now - SAME_TEXT
        ]
        lane = heaviest(self.rules.lane, self.lane, inherited, *same)
        self.company.show(output)
        case = Case(output.idempotency_key, text, self.rules, lane, self.rules.approvals, now, requester)
        case.expires_at = output.expires_at
        assert (output.expires_at is not None) == self.rules.expires
        self.outputs.append((output, case))

    def _vote(
        self, one: tuple[Output, Case], who: str, verdict: Verdict, via: Via, **changed: object
    ) -> None:
        output, case = one
        at, now = self._moment(), self.company.now
        source = f"act:{self.count}"
        command = RecordVote(
            f"vote_act_{self.count}", output.id, self._person(who), verdict, via, source, at, now
        )
        command = replace(command, **changed)  # type: ignore[arg-type]  # fields of the command by name
        answers = [self.company.db.write_now(record_vote, command) for _ in range(2)]
        counts = case.vote(
            who,
            verdict,
            via,
            eligible=self._may(who, case) and "person" not in changed,
            at=at,
            now=now,
            text_is_current="sha256" not in changed,
        )
        assert [isinstance(answer, Voted) for answer in answers] == [counts] * 2

    def _send_mark(
        self, output: Output, who: str, verdict: Verdict, at: datetime, *, present: bool = True
    ) -> None:
        seconds = int(at.timestamp())
        self.last_mark = RecordMark(
            output_id=output.id,
            channel_id=CHANNEL,
            ts=_ts(output.id),
            person=self._person(who),
            name=EMOJI[verdict],
            meaning="approve" if verdict == "approve" else "reject",
            present=present,
            event_ts=f"{seconds}.{at.microsecond:06d}",
            acted_at=at,
            vote_id=f"vote_{at.timestamp():.6f}_{who}",
            now=self.company.now,
        )
        self.company.db.write_now(record_mark, self.last_mark)

    def _expect_mark(self, case: Case, who: str, verdict: str, at: datetime) -> bool:
        eligible, now = self._may(who, case), self.company.now
        return case.vote(who, verdict, "reaction", eligible=eligible, at=at, now=now, mark=EMOJI[verdict])

    def _release(self, output: Output, case: Case, key: str) -> None:
        answer = self.company.release(output, key)
        expected = (
            case.released_with == key if case.state == "released" else case.state == "approved" and self.live
        )
        assert isinstance(answer, Output) == expected
        if case.state == "approved" and expected:
            case.state, case.released_with = "released", key

    def _apply(self, rules: Rules) -> None:
        lane: Lane = "always_human" if rules.lane == "always_human" else "reviewed"
        policy = Policy(
            purpose="Drafts the replies to refund requests",
            lane=lane,
            approvals=rules.approvals,
            accept_reactions=rules.reactions,
            on_expiry="expire" if rules.expires else "hold",
        )
        if self.asks and not self.was_asked:
            self.was_asked = True
            self.trained |= dict.fromkeys(self.listed, self.company.now + GRACE)
        self.company.apply(policy, reviewers=self.roster, training_months=1 if self.asks else None)
        self.listed = self.roster
        self.rules, self.lane = rules, heaviest(self.lane, rules.lane)
        self._tighten(rules)

    def _tighten(self, rules: Rules) -> None:
        for _, case in self.outputs:
            case.tighten(rules, self.company.now)


def _seen(output: Output) -> tuple[str, str, int, bool]:
    return output.state, output.lane, output.needed, output.objection is not None


def _standing_approvals(conn: Connection) -> list[tuple[str, str]]:
    """Return who approves what is judged, as (output, person)."""
    found = (
        select(votes.c.output_id, votes.c.person)
        .join(outputs, (outputs.c.id == votes.c.output_id) & (outputs.c.current_sha256 == votes.c.sha256))
        .where(votes.c.verdict != "reject", votes.c.withdrawn_at.is_(None), votes.c.voided_at.is_(None))
    )
    return [(row.output_id, row.person) for row in conn.execute(found)]


def _released(conn: Connection) -> list[str]:
    return list(conn.execute(select(releases.c.output_id)).scalars())


def _ts(output_id: str) -> str:
    return f"1700000000.{output_id[-6:]}"


def at_start(company: Company) -> None:
    """Bring a company to where the machine begins."""
    company.now = MONDAY.astimezone(UTC)
    company.settle_in(Policy(purpose="Drafts the replies to refund requests"))
